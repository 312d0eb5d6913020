"""Whole addresses for mails and jobs, where there is no request to take the host from."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from eventhub.web.tokens import settings


def whole_address(endpoint: str, **values: Any) -> str:
    """The address of a page with scheme and host, as the installation is reached from outside."""
    base = urlsplit(settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
