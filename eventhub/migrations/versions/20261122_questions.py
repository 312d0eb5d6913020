"""add questions, and the answers to them"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_questions"
down_revision = "20261122_waiting"
branch_labels = None
depends_on = None

KINDS = (
    "line", "text", "number", "email", "phone", "day", "yes_no", "choice", "choices", "country", "organisation",
    "consent", "note", "heading",
)  # fmt: skip


def _texts(name: str) -> sa.Column[Any]:
    return sa.Column(name, eventhub.database.types.Translated(), nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, eventhub.database.types.UtcDateTime(), nullable=False)


def _belongs(table: str, column: str, to: str, *, nullable: bool = False, ondelete: str = "CASCADE") -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _make_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("question", "event_id", "event", nullable=True),
        _belongs("question", "set_id", "question_set", nullable=True),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        _texts("label"), _texts("help"), _texts("why"),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_special", sa.Boolean(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(12), nullable=False),
        sa.Column("kept_days", sa.Integer(), nullable=False),
        _belongs("question", "shown_if_id", "question", nullable=True, ondelete="SET NULL"),
        sa.Column("shown_if_values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_question_kind")),
        sa.CheckConstraint("audience IN ('everyone', 'organisers')", name=op.f("ck_question_audience")),
        sa.CheckConstraint("kept_days BETWEEN 0 AND 90", name=op.f("ck_question_kept_days")),
        sa.CheckConstraint("(event_id IS NULL) <> (set_id IS NULL)", name=op.f("ck_question_one_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("event_id", "key", name=op.f("uq_question_event_id_key")),
        sa.UniqueConstraint("set_id", "key", name=op.f("uq_question_set_id_key")),
    )  # fmt: skip
    op.create_index("ix_question_shown_if_id", "question", ["shown_if_id"])


def _make_parts_of_a_question() -> None:
    op.create_table(
        "question_option",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("question_option", "question_id", "question"),
        sa.Column("key", sa.String(60), nullable=False),
        _texts("label"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer()),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("places >= 0", name=op.f("ck_question_option_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_option")),
        sa.UniqueConstraint("question_id", "key", name=op.f("uq_question_option_question_id_key")),
    )
    op.create_table(
        "question_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("question_wording", "question_id", "question"),
        sa.Column("version", sa.Integer(), nullable=False),
        _texts("label"), _texts("help"), _texts("why"),
        sa.Column("options", sa.JSON(), nullable=False),
        _moment("replaced_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_wording")),
        sa.UniqueConstraint("question_id", "version", name=op.f("uq_question_wording_question_id_version")),
    )  # fmt: skip


def _make_answers(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        _moment("answered_at"),
        _belongs(table, "registration_id", "registration"),
        _belongs(table, "question_id", "question"),
        _belongs(table, "option_id", "question_option", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    without = sa.text("option_id IS NULL")
    op.create_index(f"ux_{table}_option", table, ["registration_id", "option_id"], unique=True)
    op.create_index(
        f"ux_{table}_text", table, ["registration_id", "question_id"], unique=True, sqlite_where=without,
        postgresql_where=without,
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_question_id"), table, ["question_id"])
    op.create_index(op.f(f"ix_{table}_option_id"), table, ["option_id"])


def upgrade() -> None:
    op.create_table(
        "question_set",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("question_set", "network_id", "network"),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_set")),
        sa.UniqueConstraint("network_id", "name", name=op.f("uq_question_set_network_id_name")),
    )
    _make_question()
    _make_parts_of_a_question()
    for table in ("answer", "special_answer"):
        _make_answers(table)


def downgrade() -> None:
    for table in ("special_answer", "answer", "question_wording", "question_option", "question", "question_set"):
        op.drop_table(table)
