"""Asking people from which member organisation they come, where an event limits how many each sends."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from eventhub.events.models import Event
from eventhub.registrations.availability import Availability, when_full
from eventhub.registrations.members import MemberRoom, held_by_members, members_asked
from eventhub.web.forms import Form

NONE_OF_THESE = "0"


class WithMember(Form):
    """What a form knows that asks for the member organisation; `organisation` is for who comes from another one."""

    asks_member = False
    member = SelectField(_l("Which member organisation are you from?"), choices=[], validate_choice=False)

    def offer_members(self, event: Event, own: int | None = None) -> None:
        """Offer the organisations where the event limits them, and say which is full; one's own never is."""
        members = members_asked(event)
        self.asks_member = bool(members)
        if not self.asks_member:
            return
        room = MemberRoom(event)
        words = _("full: waiting list") if when_full(event) is Availability.WAITING else _("full")
        self.member_names = {str(one.id): one.name for one in members}
        self.member_event = event
        full = {str(one.id) for one in members if one.id != own and not room.fits(one.id)}
        self.member.choices = [
            SelectChoice("", _("Choose")),
            *(SelectChoice(key, f"{name} – {words}" if key in full else name)
              for key, name in self.member_names.items()),
            SelectChoice(NONE_OF_THESE, _("Another organisation, or none of these")),
        ]  # fmt: skip
        self.member.flags.required = True
        self.organisation.description = _("Only if yours is not in the list above.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it is right, and one of the organisations was chosen where it is asked."""
        fine = bool(super().validate(extra_validators))
        if self.asks_member and self.member.data not in (NONE_OF_THESE, *self.member_names):
            self.refuse("member", _("Choose your organisation, or the last line if it is not in the list."))
            return False
        return fine

    def told_member(self) -> dict[str, Any]:
        """The organisation, by its name and, if the event limits it, its number."""
        typed = self.organisation.data or ""
        if not self.asks_member:
            return {"organisation": typed}
        name = self.member_names.get(self.member.data)
        return {"organisation": name or typed, "member_id": int(self.member.data) if name else None}

    def say_member_full(self) -> None:
        """Say beside the field that as many come from there as the event takes, and nobody's name."""
        held = held_by_members(self.member_event).get(int(self.member.data), 0)
        self.refuse("member", ngettext(
            "%(num)d person of %(name)s comes already. There is room for no more of them.",
            "%(num)d people of %(name)s come already. There is room for no more of them.",
            held, name=self.member_names[self.member.data],
        ))  # fmt: skip


def member_choice(event: Event, member_id: int | None) -> str:
    """What is chosen in the field for who registered before."""
    return "" if event.member_capacity is None else str(member_id or NONE_OF_THESE)
