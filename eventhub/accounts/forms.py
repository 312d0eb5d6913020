"""The forms of signing in and of one's own account."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import (
    ChangeEmailForm,
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
)
from flask_security.forms import EmailValidation, EqualToLocalize, IsString, RequiredLocalize
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.utils import get_message, hash_data
from flask_security.webauthn import WebAuthnRegisterForm
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from eventhub.i18n.languages import NAMES
from eventhub.web.forms import Form, clean_text, one_line

NEW = {"autocomplete": "new-password"}
CURRENT = {"autocomplete": "current-password"}
CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "maxlength": "10"}
APP_CODE = _l("Code from your app")
TYPE_CODE = _l("Type the code the app shows.")
LONGEST_NAME = 64  # of a passkey
LENGTH_HINT = _l("At least 12 characters. Four unrelated words make a good password.")


def _secret(label: Any, **about: Any) -> PasswordField:
    """A password that is there already, or, with more said about it, a new one."""
    given = {"render_kw": CURRENT, "validators": [IsString(), RequiredLocalize(message="PASSWORD_NOT_PROVIDED")]}
    return PasswordField(label, **{**given, **about})


def _new_password() -> PasswordField:
    return _secret(_l("New password"), description=LENGTH_HINT, render_kw=NEW)


def _again(first: str) -> PasswordField:
    same = EqualToLocalize(first, message="RETYPE_PASSWORD_MISMATCH")
    return _secret(_l("The new password again"), render_kw=NEW, validators=[IsString(), same])


class SignInForm(LoginForm):
    """E-mail address and password; nothing is remembered beyond the session."""

    email = EmailField(
        _l("E-mail address"),
        render_kw={"autocomplete": "username"},
        validators=[IsString(), RequiredLocalize(message="EMAIL_NOT_PROVIDED"), EmailValidation(verify=False)],
    )
    password = _secret(_l("Password"))
    remember = None
    submit = SubmitField(_l("Sign in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""


class SendResetForm(ForgotPasswordForm):
    """Where to send the link that sets a new password."""

    submit = SubmitField(_l("Send me a link"))

    def validate(self, **kwargs: Any) -> bool:
        if super().validate(**kwargs):
            return True
        no_address = {get_message(name)[0] for name in ("EMAIL_NOT_PROVIDED", "INVALID_EMAIL_ADDRESS")}
        # What is wrong with the address itself tells nothing of accounts; other reasons are passed over in silence.
        self.form_errors.extend(error for error in map(str, self.email.errors) if error in no_address)
        hash_data("nobody")  # as long as making a link takes: the time must not tell who has an account
        return False


class NewPasswordForm(ResetPasswordForm):
    """A new password after the old one was forgotten."""

    password = _new_password()
    password_confirm = _again("password")
    submit = SubmitField(_l("Keep this password"))


class OtherPasswordForm(ChangePasswordForm):
    """Another password for someone who knows the present one."""

    password = _secret(_l("Your present password"))
    new_password = _new_password()
    new_password_confirm = _again("new_password")
    submit = SubmitField(_l("Change the password"))


class OtherAddressForm(ChangeEmailForm):
    """Another e-mail address to sign in with."""

    submit = SubmitField(_l("Send a mail to confirm it"))

    def validate(self, **kwargs: Any) -> bool:
        is_valid = bool(super().validate(**kwargs))
        if self.existing_email_user is not None and self.existing_email_user.id == current_user.id:
            self.existing_email_user = None  # nothing to hide: the address is one's own
            self.email.errors = [_("You sign in with this address already.")]
        return is_valid


class AgainForm(VerifyForm):
    """The password once more, before something that matters."""

    password = _secret(_l("Password"))
    submit = SubmitField(_l("Go on"))


class ChosenField(HiddenField):  # type: ignore[misc] # WTForms ships no types
    """What was chosen by a button; Flask-Security adds its own choices to the list, which no page shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[Any] = []


class RescueForm(TwoFactorRescueForm):
    """Flask-Security's ways out for those without their telephone; ours is the recovery codes."""

    help_setup = ChosenField()


class CodeForm(TwoFactorVerifyCodeForm):
    """Six digits from the authenticator app, to sign in."""

    code = StringField(APP_CODE, render_kw=CODE, validators=[IsString(), DataRequired(message=TYPE_CODE)])
    submit = SubmitField(_l("Go on"))


class FirstCodeForm(Form):
    """The first code an authenticator app shows, which proves that it was set up."""

    code = StringField(APP_CODE, render_kw=CODE, validators=[DataRequired(message=TYPE_CODE)])


class RecoveryCodeForm(MfRecoveryForm):
    """One of the codes kept for a lost telephone."""

    code = StringField(
        _l("Recovery code"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
        filters=[clean_text, lambda value: value.lower() if isinstance(value, str) else value],
        validators=[IsString(), DataRequired(message=_l("Type one of your recovery codes."))],
    )
    submit = SubmitField(_l("Go on"))


class PasskeyForm(WebAuthnRegisterForm):
    """A name for a new passkey. It opens the door by itself: its owner proves to be there when using it."""

    name = StringField(
        _l("Name of the passkey"),
        description=_l("For example: my telephone"),
        filters=[clean_text, one_line],
        render_kw={"maxlength": str(LONGEST_NAME)},
        validators=[
            IsString(),
            RequiredLocalize(message="WEBAUTHN_NAME_REQUIRED"),
            Length(max=LONGEST_NAME, message=_l("Use at most %(max)d characters.")),
        ],
    )
    usage = HiddenField(default="first")
    submit = SubmitField(_l("Add a passkey"))

    def validate(self, **kwargs: Any) -> bool:
        self.usage.data = "first"
        return bool(super().validate(**kwargs))


class ProfileForm(Form):
    """Name and language of an account."""

    name = StringField(
        _l("Your name"),
        filters=[one_line],
        render_kw={"autocomplete": "name"},
        validators=[DataRequired(message=_l("Write your name.")), Length(max=200)],
    )
    language = SelectField(
        _l("Language of pages and mails"), choices=[SelectChoice(code, name) for code, name in NAMES.items()]
    )


class NothingForm(Form):
    """A button: nothing but its token."""


class EndSignInForm(Form):
    """Which sign-in is to end."""

    key = HiddenField(validators=[DataRequired()])


class RemovePasskeyForm(Form):
    """Which passkey is to go."""

    passkey = HiddenField(validators=[DataRequired(), Regexp(r"^[0-9]{1,9}$")])
