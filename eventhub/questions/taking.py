"""Whose questions an event can take over: those the network keeps, and those of its other events."""

from wtforms.fields.choices import SelectChoice

from eventhub.events.models import Event
from eventhub.i18n.languages import in_words
from eventhub.questions.forms import TakeForm
from eventhub.questions.models import Question, QuestionSet
from eventhub.questions.queries import earlier_events_that_ask, questions_of, questions_of_set, sets_of

KEPT, OF_EVENT = "kept", "event"


def kept_sets(event: Event) -> list[QuestionSet]:
    """What the network keeps, for events of this kind first."""
    return sorted(sets_of([event.network_id]), key=lambda one: one.kind != event.kind)


def take_form(event: Event, *, is_sent: bool = False) -> TakeForm:
    """The form, with everything that can be taken."""
    form = TakeForm() if is_sent else TakeForm(formdata=None)
    sets = [SelectChoice(f"{KEPT}-{one.id}", one.name) for one in kept_sets(event)]
    events = [
        SelectChoice(f"{OF_EVENT}-{one.id}", in_words(one.title, None, event.network.languages))
        for one in earlier_events_that_ask(event)
    ]
    form.source.choices = [*sets, *events]
    return form


def chosen_questions(form: TakeForm) -> list[Question]:
    """The questions of what was chosen; the form must be valid."""
    whose, _dash, number = str(form.source.data).partition("-")
    return questions_of_set(int(number)) if whose == KEPT else questions_of(int(number))
