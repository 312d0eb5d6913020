"""The files that came with an organiser's form: sent now, or kept from an earlier sending that was refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import Field

from eventhub.database.session import after_commit
from eventhub.materials.refusals import FileRefusedError, judged
from eventhub.storage import files
from eventhub.uploads import kept
from eventhub.uploads.kept import Stored
from eventhub.uploads.policy import Accepted

KEPT = "kept"
"""Under this name the form carries what is kept; a box that is not ticked leaves its file out."""


def chosen(field: Field) -> list[FileStorage]:
    """The files that a browser sent in a field."""
    data = field.data if isinstance(field.data, list) else [field.data]
    return [each for each in data if isinstance(each, FileStorage) and each.filename]


@dataclass
class Sent:
    """What came, what of it may stay, and why the rest may not. `about` is the form it came with, and by whom."""

    about: str
    fresh: list[Accepted] = field(default_factory=list)
    kept: list[Stored] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def files(self) -> list[Accepted | Stored]:
        """What may stay, what came first before the rest."""
        return [*self.kept, *self.fresh]

    @property
    def number(self) -> int:
        """How many files came."""
        return len(self.files) + len(self.reasons)

    @property
    def tokens(self) -> list[tuple[str, str]]:
        """What the page carries of each kept file, and its name."""
        return [(kept.seal(each, self.about), each.name) for each in self.kept]

    def keep(self) -> None:
        """Keep what came while the form is refused."""
        self.kept += [kept.put_in(kept.FOLDER, each) for each in self.fresh]
        self.fresh = []

    def forget_kept(self) -> None:
        """Everything has found its place."""
        for each in self.kept:
            after_commit(lambda key=each.key: files.discard(key))  # type: ignore[misc] # each its own


def sent_with(field: Field, about: str) -> Sent:
    """The files of a form, looked through."""
    tokens: Sequence[str] = request.form.getlist(KEPT)
    earlier = [kept.found(token, about) for token in tokens]
    sent = Sent(about, kept=[each for each in earlier if each is not None])
    if None in earlier:
        sent.reasons.append(kept.gone_words())
    for each in chosen(field):
        try:
            sent.fresh.append(judged(each))
        except FileRefusedError as refusal:
            sent.reasons.append(str(refusal))
    return sent
