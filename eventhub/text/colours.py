"""A network's colour, held to a contrast that people can read."""

import re

READABLE = 4.5
PAPER = "#ffffff"
NIGHT = "#1c222c"
HEX = re.compile(r"#[0-9a-f]{6}")


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2), 0 to 1."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    """Whether white letters on the colour, and the colour on white, reach 4.5:1."""
    return bool(HEX.fullmatch(colour)) and contrast(colour, PAPER) >= READABLE


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share (0 to 1) of another mixed in."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def lightened(colour: str, background: str = NIGHT) -> str:
    """The colour, made lighter until it reads on a dark background."""
    for step in range(21):
        candidate = mixed(colour, "#ffffff", step / 20)
        if contrast(candidate, background) >= READABLE:
            return candidate
    return "#ffffff"


def darkened(colour: str) -> str:
    """The colour, made darker until white letters read on it."""
    for step in range(21):
        candidate = mixed(colour, "#000000", step / 20)
        if is_readable(candidate):
            return candidate
    return "#000000"
