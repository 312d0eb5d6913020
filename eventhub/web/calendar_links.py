"""The ways to subscribe to a calendar, made of its address."""

from typing import NamedTuple
from urllib.parse import quote, urlencode

GOOGLE = "https://calendar.google.com/calendar/r?cid="
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?"
OUTLOOK_WORK = "https://outlook.office.com/calendar/0/addfromweb?"


class Links(NamedTuple):
    """One link for each kind of calendar program; `https` is the plain address, to copy."""

    webcal: str
    google: str
    outlook: str
    outlook_work: str
    https: str


def subscription_links(address: str, name: str) -> Links:
    """The links for the absolute address of a feed, under the name the calendar shall have there."""
    webcal = f"webcal://{address.partition('://')[2]}"
    query = urlencode({"url": address, "name": name}, quote_via=quote)
    return Links(webcal, GOOGLE + quote(webcal, safe=""), OUTLOOK + query, OUTLOOK_WORK + query, address)
