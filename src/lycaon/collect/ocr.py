"""Words in pictures: screenshots that people hand over, text that sellers write into photographs.

Read by RapidOCR with the PP-OCRv6 models that come in its package, on this machine; nothing is asked over the network.
It reads Latin letters of European languages, Chinese and Japanese. **It reads no Cyrillic, Greek, Arabic, Thai,
Devanagari or Korean**, and drops the double marks of Vietnamese: of such a picture come no words or wrong ones, and its
confidence does not tell, for it knows no other letters. What is read is a reading, never the evidence: it stands beside
the picture, with the engine, its version and its confidence.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from lycaon.collect.records import Record
from lycaon.errors import FormatError, SetupError
from lycaon.look.pictures import drawn
from lycaon.values.evidence import ReadLine, ReadPicture
from lycaon.values.listing import Rejected

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 64 * 1024 * 1024
"""Bytes of one picture."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif")
_BAND = 1600
"""Dots down that are looked at in one go: a longer screenshot would be made too small to be read."""
_OVERLAP = 80
"""A line that one band cuts stands whole in the next."""
_LEAST = 60
"""Confidence in percent; what is read with less is mostly the grain of wood."""


def read_words(data: bytes, path: str, sha256: str = "") -> ReadPicture | None:
    """Return the words in a picture, line by line from top to bottom; None where it cannot be drawn.

    Args:
        data: the picture.
        path: what it is called.
        sha256: of its bytes, where that is known.

    Raises:
        SetupError: RapidOCR is not installed.
    """
    picture = drawn(data)
    if picture is None:
        return None
    engine = _engine()
    return ReadPicture(path=path, sha256=sha256, engine=engine_name(), lines=tuple(_lines(engine, picture)))


def engine_name() -> str:
    """Return what reads, with its version."""
    from importlib.metadata import version  # noqa: PLC0415 - takes time that every scan would pay

    return f"RapidOCR {version('rapidocr')}, PP-OCRv6 small"


def read_picture(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the words of a picture as one record, or a rejection where there are none.

    Raises:
        FormatError: it is larger than :data:`LARGEST`.
        SetupError: RapidOCR is not installed.
    """
    data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FormatError(f"{name}: larger than {LARGEST} bytes")
    yield record_of(data, name, where=name, told={"site": "picture"})


def record_of(data: bytes, name: str, *, where: str, told: dict[str, object]) -> Record | Rejected:
    """Return the words of a picture as a record that says who read them, or why there is none."""
    read = read_words(data, name)
    if read is None:
        reason, hint = "is no picture that can be drawn here", "save it as PNG or JPEG"
        return Rejected(where=where, code="bad_picture", reason=reason, hint=hint)
    if not read.lines:
        reason, hint = f"{read.engine} reads no words in it", "look at it; not every script is read"
        return Rejected(where=where, code="no_words", reason=reason, hint=hint)
    values = {"text": read.text, "images": [name], "words_read_by": read.engine, "confidence": f"{read.least} %"}
    return Record(where, {**told, **values})


def _lines(engine: Any, picture: "Image") -> list[ReadLine]:
    kept: list[ReadLine] = []
    for top in range(0, max(1, picture.height - _OVERLAP), _BAND - _OVERLAP):
        band = picture.crop((0, top, picture.width, min(picture.height, top + _BAND)))
        for line in _read(engine, band, top):
            twin = next((number for number, other in enumerate(kept) if _are_one(line, other)), None)
            if twin is None:
                kept.append(line)
            elif line.height > kept[twin].height:
                kept[twin] = line  # the band before had cut it
    return sorted((line for line in kept if line.confidence >= _LEAST), key=lambda line: (line.y, line.x))


def _are_one(line: ReadLine, other: ReadLine) -> bool:
    """Tell whether two lines stand on the same dots: one line, seen in two bands."""
    across = min(line.x + line.width, other.x + other.width) - max(line.x, other.x)
    down = min(line.y + line.height, other.y + other.height) - max(line.y, other.y)
    return 2 * across > min(line.width, other.width) and 2 * down > min(line.height, other.height)


def _read(engine: Any, band: "Image", top: int) -> Iterator[ReadLine]:
    import numpy  # noqa: ICN001, PLC0415 - comes with the engine

    result = engine(numpy.asarray(band)[:, :, ::-1])  # it takes blue, green, red
    if result.boxes is None:
        return
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        across, down = [round(float(x)) for x, _ in corners], [round(float(y)) for _, y in corners]
        yield ReadLine(
            text=text,
            confidence=int(score * 100),
            x=max(0, min(across)),
            y=max(0, min(down)) + top,
            width=max(across) - min(across),
            height=max(down) - min(down),
        )


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR  # noqa: PLC0415 - large, and only who reads pictures needs it
    except ImportError as error:
        raise SetupError("words in pictures are read with RapidOCR; pip install 'lycaon[ocr]'") from error
    # Without a limit upwards a small picture is made many times larger before it is looked at.
    settings = {"Det.limit_type": "max", "Det.limit_side_len": _BAND, "Global.log_level": "error"}
    return RapidOCR(params=settings)
