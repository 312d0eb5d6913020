"""Stores for the tests of files."""

from tests.storage.stores import s3_app, store

__all__ = ["s3_app", "store"]
