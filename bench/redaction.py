"""How many faces and plates the detectors find: ``python -m bench.redaction [FACES [PLATES]]`` (100 and 60 at most).

Faces: the 100 of ``lfw_subset`` in scikit-image (Labeled Faces in the Wild, 25 x 25 dots, made larger). They were once
gathered with a detector of the same kind, so that the first row flatters; the others turn, hide, darken or shrink them.
Beside them 100 parts of pictures without a face from the same file. Plates: drawn, five patterns, on plain cars.
"""

import random
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import skimage
from PIL import Image, ImageDraw, ImageFont

from lycaon.evidence.spotting import Box, Thing, spot

Place = tuple[int, int, int, int]
TEXTS = ("AB-123-CD", "B MW 4821", "12-XYZ-9", "A123BC 77", "WX 51234")


@cache
def _patches() -> "np.ndarray":
    return np.load(Path(skimage.__file__).parent / "data" / "lfw_subset.npy")


def face(
    number: int, size: int, change: Callable[[Image.Image], Image.Image] | None = None
) -> tuple[Image.Image, Place]:
    """Return a grey picture with a face (0-99) or none (100-199), as wide as ``size`` dots, and where it stands."""
    small = Image.fromarray((_patches()[number] * 255).astype(np.uint8)).resize((size, size), Image.Resampling.BICUBIC)
    around = size // 2 + 20
    whole = Image.new("L", (size + 2 * around, size + 2 * around), int(np.asarray(small).mean()))
    whole.paste(small, (around, around))
    return (change(whole) if change else whole).convert("RGB"), (around, around, size, size)


def street() -> Image.Image:
    """Return a picture with lines, writing and no face."""
    picture = Image.new("RGB", (640, 480), (120, 140, 150))
    draw = ImageDraw.Draw(picture)
    for at in range(0, 640, 40):
        draw.line((at, 0, 640 - at, 480), fill=(90, 90, 80), width=3)
    draw.text((40, 200), "Vends table ancienne, 200 euros, Lyon", font=ImageFont.load_default(32), fill="white")
    return picture


def plate(text: str, width: int, *, seed: int) -> tuple[Image.Image, Place]:
    """Return a plain car with a plate in the colours of most of Europe, a little tilted, and where it stands."""
    rng = random.Random(seed)
    noise = np.random.default_rng(seed).normal(0, 8, (600, 800, 3))
    ground = np.full((600, 800, 3), [rng.randint(60, 190) for _ in range(3)])
    picture = Image.fromarray(np.clip(ground + noise, 0, 255).astype(np.uint8))
    draw, height = ImageDraw.Draw(picture), int(width * 0.22)
    draw.rounded_rectangle((80, 150, 720, 520), 40, fill=tuple(rng.randint(0, 255) for _ in range(3)))
    x, y = rng.randint(100, 690 - width), rng.randint(300, 470)
    draw.rounded_rectangle((x, y, x + width, y + height), 4, fill=(240, 240, 235), outline=(20, 20, 20), width=2)
    draw.rectangle((x, y, x + height // 3, y + height), fill=(10, 50, 160))
    size = height * 0.72
    long = draw.textlength(text, font=ImageFont.load_default(size))
    font = ImageFont.load_default(size * min(1, (width - height * 0.5) / long))
    left = x + height / 3 + (width - height / 3 - draw.textlength(text, font=font)) / 2
    draw.text((left, y + height * 0.08), text, font=font, fill=(15, 15, 15), stroke_width=1)
    return picture.rotate(rng.uniform(-4, 4)), (x, y, width, height)


def is_covered(place: Place, boxes: list[Box]) -> bool:
    """Tell whether the middle half of a place lies under one box."""
    x, y, width, height = place
    inner = (x + width // 4, y + height // 4, x + 3 * width // 4, y + 3 * height // 4)
    return any(
        box.x <= inner[0] and box.y <= inner[1] and box.x + box.width >= inner[2] and box.y + box.height >= inner[3]
        for box in boxes
    )


def _hidden(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    copy.paste(200, (0, picture.height * 11 // 20, picture.width, picture.height))
    return copy


CHANGES: dict[str, tuple[int, Callable[[Image.Image], Image.Image] | None]] = {
    "100 dots wide, upright": (100, None),
    "40 dots wide": (40, None),
    "25 dots wide": (25, None),
    "tilted by 15 degrees": (100, lambda picture: picture.rotate(15)),
    "tilted by 30 degrees": (100, lambda picture: picture.rotate(30)),
    "lying (90 degrees)": (100, lambda picture: picture.rotate(90)),
    "mouth and chin hidden": (100, _hidden),
    "a tenth of the light": (100, lambda picture: picture.point(lambda value: value / 10)),
}


def main() -> None:
    """Print the table."""
    asked = [int(word) for word in sys.argv[1:3]]
    faces, plates = asked + [100, 60][len(asked) :]
    for words, (size, change) in CHANGES.items():
        shown = [face(number, size, change) for number in range(faces)]
        found = sum(is_covered(at, spot(picture, [Thing.FACE])) for picture, at in shown)
        print(f"faces, {words:26} {found:4} of {faces} covered", flush=True)
    false = sum(bool(spot(face(number, 100)[0], [Thing.FACE])) for number in range(100, 100 + faces))
    print(f"no face, 100 dots wide             {false:4} of {faces} with a box", flush=True)
    for width in (60, 90, 130, 180):
        shown = [plate(TEXTS[seed % 5], width, seed=seed) for seed in range(plates)]
        found = sum(is_covered(at, spot(picture, [Thing.PLATE])) for picture, at in shown)
        print(f"plates, {width} dots wide              {found:4} of {plates} covered", flush=True)


if __name__ == "__main__":
    main()
