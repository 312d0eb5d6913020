"""add sign-ins"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_sign_ins"
down_revision = "20261122"
branch_labels = None
depends_on = None

INDEXED = ("account_id", "signed_in_at", "last_seen_at")


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("signed_in_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("browser", sa.String(length=40), nullable=False),
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in")),
    )
    for column in INDEXED:
        op.create_index(f"ix_sign_in_{column}", "sign_in", [column])


def downgrade() -> None:
    op.drop_table("sign_in")
