"""Names of files that are safe on every system and say what people called them."""

import re
import unicodedata

LONGEST_BYTES = 150
FORBIDDEN = re.compile(r'[<>:"|?*]')
# Windows keeps these names for devices, whatever follows the first dot.
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
# Everything nobody can see: controls, marks that turn the direction of writing, halves of characters, private signs.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _shortened(stem: str, room: int) -> str:
    return stem.encode("utf-8")[: max(room, 1)].decode("utf-8", "ignore").rstrip(" .")


def split_extension(name: str) -> tuple[str, str]:
    """Stem and extension: ('verslag', '.pdf'). The extension is in small letters, '' where there is none."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem or not re.fullmatch(r"[A-Za-z0-9]{1,8}", extension):
        return name, ""
    return stem, f".{extension.lower()}"


def safe_file_name(name: str, fallback: str = "file") -> str:
    """The last part of a path as a name: no folders, no devices, nothing unseen, at most 150 bytes."""
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", "".join(c for c in last if unicodedata.category(c) not in UNSEEN))
    stem, extension = split_extension(" ".join(FORBIDDEN.sub("-", text).split()))
    stem = _shortened(stem.strip(" ."), LONGEST_BYTES - len(extension)) or fallback
    return f"_{stem}{extension}" if DEVICES.match(stem) else f"{stem}{extension}"
