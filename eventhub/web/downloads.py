"""How a download is named."""

import re
from urllib.parse import quote


def content_disposition(name: str, *, is_shown: bool = False) -> str:
    """The header that names a download: plain for old programs, exact for the others (RFC 6266)."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    kind = "inline" if is_shown else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
