"""The forms of the board, of an organisation's contact and of who was named."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from eventhub.events.fields import DayField, as_choices
from eventhub.networks.models import MemberOrganisation
from eventhub.questions.asking import AskingForm
from eventhub.questions.national import NoNationalNumber
from eventhub.registrations.forms import ValidAddress
from eventhub.web.forms import Form, one_line
from eventhub.web.public_forms import PublicForm

MOST = 100
AS_SEAT, AS_SUBSTITUTE = "seat", "substitute"


def _number(label: Any, **more: Any) -> IntegerField:
    return IntegerField(label, [Optional(), NumberRange(min=0, max=MOST)], filters=[lambda number: number or 0], **more)


class SeatsForm(Form):
    """How many seats organisations get; `seats_form` adds a field for each organisation."""

    members: Sequence[MemberOrganisation] = ()
    each = _number(_l("Seats for each organisation"), default=1)
    at_least = _number(_l("At least so many should come"), default=1)
    substitutes = _number(_l("Substitutes each may name"), default=1)
    returns_on = DayField(
        _l("Kept until"), description=_l("From that day on, open seats are for everyone. Empty: kept until it begins.")
    )
    wanted = IntegerField(
        _l("So many organisations should be represented"), [Optional(), NumberRange(min=1, max=10_000)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and self.at_least.data > self.each.data:
            self.refuse("at_least", _("This is more than there are seats."))
            return False
        return fine

    def others(self) -> dict[int, int]:
        """The organisations that get another number of seats."""
        typed = {one.id: self[f"m_{place}"].data for place, one in enumerate(self.members)}
        return {key: number for key, number in typed.items() if number is not None}

    @property
    def own_fields(self) -> list[Any]:
        return [self[f"m_{place}"] for place in range(len(self.members))]


def seats_form(members: Sequence[MemberOrganisation]) -> Any:
    """The form with a field for each organisation, in the order in which they joined."""
    fields = {
        f"m_{place}": IntegerField(one.name, [Optional(), NumberRange(min=0, max=MOST)])
        for place, one in enumerate(members)
    }
    return type("SeatsForm", (SeatsForm,), {"members": tuple(members), **fields})


class AskForm(Form):
    """What organisers say to the contacts of those that are missing."""

    said = TextAreaField(
        _l("What you would like to say"), [Length(max=2000)], render_kw={"rows": 4},
        description=_l("It stands in the mail, above the link with which they name people."),
    )  # fmt: skip


class NameForm(PublicForm):
    """Somebody whom an organisation names."""

    name = StringField(_l("Name"), [DataRequired(_l("Write a name.")), Length(max=200)], filters=[one_line])
    email = EmailField(
        _l("E-mail address"), [DataRequired(_l("Write an e-mail address.")), Length(max=254), ValidAddress()],
        filters=[one_line],
    )  # fmt: skip
    role = RadioField(
        _l("Named as"), default=AS_SEAT,
        choices=as_choices({AS_SEAT: _l("Takes a seat"), AS_SUBSTITUTE: _l("Substitute")}),
    )  # fmt: skip


class RepresentativeForm(Form):
    """Who represents an organisation at every meeting, for some time."""

    name = StringField(_l("Name"), [DataRequired(_l("Write a name.")), Length(max=200)], filters=[one_line])
    email = EmailField(
        _l("E-mail address"), [DataRequired(_l("Write an e-mail address.")), Length(max=254), ValidAddress()],
        filters=[one_line],
    )  # fmt: skip
    from_on = DayField(_l("From"), [DataRequired(_l("Choose a day."))])
    until_on = DayField(_l("Until"), description=_l("Empty: until you remove them. They are deleted when it ends."))
    substitute_name = StringField(_l("Name of the substitute"), [Length(max=200)], filters=[one_line])
    substitute_email = EmailField(
        _l("E-mail address of the substitute"), [Optional(), Length(max=254), ValidAddress()], filters=[one_line]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if fine and self.until_on.data and self.until_on.data < self.from_on.data:
            self.refuse("until_on", _("This is before the first day."))
            return False
        return fine


class NobodyForm(PublicForm):
    """An organisation sends nobody this time."""

    reason = StringField(
        _l("Why?"), [Length(max=300)], filters=[one_line], description=_l("Only the organisers read it.")
    )


class AnswerForm(AskingForm, PublicForm):
    """What somebody says who was named; each button sends its own answer."""

    remark = TextAreaField(
        _l("Anything the organisers should know?"), [Length(max=2000), NoNationalNumber()], render_kw={"rows": 3},
        description=_l("For example a question, or when you will arrive."),
    )  # fmt: skip
    consent = BooleanField(validators=[DataRequired(_l("Tick the box: without it we may not keep your registration"))])


class DeclineForm(PublicForm):
    """Somebody who was named does not come."""

    action = StringField(validators=[AnyOf(("decline",))])
