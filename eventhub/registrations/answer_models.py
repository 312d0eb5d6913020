"""What people answered. Diet, access needs and health lie in a table of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from eventhub.database.model import Model


class AnswerColumns:
    """One answer, or one of several options chosen: a row an option, else one row with the text.

    `version` is the wording of the question that was answered, `language` the one it was read in. A file lies in the
    store under `file_key`; the text is its name.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    answered_at: Mapped[datetime] = mapped_column()
    file_type: Mapped[str | None] = mapped_column(String(120))
    file_size: Mapped[int | None] = mapped_column()
    file_sha256: Mapped[str | None] = mapped_column(String(64))

    @declared_attr
    def file_key(cls) -> Mapped[str | None]:  # noqa: N805 - SQLAlchemy hands it the class
        return mapped_column(String(200), index=True)

    @declared_attr
    def registration_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))

    @declared_attr
    def question_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def option_id(cls) -> Mapped[int | None]:  # noqa: N805
        return mapped_column(ForeignKey("question_option.id", ondelete="CASCADE"), index=True)


def _one_each(table: str) -> tuple[Index, Index]:
    """Nobody chooses an option twice, or answers in two texts."""
    without = text("option_id IS NULL")
    return (
        Index(f"ux_{table}_option", "registration_id", "option_id", unique=True),
        Index(f"ux_{table}_text", "registration_id", "question_id", unique=True,
              sqlite_where=without, postgresql_where=without),
    )  # fmt: skip


class Answer(AnswerColumns, Model):
    """An ordinary answer."""

    __tablename__ = "answer"
    __table_args__ = _one_each("answer")


class SpecialAnswer(AnswerColumns, Model):
    """An answer about diet, access needs or health: seen by few, never mailed, deleted early."""

    __tablename__ = "special_answer"
    __table_args__ = _one_each("special_answer")
