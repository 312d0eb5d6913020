"""Addresses that lead out of a page: whole ones for mails and jobs, where there is no request, and those of people."""

from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app

from eventhub.web.tokens import settings


def whole_address(endpoint: str, **values: Any) -> str:
    """The address of a page with scheme and host, as the installation is reached from outside."""
    base = urlsplit(settings().base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def mailto(address: str) -> str:
    """The link that writes to an e-mail address and to nobody else: `?` and `&` are lawful in one."""
    return f"mailto:{quote(address, safe='@')}"


def shown_address(address: str | None) -> str:
    """An e-mail address as people know it: mail servers write a domain such as `työ.fi` in other letters."""
    name, at, domain = (address or "").rpartition("@")
    try:
        return f"{name}{at}{domain.encode('ascii').decode('idna')}" if "xn--" in domain else address or ""
    except UnicodeError:
        return address or ""
