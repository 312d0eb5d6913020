"""What an organiser is told when a file is refused."""

from typing import BinaryIO

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from eventhub.uploads.contents import ContentDiffersError
from eventhub.uploads.policy import (
    Accepted,
    EmptyFileError,
    FileTooLargeError,
    TypeNotAllowedError,
    accepted,
)
from eventhub.web.tokens import settings

MIB = 1024 * 1024
REFUSALS = (TypeNotAllowedError, EmptyFileError, FileTooLargeError, ContentDiffersError)


class FileRefusedError(ValueError):
    """A file was refused; the message is for the person who sent it."""


def in_words(error: ValueError, name: str) -> str:
    """Why this file was refused and what to do about it."""
    if isinstance(error, FileTooLargeError):
        limit = settings().largest_upload_mib
        return _(
            "“%(name)s” is larger than %(limit)s MB. Put it on a video or file service and add a link to it.",
            name=name,
            limit=limit,
        )
    if isinstance(error, EmptyFileError):
        return _("“%(name)s” is empty. Check the file and choose it again.", name=name)
    if isinstance(error, ContentDiffersError):
        return _("“%(name)s” could not be read as what its name says. Save it again and retry, or make a PDF of it.",
                 name=name)  # fmt: skip
    return _("“%(name)s” is a kind of file that cannot be shared here. Make a PDF of it, or add a link.", name=name)


def judged(sent: FileStorage) -> Accepted:
    """The file if it may be kept. Raises FileRefusedError."""
    name = sent.filename or ""
    stream: BinaryIO = sent.stream  # type: ignore[assignment]
    try:
        return accepted(stream, name, settings().largest_upload_mib * MIB)
    except REFUSALS as error:
        raise FileRefusedError(in_words(error, name)) from error
