"""count changes, so that pages and feeds are kept while there are none"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_changes"
down_revision = "20261122_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_count",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_change_count")),
    )


def downgrade() -> None:
    op.drop_table("change_count")
