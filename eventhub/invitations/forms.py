"""The forms of invitations: organisers', and of who is invited."""

from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from eventhub.events.fields import ClockField, DayField, NumberField, TranslatedField
from eventhub.events.forms import EventForm
from eventhub.events.schedule import NoSuchTime, moment
from eventhub.registrations.invitation_models import FROM_LIST, SOURCES
from eventhub.web.forms import Form
from eventhub.web.public_forms import PublicForm
from eventhub.web.row_numbers import row_number

LONGEST_LIST = 200_000
USUAL_TIME = time(9)
CHECK, INVITE = "check", "invite"


class ListForm(Form):
    """Whom to invite, and on which terms."""

    people = TextAreaField(
        _l("One person a line"),
        [Length(max=LONGEST_LIST)],
        description=_l("Name and address as mail programs write them, or: address; name; organisation."),
        render_kw={"rows": 10, "spellcheck": "false"},
    )
    file = FileField(_l("Or a CSV file"), description=_l("Its lines are added to those above."))
    language = SelectField(_l("Language of their mails"))
    is_open = BooleanField(_l("They may send a colleague instead"))
    any_time = BooleanField(_l("They may register before registration opens, and after it closes"))
    skips_approval = BooleanField(_l("They need no approval"), default=True)
    source = StringField(validators=[Optional(), AnyOf(SOURCES)], default=FROM_LIST)
    action = StringField(validators=[Optional(), AnyOf((CHECK, INVITE))])


class LetterForm(Form):
    """The organisers' own words."""

    subject = TranslatedField(_l("Subject"), longest=200)
    text = TranslatedField(
        _l("Text"), longest=5000, rows=8,
        description=_l("{name}, {event}, {when}, {place} and {network} are filled in for each person. The button with "
                       "their own link is always below your words."),
    )  # fmt: skip

    class Meta(EventForm.Meta):
        pass

    def __init__(self, *args: Any, text_languages: tuple[str, ...], **kwargs: Any) -> None:
        self.text_languages = text_languages
        super().__init__(*args, **kwargs)


class RemindForm(Form):
    """Whom of those who have not answered the reminder goes to."""

    people = SelectMultipleField(
        _l("Whom to remind"), coerce=row_number, validate_choice=False,
        validators=[DataRequired(_l("Choose at least one person."))],
    )  # fmt: skip


class RulesForm(Form):
    """For whom the places are, and from when. `kept_until` and `members_open` are set by a valid form."""

    invited_only = BooleanField(
        _l("By invitation only"), description=_l("The event’s page says so kindly; others cannot register.")
    )
    kept = NumberField(_l("Places kept for who is invited"), largest=100_000)
    kept_on = DayField(_l("Kept until"), description=_l("From then on they are for everyone. Empty: to the end."))
    kept_time = ClockField(_l("At"), description=_l("Empty: 9:00."))
    members_on = DayField(_l("Members may register from"), description=_l("Before everyone else, by the link below."))
    members_time = ClockField(_l("At"), description=_l("Empty: 9:00."))
    kept_until: datetime | None = None
    members_open: datetime | None = None
    zone = "UTC"

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right."""
        fine = bool(super().validate(extra_validators))
        if not fine:
            return False
        self.kept_until = self._moment("kept")
        self.members_open = self._moment("members")
        return not (self.kept_time.errors or self.members_time.errors)

    def _moment(self, name: str) -> Any:
        day = self[f"{name}_on"].data
        if day is None:
            return None
        try:
            return moment(day, self[f"{name}_time"].data or USUAL_TIME, self.zone)
        except NoSuchTime:
            self.refuse(
                f"{name}_time", _("This time does not exist on that day: the clocks go forward. Choose another time.")
            )
            return None


class ReplyForm(PublicForm):
    """What somebody says to an invitation; each button sends its own answer."""

    action = StringField(validators=[AnyOf(("decline", "alone"))])
