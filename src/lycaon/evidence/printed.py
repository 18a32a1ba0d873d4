"""The readable exhibit on paper: PDF/A-2a with an index, page numbers, pictures and who touched what.

Words go to the typesetter as data, pictures as pixels that were drawn anew: nothing that came from outside is
interpreted by whoever opens the file.
"""

import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from lycaon.errors import DataError, SetupError
from lycaon.evidence.exhibit import Sheet
from lycaon.evidence.store import Store
from lycaon.look.pdf import pdf
from lycaon.look.pictures import drawn
from lycaon.values.evidence import CapturedFile

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDE = 1240
"""Dots across a printed picture: 170 mm at 185 dots an inch."""
_STEEPEST = 1.32
"""Height of one page of a picture by its width; what is longer goes on, on the next."""
_LOWEST = 600
"""Dots down a page at least, however narrow the picture."""
_MOST_PAGES = 12
"""Pages that one picture may take."""
_UNSHOWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_PLAIN = frozenset({"LATIN", "GREEK", "CYRILLIC"})


def exhibit_pdf(store: Store, sheets: Sequence[Sheet], recipient: str, made_at: datetime) -> bytes | None:
    """Return the exhibit as PDF/A-2a, or None where this installation has no typesetter or draws no pictures.

    Raises:
        DataError: the typesetter refuses even the plainest form.
    """
    try:
        drawn = {sheet.id: list(_pictures(store, sheet)) for sheet in sheets}
        pictures = {name: data for found in drawn.values() for _, parts in found for name, data in parts.items()}
        values = _values(store, sheets, drawn, recipient, made_at)
        template = files("lycaon.evidence").joinpath("templates/exhibit.typ").read_text("utf-8")
        try:
            return pdf(template, _spelled(values, _is_shown), at=made_at, pictures=pictures)
        except DataError:
            # PDF/A forbids a sign without a shape; which signs the fonts lack is learnt only by trying.
            return pdf(template, _spelled(values, _is_plain), at=made_at, pictures=pictures)
    except SetupError:
        return None


def _values(
    store: Store,
    sheets: Sequence[Sheet],
    drawn: Mapping[str, list[tuple[CapturedFile, dict[str, bytes]]]],
    recipient: str,
    made_at: datetime,
) -> dict[str, object]:
    return {
        "recipient": recipient,
        "made_at": _second(made_at),
        "store": store.identity.store,
        "key": store.identity.key,
        "sheets": [{**_sheet(sheet), "pictures": _named(drawn[sheet.id])} for sheet in sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, object]:
    capture, how = sheet.capture, sheet.capture.acquisition
    offset = "" if how.clock_offset_ms is None else f"{how.clock_offset_ms / 1000} s"
    facts = {
        "Identity (SHA-256 of the manifest)": sheet.id,
        "Time, by our clock": f"{_second(capture.at)} to {_second(capture.until)}",
        "Address asked for": capture.asked_url,
        "Address that answered": capture.url,
        "Given by": capture.giver,
        "Made from": capture.made_from,
        "Tool": how.tool,
        "Reason": how.reason,
        "Server": how.address,
        "Its certificate (SHA-256)": how.certificate_sha256,
        "Our clock minus the server's": offset,
        "Certificates that the server showed": "; ".join(sheet.certificates),
        "Our clock": "; ".join(sheet.clock),
        "Page of the account that offers": sheet.seller,
        "robots.txt": how.robots,
        "Not held": "; ".join(sheet.lacks),
    }
    return {
        "id": sheet.id,
        "what": capture.kind.value,
        "address": capture.url or capture.asked_url,
        "kind": sheet.kind,
        "ailment": sheet.ailment,
        "signs": list(capture.health.signs),
        "facts": [[label, value] for label, value in facts.items() if value],
        "files": [[it.path, it.role.value.replace("_", " "), str(it.size), it.sha256] for it in capture.files],
        "stamps": [sheet.stamp_words(stamp) for stamp in sheet.stamps],
        "listing": "\n".join(sheet.listing),
        "statement": sheet.statement,
        "removed": sheet.removed,
        "readings": list(sheet.readings),
        "text": sheet.text,
        "seller_text": sheet.seller_text,
        "translation": (
            [sheet.translation.language, sheet.translation.made_by, sheet.translation.text] if sheet.translation else []
        ),
        "events": [
            [str(event.seq), _second(event.at), f"{event.actor} ({event.role})", event.action.value, event.reason]
            for event in sheet.events
        ],
    }


def _named(found: list[tuple[CapturedFile, dict[str, bytes]]]) -> list[dict[str, object]]:
    return [{"path": file.path, "role": file.role.value, "parts": list(parts)} for file, parts in found]


def _second(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _pictures(store: Store, sheet: Sheet) -> Iterator[tuple[CapturedFile, dict[str, bytes]]]:
    """Yield each picture of a capture as JPEG by name, a page each; none where its bytes are no picture."""
    for number, file in enumerate(sheet.pictures, start=1):
        parts = _drawn(store.objects.read(file.sha256))
        yield file, {f"{sheet.id}-{number}-{part}.jpg": data for part, data in enumerate(parts, start=1)}


def _drawn(data: bytes) -> list[bytes]:
    whole = drawn(data)
    return list(_pages(whole)) if whole else []


def _pages(whole: "Image") -> Iterator[bytes]:
    if whole.width > _WIDE:
        whole = whole.resize((_WIDE, max(1, whole.height * _WIDE // whole.width)))
    high = max(int(whole.width * _STEEPEST), _LOWEST)
    for top in range(0, min(whole.height, high * _MOST_PAGES), high):
        out = io.BytesIO()
        whole.crop((0, top, whole.width, min(top + high, whole.height))).save(out, "JPEG", quality=85)
        yield out.getvalue()


def _is_shown(sign: str) -> bool:
    # A joiner shapes letters of many scripts; other invisible signs could only hide something.
    return sign in "\n\t\u200c\u200d" or unicodedata.category(sign) not in _UNSHOWN


def _is_plain(sign: str) -> bool:
    if sign.isascii():
        return _is_shown(sign)
    return sign.isalpha() and unicodedata.name(sign, "").partition(" ")[0] in _PLAIN


def _spelled(value: object, is_kept: Callable[[str], bool]) -> Any:
    """Return values of JSON with every sign that is not kept written by its number."""
    if isinstance(value, str):
        return "".join(sign if is_kept(sign) else f"<U+{ord(sign):04X}>" for sign in value)
    if isinstance(value, dict):
        return {key: _spelled(held, is_kept) for key, held in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_spelled(held, is_kept) for held in cast("list[object]", value)]
    return value
