"""Forms for people without an account: a signed token instead of a session, so that no cookie is needed."""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from flask_babel import gettext
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms import StringField
from wtforms.csrf.core import CSRF
from wtforms.validators import ValidationError

from eventhub.web.forms import Form
from eventhub.web.tokens import settings

LIVES_SECONDS = 48 * 3600
View = TypeVar("View", bound=Callable[..., Any])


class FormProtection(CSRFProtect):  # type: ignore[misc] # Flask-WTF ships no types
    """Flask-WTF's check of the session's token, which public forms do without."""

    def exempt(self, view: View) -> View:
        """Leave the check of a public form to its own signed token."""
        exempted: View = super().exempt(view)
        return exempted


csrf = FormProtection()


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secrets[::-1], salt="eventhub/form")


class SignedToken(CSRF):  # type: ignore[misc] # WTForms ships no types
    """A form token that we signed; its random part also tells two sendings of one form apart from two forms."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return str(_serializer().dumps(secrets.token_urlsafe(16)))

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if not current_app.config.get("WTF_CSRF_ENABLED", True):
            return
        try:
            form.sending = str(_serializer().loads(field.data or "", max_age=LIVES_SECONDS))
        except BadData:
            raise ValidationError(
                gettext("We could not check this form; perhaps the page was open for very long. Send it once more.")
            ) from None


class PublicForm(Form):
    """A form of a public page. `sending` names one filled-in form, however often it is sent.

    `website` is a field that no person sees: whoever fills it in is a machine.
    """

    sending: str = ""
    website = StringField()

    class Meta(Form.Meta):
        csrf = True
        csrf_class = SignedToken
        csrf_field_name = "form_token"

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.website.data)
