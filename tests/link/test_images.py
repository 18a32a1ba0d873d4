"""Pictures: the same photo printed anew is found, other photos and bombs are not."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from lycaon.link.images import MOST_BYTES, NEAR, Picture, Unusable, alike, picture_of


def photo(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Something with the broad light and dark of a photo."""
    cells = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(cells).resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def hashed(data: bytes) -> Picture:
    found = picture_of(data)
    assert isinstance(found, Picture), found
    return found


@pytest.mark.parametrize("change", [
    lambda image: saved(image, quality=25),
    lambda image: saved(image.resize((200, 150))),
    lambda image: saved(image.resize((1600, 1200)), "WEBP", quality=60),
    lambda image: saved(ImageOps.mirror(image), quality=60),
    lambda image: saved(image.convert("L"), "PNG"),
    lambda image: saved(ImageEnhance.Brightness(image).enhance(1.15)),
    lambda image: saved(image.convert("RGBA"), "PNG"),
])  # fmt: skip
def test_a_print_of_a_photo_is_the_photo(change: object) -> None:
    distances = [hashed(saved(photo(seed), quality=92)).distance(hashed(change(photo(seed)))) for seed in range(3)]  # type: ignore[operator]
    assert max(distances) <= NEAR, distances


def test_other_photos_are_far_away() -> None:
    pictures = [hashed(saved(photo(seed))) for seed in range(24)]
    nearest = min(one.distance(other) for at, one in enumerate(pictures) for other in pictures[:at])
    assert nearest > NEAR


def bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 x 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("data", "code"), [
    (b"", "not_a_picture"),
    (b"<html>no picture</html>", "not_a_picture"),
    (saved(photo(1))[:200], "not_a_picture"),
    (bomb(), "too_large"),
    (b"\0" * (MOST_BYTES + 1), "too_large"),
    (saved(Image.new("RGB", (300, 300), "white")), "plain"),
])  # fmt: skip
def test_what_says_nothing_says_why(data: bytes, code: str) -> None:
    found = picture_of(data)
    assert isinstance(found, Unusable)
    assert found.code == code
    assert found.reason


WHOLE = {kind: saved(photo(1, (64, 48)), kind) for kind in ("JPEG", "PNG", "GIF", "BMP")}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.integers(0, 4000), st.binary(max_size=20))
def test_any_bytes_are_survived(kind: str, cut: int, data: bytes) -> None:
    assert isinstance(picture_of(WHOLE[kind][:cut] + data + WHOLE[kind][cut + 5 :]), Picture | Unusable)


@given(st.lists(st.integers(0, 2**64 - 1), max_size=12), st.integers(0, 2**32))
def test_groups_are_near_their_first_and_do_not_hang_on_the_order(hashes: list[int], seed: int) -> None:
    dice = random.Random(seed)
    near = [bits ^ sum(1 << at for at in dice.sample(range(64), dice.randint(0, NEAR))) for bits in hashes]
    pictures = [(f"p{at:02}", Picture(bits, bits ^ 0xFF)) for at, bits in enumerate([*hashes, *near])]
    groups = list(alike(pictures))
    known = dict(pictures)
    for group in groups:
        first = min(group)
        assert all(known[first].distance(known[name]) <= NEAR for name in group)
    shuffled = pictures.copy()
    dice.shuffle(shuffled)
    assert list(alike(shuffled)) == groups
    for at, bits in enumerate(hashes):
        if len({bits, *hashes}) == len(hashes) and all(_far(bits, other) for other in hashes if other != bits):
            assert any({f"p{at:02}", f"p{at + len(hashes):02}"} <= group for group in groups)


def _far(one: int, other: int) -> bool:
    return min((one ^ other).bit_count(), (one ^ other ^ 0xFF).bit_count()) > 4 * NEAR
