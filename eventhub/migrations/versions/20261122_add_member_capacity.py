"""add how many people one member organisation sends, and from which somebody comes"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_member_capacity"
down_revision = "20261122_files_as_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; the event's one by itself, since a table made anew loses the triggers of the search."""
    limit = sa.CheckConstraint("member_capacity >= 1", name=op.f("ck_event_member_capacity"))
    op.add_column("event", sa.Column("member_capacity", sa.Integer(), limit))
    with op.batch_alter_table("registration") as table:
        table.add_column(sa.Column("member_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_registration_member_id_member_organisation"), "member_organisation", ["member_id"], ["id"],
            ondelete="SET NULL",
        )  # fmt: skip
        table.create_index(op.f("ix_registration_member_id"), ["member_id"])


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("registration") as table:
        table.drop_index(op.f("ix_registration_member_id"))
        table.drop_constraint(op.f("fk_registration_member_id_member_organisation"), type_="foreignkey")
        table.drop_column("member_id")
    op.drop_column("event", "member_capacity")
