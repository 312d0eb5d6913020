"""Addresses made of titles stay readable, whatever was typed."""

import pytest

from eventhub.text.slugs import LONGEST, free_slug, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("<b>Day</b>", "day"),
        ("Samen <em class='x'>sterk</em><br/>2027", "samen-sterk-2027"),
        ("<!-- draft --> Onthaal", "onthaal"),
        ("Caf&eacute; &amp; gesprek", "cafe-gesprek"),
        ("Groepen < 20 en > 5", "groepen-20-en-5"),
        ("a<b", "a-b"),
        ("De burger z\u2019n rechten", "de-burger-z-n-rechten"),
        ("De burger's rechten", "de-burgers-rechten"),
        ("Hyvinvointi ja työ", "hyvinvointi-ja-tyo"),
        ("Ægte ønsker", "aegte-onsker"),
        ("<script></script>", ""),
        ("日本", ""),
    ],
)
def test_slug_keeps_words_and_no_markup(text: str, slug: str) -> None:
    assert slugify(text) == slug


def test_long_title_ends_with_a_whole_word() -> None:
    slug = slugify("Een heel lange titel over samenwerken in de eerste lijn en daarbuiten met velen")
    assert slug == "een-heel-lange-titel-over-samenwerken-in-de-eerste-lijn-en"
    assert len(slugify("x" * 200)) == LONGEST


def test_slug_of_nothing_is_the_fallback_and_a_taken_one_gets_a_number() -> None:
    taken = {"day", "event"}
    assert [free_slug(text, taken.__contains__) for text in ("<b>Day</b>", "<i></i>")] == ["day-2", "event-2"]
