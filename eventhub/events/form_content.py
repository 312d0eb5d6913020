"""From an event's content to the values of its form, and back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from eventhub.events.fields import as_choices
from eventhub.events.forms import CLOSES, MISSING_FIELDS, EventForm
from eventhub.events.kinds import kind_of
from eventhub.events.life import missing_now
from eventhub.events.models import Event
from eventhub.events.queries import other_networks, themes_of
from eventhub.events.schedule import NoSuchTime, Schedule, midnight, moment, moved_along
from eventhub.events.service import Content
from eventhub.events.when import moment_in_words, when_in_words
from eventhub.i18n.languages import in_words
from eventhub.i18n.zones import zone_choices
from eventhub.networks.models import Network, Theme

SAME = (
    "kind", "title", "summary", "description", "languages", "zone", "attendance", "place_name", "place_address",
    "place_directions", "place_accessibility", "join_url", "takes_registrations", "capacity",
    "online_capacity", "waiting_list", "offer_hours", "needs_approval", "approves_changes", "group_size",
    "pass_over_groups", "member_capacity", "contact_name", "contact_email", "contact_phone", "shown_parts",
    "picture_alt",
)  # fmt: skip
TEXTS = frozenset({"title", "summary", "description", "place_directions", "place_accessibility"})

OTHERS = {
    "schedule": "starts_on", "registration_opens_at": "opens_on", "registration_closes_at": "closes_on",
    "changes_until_at": "changes_on",
    "picture_key": "picture",
}  # fmt: skip
"""Parts of the content whose field has another name."""
CODES = frozenset({"kind", "attendance", "picture_key", "waiting_list"})


def schedule_values(schedule: Schedule | None, zone: str, kind: str) -> dict[str, Any]:
    """What the fields of day and time begin with: the event's own, or the times usual for its kind."""
    if schedule is None or schedule.is_all_day:
        preset = kind_of(kind)
        usual: dict[str, Any] = {"starts_time": preset.starts, "ends_time": preset.ends, "zone": zone}
        if schedule is None:
            return {**usual, "is_all_day": preset.is_all_day}
        first, end = _local(schedule.starts_at, zone), _local(schedule.ends_at, zone)
        last = (end - timedelta(days=1)).date()
        return {**usual, "starts_on": first.date(), "is_all_day": True, "ends_on": _other(last, first)}
    first, end = _local(schedule.starts_at, zone), _local(schedule.ends_at, zone)
    return {
        "starts_on": first.date(), "starts_time": first.time(), "zone": zone, "has_open_end": schedule.has_open_end,
        "ends_time": None if schedule.has_open_end else end.time(), "ends_on": _other(end.date(), first),
    }  # fmt: skip


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _other(last: Any, first: datetime) -> Any:
    """The last day where it is not the first."""
    return last if last != first.date() else None


def _window_values(content: Content) -> dict[str, Any]:
    values: dict[str, Any] = {}
    moments = {
        "opens": content.registration_opens_at, "closes": content.registration_closes_at,
        "changes": content.changes_until_at,
    }  # fmt: skip
    for name, at in moments.items():
        if at:
            local = _local(at, content.zone)
            values.update({f"{name}_on": local.date(), f"{name}_time": local.time()})
    return values


def form_values(content: Content) -> dict[str, Any]:
    """The values with which an event's form is opened."""
    values: dict[str, Any] = {name: getattr(content, name) for name in SAME}
    values.update(schedule_values(content.schedule, content.zone, content.kind))
    values.update(_window_values(content))
    values["themes"] = [theme.id for theme in content.themes]
    values["co_networks"] = [network.id for network in content.co_networks]
    return values


def languages_of(network: Network, content: Content) -> tuple[str, ...]:
    """The languages a form offers: those of the network, then others in which the event was written before."""
    return tuple(dict.fromkeys([*network.languages, *content.title]))


class Choices:
    """The themes and networks that a form offers."""

    def __init__(self, network: Network, content: Content) -> None:
        ids = [network.id, *(other.id for other in content.co_networks)]
        self.language = network.language
        self.themes: dict[int, Theme] = {theme.id: theme for theme in [*themes_of(ids), *content.themes]}
        self.networks: dict[int, Network] = {other.id: other for other in other_networks(network)}

    def offer(self, form: EventForm, zone: str, network_zone: str) -> None:
        """Put the choices into the form."""
        form.themes.choices = as_choices({key: in_words(theme.name) for key, theme in self.themes.items()})
        form.co_networks.choices = as_choices({key: network.name for key, network in self.networks.items()})
        form.zone.choices = zone_choices(network_zone, zone)


def open_form(network: Network, content: Content, **values: Any) -> tuple[EventForm, Choices]:
    """An event's form with what it begins with, and what it offers."""
    form = EventForm(text_languages=languages_of(network, content), data={**form_values(content), **values})
    form.has_picture = bool(content.picture_key)
    choices = Choices(network, content)
    choices.offer(form, content.zone, network.zone)
    _describe_defaults(form, content)
    return form, choices


def _describe_defaults(form: EventForm, content: Content) -> None:
    """Say what an empty field means for a first date of this kind."""
    preset = kind_of(content.kind)
    if content.schedule:
        return
    if preset.days > 1:
        form.ends_on.description = _("Empty: it lasts %(number)d days.", number=preset.days)
    if preset.closes_days_before:
        form.closes_on.description = _("Empty: %(number)d days before.", number=preset.closes_days_before)


def _closes(form: EventForm, before: Content) -> datetime | None:
    """When registration closes: as typed; where only the event moved, as many days before it as it was."""
    typed: datetime | None = form.closes_at
    if typed is None:
        return _usual_close(form, before)
    if before.schedule and form.schedule and typed == before.registration_closes_at:
        return moved_along(typed, before.schedule, form.schedule)
    return typed


def _changes_until(form: EventForm, before: Content) -> datetime | None:
    """Until when people change their registration: as typed, or as long before the event as it was."""
    typed: datetime | None = form.changes_at
    if typed and before.schedule and form.schedule and typed == before.changes_until_at:
        return moved_along(typed, before.schedule, form.schedule)
    return typed


def content_from(form: EventForm, choices: Choices, before: Content) -> Content:
    """What a valid form says. The picture is that of before."""
    columns: dict[str, Any] = {
        name: form[name].texts if name in TEXTS else form[name].data for name in SAME if name != "picture_alt"
    }
    return Content(
        **columns,
        schedule=form.schedule,
        registration_opens_at=form.opens_at,
        registration_closes_at=_closes(form, before),
        changes_until_at=_changes_until(form, before),
        picture_key=before.picture_key,
        picture_alt=form.picture_alt.data if before.picture_key or form.sent else "",
        themes=[choices.themes[key] for key in form.themes.data],
        co_networks=[choices.networks[key] for key in form.co_networks.data],
    )


def missing_in(form: EventForm, network: Network, state: str) -> list[str]:
    """What an event of this form would lack in a state, beside what the form says already; it may hold errors."""
    day = form.starts_on.data
    typed = Event(
        network=network, state=state, title=form.title.texts, starts_at=midnight(day, "UTC") if day else None,
        attendance=form.attendance.data, join_url=form.join_url.data, place_name=form.place_name.data,
        place_address=form.place_address.data, contact_email=form.contact_email.data,
        contact_phone=form.contact_phone.data,
    )  # fmt: skip
    return [name for name in missing_now(typed) if not form[MISSING_FIELDS[name]].errors]


def _usual_close(form: EventForm, before: Content) -> datetime | None:
    """When registration closes for a kind, where an event gets its first date and nothing else was said."""
    days = kind_of(form.kind.data).closes_days_before
    if before.schedule or form.schedule is None or not days or not form.takes_registrations.data:
        return None
    try:
        at = moment(form.starts_on.data - timedelta(days=days), CLOSES, form.zone.data)
    except NoSuchTime:
        return None
    opens = form.opens_at
    return None if opens and opens >= at else at


def differences(mine: Content, theirs: Content, event: Event) -> list[tuple[str, str]]:
    """What the stored event says differently: the name of each field, and what is stored there in words."""
    labels = EventForm(text_languages=("en",), formdata=None)
    found = [name for name in (*SAME, *OTHERS) if getattr(mine, name) != getattr(theirs, name)]
    found += [name for name in ("themes", "co_networks") if _ids(mine, name) != _ids(theirs, name)]
    return [(str(labels[OTHERS.get(name, name)].label.text), _in_words(event, name)) for name in found]


def _ids(content: Content, name: str) -> set[int]:
    return {row.id for row in getattr(content, name)}


def _in_words(event: Event, name: str) -> str:
    if name == "schedule":
        return when_in_words(event)
    value = getattr(event, name)
    if name in TEXTS:
        return in_words(value, event.network.language)
    if isinstance(value, datetime):
        return moment_in_words(value, event.zone)
    is_plain = isinstance(value, (str, int)) and not isinstance(value, bool)
    return str(value) if is_plain and name not in CODES else ""
