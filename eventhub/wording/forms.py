"""The words of one kind of mail, in each language of the network."""

from typing import Any

from flask_babel import gettext as _

from eventhub.i18n.languages import NAMES
from eventhub.networks.forms import in_languages, texts_of
from eventhub.registrations.wordings import LINKS, LONGEST_MESSAGE, LONGEST_SUBJECT
from eventhub.text.placeholders import BEHIND_WORDS, unknown_in
from eventhub.web.forms import Form
from eventhub.wording.kinds import placeholders_of


class WordsForm(Form):
    """See `words_form`."""

    kind: str = ""
    languages: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in self.languages:
            self[f"subject_{code}"].label.text = self._label(_("Subject"), code)
            self[f"message_{code}"].label.text = self._label(_("Message"), code)

    def _label(self, words: str, code: str) -> str:
        return words if len(self.languages) == 1 else f"{words} ({NAMES.get(code, code)})"

    def _check(self, name: str) -> None:
        allowed = placeholders_of(self.kind)
        if name.startswith("subject"):
            allowed = [one for one in allowed if one not in LINKS]
        for code in self.languages:
            field = self[f"{name}_{code}"]
            unknown = unknown_in(field.data or "", allowed)
            if unknown:
                field.errors = [*field.errors, _("%(name)s stands for nothing here.", name=f"{{{unknown[0]}}}")]
            elif BEHIND_WORDS.search(field.data or ""):
                field.errors = [*field.errors, _("Put the address itself into the text, not behind other words.")]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every text can be sent; what is wrong stands beside its field."""
        is_right = super().validate(extra_validators)
        for name in ("subject", "message"):
            self._check(name)
        return bool(is_right) and not any(field.errors for field in self)

    def texts(self, name: str) -> dict[str, str]:
        """What is written, by language; languages without words are left out."""
        return {code: text for code, text in texts_of(self, name, list(self.languages)).items() if text}


def words_form(kind: str, languages: list[str]) -> type[WordsForm]:
    """The form for a kind of mail: a subject and a message a language."""
    shape = in_languages(WordsForm, "subject", languages, longest=LONGEST_SUBJECT)
    shape = in_languages(shape, "message", languages, rows=8, longest=LONGEST_MESSAGE)
    return type("WordsForm", (shape,), {"kind": kind, "languages": tuple(languages)})
