"""How materials are called in a page."""

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

RECORDING, VIDEO, PAGE = "recording", "video", "page"
LINK_KINDS = {RECORDING: _l("Recording"), VIDEO: _l("Video"), PAGE: _l("Web page")}
KIB = 1024


def link_kind_name(kind: str) -> str:
    """What a link leads to."""
    return str(LINK_KINDS.get(kind, LINK_KINDS[PAGE]))


def file_size(size_bytes: int) -> str:
    """A size as people say it: '12 kB', '3.4 MB'."""
    if size_bytes < KIB * KIB:
        return _("%(number)s kB", number=format_decimal(max(1, round(size_bytes / KIB))))
    return _("%(number)s MB", number=format_decimal(round(size_bytes / KIB / KIB, 1)))
