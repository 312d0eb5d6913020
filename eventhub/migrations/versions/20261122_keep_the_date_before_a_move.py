"""keep the date before a move"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_moves"
down_revision = "20261122_sign_ins"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("moved_from_at", eventhub.database.types.UtcDateTime(), nullable=True),
    sa.Column("moved_from_zone", sa.String(64), nullable=False, server_default=""),
    sa.Column("moved_at", eventhub.database.types.UtcDateTime(), nullable=True),
    sa.Column("moved_sequence", sa.Integer(), nullable=False, server_default="0"),
)


def upgrade() -> None:
    # Added one by one: a table made anew would lose the triggers that keep the search up to date.
    for column in COLUMNS:
        op.add_column("event", column)


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_column("event", column.name)
