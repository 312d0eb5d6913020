"""Files that no row names are removed: what a broken-off upload left, and the files of events that were deleted."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventhub import clock
from eventhub.database.batches import never
from eventhub.database.model import db
from eventhub.events.models import Event
from eventhub.events.pictures import FOLDER as PICTURES
from eventhub.jobs.queue import HOUR_MINUTES, Jobs
from eventhub.materials.models import Material
from eventhub.materials.service import FOLDER as MATERIALS
from eventhub.networks.models import Network
from eventhub.networks.service import LOGO_FOLDER
from eventhub.questions.files import FOLDER as ANSWERS
from eventhub.registrations.answer_models import Answer, SpecialAnswer
from eventhub.storage import files
from eventhub.uploads.kept import FOLDER as KEPT
from eventhub.web.logs import log

SWEEP = "files.sweep"
UNTOUCHED = timedelta(days=1)
"""A file comes before its row: what was just written may still get one."""
NAMED_BY: dict[str, tuple[Any, ...]] = {
    MATERIALS: (Material.file_key,), PICTURES: (Event.picture_key,), LOGO_FOLDER: (Network.logo_key,),
    ANSWERS: (Answer.file_key, SpecialAnswer.file_key),
}  # fmt: skip
AT_ONCE = 500
FEW = 100


class TooManyNameless(Exception):  # noqa: N818 - it says what happened
    """Most files have no row, so this is more likely another database than a clean-up."""


def _nameless(keys: Sequence[str], columns: Sequence[Any]) -> list[str]:
    """Those of the keys that no row names at this moment."""
    named = {key for column in columns for key in db.session.scalars(select(column).where(column.in_(keys)))}
    db.session.rollback()  # each question sees what was saved meanwhile, and no long reading keeps the log of writes
    return [key for key in keys if key not in named]


def _old(folder: str, now: datetime) -> list[str]:
    return [key for key, changed_at in files.listed(folder) if changed_at < now - UNTOUCHED]


def _found_in(folder: str, now: datetime) -> list[str]:
    """The keys in a folder to be removed. Raises TooManyNameless."""
    old = _old(folder, now)
    parts = [old[start : start + AT_ONCE] for start in range(0, len(old), AT_ONCE)]
    nameless = [key for part in parts for key in _nameless(part, NAMED_BY[folder])]
    if len(nameless) > max(FEW, len(old) // 2):
        raise TooManyNameless(folder)
    return nameless


def sweep_files(*, stopping: Callable[[], bool] = never) -> int:
    """Remove the files without a row that are older than a day, and those kept for refused forms; how many."""
    removed = 0
    for folder in NAMED_BY:
        try:
            found = _found_in(folder, clock.now())
        except TooManyNameless:
            log.error("most files have no row, none is removed: is this their database?", folder=folder)
            continue
        for key in found:
            if stopping():
                return removed
            files.delete(key)
            removed += 1
    for key in _old(KEPT, clock.now()):
        if stopping():
            break
        files.delete(key)
        removed += 1
    return removed


def init_app(_app: Flask, jobs: Jobs) -> None:
    """Register the job, which runs four times a day."""
    jobs.register(SWEEP, lambda: sweep_files(stopping=jobs.stopping.is_set), every_minutes=6 * HOUR_MINUTES)
