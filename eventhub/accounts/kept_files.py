"""A file sent with a form that was refused, kept for whoever sent it: browsers empty file inputs."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from eventhub.accounts.models import Account
from eventhub.database.session import after_commit
from eventhub.storage import files
from eventhub.storage.pictures import NotAPicture
from eventhub.uploads.kept import FOLDER
from eventhub.web import tokens
from eventhub.web.forms import Form, clean_text, one_line

PURPOSE = "kept file"
LONGEST_NAME = 100


@dataclass(frozen=True)
class SentFile:
    """A picture made anew, with the name it was sent under, and where it is kept if it came with an earlier sending."""

    name: str
    data: bytes
    key: str = ""


class FileKeepingForm(Form):
    """A form with a picture. `kept_file` names one that came with an earlier sending, sealed for its sender alone."""

    kept_file = HiddenField()
    sent: SentFile | None = None

    @property
    def kept_name(self) -> str:
        """The name of the file that is kept while the form is refused."""
        return self.sent.name if self.sent and self.sent.key else ""

    def take_earlier(self, account: Account, *, is_unwanted: bool) -> None:
        """Find the file that came with an earlier sending; before the form is validated."""
        if is_unwanted:
            self.kept_file.data = ""
        self.sent = _kept(self.kept_file.data, account) if self.kept_file.data else None

    def take_in(self, field: str, made_anew: Callable[[FileStorage], bytes], refusal: str) -> None:
        """Take the file that came now instead, if one did; after the form is validated."""
        upload = self[field].data
        if upload:
            try:
                data = made_anew(upload)
            except NotAPicture:
                self.refuse(field, refusal)
            else:
                self.forget_kept()
                self.sent = SentFile(one_line(clean_text(upload.filename or ""))[:LONGEST_NAME] or "?", data)
        elif self.kept_file.data and self.sent is None:
            self.refuse(field, _("Choose the picture again: it was kept for a day only."))

    def keep(self, account: Account) -> None:
        """Keep the file while the form is refused, and note in the form where."""
        if self.sent and not self.sent.key:
            self.sent = replace(self.sent, key=files.new_key(FOLDER))
            files.put(self.sent.key, self.sent.data)
        sent = self.sent
        self.kept_file.raw_data = None
        self.kept_file.data = tokens.seal(PURPOSE, sent.key, sent.name, str(account.id)) if sent else ""

    def forget_kept(self) -> None:
        """What was kept has found its place, or is not wanted any more."""
        if self.sent and self.sent.key:
            key = self.sent.key
            after_commit(lambda: files.discard(key))


def _kept(token: str, account: Account) -> SentFile | None:
    """What a sealed token names, if it is this account's and still there."""
    words = tokens.unseal(PURPOSE, token) or []
    if len(words) != 3 or words[2] != str(account.id):
        return None
    key, name, _account_id = words
    try:
        return SentFile(name, files.read(key), key)
    except files.MissingFileError:
        return None
