"""add the words that organisers say in mails"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_wording"
down_revision = "20261122_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "mail_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("subject", eventhub.database.types.Translated(), nullable=False),
        sa.Column("message", eventhub.database.types.Translated(), nullable=False),
        sa.Column("updated_at", eventhub.database.types.UtcDateTime(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_mail_wording_network_id_network"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_mail_wording_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["account.id"], name=op.f("fk_mail_wording_updated_by_id_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wording")),
    )
    without_event = sa.text("event_id IS NULL")
    op.create_index(
        "ux_mail_wording_network", "mail_wording", ["network_id", "kind"], unique=True, sqlite_where=without_event,
        postgresql_where=without_event,
    )  # fmt: skip
    op.create_index("ux_mail_wording_event", "mail_wording", ["event_id", "kind"], unique=True)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("mail_wording")
