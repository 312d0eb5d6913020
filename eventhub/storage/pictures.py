"""Pictures that people upload, made anew: no metadata (place, camera, names), no more pixels than needed."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
QUALITY = 82
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


def re_encoded(data: bytes, largest_px: int = 1600) -> bytes:
    """The picture as WebP without metadata, its longer side at most `largest_px`. Raises NotAPicture."""
    image = _opened(data)
    has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((largest_px, largest_px), Image.Resampling.LANCZOS)
    # A new image takes the pixels alone: what else the file carried stays behind.
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    target = BytesIO()
    bare.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()
