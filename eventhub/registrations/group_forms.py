"""What somebody fills in who registers several people: about themselves, and about each of the others."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from eventhub.events.fields import as_choices
from eventhub.events.models import Event
from eventhub.i18n.languages import NAMES, current_language
from eventhub.questions.asking import AskingForm, asking_form
from eventhub.questions.fields import IfGiven
from eventhub.questions.models import FILE
from eventhub.questions.queries import asked_of, questions_of
from eventhub.registrations.addresses import clean_address
from eventhub.registrations.answers import FOR_EVERYONE, OptionFull, asking_of
from eventhub.registrations.availability import Taken, open_places, ways_of
from eventhub.registrations.forms import WAYS, ValidAddress, WithWay, way_in_words
from eventhub.registrations.groups import Contact, Member, MemberRefused, Party
from eventhub.registrations.member_forms import WithMember
from eventhub.registrations.refusals import WayNotPossible
from eventhub.web.forms import one_line
from eventhub.web.public_forms import PublicForm
from eventhub.web.tokens import settings

ROW, ADD, REMOVE = "row", "add", "remove"
"""Names of what the page sends: the number of each person's part, and the buttons for one more and one less."""
MOST_DIGITS = 3
ALL, SOME = "all", "some"


class OwnAnswers(WithWay, AskingForm):
    """What the contact answers for themselves: the way of taking part, and the event's questions."""

    attendance = RadioField(_l("How do you take part?"), choices=as_choices(WAYS), validate_choice=False)
    comes = True

    class Meta(AskingForm.Meta):
        csrf = False

    def _unasked(self) -> frozenset[str]:
        return super()._unasked() if self.comes else frozenset(self._fields)


class PersonForm(OwnAnswers):
    """One of the others."""

    name = StringField(_l("Name"), [DataRequired(_l("Write a name.")), Length(max=200)], filters=[one_line])
    email = EmailField(
        _l("E-mail address"), [Length(max=254), IfGiven(ValidAddress())], filters=[one_line],
        description=_l("They then get a mail with their own link. Empty: you look after their place."),
    )  # fmt: skip
    language = SelectField(_l("Language of their mails"))
    attendance = RadioField(_l("How do they take part?"), choices=as_choices(WAYS), validate_choice=False)
    row = ""


class GroupForm(WithMember, PublicForm):
    """The contact's own part; `people` are the others' parts."""

    name = StringField(
        _l("Your name"), [DataRequired(_l("Write your name")), Length(max=200)], filters=[one_line],
        render_kw={"autocomplete": "name"},
    )  # fmt: skip
    email = EmailField(
        _l("Your e-mail address"), [DataRequired(_l("Write your e-mail address")), Length(max=254), ValidAddress()],
        description=_l("We send the confirmation there, with your own link."), filters=[one_line],
        render_kw={"autocomplete": "email"},
    )  # fmt: skip
    organisation = StringField(
        _l("Organisation"), [Length(max=200)], filters=[one_line], render_kw={"autocomplete": "organization"}
    )
    comes = BooleanField(_l("I come too"), default=True)
    together = RadioField(
        _l("If there are fewer places than you need"), default=ALL,
        choices=as_choices({ALL: _l("All of us come, or nobody"), SOME: _l("As many come as there are places")}),
    )  # fmt: skip
    consent = BooleanField(validators=[DataRequired(_l("Tick the box: without it we may not keep your registration"))])
    own: OwnAnswers
    people: Sequence[PersonForm] = ()
    wants_files = False
    """Whether there are questions for a file: each gives it on their own page afterwards."""
    most = 0
    """How many people one form may register."""

    @property
    def parts(self) -> list[OwnAnswers]:
        """The parts of those who are to come, in their order."""
        return [*([self.own] if self.comes.data else []), *self.people]

    @property
    def is_full(self) -> bool:
        """Whether nobody more fits into the form."""
        return len(self.parts) >= self.most

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all parts are right, told all at once."""
        self.own.comes = bool(self.comes.data)
        fine = [super().validate(extra_validators), *(part.validate() for part in (self.own, *self.people))]
        return all([*fine, self._each_address_stands_once(), self._somebody_comes()])

    def _each_address_stands_once(self) -> bool:
        seen = {_address(self.email)} if self.comes.data else set()
        fine = True
        for person in self.people:
            address = _address(person.email)
            if address and address in seen:
                person.refuse("email", _("This address stands here twice. Leave it empty, or write another one."))
                fine = False
            seen.add(address)
        return fine

    def _somebody_comes(self) -> bool:
        if not self.parts:
            self.refuse("comes", _("Tick this, or add somebody who comes."))
        return bool(self.parts) and self.fits()

    def fits(self) -> bool:
        """Whether the event takes so many at once; else it is said."""
        if len(self.parts) <= self.most:
            return True
        self.form_errors.append(_("One registration takes %(number)d people at most.", number=self.most))
        return False

    def say_too_few(self) -> None:
        """Say that there is no place for all of them, and what can be done."""
        words = _(
            "There are not enough places for all of you. Come with as many as there are, or register fewer people."
        )
        self.refuse("together", words)

    def party(self) -> Party:
        """Who is to be registered; the form must be valid."""
        language = current_language()
        contact = Contact(self.name.data, self.email.data, language)
        shared: dict[str, Any] = self.told_member()
        members = [
            Member(person.name.data, person.email.data or "", person.language.data, answers=person.answers(),
                   attendance=person.attendance.data or "", **shared)
            for person in self.people
        ]  # fmt: skip
        if self.comes.data:
            own: dict[str, Any] = {"answers": self.own.answers(), "attendance": self.own.attendance.data or ""}
            members.insert(0, Member(contact.name, contact.email, language, **own, **shared))
        return Party(contact, tuple(members), together="together" in self and self.together.data != SOME)

    def say_refused(self, refusal: MemberRefused) -> None:
        """Say beside a field what one of them cannot have."""
        part = self.parts[refusal.number]
        if isinstance(refusal.why, OptionFull):
            part.refuse_full(refusal.why.question, refusal.why.option)
        elif isinstance(refusal.why, WayNotPossible):
            part.refuse("attendance", way_in_words(refusal.why))
        else:
            part.say_changed()

    @property
    def wrong(self) -> "AllErrors":
        """What is wrong in all parts, for the list above the form."""
        return AllErrors([self, self.own, *self.people])


def _address(field: Field) -> str:
    """The address in a field, to compare it; nothing where it holds none."""
    return clean_address(field.data) if field.data and not field.errors else ""


class AllErrors:
    """The errors of several forms, as if they were one; each field says whose it is."""

    def __init__(self, forms: Sequence[Any]) -> None:
        self.forms = forms
        self.form_errors = list(dict.fromkeys(error for form in forms for error in form.form_errors))
        self.errors = [form.errors for form in forms if form.errors]

    def __iter__(self) -> Iterator[Field]:
        for number, form in enumerate(self.forms):
            for field in form:
                if number > 1:
                    field.whose = _("Person %(number)d", number=number - 1)
                yield field


def _rows() -> list[str]:
    """The numbers of the people's parts, after the button that was pressed: one more, or one less."""
    if request.method != "POST":
        return ["1"]
    sent = [row for row in request.form.getlist(ROW) if row.isascii() and row.isdigit() and len(row) <= MOST_DIGITS]
    rows = [row for row in dict.fromkeys(sent) if row != request.form.get(REMOVE)]
    if ADD in request.form:
        rows.append(str(max(map(int, rows), default=0) + 1))
    return rows


def is_only_arranged() -> bool:
    """Whether a button was pressed that only adds or removes somebody's part."""
    return ADD in request.form or REMOVE in request.form


def group_form(event: Event, taken: Taken) -> GroupForm:
    """The form of a group with the event's questions for each of them."""
    asked = asked_of(questions_of(event.id), FOR_EVERYONE)
    questions = [one for one in asked if one.kind != FILE]
    asking = asking_of(event, questions)
    form, most = GroupForm(), event.group_size or 0
    form.wants_files = len(questions) < len(asked)
    form.own, form.most = asking_form(OwnAnswers, questions, asking)(prefix="own"), most
    form.offer_members(event)
    form.own.offer_ways(event, taken)
    made = asking_form(PersonForm, questions, asking)
    people = []
    for row in _rows()[:most]:
        person = made(prefix=f"p{row}", data={"language": current_language()})
        person.row = row
        person.language.choices = [SelectChoice(code, NAMES[code]) for code in settings().languages]
        person.offer_ways(event, taken)
        people.append(person)
    if ADD in request.form and people:
        newest = people[-1].name
        newest.render_kw = {**(newest.render_kw or {}), "autofocus": True}  # the page comes back anew, and long
    form.people = people
    if event.member_capacity is None and all(open_places(event, taken, way) is None for way in ways_of(event)):
        del form.together
    return form
