"""What somebody told when they registered, as a form: to be changed by them, or by the contact who registered them."""

from flask import url_for
from wtforms.fields.choices import SelectChoice

from eventhub import clock
from eventhub.i18n.languages import NAMES
from eventhub.questions.asking import asking_form
from eventhub.questions.files import limit_body
from eventhub.questions.models import FILE
from eventhub.questions.queries import asked_of, questions_of
from eventhub.registrations.answer_reading import reader_for, said_by
from eventhub.registrations.answers import (
    FOR_EVERYONE,
    OptionFull,
    QuestionsChanged,
    asking_of,
    data_of,
    rows_of,
)
from eventhub.registrations.availability import way_of
from eventhub.registrations.changes import Wishes, change_registration
from eventhub.registrations.forms import DetailsForm, way_in_words
from eventhub.registrations.member_forms import member_choice
from eventhub.registrations.models import Registration
from eventhub.registrations.queries import taken_of
from eventhub.registrations.refusals import MemberFull, WayNotPossible
from eventhub.web.tokens import settings

TOLD = ("name", "organisation", "remark", "language")


def details_form(registration: Registration, token: str) -> DetailsForm:
    """What was filled in at registration, answers too; what may not be changed is only shown."""
    event, form = registration.event, DetailsForm
    data = {
        "attendance": way_of(event, registration.attendance),
        "member": member_choice(event, registration.member_id),
    }
    questions = asked_of(questions_of(event.id), FOR_EVERYONE)
    limit_body(questions)
    rows = rows_of(registration.id, questions) if questions else []
    if questions:
        form = asking_form(DetailsForm, questions, asking_of(event, questions, own=rows), last=("remark", "language"))
        data |= data_of(questions, rows)
    told = {name: getattr(registration, name) for name in TOLD}
    filled = form(data={**told, **data})
    filled.file_addresses = {
        one.field_name: url_for("personal.answer_file", token=token, key=registration.key, question=one.key)
        for one in questions
        if one.kind == FILE
    }
    filled.language.choices = [SelectChoice(code, NAMES[code]) for code in settings().languages]
    filled.offer_ways(event, taken_of(event.id, clock.now()), data["attendance"])
    filled.offer_members(event, registration.member_id)
    fixed = [one for one in questions if one.is_fixed and one.field_name in data]
    if fixed:
        said = said_by(registration, fixed, reader_for(fixed, event.network.languages))
        filled.fix({one.question.field_name: one.text for one in said}, data)
    return filled


def change_from(registration: Registration, form: DetailsForm) -> bool:
    """Whether all is changed as wished; else the form says what stands in the way. Raises RegistrationRefused."""
    told = {name: form[name].data or "" for name in TOLD} | form.told_member()
    if form.asks_way and form.attendance.data != way_of(registration.event, registration.attendance):
        told["attendance"] = form.attendance.data or ""
    try:
        change_registration(registration, Wishes(told, form.answers()), now=clock.now())
    except MemberFull:
        form.say_member_full()
    except WayNotPossible as refusal:
        form.refuse("attendance", way_in_words(refusal))
    except OptionFull as full:
        form.refuse_full(full.question, full.option)
    except QuestionsChanged:
        form.say_changed()
    else:
        return True
    return False
