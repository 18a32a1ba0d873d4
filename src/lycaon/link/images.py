"""Pictures that are the same picture: perceptual hashes that survive resizing, recompression and mirroring.

A hash describes the coarse light and dark of a picture in 64 bits (DCT hash of `imagehash`); two prints of one photo
differ in a few of them, two photos in about 32. Pictures come from strangers: size and pixels are bounded before
anything is decoded, and what cannot be read is a value that says why.
"""

import io
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import imagehash
from PIL import Image, ImageOps, ImageStat

MOST_BYTES: Final = 30_000_000
MOST_PIXELS: Final = 60_000_000
"""More than any camera of a seller takes; a bomb of a few kilobytes asks for billions."""
NEAR: Final = 7
"""Most bits in which two prints of one picture differ."""
_BANDS: Final = NEAR + 1
_BAND_BITS: Final = 64 // _BANDS
_PLAIN: Final = 6.0
"""Least deviation of lightness, of 255: a white wall or a blank page looks like every other."""
_SIDE: Final = 256


@dataclass(frozen=True, slots=True)
class Picture:
    """What identifies a picture: the hashes of it and of its mirror image, as 64-bit numbers."""

    upright: int
    mirrored: int

    def distance(self, other: "Picture") -> int:
        """Return in how many bits of 64 two pictures differ, mirrored or not.

        >>> Picture(0b1011, 0).distance(Picture(0b0010, 7))
        2
        """
        return min((self.upright ^ other.upright).bit_count(), (self.upright ^ other.mirrored).bit_count())


@dataclass(frozen=True, slots=True)
class Unusable:
    """A picture that says nothing, and why: ``too_large``, ``not_a_picture``, ``plain``."""

    code: str
    reason: str


def picture_of(data: bytes) -> Picture | Unusable:
    """Return the hashes of a picture file; never raises for what is in it."""
    if len(data) > MOST_BYTES:
        return Unusable("too_large", f"{len(data)} bytes; at most {MOST_BYTES} are read")
    try:
        small = _decoded(data)
    except (OSError, ValueError, SyntaxError, OverflowError, Image.DecompressionBombError, _TooLargeError) as error:
        code = "too_large" if isinstance(error, _TooLargeError | Image.DecompressionBombError) else "not_a_picture"
        return Unusable(code, str(error))
    if ImageStat.Stat(small).stddev[0] < _PLAIN:
        return Unusable("plain", "nearly one colour")
    return Picture(int(str(imagehash.phash(small)), 16), int(str(imagehash.phash(ImageOps.mirror(small))), 16))


def picture_at(path: Path) -> Picture | Unusable:
    """Return the hashes of a picture on disk; see :func:`picture_of`."""
    if path.stat().st_size > MOST_BYTES:
        return Unusable("too_large", f"more than {MOST_BYTES} bytes")
    return picture_of(path.read_bytes())


class _TooLargeError(Exception):
    pass


def _decoded(data: bytes) -> Image.Image:
    """The picture in grey and small, as a camera held upright sees it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata and of sizes that we check ourselves
        with Image.open(io.BytesIO(data)) as image:
            if math.prod(image.size) > MOST_PIXELS:
                raise _TooLargeError(f"{image.width} x {image.height} pixels; at most {MOST_PIXELS} are decoded")
            image.draft("L", (_SIDE, _SIDE))  # a JPEG is decoded small at once
            upright = ImageOps.exif_transpose(image)
            if upright.mode in {"RGBA", "LA", "PA", "P"}:
                upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
            return upright.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)


def alike(pictures: Iterable[tuple[str, Picture]]) -> Iterator[frozenset[str]]:
    """Yield groups of names whose pictures are prints of one.

    A group has no chains: all its members are near its first one, in the order of their names. Every pair that differs
    in at most :data:`NEAR` bits agrees in one of eight bytes, so only pictures that share a byte are compared.
    """
    leaders: list[tuple[str, Picture]] = []
    at_band: dict[tuple[int, int], list[int]] = {}
    groups: dict[int, list[str]] = {}
    for name, picture in sorted(pictures, key=lambda each: each[0]):
        near = {one for key in (*_bands(picture.upright), *_bands(picture.mirrored)) for one in at_band.get(key, ())}
        best = min(near, key=lambda one: (leaders[one][1].distance(picture), one), default=None)
        if best is not None and leaders[best][1].distance(picture) <= NEAR:
            groups[best].append(name)
            continue
        groups[len(leaders)] = [name]
        for key in _bands(picture.upright):
            at_band.setdefault(key, []).append(len(leaders))
        leaders.append((name, picture))
    yield from (frozenset(names) for names in groups.values() if len(names) > 1)


def _bands(bits: int) -> Iterator[tuple[int, int]]:
    for band in range(_BANDS):
        yield band, bits >> (band * _BAND_BITS) & (1 << _BAND_BITS) - 1
