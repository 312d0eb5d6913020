"""The messages of WTForms and Flask-WTF, taken into our own catalogues: theirs lack Danish and the file rules."""

from flask_babel import get_domain, lazy_gettext


def _n(singular: str, plural: str) -> tuple[str, str]:
    """Mark a pair for the catalogues; it is translated when it is shown."""
    return singular, plural


LIBRARY_TEXTS = (
    lazy_gettext("This field is required."),
    lazy_gettext("Invalid input."),
    lazy_gettext("Invalid email address."),
    lazy_gettext("Invalid URL."),
    lazy_gettext("Invalid Choice: could not coerce."),
    lazy_gettext("Invalid choice(s): one or more data inputs could not be coerced."),
    lazy_gettext("Not a valid choice."),
    lazy_gettext("Not a valid date value."),
    lazy_gettext("Not a valid datetime value."),
    lazy_gettext("Not a valid time value."),
    lazy_gettext("Not a valid integer value."),
    lazy_gettext("Not a valid decimal value."),
    lazy_gettext("Field must be equal to %(other_name)s."),
    lazy_gettext("Field must be between %(min)d and %(max)d characters long."),
    lazy_gettext("Number must be at least %(min)s."),
    lazy_gettext("Number must be at most %(max)s."),
    lazy_gettext("Number must be between %(min)s and %(max)s."),
    lazy_gettext("Invalid value, must be one of: %(values)s."),
    lazy_gettext("File does not have an approved extension."),
    lazy_gettext("CSRF token missing."),
    lazy_gettext("CSRF failed."),
    _n("Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long."),
    _n("Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters."),
    _n("Field must be exactly %(max)d character long.", "Field must be exactly %(max)d characters long."),
    _n(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
    ),
)


class FormWords:
    """What WTForms asks for its messages: our catalogues, in the visitor's language."""

    def gettext(self, string: str) -> str:
        return str(get_domain().get_translations().ugettext(string))  # WTForms fills the placeholders itself

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(get_domain().get_translations().ungettext(singular, plural, n))
