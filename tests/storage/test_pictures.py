"""Uploaded pictures keep their pixels and nothing else."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from eventhub.storage.pictures import NotAPicture, re_encoded


def _file(image: Image.Image, file_format: str = "JPEG", **options: object) -> bytes:
    target = BytesIO()
    image.save(target, file_format, **options)
    return target.getvalue()


def _with_place(orientation: int = 1) -> bytes:
    image = Image.new("RGB", (400, 200), "#0b5d5b")
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    return _file(image, exif=exif)


def _bomb(side: int) -> bytes:
    """A PNG that says it is `side` pixels wide and high, in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_picture_loses_where_and_with_what_it_was_taken() -> None:
    result = re_encoded(_with_place())
    image = Image.open(BytesIO(result))
    assert (image.format, dict(image.getexif()), b"camera" in result) == ("WEBP", {}, False)


def test_large_picture_is_made_smaller_and_stays_in_proportion() -> None:
    result = Image.open(BytesIO(re_encoded(_file(Image.new("RGB", (3200, 1600))), largest_px=800)))
    assert result.size == (800, 400)


def test_picture_is_turned_the_way_it_was_held() -> None:
    assert Image.open(BytesIO(re_encoded(_with_place(orientation=6)))).size == (200, 400)


def test_transparency_stays() -> None:
    result = Image.open(BytesIO(re_encoded(_file(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"))))
    assert result.mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7", _with_place()[:200], _bomb(60_000)],
    ids=["empty", "svg", "pdf", "cut off", "bomb"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        re_encoded(data)
