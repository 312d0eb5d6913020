"""keep whom a contact named although they are registered already"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_named_before"
down_revision = "20261122_delegations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("substitute", sa.Column("named_at", eventhub.database.types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("substitute") as table:
        table.drop_column("named_at")
