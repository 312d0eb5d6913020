"""Organisers' forms for the list of an event."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from eventhub.attendees.columns import COLUMNS
from eventhub.attendees.export import CSV, XLSX
from eventhub.attendees.queries import ALL
from eventhub.i18n.languages import NAMES
from eventhub.questions.asking import AskingForm
from eventhub.registrations.forms import ValidAddress
from eventhub.registrations.models import CANCELLED, CONFIRMED
from eventhub.web.forms import Form, one_line

FORMATS = [SelectChoice(CSV, _l("CSV, for every program")), SelectChoice(XLSX, _l("Excel (XLSX)"))]
STATES = [
    SelectChoice(CONFIRMED, _l("Who is registered")),
    SelectChoice(CANCELLED, _l("Who cancelled")),
    SelectChoice(ALL, _l("Everyone")),
]


class AddForm(Form):
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
    language = SelectField(_l("Language of their mails"), choices=[SelectChoice(*each) for each in NAMES.items()])
    tell = BooleanField(_l("Send them the confirmation by e-mail"), default=True)
    overbook = BooleanField(_l("Add them although every place is taken"))
    is_full = False
    """Whether the page asks about overbooking: only where it is a question."""


class CancelForm(Form):
    """Taking somebody's place back."""

    tell = BooleanField(_l("Tell them by e-mail"), default=True)


class AnswersForm(AskingForm):
    """Somebody's answers, as organisers change them; `asking_form` adds the questions."""


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
