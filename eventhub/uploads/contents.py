"""What is really inside a file, whatever its name says. Each check raises ContentDiffersError."""

import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

import puremagic

HEAD_BYTES = 4096
TAIL_BYTES = 2048
MOST_ENTRIES = 20_000
LARGEST_UNPACKED = 500 * 1024 * 1024
LARGEST_LIST = 1024 * 1024
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|iframe|body|head|\?xml|\?php)", re.IGNORECASE)
# Texts that other programs would run or draw.
NOT_TEXT = ("%pdf-", "%!ps", "gif8", "{\\rtf", "#!", "riff", "pk\x03\x04")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
ENCRYPTED = 0x1
PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")


class ContentDiffersError(ValueError):
    """The content is not what the name promises, or it is two things at once."""


def is_anything(stream: BinaryIO) -> None:
    """No check here: pictures are decoded and drawn anew, which proves more."""


def _head(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read(HEAD_BYTES)


def _demand(is_fulfilled: bool) -> None:
    if not is_fulfilled:
        raise ContentDiffersError


def _is_one_thing(stream: BinaryIO, head: bytes) -> None:
    """Refuse what is also a web page (it would begin so) or also an archive (it would end so)."""
    _demand(not MARKUP.search(head[:1024]))
    _demand(not zipfile.is_zipfile(stream))


def is_pdf(stream: BinaryIO) -> None:
    head = _head(stream)
    _demand(head.startswith(b"%PDF-"))
    _is_one_thing(stream, head)
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL_BYTES))
    _demand(b"%%EOF" in stream.read())


def _names(head: bytes, families: tuple[str, ...]) -> bool:
    """Whether the list of known signatures finds one of these families in the first bytes."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return False
    return any(match.mime_type.startswith(families) for match in found)


def is_mp3(stream: BinaryIO) -> None:
    head = _head(stream)
    has_frame = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    _demand(head.startswith(b"ID3") or has_frame)
    _is_one_thing(stream, head)


def is_mp4(stream: BinaryIO) -> None:
    head = _head(stream)
    _demand(head[4:8] == b"ftyp" and head[8:12] not in PICTURE_BRANDS and _names(head, ("video/", "audio/")))
    _is_one_thing(stream, head)


def is_webm(stream: BinaryIO) -> None:
    head = _head(stream)
    _demand(head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64])
    _demand(_names(head, ("video/", "audio/")))
    _is_one_thing(stream, head)


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive an office file is: plain, of a sane unpacked size, with nothing before it."""
    _demand(_head(stream).startswith(b"PK\x03\x04"))
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ContentDiffersError from error
    entries = archive.infolist()
    _demand(len(entries) <= MOST_ENTRIES and sum(entry.file_size for entry in entries) <= LARGEST_UNPACKED)
    _demand(not any(entry.flag_bits & ENCRYPTED for entry in entries))
    _demand("META-INF/MANIFEST.MF" not in archive.NameToInfo)  # also a Java program
    return archive


def _read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first mebibyte of an entry, however much it claims to hold."""
    try:
        with archive.open(name) as entry:
            return entry.read(LARGEST_LIST)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ContentDiffersError from error


def office(main_type: str) -> Callable[[BinaryIO], None]:
    """A check for Word, Excel or PowerPoint files without macros."""

    def check(stream: BinaryIO) -> None:
        archive = _archive(stream)
        parts = _read_entry(archive, "[Content_Types].xml")
        _demand(main_type.encode() in parts)
        _demand(b"macroEnabled" not in parts and not any("vbaProject" in name for name in archive.namelist()))

    return check


def open_document(media_type: str) -> Callable[[BinaryIO], None]:
    """A check for OpenDocument files, which name their type in their first entry."""

    def check(stream: BinaryIO) -> None:
        archive = _archive(stream)
        _demand(archive.namelist()[:1] == ["mimetype"])
        _demand(_read_entry(archive, "mimetype").strip() == media_type.encode())

    return check


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "windows-1252"  # what spreadsheets in Western Europe write


def plain_text(media_type: str) -> Callable[[BinaryIO], str]:
    """A check for texts; the media type it returns says in which encoding they are."""

    def check(stream: BinaryIO) -> str:
        stream.seek(0)
        try:
            text, charset = _decoded(stream.read())
        except UnicodeDecodeError as error:
            raise ContentDiffersError from error
        start = text[:HEAD_BYTES].lstrip().lower()
        _demand(not CONTROLS.search(text) and not start.startswith(NOT_TEXT))
        _demand(not MARKUP.match(start.encode("utf-8", "replace")))
        return f"{media_type}; charset={charset}"

    return check
