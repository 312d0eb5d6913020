"""add seats of member organisations"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_delegations"
down_revision = "20261122_groups"
branch_labels = None
depends_on = None


def _belongs(table: str, column: str, to: str, **more: Any) -> sa.Column[Any]:
    ondelete = "SET NULL" if more.get("nullable") else "CASCADE"
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
    return sa.Column(column, sa.Integer(), key, **{"nullable": False, **more})


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, eventhub.database.types.UtcDateTime())


def _make_delegation() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _belongs("delegation", "event_id", "event"),
        _belongs("delegation", "member_id", "member_organisation"),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("substitutes", sa.Integer(), nullable=False),
        _moment("sends_nobody_at"),
        sa.Column("nobody_reason", sa.Text(), nullable=False),
        _moment("asked_at"),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_delegation_seats")),
        sa.CheckConstraint("at_least >= 0 AND at_least <= seats", name=op.f("ck_delegation_at_least")),
        sa.CheckConstraint("substitutes >= 0", name=op.f("ck_delegation_substitutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("key", name=op.f("uq_delegation_key")),
        sa.UniqueConstraint("event_id", "member_id", name=op.f("uq_delegation_event_id_member_id")),
    )
    op.create_index(op.f("ix_delegation_member_id"), "delegation", ["member_id"])


def upgrade() -> None:
    op.add_column("event", _moment("seats_return_at"))
    op.add_column("event", sa.Column("members_wanted", sa.Integer()))
    _make_delegation()
    op.create_table(
        "delegation_seat",
        _belongs("delegation_seat", "registration_id", "registration"),
        _belongs("delegation_seat", "delegation_id", "delegation"),
        _belongs("delegation_seat", "replaces_id", "registration", nullable=True),
        _moment("followed_at"),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_delegation_seat")),
    )
    op.create_index(op.f("ix_delegation_seat_delegation_id"), "delegation_seat", ["delegation_id"])
    op.create_index(op.f("ix_delegation_seat_replaces_id"), "delegation_seat", ["replaces_id"])
    op.create_table(
        "substitute",
        sa.Column("id", sa.Integer(), nullable=False),
        _belongs("substitute", "delegation_id", "delegation"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute")),
        sa.UniqueConstraint("delegation_id", "email", name=op.f("uq_substitute_delegation_id_email")),
    )


def downgrade() -> None:
    for table in ("substitute", "delegation_seat", "delegation"):
        op.drop_table(table)
    for column in ("members_wanted", "seats_return_at"):
        op.drop_column("event", column)
