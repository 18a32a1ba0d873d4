"""A working copy in which parts of pictures are covered, with a log of every box, beside the original as it was kept.

Covered is painted over with one colour: what is blurred or coarsened can be guessed back. The copy holds pictures only,
drawn anew; pages, archives and texts of the original hold the same pictures and names, so they stay out.
"""

import io
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import sha256
from lycaon.evidence.receive import working_copy
from lycaon.evidence.spotting import Box, Thing, spot
from lycaon.evidence.store import Store
from lycaon.look.pictures import TYPES, drawn
from lycaon.values.evidence import Capture, CapturedFile

if TYPE_CHECKING:
    from PIL.Image import Image

_PAINT = (0, 0, 0)
WARNING = (
    "What no box covers was not looked for or not found: small, lying or half hidden faces and many plates are missed. "
    "A person has to look at every picture before this copy leaves."
)


@dataclass(frozen=True, slots=True)
class Covered:
    """One picture of the copy."""

    original: CapturedFile
    name: str
    """in the copy"""
    data: bytes
    """PNG"""
    size: tuple[int, int]
    boxes: tuple[Box, ...]


def covered_copy(
    store: Store,
    obj: str,
    into: Path,
    *,
    things: Sequence[Thing],
    by_hand: Mapping[str, Sequence[Box]],
    words: str,
    reason: str,
    now: datetime,
    tool: str,
) -> tuple[Capture, list[Covered]]:
    """Lay a working copy of a capture's pictures into a folder, and return what speaks of it.

    Args:
        store: where the original is.
        obj: id of the original.
        into: an empty folder.
        things: what the software looks for.
        by_hand: boxes by the path of a picture, as a person chose them.
        words: what that person says of it; may be empty.
        reason: what the copy is for.
        now: when it is made.
        tool: name and version of what makes it.

    Raises:
        EvidenceError: no picture that can be drawn, or a box on something that is none.
        SetupError: what finds or draws is not installed.
    """
    capture = store.capture(obj)
    made, left_out = _all_covered(store, capture, things, by_hand)
    if unknown := set(by_hand) - {one.original.path for one in made}:
        raise EvidenceError(f"{min(unknown)}: no picture of this capture; 'lycaon evidence show {obj[:16]}' lists them")
    if not made:
        raise EvidenceError(f"{obj}: holds no picture that can be drawn, so there is nothing to cover")
    said, paths = _summary(made, left_out, words), list[Path]()
    with tempfile.TemporaryDirectory() as aside:
        for number, one in enumerate(made):
            paths.append(Path(aside, str(number), one.name))  # two pictures may have one name but for its ending
            paths[-1].parent.mkdir()
            paths[-1].write_bytes(one.data)
        copy = working_copy(
            paths, into, original=obj, removed=said, reason=reason, now=now, tool=tool, log=_log(obj, made)
        )
    return copy, made


def _all_covered(
    store: Store, capture: Capture, things: Sequence[Thing], by_hand: Mapping[str, Sequence[Box]]
) -> tuple[list[Covered], list[str]]:
    made: list[Covered] = []
    left_out: list[str] = []
    for file in capture.files:
        picture = drawn(store.objects.read(file.sha256)) if file.media_type in TYPES else None
        if picture is None:
            left_out.append(file.path)
            continue
        boxes = (*(spot(picture, things) if things else ()), *by_hand.get(file.path, ()))
        name = f"{file.path.replace('/', '-').rpartition('.')[0]}.png"
        made.append(Covered(file, name, painted(picture, boxes), picture.size, boxes))
    return made, left_out


def painted(picture: "Image", boxes: Iterable[Box]) -> bytes:
    """Return a picture as PNG, with boxes painted over.

    Raises:
        EvidenceError: a box does not stand in the picture.
    """
    copy = picture.copy()
    for box in boxes:
        right, bottom = box.x + box.width, box.y + box.height
        if box.width <= 0 or box.height <= 0 or box.x < 0 or box.y < 0 or right > copy.width or bottom > copy.height:
            raise EvidenceError(
                f"a box of {box.width} x {box.height} dots at {box.x}, {box.y} does not stand in a picture of "
                f"{copy.width} x {copy.height}"
            )
        copy.paste(_PAINT, (box.x, box.y, right, bottom))
    out = io.BytesIO()
    copy.save(out, "PNG")
    return out.getvalue()


def _log(obj: str, made: Sequence[Covered]) -> bytes:
    told = {
        "format": 1,
        "original": obj,
        "warning": WARNING,
        "pictures": [
            {
                "path": one.original.path,
                "sha256": one.original.sha256,
                "copy_sha256": sha256(one.data),
                "width": one.size[0],
                "height": one.size[1],
                "boxes": [asdict(box) for box in one.boxes],
            }
            for one in made
        ],
    }
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _summary(made: Sequence[Covered], left_out: Sequence[str], words: str) -> str:
    lines = [words.strip()] if words.strip() else []
    for one in made:
        counted = {what: sum(box.what == what for box in one.boxes) for what in sorted({b.what for b in one.boxes})}
        said = ", ".join(f"{what}: {number}" for what, number in counted.items()) or "nothing covered"
        lines.append(f"{one.original.path}: {said}")
    lines += [f"{path}: left out of the copy" for path in left_out]
    return "\n".join([*lines, "", "Every box: redactions.json.", WARNING])
