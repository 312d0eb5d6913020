"""add standing representatives of member organisations"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_representatives"
down_revision = "20261122_named_before"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and when an event's seats were last given to them."""
    op.add_column("delegation", sa.Column("represented_at", eventhub.database.types.UtcDateTime(), nullable=True))
    op.create_table(
        "representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("substitute_name", sa.String(200), nullable=False),
        sa.Column("substitute_email", sa.String(320), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(), nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_representative_until_on")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member_organisation.id"],
            name=op.f("fk_representative_member_id_member_organisation"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sa.UniqueConstraint("member_id", "email", name=op.f("uq_representative_member_id_email")),
    )  # fmt: skip


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("representative")
    with op.batch_alter_table("delegation") as table:
        table.drop_column("represented_at")
