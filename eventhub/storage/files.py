"""Files in the instance folder or in an S3-compatible store, behind a few verbs.

A key is a path we made ourselves (`materials/3f/3f9c…`); names that people typed never reach the store.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

import structlog
from flask import Flask, current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from eventhub.config import Settings

log = structlog.get_logger("eventhub.storage")
CHUNK_BYTES = 1024 * 1024


class MissingFileError(LookupError):
    """The store has no file under this key."""


def new_key(folder: str) -> str:
    """A key nobody can guess and nothing else has."""
    name = secrets.token_hex(16)
    return f"{folder}/{name[:2]}/{name}"


def _store() -> ObjectStore:
    return cast(ObjectStore, current_app.extensions["files"])


def put(key: str, data: bytes | Iterable[bytes]) -> None:
    """Keep a file: all of it or nothing."""
    _store().put(key, data if isinstance(data, bytes) else iter(data))


def read(key: str) -> bytes:
    """A whole file. Raises MissingFileError."""
    try:
        return bytes(_store().get(key).bytes())
    except (BaseError, FileNotFoundError) as error:
        raise MissingFileError(key) from error


def read_range(key: str, start: int, length: int) -> Iterator[bytes]:
    """Part of a file in chunks of at most 1 MiB. Raises MissingFileError at the first chunk.

    The application is needed for the first chunk only: an answer goes on flowing when its request is over.
    """
    store = _store()
    while length > 0:
        try:
            chunk = bytes(store.get_range(key, start=start, length=min(CHUNK_BYTES, length)))
        except (BaseError, FileNotFoundError) as error:
            raise MissingFileError(key) from error
        if not chunk:
            return
        yield chunk
        start, length = start + len(chunk), length - len(chunk)


def exists(key: str) -> bool:
    """Whether there is a file under this key."""
    try:
        _store().head(key)
    except FileNotFoundError:
        return False
    return True


def copy(key: str, to: str) -> None:
    """Keep a file under another key too. Raises MissingFileError."""
    try:
        _store().copy(key, to)
    except FileNotFoundError as error:
        raise MissingFileError(key) from error


def delete(key: str) -> None:
    """Remove a file; one that is gone already is fine."""
    try:
        _store().delete(key)
    except FileNotFoundError:
        return


def discard(key: str) -> None:
    """Remove a file that no row names any more; if the store does not answer, the next sweep does it."""
    try:
        delete(key)
    except BaseError as error:
        log.warning("file not deleted, the sweep will find it", error=type(error).__name__)


def listed(folder: str) -> Iterator[tuple[str, datetime]]:
    """The key of each file in a folder and when it was written, as far as they are there now."""
    for some in _store().list(folder):
        for each in some:
            yield each["path"], each["last_modified"]


def init_app(app: Flask, settings: Settings) -> None:
    """Open the store: `EVENTHUB_FILES_URL=s3://bucket`, or a folder in the instance."""
    if settings.files_url.startswith("s3://"):
        app.extensions["files"] = S3Store(
            settings.files_url.removeprefix("s3://"),
            endpoint=settings.files_s3_endpoint or None,
            region=settings.files_s3_region,
            access_key_id=settings.files_s3_access_key,
            secret_access_key=settings.files_s3_secret_key.get_secret_value(),
            client_options={"allow_http": settings.files_s3_endpoint.startswith("http://")},
        )
        return
    folder = settings.instance / "files"
    folder.mkdir(parents=True, exist_ok=True)
    app.extensions["files"] = LocalStore(str(folder))
