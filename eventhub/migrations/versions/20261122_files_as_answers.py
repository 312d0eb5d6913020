"""let files be answers, and answers be needed from a day on"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_files_as_answers"
down_revision = "20261122_contacts"
branch_labels = None
depends_on = None

BEFORE = (
    "line", "text", "number", "email", "phone", "day", "yes_no", "choice", "choices", "country", "organisation",
    "consent", "note", "heading",
)  # fmt: skip
TABLES = ("answer", "special_answer")
ABOUT_FILES = (("file_type", sa.String(120)), ("file_size", sa.Integer()), ("file_sha256", sa.String(64)))


def _allow(kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table("question") as table:
        table.drop_constraint(op.f("ck_question_kind"), type_="check")
        table.create_check_constraint(op.f("ck_question_kind"), f"kind IN {kinds}")


def upgrade() -> None:
    """Add what is known of a file beside both kinds of answers."""
    op.add_column("question", sa.Column("required_from", sa.Date(), nullable=True))
    op.add_column("question", sa.Column("file_sorts", sa.JSON(), nullable=False, server_default="[]"))
    _allow((*BEFORE, "file"))
    for table in TABLES:
        op.add_column(table, sa.Column("file_key", sa.String(200), nullable=True))
        for name, kind in ABOUT_FILES:
            op.add_column(table, sa.Column(name, kind, nullable=True))
        op.create_index(op.f(f"ix_{table}_file_key"), table, ["file_key"])


def downgrade() -> None:
    """Take files away: their questions and answers with them."""
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE file_key IS NOT NULL")  # noqa: S608 - our own names
        op.drop_index(op.f(f"ix_{table}_file_key"), table)
        with op.batch_alter_table(table) as changed:
            for name in ("file_key", *(name for name, _kind in ABOUT_FILES)):
                changed.drop_column(name)
    op.execute(
        "UPDATE question SET shown_if_id = NULL WHERE shown_if_id IN (SELECT id FROM question WHERE kind = 'file')"
    )
    op.execute("DELETE FROM question WHERE kind = 'file'")
    _allow(BEFORE)
    with op.batch_alter_table("question") as table:
        table.drop_column("file_sorts")
        table.drop_column("required_from")
