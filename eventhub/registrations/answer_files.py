"""Files that are answers: what is known of them, and that their bytes go when their rows do."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, union_all

from eventhub.database.model import db
from eventhub.database.session import after_commit
from eventhub.questions.models import EVERYONE, Question
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.registrations.models import Registration
from eventhub.storage import files
from eventhub.uploads.kept import Stored
from eventhub.uploads.policy import served_type
from eventhub.uploads.serving import KeptFile


def columns_of(file: Stored) -> dict[str, str | int]:
    """What an answer's row says of its file; the row's text is the name."""
    return {
        "file_key": file.key, "file_type": file.media_type, "file_size": file.size_bytes, "file_sha256": file.sha256,
    }  # fmt: skip


def stored_file(row: Answer | SpecialAnswer) -> Stored | None:
    """The file that an answer is; None where it is none."""
    if not row.file_key:
        return None
    return Stored(row.file_key, row.text, row.file_type or "", row.file_size or 0, row.file_sha256 or "")


def download_of(file: Stored) -> KeptFile:
    """An answer's file as it is sent: to be kept, never shown, since a stranger made it."""
    return KeptFile(
        key=file.key, name=file.name, media_type=served_type(file.media_type), size_bytes=file.size_bytes,
        sha256=file.sha256, is_shown=False,
    )  # fmt: skip


def files_by(registrations: Iterable[Registration]) -> dict[int, list[tuple[str, str]]]:
    """The files that people gave themselves, by registration: the key of the question and the file's name."""
    ids = [one.id for one in registrations]
    parts = [
        select(table.registration_id, Question.key, table.text, Question.position)
        .join(Question, Question.id == table.question_id)
        .where(table.registration_id.in_(ids), table.file_key.is_not(None), Question.audience == EVERYONE)
        for table in (Answer, SpecialAnswer)
    ]
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if ids:
        for registration_id, key, name, _position in db.session.execute(union_all(*parts).order_by("position")):
            found[registration_id].append((key, name))
    return found


def let_go(table: type[Answer] | type[SpecialAnswer], which: ColumnElement[bool]) -> None:
    """Remove the files of answers that are being deleted, once that is certain. Before their rows go."""
    for key in db.session.scalars(select(table.file_key).where(which, table.file_key.is_not(None))):
        if key:
            after_commit(lambda key=key: files.discard(key))  # type: ignore[misc] # each its own
