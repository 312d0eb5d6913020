"""events, with whom and about what, and the search among them"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import eventhub.database.types

revision = "20261122_events"
down_revision = "20261122_mail"
branch_labels = None
depends_on = None


SEARCH_ON_SQLITE = (
    "CREATE VIRTUAL TABLE event_search USING fts5("
    "search_text, content='event', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER event_search_insert AFTER INSERT ON event BEGIN "
    "INSERT INTO event_search(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER event_search_delete AFTER DELETE ON event BEGIN "
    "INSERT INTO event_search(event_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER event_search_update AFTER UPDATE OF search_text ON event BEGIN "
    "INSERT INTO event_search(event_search, rowid, search_text) VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO event_search(rowid, search_text) VALUES (new.id, new.search_text); END",
)
SEARCH_ON_POSTGRESQL = "CREATE INDEX ix_event_search ON event USING gin (to_tsvector('simple', search_text))"


def make_search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SEARCH_ON_SQLITE:
            op.execute(statement)
    else:
        op.execute(SEARCH_ON_POSTGRESQL)


def drop_search() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE event_search")
    else:
        op.execute("DROP INDEX ix_event_search")


def event_itself() -> list[Any]:
    """What it is, and in which words."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("summary", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("description", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
    ]


def event_time_and_place() -> list[Any]:
    """When and where."""
    return [
        sa.Column("starts_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("is_all_day", sa.Boolean(), nullable=False),
        sa.Column("has_open_end", sa.Boolean(), nullable=False),
        sa.Column("attendance", sa.String(length=8), nullable=False),
        sa.Column("place_name", sa.String(length=200), nullable=False),
        sa.Column("place_address", sa.String(length=300), nullable=False),
        sa.Column("place_directions", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("place_accessibility", eventhub.database.types.Translated(none_as_null=True), nullable=False),
        sa.Column("join_url", sa.String(length=1000), nullable=False),
    ]


def event_taking_part() -> list[Any]:
    """Who may come, whom to ask, what its page shows."""
    return [
        sa.Column("takes_registrations", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registration_opens_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("contact_phone", sa.String(length=60), nullable=False),
        sa.Column("picture_key", sa.String(length=200), nullable=False),
        sa.Column("picture_alt", sa.String(length=300), nullable=False),
        sa.Column("shown_parts", sa.JSON(), nullable=False),
        sa.Column("state_reason", eventhub.database.types.Translated(none_as_null=True), nullable=False),
    ]


def event_history() -> list[Any]:
    """What happened to it, and what calendars were told."""
    return [
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("announced_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("published_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revised_at", eventhub.database.types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
    ]


def event_rules() -> list[Any]:
    """What must hold for a row."""
    return [
        sa.CheckConstraint("attendance IN ('on_site', 'online', 'both')", name=op.f("ck_event_attendance")),
        sa.CheckConstraint("state = 'draft' OR starts_at IS NOT NULL", name=op.f("ck_event_public_has_date")),
        sa.CheckConstraint(
            "state IN ('draft', 'announced', 'published', 'postponed', 'cancelled')", name=op.f("ck_event_state")
        ),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name=op.f("ck_event_both_ends")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_event_capacity")),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_event_network_id_network"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    ]


def make_event() -> None:
    op.create_table(
        "event", *event_itself(), *event_time_and_place(), *event_taking_part(), *event_history(), *event_rules()
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_kind_starts_at", ["kind", "starts_at"], unique=False)
        batch_op.create_index("ix_event_network_id_starts_at", ["network_id", "starts_at"], unique=False)
        batch_op.create_index("ix_event_agenda", ["starts_at", "ends_at", "state", "network_id"], unique=False)
        batch_op.create_index("ix_event_state_ends_at", ["state", "ends_at"], unique=False)
        batch_op.create_index("ix_event_updated_at", ["updated_at"], unique=False)
        batch_op.create_index("ix_event_state_starts_at", ["state", "starts_at"], unique=False)


def make_event_network() -> None:
    op.create_table(
        "event_network",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_network_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["network.id"], name=op.f("fk_event_network_network_id_network"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "network_id", name=op.f("pk_event_network")),
    )
    with op.batch_alter_table("event_network", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_network_network_id"), ["network_id"], unique=False)


def make_event_theme() -> None:
    op.create_table(
        "event_theme",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_theme_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_event_theme_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "theme_id", name=op.f("pk_event_theme")),
    )
    with op.batch_alter_table("event_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_theme_theme_id"), ["theme_id"], unique=False)


def upgrade() -> None:
    make_event()
    make_event_network()
    make_event_theme()
    make_search()


def downgrade() -> None:
    drop_search()
    op.drop_table("event_theme")
    op.drop_table("event_network")
    op.drop_table("event")
