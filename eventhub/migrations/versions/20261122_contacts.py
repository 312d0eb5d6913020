"""add the name and language of a member organisation's contact, and which link for members counts"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_contacts"
down_revision = "20261122_representatives"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is known by name yet; mails are in the network's first language, as before."""
    with op.batch_alter_table("member_organisation") as table:
        table.add_column(sa.Column("contact_name", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("contact_language", sa.String(5), nullable=False, server_default=""))
    op.add_column("event", sa.Column("members_link_version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("event", "members_link_version")
    with op.batch_alter_table("member_organisation") as table:
        table.drop_column("contact_language")
        table.drop_column("contact_name")
