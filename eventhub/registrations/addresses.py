"""E-mail addresses as people type them, made comparable."""

from email_validator import EmailNotValidError, validate_email


class AddressNotValid(Exception):  # noqa: N818 - it says what happened
    """What was typed is not an e-mail address."""


def clean_address(typed: str) -> str:
    """The address in small letters and ASCII (a domain in other letters becomes its ASCII form)."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise AddressNotValid from None
    return (found.ascii_email or found.normalized).lower()


def kept_spelling(part: str) -> str:
    """Part of an address as it is kept: what stands after its `@`, or all of it, in ASCII; itself where that fails."""
    name, at, domain = part.rpartition("@")
    try:
        return f"{name}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return part
