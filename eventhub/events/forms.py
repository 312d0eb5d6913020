"""The forms of an event. They know how people write; what an event needs is known below."""

from datetime import time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    URLField,
)
from wtforms.validators import Email, Length, Optional

from eventhub.accounts.kept_files import FileKeepingForm
from eventhub.events.fields import ChecksField, ClockField, DayField, NumberField, TranslatedField, as_choices
from eventhub.events.kinds import KINDS, PARTS, kind_of
from eventhub.events.models import AUTOMATIC, BOTH, NO_LIST, OFFERS, ON_SITE, ONLINE
from eventhub.events.schedule import (
    LONGEST_YEARS,
    EndsBeforeStart,
    LastsTooLong,
    NoSuchTime,
    Schedule,
    all_day,
    comes_twice,
    moment,
    timed,
)
from eventhub.i18n.languages import NAMES
from eventhub.web.forms import Form, WebAddress, one_line

USUAL_HOURS = 24
LARGEST_GROUP = 50
LIST_NAMES = {
    AUTOMATIC: _l("A waiting list: who waits longest gets the next free place"),
    OFFERS: _l("A waiting list: a free place is offered, and who gets the offer answers"),
    NO_LIST: _l("No waiting list"),
}
ATTENDANCE_NAMES = {ON_SITE: _l("In one place"), ONLINE: _l("Online"), BOTH: _l("Both")}
OPENS, CLOSES = time(9), time(23, 59)
"""Times of day where only the day of the registration window was given."""
MISSING_FIELDS = {
    "title": "title", "date": "starts_on", "place": "place_name", "join_url": "join_url", "contact": "contact_email",
}  # fmt: skip


def missing_in_words(missing: str) -> str:
    """What to say beside the field of something that is missing."""
    return {
        "title": _("Give it a title in the network's first language."),
        "date": _("Say on which day it takes place."),
        "place": _("Say where it takes place: a name or an address."),
        "join_url": _("Add the link with which people join online."),
        "contact": _("Say whom people can ask: an e-mail address or a telephone number."),
    }[missing]


class ScheduleForm(Form):
    """When something takes place."""

    starts_on = DayField(_l("Date"))
    starts_time = ClockField(_l("Begins at"))
    ends_time = ClockField(_l("Ends at"))
    ends_on = DayField(_l("Last day"), description=_l("Only if it lasts longer than one day."))
    is_all_day = BooleanField(_l("All day"))
    has_open_end = BooleanField(_l("The end is open"), description=_l("People then see “from 9:30”."))
    zone = SelectField(_l("Time zone"), description=_l("The clock of which city."))
    schedule: Schedule | None = None
    days = 1

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are right; `schedule` is then when it takes place, None without a date."""
        fine = super().validate(extra_validators)
        if any(self._fields[name].errors for name in ("starts_on", "starts_time", "ends_time", "ends_on", "zone")):
            return False
        return self._understand_schedule() and bool(fine)

    def _understand_schedule(self) -> bool:
        if self.starts_on.data is None:
            return True
        self.days = kind_of(self.kind.data).days if "kind" in self and self.version.data is None else 1
        last = self.ends_on.data or self.starts_on.data + timedelta(days=self.days - 1)
        if self.is_all_day.data:
            return self._try_all_day(last)
        if self.starts_time.data is None:
            return self._refused("starts_time", _("Say at what time it begins, or choose “All day”."))
        if self.ends_time.data is None and not self.has_open_end.data:
            return self._refused("ends_time", _("Say at what time it ends, or choose “The end is open”."))
        return self._try_timed(last)

    def _refused(self, field: str, message: str) -> bool:
        self.refuse(field, message)
        return False

    def _try_all_day(self, last: Any) -> bool:
        try:
            self.schedule = all_day(self.starts_on.data, last, self.zone.data)
        except EndsBeforeStart:
            return self._refused("ends_on", _("The last day is before the first."))
        except LastsTooLong:
            return self._refused("ends_on", _too_long())
        return True

    def _try_timed(self, last: Any) -> bool:
        first, starts, zone = self.starts_on.data, self.starts_time.data, self.zone.data
        ends = None if self.has_open_end.data else self.ends_time.data
        try:
            moment(first, starts, zone)
        except NoSuchTime:
            return self._refused("starts_time", _no_such_time())
        try:
            self.schedule = timed(first, starts, last, ends, zone)
        except NoSuchTime:
            return self._refused("ends_time", _no_such_time())
        except LastsTooLong:
            return self._refused("ends_on", _too_long())
        except EndsBeforeStart:
            field = "ends_on" if self.ends_on.data and last < first else "ends_time"
            return self._refused(field, _("The end is before the beginning. If it ends on a later day, give that day."))
        return True

    def doubled_times(self) -> bool:
        """Whether a time that was given comes twice that day, because the clocks go back."""
        if self.is_all_day.data or self.schedule is None:
            return False
        last = self.ends_on.data or self.starts_on.data
        pairs = [(self.starts_on.data, self.starts_time.data), (last, self.ends_time.data)]
        return any(comes_twice(day, clock, self.zone.data) for day, clock in pairs if clock)


def _no_such_time() -> str:
    return _("This time does not exist on that day: the clocks go forward. Choose another time.")


def _too_long() -> str:
    return _("An event lasts at most %(number)d years. Check the year.", number=LONGEST_YEARS)


class EventForm(ScheduleForm, FileKeepingForm):
    """An event, in sections: what, when, where, registration, contact and page, picture."""

    version = IntegerField(validators=[Optional()])
    copied_from = HiddenField()
    kind = SelectField(_l("Kind"))
    title = TranslatedField(_l("Title"), longest=200)
    summary = TranslatedField(
        _l("In one or two sentences"), longest=400, rows=2, description=_l("For lists and search engines.")
    )
    description = TranslatedField(
        _l("Description"), longest=20_000, rows=9,
        description=_l("An empty line begins a paragraph; **two stars** make bold, a line with - a list."),
    )  # fmt: skip
    languages = ChecksField(_l("Spoken in"), choices=as_choices(NAMES))
    themes = ChecksField(_l("Themes"), coerce=int)
    co_networks = ChecksField(_l("Organised together with"), coerce=int)
    attendance = RadioField(_l("How people take part"), choices=as_choices(ATTENDANCE_NAMES))
    place_name = StringField(_l("Name of the place"), [Length(max=200)], filters=[one_line])
    place_address = StringField(_l("Address"), [Length(max=300)], filters=[one_line])
    place_directions = TranslatedField(_l("How to get there"), longest=2000, rows=3)
    place_accessibility = TranslatedField(_l("Accessibility of the place"), longest=2000, rows=3)
    join_url = URLField(
        _l("Link to join online"), [Length(max=1000), WebAddress()],
        description=_l("Kept from the public: only those who registered get it."),
    )  # fmt: skip
    takes_registrations = BooleanField(_l("People register here"))
    capacity = NumberField(
        _l("Number of places"), largest=1_000_000, description=_l("Empty: there is room for everyone.")
    )
    online_capacity = NumberField(_l("Places online"), largest=1_000_000, description=_l("Empty: no limit."))
    waiting_list = RadioField(_l("When every place is taken"), choices=as_choices(LIST_NAMES))
    offer_hours = NumberField(
        _l("Hours to answer an offer"), largest=336, filters=[lambda hours: hours or USUAL_HOURS],
        description=_l("An offer always ends on a working day, between 8:00 and 20:00."),
    )  # fmt: skip
    needs_approval = BooleanField(
        _l("We decide who gets a place"), description=_l("Everyone who registers waits for your answer.")
    )
    approves_changes = BooleanField(
        _l("We also decide about changes"),
        description=_l(
            "Who changes an answer or how they take part waits for your answer once more, with the place kept."
        ),
    )
    group_size = NumberField(
        _l("People in one registration"), largest=LARGEST_GROUP,
        description=_l("How many people one person can register together. Empty: everyone registers for themselves."),
    )  # fmt: skip
    pass_over_groups = BooleanField(
        _l("Do not let others wait for a group that does not fit"),
        description=_l("Free places then go to those who wait behind the group."),
    )
    member_capacity = NumberField(
        _l("At most this many people per member organisation"), largest=1_000_000,
        description=_l("People then say which organisation they come from. Empty: no limit."),
    )  # fmt: skip
    changes_on = DayField(_l("Changes possible until"), description=_l("Empty: until it begins."))
    changes_time = ClockField(_l("Until what time"))
    opens_on = DayField(_l("Registration opens on"), description=_l("Empty: as soon as it is published."))
    opens_time = ClockField(_l("Opens at"))
    closes_on = DayField(_l("Registration closes on"), description=_l("Empty: when it begins."))
    closes_time = ClockField(_l("Closes at"))
    contact_name = StringField(_l("Name"), [Length(max=200)], filters=[one_line])
    contact_email = EmailField(_l("E-mail address"), [Optional(), Length(max=320), Email()], filters=[one_line])
    contact_phone = TelField(_l("Telephone"), [Length(max=60)], filters=[one_line])
    shown_parts = ChecksField(_l("The page shows"), choices=as_choices(PARTS))
    picture = FileField(_l("Picture"), description=_l("JPEG, PNG, WebP or GIF. Where it was taken is removed from it."))
    picture_alt = StringField(
        _l("What the picture shows"), [Length(max=300)], filters=[one_line],
        description=_l("Read aloud to people who cannot see it."),
    )  # fmt: skip
    remove_picture = BooleanField(_l("Take the picture away"))
    opens_at = closes_at = changes_at = None
    has_picture = False

    class Meta(Form.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, TranslatedField):
                field.languages = form.text_languages
            return field

    def __init__(self, *args: Any, text_languages: tuple[str, ...], **kwargs: Any) -> None:
        self.text_languages = text_languages
        super().__init__(*args, **kwargs)
        self.kind.choices = as_choices({code: kind.name for code, kind in KINDS.items()})

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right; `opens_at` and `closes_at` are then the registration window."""
        fine = super().validate(extra_validators)
        if not self.title.texts:
            fine = self._refused("title", _("Give it a title."))
        has_picture = self.picture.data or self.sent or (self.has_picture and not self.remove_picture.data)
        if has_picture and not self.picture_alt.data:
            fine = self._refused("picture_alt", _("Say in a few words what the picture shows, for who cannot see it."))
        if self.group_size.data == 1:
            fine = self._refused("group_size", _("A group has at least 2 people."))
        if self.member_capacity.data == 0:
            fine = self._refused("member_capacity", _("Allow at least 1 person, or leave it empty."))
        return self._understand_window() and fine

    def _understand_window(self) -> bool:
        names = [f"{which}_{part}" for which in ("opens", "closes", "changes") for part in ("on", "time")]
        if any(self._fields[name].errors for name in (*names, "zone")):
            return False
        self.changes_at = self._window_moment("changes", CLOSES)
        if self.changes_at and self.schedule and self.changes_at > self.schedule.ends_at:
            return self._refused("changes_on", _("That is after the event."))
        self.opens_at = self._window_moment("opens", OPENS)
        self.closes_at = self._window_moment("closes", CLOSES)
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            return self._refused("closes_on", _("Registration would close before it opens."))
        if self.closes_at and self.schedule and self.closes_at > self.schedule.ends_at:
            return self._refused("closes_on", _("Registration would close after the event."))
        return not any(self._fields[name].errors for name in names)

    def _window_moment(self, name: str, usual: time) -> Any:
        day, clock = self._fields[f"{name}_on"].data, self._fields[f"{name}_time"].data
        if day is None:
            return None
        try:
            return moment(day, clock or usual, self.zone.data)
        except NoSuchTime:
            self.refuse(f"{name}_time", _no_such_time())
            return None

    def show_missing(self, missing: list[str]) -> None:
        """Say beside the fields what is missing for the step that was asked for."""
        for name in missing:
            self.refuse(MISSING_FIELDS[name], missing_in_words(name))


class ReasonForm(Form):
    """Why an event does not take place as planned."""

    reason = TranslatedField(_l("Why? Everyone can read this on the event's page."), longest=1000, rows=4)

    class Meta(EventForm.Meta):
        pass

    def __init__(self, *args: Any, text_languages: tuple[str, ...], **kwargs: Any) -> None:
        self.text_languages = text_languages
        super().__init__(*args, **kwargs)


class ConfirmForm(Form):
    """A step that is only confirmed."""
