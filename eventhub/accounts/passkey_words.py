"""Why passkeys cannot work at the address a page was opened at: browsers offer them only to names, over https."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask_babel import gettext as _


def carries_passkeys(address: str) -> bool:
    """Whether browsers keep passkeys for an address (WebAuthn level 3, section 5.1.3; secure contexts)."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    is_here = name == "localhost" or name.endswith(".localhost")
    return not _is_number(name) and (parts.scheme == "https" or is_here)


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def obstacle(*, opened: str, own: str) -> str:
    """What to tell a reader whose address cannot carry passkeys; empty where they work.

    `opened` is where the page was opened, `own` where the hub says it is.
    """
    if carries_passkeys(opened):
        return ""
    if carries_passkeys(own):
        return _("Passkeys do not work at this address. Open EventHub at %(address)s: there they do.", address=own)
    if _is_number(urlsplit(opened).hostname or ""):
        return _("Passkeys do not work at an address of numbers. They will once this hub has a name of its own.")
    return _("Passkeys need a secure connection: they will work once the address of this hub begins with https.")
