"""What people without an account fill in."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from eventhub.events.fields import as_choices
from eventhub.events.models import ON_SITE, ONLINE, Event
from eventhub.questions.asking import AskingForm
from eventhub.questions.national import NoNationalNumber
from eventhub.registrations.addresses import AddressNotValid, clean_address
from eventhub.registrations.availability import Availability, Taken, open_places, ways_of, when_full
from eventhub.registrations.member_forms import WithMember
from eventhub.registrations.refusals import WayNotPossible
from eventhub.web.forms import Form, one_line
from eventhub.web.public_forms import PublicForm


class ValidAddress:
    """A field's validator: an e-mail address that mail can reach."""

    def __call__(self, form: PublicForm, field: EmailField) -> None:
        try:
            clean_address(field.data or "")
        except AddressNotValid:
            raise ValidationError(gettext("Write a whole e-mail address, such as name@example.org")) from None


class ConfirmForm(PublicForm):
    """Nothing to fill in: the button is the answer."""


class HandOverForm(PublicForm):
    """The colleague who gets a place."""

    name = StringField(
        _l("Name of your colleague"), [DataRequired(_l("Write a name.")), Length(max=200)], filters=[one_line]
    )
    email = EmailField(
        _l("E-mail address of your colleague"),
        [DataRequired(_l("Write an e-mail address.")), Length(max=254), ValidAddress()],
        filters=[one_line],
    )


class FeedForm(PublicForm):
    """What to do with the private calendar; each button sends its own answer."""

    action = StringField(validators=[AnyOf(("make", "withdraw"))])


class SendLinkForm(PublicForm):
    """Where to send somebody's own link."""

    email = EmailField(
        _l("Your e-mail address"),
        [DataRequired(_l("Write your e-mail address")), Length(max=254), ValidAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "email"},
    )


WAYS = {ON_SITE: _l("On site"), ONLINE: _l("Online")}


def way_in_words(refusal: WayNotPossible) -> str:
    """Why nobody can take part in that way."""
    if not refusal.way:
        return gettext("Choose how you take part.")
    return gettext("There is no place left in this way. Choose the other one.")


def _way_words(event: Event, way: str, is_full: bool) -> str:
    words = str(WAYS[way])
    if not is_full:
        return words
    full = gettext("full: waiting list") if when_full(event) is Availability.WAITING else gettext("full")
    return f"{words} – {full}"


class WithWay(Form):
    """What a form knows that asks how somebody takes part, in its field `attendance`."""

    asks_way = False

    def offer_ways(self, event: Event, taken: Taken, own: str | None = None) -> None:
        """Ask how they take part where the event leaves a choice, and say which is full; their own never is."""
        ways = ways_of(event)
        self.asks_way = len(ways) > 1
        if self.asks_way:
            full = {way for way in ways if way != own and open_places(event, taken, way) == 0}
            self.attendance.choices = as_choices({way: _way_words(event, way, way in full) for way in ways})


class DetailsForm(WithMember, WithWay, AskingForm, PublicForm):
    """What a person may change later."""

    name = StringField(
        _l("Your name"),
        [DataRequired(_l("Write your name")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    organisation = StringField(
        _l("Organisation"), [Length(max=200)], filters=[one_line], render_kw={"autocomplete": "organization"}
    )
    remark = TextAreaField(
        _l("Anything the organisers should know?"),
        [Length(max=2000), NoNationalNumber()],
        description=_l("For example a question, or when you will arrive."),
        render_kw={"rows": 3},
    )
    language = SelectField(_l("Language of our mails"))
    attendance = RadioField(_l("How do you take part?"), choices=as_choices(WAYS), validate_choice=False)


class AnswerForm(PublicForm):
    """What somebody says to a place that is offered; each button sends its own answer."""

    action = StringField(validators=[AnyOf(("accept", "decline"))])


class RegisterForm(DetailsForm):
    """Two typed answers are needed: a name and an address; a third where the event is on site and online."""

    language = None
    email = EmailField(
        _l("Your e-mail address"),
        [DataRequired(_l("Write your e-mail address")), Length(max=254), ValidAddress()],
        description=_l("We send the confirmation there, with your own link."),
        filters=[one_line],
        render_kw={"autocomplete": "email"},
    )
    consent = BooleanField(validators=[DataRequired(_l("Tick the box: without it we may not keep your registration"))])
    may_be_invited = BooleanField()
