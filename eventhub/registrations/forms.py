"""What people without an account fill in."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from eventhub.questions.asking import AskingForm
from eventhub.registrations.addresses import AddressNotValid, clean_address
from eventhub.web.forms import one_line
from eventhub.web.public_forms import PublicForm


class ValidAddress:
    """A field's validator: an e-mail address that mail can reach."""

    def __call__(self, form: PublicForm, field: EmailField) -> None:
        try:
            clean_address(field.data or "")
        except AddressNotValid:
            raise ValidationError(gettext("Write a whole e-mail address, such as name@example.org")) from None


class ConfirmForm(PublicForm):
    """Nothing to fill in: the button is the answer."""


class FeedForm(PublicForm):
    """What to do with the private calendar; each button sends its own answer."""

    action = StringField(validators=[AnyOf(("make", "withdraw"))])


class SendLinkForm(PublicForm):
    """Where to send somebody's own link."""

    email = EmailField(
        _l("Your e-mail address"),
        [DataRequired(_l("Write your e-mail address")), Length(max=254), ValidAddress()],
        filters=[one_line],
        render_kw={"autocomplete": "email"},
    )


class DetailsForm(AskingForm, PublicForm):
    """What a person may change later."""

    name = StringField(
        _l("Your name"),
        [DataRequired(_l("Write your name")), Length(max=200)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    organisation = StringField(
        _l("Organisation"), [Length(max=200)], filters=[one_line], render_kw={"autocomplete": "organization"}
    )
    remark = TextAreaField(
        _l("Anything the organisers should know?"),
        [Length(max=2000)],
        description=_l("For example a question, or when you will arrive."),
        render_kw={"rows": 3},
    )
    language = SelectField(_l("Language of our mails"))


class RegisterForm(DetailsForm):
    """Two typed answers are needed: a name and an address."""

    language = None
    email = EmailField(
        _l("Your e-mail address"),
        [DataRequired(_l("Write your e-mail address")), Length(max=254), ValidAddress()],
        description=_l("We send the confirmation there, with your own link."),
        filters=[one_line],
        render_kw={"autocomplete": "email"},
    )
    consent = BooleanField(validators=[DataRequired(_l("Tick the box: without it we may not keep your registration"))])
