"""add groups, until when people change their registration, and answers that stay or belong to one person"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_groups"
down_revision = "20261122_invitations"
branch_labels = None
depends_on = None


def _of_event() -> tuple[sa.Column[Any], ...]:
    size = sa.CheckConstraint("group_size >= 2", name=op.f("ck_event_group_size"))
    return (
        sa.Column("changes_until_at", eventhub.database.types.UtcDateTime()),
        sa.Column("approves_changes", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("group_size", sa.Integer(), size),
        sa.Column("pass_over_groups", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _make_group() -> None:
    op.create_table(
        "registration_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("sending", sa.String(64)),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_group_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["person.id"], name=op.f("fk_registration_group_contact_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_group")),
        sa.UniqueConstraint("key", name=op.f("uq_registration_group_key")),
    )
    op.create_index(op.f("ix_registration_group_contact_id"), "registration_group", ["contact_id"])
    op.create_index("ux_registration_group_sending", "registration_group", ["event_id", "sending"], unique=True)


def upgrade() -> None:
    # Added one by one: a table made anew would lose the triggers that keep the search up to date.
    for column in _of_event():
        op.add_column("event", column)
    for name in ("is_fixed", "is_personal"):
        op.add_column("question", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    _make_group()
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("group_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_registration_group_id_registration_group"), "registration_group", ["group_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
        table.create_index(op.f("ix_registration_group_id"), ["group_id"])


def downgrade() -> None:
    with op.batch_alter_table("registration") as table:
        table.drop_index(op.f("ix_registration_group_id"))
        table.drop_constraint(op.f("fk_registration_group_id_registration_group"), type_="foreignkey")
        table.drop_column("group_id")
    op.drop_table("registration_group")
    for name in ("is_personal", "is_fixed"):
        op.drop_column("question", name)
    for column in reversed(_of_event()):
        op.drop_column("event", column.name)
