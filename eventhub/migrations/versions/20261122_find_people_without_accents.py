"""find people without their accents, and every event by its letters"""

import sqlalchemy as sa
from alembic import op

from eventhub.text.slugs import folded

revision = "20261122_find_people"
down_revision = "20261122_changes"
branch_labels = None
depends_on = None

ROWS_AT_ONCE = 1000
PEOPLE = sa.table(
    "registration", sa.column("id"), sa.column("name"), sa.column("email"), sa.column("organisation"),
    sa.column("search_text"),
)  # fmt: skip
EVENTS = (
    "UPDATE event SET search_text = replace(replace(replace(search_text, 'œ', 'oe'), 'đ', 'd'), 'ł', 'l') "
    "WHERE search_text LIKE '%œ%' OR search_text LIKE '%đ%' OR search_text LIKE '%ł%'"
)
"""Words that begin with one of these letters as a capital were kept as they are, but are looked for like this."""


def fill() -> None:
    """Write down by which words each person is found."""
    bind, last = op.get_bind(), 0
    query = sa.select(PEOPLE.c.id, PEOPLE.c.name, PEOPLE.c.email, PEOPLE.c.organisation).order_by(PEOPLE.c.id)
    write = PEOPLE.update().where(PEOPLE.c.id == sa.bindparam("row")).values(search_text=sa.bindparam("words"))
    while rows := bind.execute(query.where(PEOPLE.c.id > last).limit(ROWS_AT_ONCE)).all():
        bind.execute(write, [{"row": row.id, "words": folded("\n".join(row[1:]))} for row in rows])
        last = rows[-1].id


def upgrade() -> None:
    op.add_column("registration", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    fill()
    op.execute(EVENTS)


def downgrade() -> None:
    op.drop_column("registration", "search_text")
