"""add invitations, their words, who is left alone, and places kept for the invited"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_invitations"
down_revision = "20261122_wording"
branch_labels = None
depends_on = None

STATES = ("pending", "accepted", "declined", "withdrawn")
SOURCES = ("list", "team", "members", "people")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, eventhub.database.types.UtcDateTime(), nullable=nullable)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _belongs(table: str, column: str, to: str, *, nullable: bool = False, ondelete: str = "CASCADE") -> sa.Column[Any]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
    return sa.Column(column, sa.Integer(), key, nullable=nullable)


def _of_event() -> tuple[sa.Column[Any], ...]:
    kept = sa.CheckConstraint("kept_for_invited >= 0", name=op.f("ck_event_kept_for_invited"))
    return (
        sa.Column("invited_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("kept_for_invited", sa.Integer(), kept),
        _moment("kept_until_at", nullable=True),
        _moment("members_open_at", nullable=True),
    )


def _make_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        _belongs("invitation", "event_id", "event"),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("organisation", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        _flag("is_open"), _flag("skips_approval"), _flag("any_time"),
        _belongs("invitation", "registration_id", "registration", nullable=True, ondelete="SET NULL"),
        _moment("created_at"), _moment("sent_at", nullable=True), _moment("reminded_at", nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        _moment("answered_at", nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_invitation_state")),
        sa.CheckConstraint(f"source IN {SOURCES}", name=op.f("ck_invitation_source")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitation_email_is_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("key", name=op.f("uq_invitation_key")),
    )  # fmt: skip
    stands = sa.text("state <> 'withdrawn'")
    op.create_index(
        "ux_invitation_standing", "invitation", ["event_id", "email"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_invitation_event_id_state", "invitation", ["event_id", "state"])
    op.create_index(op.f("ix_invitation_email"), "invitation", ["email"])
    op.create_index(op.f("ix_invitation_registration_id"), "invitation", ["registration_id"])


def upgrade() -> None:
    # Added one by one: a table made anew would lose the triggers that keep the search up to date.
    for column in _of_event():
        op.add_column("event", column)
    op.add_column("registration", sa.Column("may_be_invited", sa.Boolean(), nullable=False, server_default=sa.false()))
    _make_invitation()
    op.create_table(
        "invitation_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("invitation_letter", "event_id", "event"),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", eventhub.database.types.Translated(), nullable=False),
        sa.Column("text", eventhub.database.types.Translated(), nullable=False),
        sa.CheckConstraint("kind IN ('invitation', 'reminder')", name=op.f("ck_invitation_letter_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_letter")),
        sa.UniqueConstraint("event_id", "kind", name=op.f("uq_invitation_letter_event_id_kind")),
    )
    op.create_table(
        "left_alone",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("left_alone", "network_id", "network"),
        sa.Column("mark", sa.String(64), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_alone")),
        sa.UniqueConstraint("network_id", "mark", name=op.f("uq_left_alone_network_id_mark")),
    )


def downgrade() -> None:
    for table in ("left_alone", "invitation_letter", "invitation"):
        op.drop_table(table)
    op.drop_column("registration", "may_be_invited")
    for column in reversed(_of_event()):
        op.drop_column("event", column.name)
