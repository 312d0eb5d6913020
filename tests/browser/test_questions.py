"""Questions in the browser: made with the keyboard alone, and following each other as people answer."""

from tests.browser.conftest import Opener
from tests.browser.looking import PHONE
from tests.browser.test_keyboard import enter, tab_to, type_into

PAGE = "/manage/events/uitwisseling-rechten/questions"


def test_organiser_makes_and_orders_questions_with_the_keyboard(look: Opener) -> None:
    seen = look(organiser=True).goto(PAGE)
    enter(seen, "One choice")
    type_into(seen, "label-nl", "Hoe luister je mee?")
    type_into(seen, "n_0_label-nl", "Alleen")
    type_into(seen, "n_0_places", "20")
    type_into(seen, "n_1_label-nl", "Met collega's")
    type_into(seen, "why-nl", "Zo maken we groepen.")
    enter(seen, "Save")
    seen.goto(PAGE)
    enter(seen, "Yes or no")
    type_into(seen, "label-nl", "Heb je een situatie bij?")
    type_into(seen, "why-nl", "Zo weten we hoeveel tijd we nodig hebben.")
    enter(seen, "Save")
    seen.goto(PAGE)
    tab_to(seen, "↓ Down")
    enter(seen, "↑ Up")  # the first one cannot go up: this is the second
    labels = seen.page.locator(".asked-what h2").all_inner_texts()
    assert labels == ["Heb je een situatie bij?", "Hoe luister je mee?"]


def test_a_question_comes_and_goes_with_the_answer_it_depends_on(look: Opener) -> None:
    seen = look(viewport=PHONE).goto("/events/stek-dag/register")
    diet = seen.page.get_by_text("Waar houden we in de keuken rekening mee?")
    assert not diet.is_visible()
    seen.page.locator("#q_eet_mee-0").check()
    assert diet.is_visible()
    seen.check()
    seen.page.locator("#q_eet_mee-1").check()
    assert not diet.is_visible()


def test_without_a_script_every_question_is_there_and_says_when_it_counts(look: Opener) -> None:
    seen = look(javascript=False).goto("/events/stek-dag/register")
    assert seen.page.get_by_text("Waar houden we in de keuken rekening mee?").is_visible()
    assert seen.page.get_by_text("Only if you answered “Yes” to “Eet je 's middags mee?”.").is_visible()
