"""What is asked: questions, the options of those that let people choose, and how both were worded before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.database.model import Model
from eventhub.database.types import Texts, Translated
from eventhub.networks.models import Network

LINE, TEXT, NUMBER, EMAIL, PHONE, DAY = "line", "text", "number", "email", "phone", "day"
YES_NO, CHOICE, CHOICES, COUNTRY, ORGANISATION = "yes_no", "choice", "choices", "country", "organisation"
CONSENT, NOTE, HEADING, FILE = "consent", "note", "heading", "file"
KINDS = (
    LINE, TEXT, NUMBER, EMAIL, PHONE, DAY, YES_NO, CHOICE, CHOICES, COUNTRY, ORGANISATION, CONSENT, NOTE, HEADING, FILE,
)  # fmt: skip
WITH_OPTIONS = (CHOICE, CHOICES)
CONTROLLING = (YES_NO, CHOICE, CHOICES)
"""What can decide whether another question is shown."""
SILENT = (NOTE, HEADING)
"""What stands between the questions and is not answered."""
YES, NO = "yes", "no"
EVERYONE, ORGANISERS = "everyone", "organisers"
AUDIENCES = (EVERYONE, ORGANISERS)
KEPT_DAYS, SPECIAL_DAYS = 90, 14
"""How many days after the event an answer stays: at most, and usually for diet, access needs and health."""


class QuestionSet(Model):
    """Questions that a network keeps for its next events, of one kind of event or (with an empty kind) of any."""

    __tablename__ = "question_set"
    __table_args__ = (UniqueConstraint("network_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    network_id: Mapped[int] = mapped_column(ForeignKey("network.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30), default="")
    created_at: Mapped[datetime] = mapped_column()

    network: Mapped[Network] = relationship(lazy="raise_on_sql")


class Question(Model):
    """One question, as it is asked now. It belongs to an event or to a network's set: one column is filled in.

    `key` never changes: forms and exports call the question by it. `version` counts wordings that somebody answered;
    `answered_version` is the last one that was. With `shown_if_id` it is asked only of those who answered that
    question with one of `shown_if_values` (keys of options, or yes and no). An answer is deleted `kept_days` after
    the event. People cannot change the answer to one that `is_fixed`; one that `is_personal` does not go to a colleague
    who takes the place over. What `is_required` may be left empty until the day `required_from`, if it has one, in the
    event's zone. `file_sorts` says which files answer a question that asks for one.
    """

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"audience IN {AUDIENCES}", name="audience"),
        CheckConstraint(f"kept_days BETWEEN 0 AND {KEPT_DAYS}", name="kept_days"),
        CheckConstraint("(event_id IS NULL) <> (set_id IS NULL)", name="one_owner"),
        UniqueConstraint("event_id", "key"),
        UniqueConstraint("set_id", "key"),
        Index("ix_question_shown_if_id", "shown_if_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("question_set.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(16))
    label: Mapped[Texts] = mapped_column(Translated)
    help: Mapped[Texts] = mapped_column(Translated, default=dict)
    why: Mapped[Texts] = mapped_column(Translated, default=dict)
    is_required: Mapped[bool] = mapped_column(default=False)
    required_from: Mapped[date | None] = mapped_column()
    file_sorts: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_special: Mapped[bool] = mapped_column(default=False)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    is_fixed: Mapped[bool] = mapped_column(default=False)
    is_personal: Mapped[bool] = mapped_column(default=False)
    audience: Mapped[str] = mapped_column(String(12), default=EVERYONE)
    kept_days: Mapped[int] = mapped_column(default=KEPT_DAYS)
    shown_if_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"))
    shown_if_values: Mapped[list[str]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)
    answered_version: Mapped[int] = mapped_column(default=0)

    options: Mapped[list["QuestionOption"]] = relationship(
        lazy="raise_on_sql", order_by="QuestionOption.position, QuestionOption.id", passive_deletes=True,
        cascade="all, delete-orphan",
    )  # fmt: skip

    @property
    def field_name(self) -> str:
        """What forms call the field of its answer."""
        return f"q_{self.key}"

    @property
    def is_asked(self) -> bool:
        """Whether it takes an answer: notes and headings do not, nor does what was withdrawn."""
        return self.kind not in SILENT and not self.is_withdrawn

    @property
    def is_answered(self) -> bool:
        """Whether somebody answered it, in any of its wordings."""
        return self.answered_version > 0

    def is_needed_on(self, day: date) -> bool:
        """Whether an answer may not be left out on this day."""
        return self.is_required and (self.required_from is None or day >= self.required_from)

    @property
    def has_options(self) -> bool:
        return self.kind in WITH_OPTIONS

    @property
    def open_options(self) -> list["QuestionOption"]:
        """The options that can be chosen."""
        return [option for option in self.options if not option.is_withdrawn]

    @property
    def answer_keys(self) -> list[str]:
        """What an answer to it can be, where that can decide whether another question is shown."""
        return [option.key for option in self.open_options] if self.has_options else [YES, NO]


class QuestionOption(Model):
    """Something to choose. `places` limits how many can; what was chosen once is withdrawn instead of deleted."""

    __tablename__ = "question_option"
    __table_args__ = (UniqueConstraint("question_id", "key"), CheckConstraint("places >= 0", name="places"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[Texts] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)
    places: Mapped[int | None] = mapped_column()
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    is_answered: Mapped[bool] = mapped_column(default=False)


class QuestionWording(Model):
    """How a question read in an earlier version, for the answers that were given to it."""

    __tablename__ = "question_wording"
    __table_args__ = (UniqueConstraint("question_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column()
    label: Mapped[Texts] = mapped_column(Translated)
    help: Mapped[Texts] = mapped_column(Translated, default=dict)
    why: Mapped[Texts] = mapped_column(Translated, default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    replaced_at: Mapped[datetime] = mapped_column()
