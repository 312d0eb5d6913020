"""Files that came with a refused form: kept for a day, so that nobody has to choose them again.

The form carries a sealed token; it names the file and what the form is about, and is worth nothing in another form.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from limits import parse

from eventhub.storage import files
from eventhub.uploads.policy import CHUNK_BYTES, Accepted
from eventhub.web import tokens
from eventhub.web.limits import client_network, limiter

FOLDER = "kept"
"""Files here have no row; the sweep removes what is older than a day."""
PURPOSE = "kept upload"
MOST_BY_ADDRESS, MOST_BY_EVENT = parse("30/hour"), parse("200/day")
"""How many files of strangers may wait here."""


@dataclass(frozen=True)
class Stored:
    """A file in the store and what is known of it."""

    key: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str


def put_in(folder: str, file: Accepted) -> Stored:
    """Put an accepted file in a folder of the store."""
    key = files.new_key(folder)
    file.stream.seek(0)
    files.put(key, iter(lambda: file.stream.read(CHUNK_BYTES), b""))
    return Stored(key, file.name, file.media_type, file.size_bytes, file.sha256)


def settle(folder: str, file: "Accepted | Stored") -> Stored:
    """A file in the folder where it stays. One that was kept is copied: a form sent twice finds it both times.

    Raises MissingFileError.
    """
    if isinstance(file, Accepted):
        return put_in(folder, file)
    key = files.new_key(folder)
    files.copy(file.key, key)
    return Stored(key, file.name, file.media_type, file.size_bytes, file.sha256)


def seal(file: Stored, about: str) -> str:
    """What a form carries of a kept file; `about` is the one form it is good for."""
    return tokens.seal(PURPOSE, about, file.key, file.name, file.media_type, str(file.size_bytes), file.sha256)


def found(token: str, about: str) -> Stored | None:
    """The kept file that a form names, if it was kept for this form and is still there."""
    words = tokens.unseal(PURPOSE, token) if token else None
    if words is None or len(words) != 6 or words[0] != about or not files.exists(words[1]):
        return None
    _about, key, name, media_type, size, sha256 = words
    return Stored(key, name, media_type, int(size), sha256)


def may_keep(event_id: int) -> bool:
    """Whether one more file of a stranger may wait: so many by an address in an hour, and of an event in a day."""
    if not limiter.enabled:
        return True
    counted = limiter.limiter
    is_few = counted.hit(MOST_BY_ADDRESS, "kept files", client_network())
    return is_few and counted.hit(MOST_BY_EVENT, "kept files of", str(event_id))


def gone_words() -> str:
    """What is said where a kept file is there no longer."""
    return _("Choose the file again: it was kept for a day only.")
