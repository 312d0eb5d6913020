"""Organisers' forms for the list of an event."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eventhub.accounts.models import Account
from eventhub.attendees.columns import COLUMNS
from eventhub.attendees.export import CSV, XLSX
from eventhub.attendees.queries import ALL
from eventhub.events.fields import as_choices
from eventhub.i18n.languages import NAMES
from eventhub.questions.asking import AskingForm
from eventhub.questions.fields import IfGiven
from eventhub.registrations.changes import OnBehalf
from eventhub.registrations.forms import WAYS, ValidAddress
from eventhub.registrations.member_forms import WithMember
from eventhub.registrations.models import CANCELLED, CONFIRMED, OFFERED, PENDING, WAITING
from eventhub.web.forms import Form, one_line
from eventhub.web.row_numbers import row_number

FORMATS = [SelectChoice(CSV, _l("CSV, for every program")), SelectChoice(XLSX, _l("Excel (XLSX)"))]
STATES = [
    SelectChoice(CONFIRMED, _l("Who is registered")),
    SelectChoice(PENDING, _l("Who waits for your answer")),
    SelectChoice(WAITING, _l("Who is on the waiting list")),
    SelectChoice(OFFERED, _l("To whom a place is offered")),
    SelectChoice(CANCELLED, _l("Who does not come any more")),
    SelectChoice(ALL, _l("Everyone")),
]


class AddForm(WithMember):
    """Somebody whom an organiser writes on the list."""

    name = StringField(
        _l("Name"), filters=[one_line],
        validators=[DataRequired(_l("Write a name.")), Length(max=200, message=_l("Keep it under 200 characters."))],
    )  # fmt: skip
    email = EmailField(
        _l("E-mail address"), filters=[one_line],
        validators=[
            DataRequired(_l("Write an e-mail address.")),
            Length(max=254, message=_l("This address is too long.")),
            ValidAddress(),
        ],
    )  # fmt: skip
    organisation = StringField(
        _l("Organisation"), filters=[one_line],
        validators=[Length(max=200, message=_l("Keep it under 200 characters."))],
    )  # fmt: skip
    remark = TextAreaField(
        _l("Remark"),
        validators=[Length(max=2000, message=_l("Keep it under 2,000 characters."))],
        render_kw={"rows": 3},
    )
    attendance = RadioField(_l("How do they take part?"), choices=as_choices(WAYS), validate_choice=False)
    language = SelectField(_l("Language of their mails"), choices=[SelectChoice(*each) for each in NAMES.items()])
    tell = BooleanField(_l("Send them the confirmation by e-mail"), default=True)
    overbook = BooleanField(_l("Add them although every place is taken"))
    is_full = False
    """Whether the page asks about overbooking: only where it is a question."""


class OnBehalfForm(Form):
    """What organisers say besides when they do something for somebody."""

    why = StringField(
        _l("Why"), filters=[one_line], description=_l("The log of the network keeps it."),
        validators=[Length(max=300, message=_l("Keep it under 300 characters."))],
    )  # fmt: skip
    tell = BooleanField(_l("Tell them by e-mail"), default=True)

    def on_behalf(self, actor: Account) -> OnBehalf:
        """Who does it, why, and whether the person is told."""
        overbook = "overbook" in self and bool(self.overbook.data)
        return OnBehalf(actor, self.why.data or "", tell=bool(self.tell.data), overbook=overbook)


class CancelForm(OnBehalfForm):
    """Taking somebody's place back."""


class ChangeForm(WithMember, OnBehalfForm):
    """What somebody told, as organisers change it. Who was registered by a colleague may have no address."""

    name = AddForm.name
    email = EmailField(
        _l("E-mail address"), filters=[one_line],
        validators=[Length(max=254, message=_l("This address is too long.")), IfGiven(ValidAddress())],
        description=_l("At a new address they get a mail with their own link; the old address has none any more."),
    )  # fmt: skip
    organisation = AddForm.organisation
    attendance = AddForm.attendance
    overbook = BooleanField(_l("Change it although every place is taken"))
    is_full = False
    """Whether the page asks about overbooking: only where it is a question."""


class GiveForm(OnBehalfForm):
    """The colleague who gets somebody's place."""

    name = AddForm.name
    email = AddForm.email


class AnswersForm(AskingForm, OnBehalfForm):
    """Somebody's answers, as organisers change them; `asking_form` adds the questions."""

    tell = BooleanField(_l("Tell them by e-mail"))


class DecideForm(Form):
    """Saying yes or no to people who asked for a place; each button sends its own answer."""

    people = SelectMultipleField(
        _l("People"),
        coerce=row_number,
        validate_choice=False,
        validators=[DataRequired(_l("Choose at least one person."))],
    )
    reason = TextAreaField(
        _l("What to say to those who get no place"), description=_l("It stands in the mail and on their own page."),
        validators=[Length(max=1000, message=_l("Keep it under 1,000 characters."))], render_kw={"rows": 2},
    )  # fmt: skip
    tell = BooleanField(_l("Tell them by e-mail"), default=True)
    action = StringField(validators=[AnyOf(("approve", "reject"))])


class QueueForm(Form):
    """What organisers do with somebody who waits; each button sends its own answer."""

    place = IntegerField(_l("Place in the queue"), validators=[Optional(), NumberRange(min=1, max=100_000)])
    remark = StringField(
        _l("Why"), filters=[one_line], description=_l("The log of the network keeps it."),
        validators=[Length(max=300, message=_l("Keep it under 300 characters."))],
    )  # fmt: skip
    overbook = BooleanField(_l("Give a place although every place is taken"))
    action = StringField(validators=[AnyOf(("promote", "move"))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for needed in (self.place, self.remark):  # to move somebody; to give a place neither is asked
            needed.flags.required = True


class ExportForm(Form):
    """What to take away; sent as a query, since nothing changes."""

    class Meta(Form.Meta):
        csrf = False

    format = RadioField(_l("Format"), choices=FORMATS, default=CSV)
    state = RadioField(_l("People"), choices=STATES, default=CONFIRMED)
    columns = SelectMultipleField(
        _l("Columns"),
        choices=[SelectChoice(key, column.label) for key, column in COLUMNS.items()],
        default=list(COLUMNS),
        validators=[DataRequired(_l("Choose at least one column."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def values(self) -> dict[str, Any]:
        """The answers: columns in the order of the list, not of the query."""
        chosen = set(self.columns.data or [])
        return {
            "file_format": self.format.data, "state": self.state.data,
            "columns": [str(choice.value) for choice in self.columns.choices if choice.value in chosen],
        }  # fmt: skip
