"""Faces and number plates in a picture, found by OpenCV's cascades, so that a person has less to cover by hand.

The classifiers come with OpenCV's own package (Viola and Jones, 2001; trained on upright faces, and on Russian number
plates). They miss much, see ``docs/evidence.md``: what they find is a proposal, and a person looks before a copy
leaves. Only where something is, never who it is: nothing here recognises anybody.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from lycaon.errors import SetupError

if TYPE_CHECKING:
    from PIL.Image import Image


class Thing(StrEnum):
    """What is looked for."""

    FACE = "face"
    PLATE = "number plate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a picture, in dots from its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    what: str
    found_by: str
    """a detector with its version, or a person"""


@dataclass(frozen=True, slots=True)
class _Detector:
    file: str
    thing: Thing
    least: tuple[int, int]
    """width and height in dots below which it sees nothing"""
    step: float = 1.1
    """by how much a face grows from one look at the picture to the next"""
    enlarged: int = 1
    """by how much the picture is enlarged first, where it is not large already"""
    is_levelled: bool = True
    """whether light and dark are spread first"""
    is_one_sided: bool = False
    """whether it was trained on one side only, and looks at the mirrored picture as well"""
    tilts: tuple[int, ...] = (0,)
    """degrees by which the picture is turned, for it knows upright things only"""


_DETECTORS = (
    _Detector("haarcascade_frontalface_alt2.xml", Thing.FACE, (24, 24), tilts=(0, -25, 25)),
    _Detector("haarcascade_profileface.xml", Thing.FACE, (24, 24), is_one_sided=True),
    _Detector("haarcascade_russian_plate_number.xml", Thing.PLATE, (40, 12), step=1.05, enlarged=2, is_levelled=False),
)
_LARGE = 8_000_000
"""Dots of a picture that is not enlarged."""
_NEIGHBOURS = 3
"""Looks that must agree. Of the two mistakes we prefer to cover what is none: the original stays as it is."""
_MARGIN = 0.2
"""Hair, chin and the frame of a plate, by the width of what was found."""


def spot(picture: "Image", things: Sequence[Thing]) -> list[Box]:
    """Return where something of a kind may stand in a picture, with a margin, from top to bottom.

    Raises:
        SetupError: OpenCV is not installed, or is one without cascades (5 and later).
    """
    found = [box for detector in _DETECTORS if detector.thing in things for box in _seen(picture, detector)]
    return sorted(found, key=lambda box: (box.y, box.x, box.found_by))


def _seen(picture: "Image", detector: _Detector) -> Iterator[Box]:
    numpy, cv2 = _opencv()
    by = f"OpenCV {cv2.__version__}, {detector.file}"
    by_size = detector.enlarged if picture.width * picture.height <= _LARGE else 1
    for degrees in detector.tilts:
        grey = numpy.asarray(picture.convert("L").rotate(degrees))
        if detector.is_levelled:
            grey = cv2.equalizeHist(grey)
        if by_size > 1:
            grey = cv2.resize(grey, None, fx=by_size, fy=by_size, interpolation=cv2.INTER_CUBIC)
        found = _boxes(grey, detector)
        if detector.is_one_sided:
            found += [(grey.shape[1] - x - w, y, w, h) for x, y, w, h in _boxes(cv2.flip(grey, 1), detector)]
        for x, y, width, height in found:
            at = _turned_back(x + width / 2, y + height / 2, grey.shape[1] / 2, grey.shape[0] / 2, degrees)
            left, top = round((at[0] - width / 2) / by_size), round((at[1] - height / 2) / by_size)
            yield _with_margin(left, top, width // by_size, height // by_size, picture, detector.thing, by)


def _turned_back(x: float, y: float, middle_x: float, middle_y: float, degrees: int) -> tuple[float, float]:
    """Return where a spot of a picture that was turned stands in the picture itself (y goes down)."""
    angle = math.radians(degrees)
    across, down = x - middle_x, y - middle_y
    return (
        middle_x + across * math.cos(angle) - down * math.sin(angle),
        middle_y + across * math.sin(angle) + down * math.cos(angle),
    )


def _boxes(grey: Any, detector: _Detector) -> list[tuple[int, int, int, int]]:
    found = _cascade(detector.file).detectMultiScale(grey, detector.step, _NEIGHBOURS, minSize=detector.least)
    return [(int(x), int(y), int(width), int(height)) for x, y, width, height in found]


def _with_margin(x: int, y: int, width: int, height: int, picture: "Image", thing: Thing, by: str) -> Box:
    margin = round(width * _MARGIN)
    left, top = max(0, x - margin), max(0, y - margin)
    right, bottom = min(picture.width, x + width + margin), min(picture.height, y + height + margin)
    return Box(x=left, y=top, width=right - left, height=bottom - top, what=thing.value, found_by=by)


@cache
def _cascade(file: str) -> Any:
    _, cv2 = _opencv()
    return cv2.CascadeClassifier(cv2.data.haarcascades + file)


def _opencv() -> tuple[Any, Any]:
    try:
        import cv2  # noqa: PLC0415 - large, and only who looks for faces needs it
        import numpy  # noqa: ICN001, PLC0415

        _ = cv2.CascadeClassifier
    except (ImportError, AttributeError) as error:
        raise SetupError("faces and plates are found with OpenCV 4; pip install 'lycaon[redact]'") from error
    return numpy, cv2
