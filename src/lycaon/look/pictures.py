"""Pictures from outside, drawn anew: what a hostile file says to other readers does not survive it."""

import io
import struct
from typing import TYPE_CHECKING

from lycaon.errors import SetupError

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 60_000_000
"""Dots; a larger picture is not drawn."""
_JUNK = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
)
"""With which decoders answer hostile bytes: those of AVIF fail as RuntimeError, those of EXIF as struct.error."""
TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})


def drawn(data: bytes) -> "Image | None":
    """Return the dots of a picture on white, upright, without anything a camera wrote beside them; None for junk.

    Raises:
        SetupError: Pillow is not installed.
    """
    try:
        from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - only who draws needs it
    except ImportError as error:
        raise SetupError("pictures are drawn with Pillow; pip install 'lycaon[workbench]'") from error
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "GIF", "WEBP", "AVIF"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            whole = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, *_JUNK):
        return None
    white = Image.new("RGBA", whole.size, "white")
    white.alpha_composite(whole)
    return white.convert("RGB")
