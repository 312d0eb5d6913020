"""Organisers' forms for materials."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, MultipleFileField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from eventhub.i18n.languages import NAMES
from eventhub.materials.models import EVERYONE, LINK, REGISTRANTS, Material
from eventhub.materials.service import Words
from eventhub.materials.words import LINK_KINDS, RECORDING
from eventhub.uploads.policy import ENDINGS
from eventhub.web.forms import Form, WebAddress, one_line

AUDIENCES = [SelectChoice(EVERYONE, _l("Everyone")), SelectChoice(REGISTRANTS, _l("People who registered"))]
TITLE_TOO_LONG = _l("Keep the title under 200 characters.")


class MaterialForm(Form):
    """What is said about every material."""

    language = SelectField(
        _l("Language"),
        validators=[Optional()],
        choices=[SelectChoice("", _l("Not said")), *(SelectChoice(*each) for each in NAMES.items())],
        default="",
    )
    audience = RadioField(
        _l("Who may see it?"),
        choices=AUDIENCES,
        default=EVERYONE,
        validators=[DataRequired(_l("Choose who may see it."))],
    )

    def forget_unknown_answers(self) -> None:
        """Begin with the usual answer where the given one is none of the choices."""
        for field in (self.language, self.audience):
            if field.data not in {choice.value for choice in field.choices}:
                field.data = field.default

    def words(self, title: str) -> Words:
        """What the organiser said, for the service."""
        return Words(title=title, language=self.language.data or "", audience=self.audience.data)


class UploadForm(MaterialForm):
    """One file or several at once."""

    files = MultipleFileField(_l("Files"), render_kw={"accept": ENDINGS})
    title = StringField(
        _l("Title"), filters=[one_line], validators=[Length(max=200, message=TITLE_TOO_LONG)],
        description=_l("Leave it empty to use the name of the file."),
    )  # fmt: skip


class LinkForm(MaterialForm):
    """Something that lives elsewhere."""

    url = StringField(
        _l("Web address"),
        filters=[one_line],
        validators=[
            DataRequired(_l("Write the web address.")), WebAddress(),
            Length(max=1000, message=_l("This address is too long. Look for a shorter one.")),
        ],
        description=_l("It begins with https://"),
    )  # fmt: skip
    link_kind = SelectField(
        _l("What is it?"), choices=[SelectChoice(*each) for each in LINK_KINDS.items()], default=RECORDING
    )
    title = StringField(
        _l("Title"), filters=[one_line],
        validators=[DataRequired(_l("Write a title.")), Length(max=200, message=TITLE_TOO_LONG)],
    )  # fmt: skip


class FileChangeForm(MaterialForm):
    """A file's words, and perhaps a newer file."""

    file = FileField(
        _l("A newer file"),
        description=_l("Choose one only to replace the file. Links to it keep working."),
        render_kw={"accept": ENDINGS},
    )
    title = StringField(
        _l("Title"), filters=[one_line], validators=[Length(max=200, message=TITLE_TOO_LONG)],
        description=_l("Leave it empty to use the name of the file."),
    )  # fmt: skip


class MoveForm(Form):
    """One place up or down."""

    direction = HiddenField()


def form_for(material: Material, **values: Any) -> "LinkForm | FileChangeForm":
    """The form that changes this material."""
    return LinkForm(obj=material, **values) if material.kind == LINK else FileChangeForm(obj=material, **values)
