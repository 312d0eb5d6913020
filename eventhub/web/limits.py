"""How often one address, account or person may do a thing."""

import hashlib
import ipaddress

from flask import Flask, Response, request
from flask_limiter import Limiter

from eventhub.config import Settings


def client_network() -> str:
    """Who asks: an IPv4 address, or the /64 an IPv6 address lies in."""
    address = request.remote_addr or "0.0.0.0"  # noqa: S104 - a key, nothing is bound
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


limiter = Limiter(key_func=client_network, default_limits=[], headers_enabled=True)

LOGIN = "50/15 minutes"
REGISTER = "60/10 minutes"
SEND_LINK = "20/hour"
EXPORT = "10/hour"
FEED = "60/hour"
WRONG_LINK = "60/hour"


def by_token() -> str:
    """What an address with a token in it is counted under: something that does not open it."""
    return hashlib.sha256(str((request.view_args or {}).get("token")).encode()).hexdigest()[:32]


def was_wrong(response: Response) -> bool:
    """Whether a link led nowhere. Only those are counted by address: calendar services fetch for many from one."""
    return response.status_code in {404, 410}


def init_app(app: Flask, settings: Settings) -> None:
    """Attach the limiter to its store: memory, or Redis where several machines share it."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.rate_limit_url
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    limiter.init_app(app)
