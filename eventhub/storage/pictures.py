"""Pictures that people upload, made anew: no metadata (place, camera, names), no more pixels than needed."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
QUALITY = 82
LASTING_QUALITY = 90
MEDIA_TYPE = "image/webp"


class NotAPicture(ValueError):  # noqa: N818 - it says what happened
    """The file is no picture, is broken, or would unpack to far more than a screen shows."""


def _opened(data: bytes) -> Image.Image:
    """The picture with its pixels in memory, upright. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=FORMATS)
            # The size is in the header: a bomb is refused before any of it is unpacked.
            if image.width * image.height > MOST_PIXELS:
                raise NotAPicture
            image.load()
            return ImageOps.exif_transpose(image)
    except (
        UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise NotAPicture from error


def _bare(image: Image.Image, largest_px: int) -> Image.Image:
    """The pixels alone, in a new image: what else the file carried stays behind."""
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((largest_px, largest_px), Image.Resampling.LANCZOS)
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def re_encoded(data: bytes, largest_px: int = 1600) -> bytes:
    """The picture as WebP without metadata, its longer side at most `largest_px`. Raises NotAPicture."""
    target = BytesIO()
    _bare(_opened(data), largest_px).save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()


def re_encoded_as_sent(data: bytes, largest_px: int) -> tuple[bytes, str]:
    """The picture made anew in the format people know it in, and its media type. Raises NotAPicture.

    A photograph stays JPEG and a drawing PNG, since not every program that people own opens WebP.
    """
    kind = "JPEG" if data.startswith(b"\xff\xd8") else "WEBP" if data[8:12] == b"WEBP" else "PNG"
    bare = _bare(_opened(data), largest_px)
    target = BytesIO()
    if kind == "JPEG":
        bare.convert("RGB").save(target, kind, quality=LASTING_QUALITY, optimize=True)
    elif kind == "WEBP":
        bare.save(target, kind, quality=LASTING_QUALITY, method=4)
    else:
        bare.save(target, kind, optimize=True)
    return target.getvalue(), Image.MIME[kind]
