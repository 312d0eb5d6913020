"""Forms of a network: what it is, its themes and members, its team."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    EmailField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventhub.accounts.kept_files import FileKeepingForm
from eventhub.i18n.languages import NAMES
from eventhub.i18n.zones import zone_choices
from eventhub.networks.models import HELPER, ORGANISER, OWNER, VIEWER
from eventhub.text.colours import HEX, darkened, is_readable
from eventhub.web.forms import Form, one_line

ROLE_WORDS = {
    OWNER: _l("Owner: everything, the team and the settings too"),
    ORGANISER: _l("Organiser: events, registrations and materials"),
    HELPER: _l("Helper: check-in on the day only"),
    VIEWER: _l("Viewer: sees events and registrations, changes nothing"),
}
ROLE_NAMES = {OWNER: _l("Owner"), ORGANISER: _l("Organiser"), HELPER: _l("Helper"), VIEWER: _l("Viewer")}
USUAL_ZONE = "Europe/Brussels"
ADDRESS_PROBLEM = _l("Write an e-mail address such as name@example.org.")


def _languages() -> list[Any]:
    return [SelectChoice(code, name) for code, name in NAMES.items()]


def _roles() -> list[Any]:
    return [SelectChoice(role, words) for role, words in ROLE_WORDS.items()]


def _name(label: Any, longest: int = 200, **kwargs: Any) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[DataRequired(message=_l("Write a name.")), Length(max=longest)],
        **kwargs,
    )


def _address(label: Any, *validators: Any, **kwargs: Any) -> EmailField:
    return EmailField(label, validators=[*validators, Email(message=ADDRESS_PROBLEM), Length(max=254)], **kwargs)


class NewNetworkForm(Form):
    """What a network needs to begin with."""

    name = _name(_l("Name of the network"))
    main_language = SelectField(_l("Language it writes in first"), choices=_languages())
    zone = SelectField(
        _l("Time zone of its events"), choices=lambda *_about: zone_choices(USUAL_ZONE), default=USUAL_ZONE
    )


class SettingsForm(FileKeepingForm):
    """What a network is, how it looks, whom to ask. `in_languages` adds the texts."""

    name = _name(_l("Name of the network"))
    main_language = SelectField(_l("Language it writes in first"), choices=_languages())
    languages = SelectMultipleField(
        _l("Languages it writes in"),
        choices=_languages(),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("The first one is always among them. Forms ask for each text in each of these languages."),
    )
    zone = SelectField(_l("Time zone of its events"))
    colour = ColorField(_l("Colour"), description=_l("Dark enough for white letters to be read on it."))
    logo = FileField(_l("Logo"), description=_l("A picture (PNG, JPEG or WebP); it is made smaller where needed."))
    remove_logo = BooleanField(_l("Take the logo away"))
    logo_alt = StringField(
        _l("What the logo shows, for those who cannot see it"), filters=[one_line], validators=[Length(max=200)]
    )
    contact_name = StringField(_l("Whom to ask"), filters=[one_line], validators=[Length(max=200)])
    contact_email = _address(_l("E-mail address for questions"), Optional())

    def validate_colour(self, field: Any) -> None:
        colour = (field.data or "").lower()
        if not HEX.fullmatch(colour):
            raise ValidationError(_("Write the colour as # and six digits, such as #0b5d5b."))
        if not is_readable(colour):
            darker = darkened(colour)
            raise ValidationError(
                _("White letters cannot be read on this colour. %(colour)s is like it and dark enough.", colour=darker)
            )
        field.data = colour

    @property
    def written_in(self) -> list[str]:
        """The languages chosen, the first one first."""
        return list(dict.fromkeys([self.main_language.data, *(self.languages.data or [])]))


def in_languages(form: type[Form], name: str, languages: list[str], rows: int = 0, longest: int = 2000) -> type[Any]:
    """The form with one text field a language, called `<name>_<language>`."""
    kind = TextAreaField if rows else StringField
    fields = {
        f"{name}_{code}": kind(
            NAMES.get(code, code),
            filters=[] if rows else [one_line],
            validators=[Length(max=longest)],
            render_kw={"lang": code, **({"rows": rows} if rows else {})},
        )
        for code in languages
    }
    return type(form.__name__, (form,), fields)


def texts_of(form: Form, name: str, languages: list[str]) -> dict[str, str]:
    """What was written in each language."""
    return {code: form[f"{name}_{code}"].data or "" for code in languages}


class NameForm(Form):
    """A name in each language of the network; see `in_languages`."""


def _contact_languages() -> list[SelectChoice]:
    return [SelectChoice("", _l("The first of the network")), *_languages()]


class MemberForm(Form):
    """One member organisation."""

    name = _name(_l("Name"))
    place = StringField(_l("Place"), filters=[one_line], validators=[Length(max=200)])
    contact_email = _address(_l("E-mail address"), Optional())
    contact_name = StringField(
        _l("Name of the contact"), description=_l("Mails greet them by it."), filters=[one_line],
        validators=[Length(max=200)],
    )  # fmt: skip
    contact_language = SelectField(_l("Language of mails to the contact"), choices=_contact_languages())
    is_active = BooleanField(_l("Belongs to the network now"), default=True)


class ManyMembersForm(Form):
    """Many member organisations, pasted."""

    lines = TextAreaField(
        _l("One organisation a line"),
        description=_l("Name; place; e-mail address. Place and address may be left out. Cells of a table work too."),
        render_kw={"rows": 8},
        validators=[DataRequired(message=_l("Write at least one name.")), Length(max=60_000)],
    )


class InviteForm(Form):
    """A colleague to ask for help."""

    email = _address(
        _l("E-mail address of your colleague"),
        DataRequired(message=ADDRESS_PROBLEM),
        render_kw={"autocomplete": "off"},
    )
    role = SelectField(_l("Role"), choices=_roles(), default=ORGANISER)


class RoleForm(Form):
    """Another role for someone of the team."""

    role = SelectField(_l("Role"), choices=_roles())


class JoinForm(Form):
    """An invited colleague who has no account yet."""

    name = _name(_l("Your name"), render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("Password"),
        description=_l("At least 12 characters. Four unrelated words make a good password."),
        render_kw={"autocomplete": "new-password"},
        validators=[DataRequired(message=_l("Choose a password."))],
    )
