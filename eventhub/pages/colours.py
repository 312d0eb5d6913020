"""The networks' colours as a stylesheet, so that no page needs a style of its own."""

import re

from sqlalchemy import select

from eventhub.database.model import db
from eventhub.networks.models import Network
from eventhub.text.colours import HEX, PAPER, contrast, lightened, mixed

READABLE = 4.5
SOFT_SHARE = 0.88
PAGE = "#faf7f2"
NIGHT_CARD = "#1c222c"
NIGHT_SHARE = 0.8


def network_colours() -> list[tuple[int, str]]:
    """Every network's id and colour."""
    rows = db.session.execute(select(Network.id, Network.colour).order_by(Network.id))
    return [(row.id, row.colour) for row in rows]


def darkened(colour: str, *backgrounds: str) -> str:
    """The colour, made darker until it reads on every one of these light backgrounds."""
    for step in range(21):
        candidate = mixed(colour, "#000000", step / 20)
        if all(contrast(candidate, background) >= READABLE for background in backgrounds):
            return candidate
    return "#000000"


def shades(colour: str) -> dict[str, str]:
    """The six colours made of one: accent, letters on it and its soft ground, by day and by night."""
    colour = colour.lower() if HEX.fullmatch(colour.lower()) else "#0b5d5b"
    soft = mixed(colour, PAPER, SOFT_SHARE)
    night_soft = mixed(colour, NIGHT_CARD, NIGHT_SHARE)
    return {
        "accent": darkened(colour, soft, PAGE), "accent-ink": "#ffffff", "accent-soft": soft,
        "night": lightened(colour, night_soft), "night-ink": "#10151c", "night-soft": night_soft,
    }  # fmt: skip


def _rule(network_id: int, accent: str, ink: str, soft: str) -> str:
    return f".network-{network_id}{{--accent:{accent};--accent-ink:{ink};--accent-soft:{soft}}}"


def stylesheet(networks: list[tuple[int, str]]) -> str:
    """A class for each network; at night the same classes with colours that read on dark ground."""
    day, night = [], []
    for network_id, colour in networks:
        shade = shades(colour)
        day.append(_rule(network_id, shade["accent"], shade["accent-ink"], shade["accent-soft"]))
        night.append(_rule(network_id, shade["night"], shade["night-ink"], shade["night-soft"]))
    text = "\n".join([*day, "@media (prefers-color-scheme:dark){", *night, "}"])
    return re.sub(r"\n+", "\n", text) + "\n"
