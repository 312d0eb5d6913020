"""add waiting lists, offers, approval, and places on site and online"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_waiting"
down_revision = "20261122_find_people"
branch_labels = None
depends_on = None

BEFORE = ("confirmed", "cancelled")
STATES = ("pending", "confirmed", "waiting", "offered", "declined", "expired", "rejected", "cancelled")
ACTIVE = "state IN ('pending', 'confirmed', 'offered', 'waiting')"


def _of_event() -> tuple[sa.Column[Any], ...]:
    online = sa.CheckConstraint("online_capacity >= 0", name=op.f("ck_event_online_capacity"))
    lists = sa.CheckConstraint("waiting_list IN ('none', 'automatic', 'offers')", name=op.f("ck_event_waiting_list"))
    return (
        sa.Column("online_capacity", sa.Integer(), online),
        sa.Column("waiting_list", sa.String(12), lists, nullable=False, server_default="none"),
        sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="24"),
        sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _allow(states: tuple[str, ...]) -> None:
    with op.batch_alter_table("registration") as table:
        table.drop_constraint(op.f("ck_registration_state"), type_="check")
        table.create_check_constraint(op.f("ck_registration_state"), f"state IN {states}")


def _one_active(which: str) -> None:
    op.drop_index("ux_registration_active", "registration")
    op.create_index(
        "ux_registration_active", "registration", ["event_id", "person_id"], unique=True,
        sqlite_where=sa.text(which), postgresql_where=sa.text(which),
    )  # fmt: skip


def upgrade() -> None:
    # Added one by one: a table made anew would lose the triggers that keep the search up to date.
    for column in _of_event():
        op.add_column("event", column)
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("attendance", sa.String(8), nullable=False, server_default=""))
        table.add_column(sa.Column("queue_number", sa.Integer()))
        table.add_column(sa.Column("offered_until", eventhub.database.types.UtcDateTime()))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.drop_index("ix_registration_event_id_state")
        table.create_index("ix_registration_places", ["event_id", "state", "attendance"])
        table.create_index("ix_registration_offered_until", ["offered_until"])
    _allow(STATES)
    _one_active(ACTIVE)


def downgrade() -> None:
    op.execute("UPDATE registration SET state = 'cancelled' WHERE state NOT IN ('confirmed', 'cancelled')")
    _one_active("state = 'confirmed'")
    _allow(BEFORE)
    with op.batch_alter_table("registration") as table:
        table.drop_index("ix_registration_offered_until")
        table.drop_index("ix_registration_places")
        table.create_index("ix_registration_event_id_state", ["event_id", "state"])
        for name in ("reason", "offered_until", "queue_number", "attendance"):
            table.drop_column(name)
    for column in reversed(_of_event()):
        op.drop_column("event", column.name)
