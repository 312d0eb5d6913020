"""The picture of an event: taken in, kept, copied and taken away."""

from datetime import datetime

from werkzeug.datastructures import FileStorage

from eventhub.database.session import after_commit
from eventhub.events.models import Event
from eventhub.storage import files
from eventhub.storage.pictures import NotAPicture, re_encoded

LARGEST_BYTES = 15 * 1024 * 1024
FOLDER = "pictures"


def taken_in(upload: FileStorage) -> bytes:
    """An uploaded picture made anew. Raises NotAPicture."""
    data = upload.stream.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise NotAPicture
    return re_encoded(data)


def set_picture(event: Event, picture: bytes | None, *, alt: str, now: datetime) -> None:
    """Give an event a picture, or none, instead of the one it had."""
    drop_picture(event)
    event.picture_key = files.new_key(FOLDER) if picture else ""
    event.picture_alt = alt if picture else ""
    event.version += 1
    event.updated_at = now
    if picture:
        files.put(event.picture_key, picture)


def drop_picture(event: Event) -> None:
    """Remove the file of an event's picture, once the change is kept."""
    key = event.picture_key
    if key:
        after_commit(lambda: files.discard(key))


def copy_picture(source: Event, target: Event, now: datetime) -> None:
    """Give an event the picture of another one, as a file of its own."""
    if not source.picture_key:
        return
    try:
        set_picture(target, files.read(source.picture_key), alt=source.picture_alt, now=now)
    except files.MissingFileError:
        return
