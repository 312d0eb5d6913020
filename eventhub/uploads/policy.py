"""Which files may be shared: an allow-list by name and by content. What is not on it is refused."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from eventhub.storage.pictures import NotAPicture, re_encoded_as_sent
from eventhub.text.file_names import safe_file_name, split_extension
from eventhub.uploads import contents
from eventhub.uploads.contents import ContentDiffersError

LARGEST_PICTURE_PX = 4096
CHUNK_BYTES = 1024 * 1024


class TypeNotAllowedError(ValueError):
    """Files with this ending are not shared here."""


class FileTooLargeError(ValueError):
    """The file is larger than the hub allows."""


class EmptyFileError(ValueError):
    """There is nothing in the file."""


@dataclass(frozen=True)
class FileType:
    """One kind of file: the media type we serve it with, and the check of its content.

    `check` raises ContentDiffersError, or returns the media type where the content decides about it.
    """

    media_type: str
    check: Callable[[BinaryIO], str | None]
    is_picture: bool = False


@dataclass(frozen=True)
class Accepted:
    """A file that passed: what is kept, and under which name."""

    name: str
    media_type: str
    stream: BinaryIO
    size_bytes: int
    sha256: str


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_ODF = "application/vnd.oasis.opendocument."

ALLOWED: dict[str, FileType] = {
    ".pdf": FileType("application/pdf", contents.is_pdf),
    ".png": FileType("image/png", contents.is_anything, is_picture=True),
    ".jpg": FileType("image/jpeg", contents.is_anything, is_picture=True),
    ".jpeg": FileType("image/jpeg", contents.is_anything, is_picture=True),
    ".webp": FileType("image/webp", contents.is_anything, is_picture=True),
    ".gif": FileType("image/gif", contents.is_anything, is_picture=True),
    ".docx": FileType(_WORD, contents.office(f"{_WORD}.main+xml")),
    ".xlsx": FileType(_SHEET, contents.office(f"{_SHEET}.main+xml")),
    ".pptx": FileType(_SLIDES, contents.office(f"{_SLIDES}.main+xml")),
    ".odt": FileType(f"{_ODF}text", contents.open_document(f"{_ODF}text")),
    ".ods": FileType(f"{_ODF}spreadsheet", contents.open_document(f"{_ODF}spreadsheet")),
    ".odp": FileType(f"{_ODF}presentation", contents.open_document(f"{_ODF}presentation")),
    ".txt": FileType("text/plain", contents.plain_text("text/plain")),
    ".md": FileType("text/plain", contents.plain_text("text/plain")),
    ".csv": FileType("text/csv", contents.plain_text("text/csv")),
    ".mp3": FileType("audio/mpeg", contents.is_mp3),
    ".m4a": FileType("audio/mp4", contents.is_mp4),
    ".mp4": FileType("video/mp4", contents.is_mp4),
    ".webm": FileType("video/webm", contents.is_webm),
}
ENDINGS = ",".join(ALLOWED)
DOCUMENTS, PICTURES = "documents", "pictures"
SORTS: dict[str, tuple[str, ...]] = {
    DOCUMENTS: tuple(
        ending for ending, kind in ALLOWED.items()
        if kind.media_type.startswith(("application/", "text/"))
    ),
    PICTURES: tuple(ending for ending, kind in ALLOWED.items() if kind.is_picture),
}  # fmt: skip
"""What somebody may be asked for: sound and films belong elsewhere."""
# What a browser shows by itself; everything else is offered as a download.
SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})
SERVED = frozenset(kind.media_type for kind in ALLOWED.values())
PICTURE_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


def served_type(media_type: str) -> str:
    """The media type to answer with: what was kept if it is on the list, else one that no browser opens."""
    return media_type if media_type.partition(";")[0] in SERVED else "application/octet-stream"


def _size_of(stream: BinaryIO) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _picture(stream: BinaryIO) -> tuple[BinaryIO, str]:
    try:
        data, media_type = re_encoded_as_sent(stream.read(), LARGEST_PICTURE_PX)
    except NotAPicture as error:
        raise ContentDiffersError from error
    return BytesIO(data), media_type


def accepted(stream: BinaryIO, name: str, largest_bytes: int, endings: Collection[str] = ALLOWED) -> Accepted:
    """The file as it may be kept. Pictures are drawn anew, so that nothing but the picture is left of them.

    Raises TypeNotAllowedError, EmptyFileError, FileTooLargeError or ContentDiffersError.
    """
    safe = safe_file_name(name)
    stem, ending = split_extension(safe)
    kind = ALLOWED.get(ending)
    if kind is None or ending not in endings:
        raise TypeNotAllowedError(ending)
    size = _size_of(stream)
    if size == 0:
        raise EmptyFileError
    if size > largest_bytes:
        raise FileTooLargeError(size)
    media_type = kind.check(stream) or kind.media_type
    stream.seek(0)
    if kind.is_picture:
        stream, media_type = _picture(stream)
        safe, size = f"{stem}{PICTURE_ENDINGS.get(media_type, ending)}", _size_of(stream)
    return Accepted(safe, media_type, stream, size, _digest(stream))
