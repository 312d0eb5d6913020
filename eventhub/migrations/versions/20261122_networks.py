"""networks, their members, teams and themes"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_networks"
down_revision = "20261122_accounts"
branch_labels = None
depends_on = None


def make_network() -> None:
    op.create_table(
        "network",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("logo_key", sa.String(length=200), nullable=False),
        sa.Column("logo_alt", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network")),
        sa.UniqueConstraint("slug", name=op.f("uq_network_slug")),
    )


def make_member_organisation() -> None:
    op.create_table(
        "member_organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_member_organisation_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_organisation")),
        sa.UniqueConstraint("network_id", "name", name=op.f("uq_member_organisation_network_id_name")),
    )
    with op.batch_alter_table("member_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_organisation_network_id"), ["network_id"], unique=False)


def make_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'organiser', 'helper', 'viewer')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_membership_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("account_id", "network_id", name=op.f("uq_membership_account_id_network_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_network_id"), ["network_id"], unique=False)


def make_team_invitation() -> None:
    op.create_table(
        "team_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'organiser', 'helper', 'viewer')", name=op.f("ck_team_invitation_role")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_team_invitation_email_is_lower")),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["account.id"],
            name=op.f("fk_team_invitation_invited_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_team_invitation_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("key", name=op.f("uq_team_invitation_key")),
    )
    with op.batch_alter_table("team_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_invitation_network_id"), ["network_id"], unique=False)
        batch_op.create_index(
            "ux_team_invitation_open",
            ["network_id", "email"],
            unique=True,
            sqlite_where=sa.text("accepted_at IS NULL"),
            postgresql_where=sa.text("accepted_at IS NULL"),
        )


def make_theme() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("description", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_theme_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_network_id"), ["network_id"], unique=False)


def upgrade() -> None:
    make_network()
    make_member_organisation()
    make_membership()
    make_team_invitation()
    make_theme()


def downgrade() -> None:
    op.drop_table("theme")
    op.drop_table("team_invitation")
    op.drop_table("membership")
    op.drop_table("member_organisation")
    op.drop_table("network")
