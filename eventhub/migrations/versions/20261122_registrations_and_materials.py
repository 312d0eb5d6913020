"""people, their places, and what remains of an event"""

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

# The number of the one migration that these five were before: databases made by it go on from here.
revision = "20261122"
down_revision = "20261122_events"
branch_labels = None
depends_on = None


def make_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("feed_key", sa.String(length=32), nullable=True),
        sa.Column("feed_version", sa.Integer(), nullable=False),
        sa.Column("feed_used_on", sa.Date(), nullable=True),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_is_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_person_feed_key")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ux_person_email", ["email"], unique=True)


def make_registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consented_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("sending", sa.String(length=64), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=12), nullable=False),
        sa.Column("told_sequence", sa.Integer(), nullable=False),
        sa.Column("forgotten_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('confirmed', 'cancelled')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f("fk_registration_added_by_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_registration_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("key", name=op.f("uq_registration_key")),
    )


def index_registration() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_event_id_state", ["event_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ux_registration_active",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        )
        batch_op.create_index("ux_registration_sending", ["event_id", "sending"], unique=True)


def make_material() -> None:
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("link_kind", sa.String(length=12), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("file_key", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'file') = (file_key <> '')", name=op.f("ck_material_file_has_key")),
        sa.CheckConstraint("(kind = 'link') = (url <> '')", name=op.f("ck_material_link_has_url")),
        sa.CheckConstraint("audience IN ('everyone', 'registrants')", name=op.f("ck_material_audience")),
        sa.CheckConstraint("kind IN ('file', 'link')", name=op.f("ck_material_kind")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_material_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_event_id"), ["event_id"], unique=False)


def upgrade() -> None:
    make_person()
    make_registration()
    index_registration()
    make_material()


def downgrade() -> None:
    op.drop_table("material")
    op.drop_table("registration")
    op.drop_table("person")
