"""From a raw record, a dictionary of whatever an export holds, to a Listing or a Rejected."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lycaon.collect.bounded import shown
from lycaon.values.listing import Listing, Rejected

LONGEST_TEXT = 1024 * 1024
"""Code points of one field; a longer one is not an advertisement."""

_DAY_FORMATS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%Y%m%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%d %b %Y",
)
_NAMES = {"title", "text", "price", "seller", "place", "language", "category", "site", "url", "country"}


@dataclass(frozen=True, slots=True)
class Record:
    """A raw record and where it stood."""

    where: str
    values: Mapping[str, object]


def to_listing(record: Record, mapping: Mapping[str, str], *, site: str = "") -> Listing | Rejected:
    """Turn one record into a listing by a mapping ``{field: column}``.

    ``site`` stands in where the record names none. A record without a title and a text is rejected
    as ``no_text``; one with a field beyond :data:`LONGEST_TEXT` as ``too_large``.
    """
    raw = {field: record.values.get(column) for field, column in mapping.items()}
    words = {field: _words(raw.get(field)) for field in _NAMES}
    for field, value in words.items():
        if len(value) > LONGEST_TEXT:
            return _rejected(
                record,
                "too_large",
                f"{field} has {len(value)} characters, more than {LONGEST_TEXT}",
                "cut the field, or split the record",
            )
    if not words["title"].strip() and not words["text"].strip():
        return _rejected(
            record,
            "no_text",
            "neither a title nor a text stands here",
            "name the columns: --map title=… --map text=…",
        )
    words["site"] = words["site"] or site
    return Listing(
        id=_identity(_words(raw.get("id")), words),
        images=_images(raw.get("images")),
        attributes=_rest(record.values, set(mapping.values())),
        posted_at=day(raw.get("posted")),
        seen_at=moment(raw.get("seen")),
        **{
            **words,
            "price": _price(words["price"], _words(raw.get("currency"))),
            "country": words["country"][:2].upper(),
        },
    )


def day(value: object) -> date | None:
    """Read a day from what exports write: ISO, local orders, epoch seconds or milliseconds; None if it is none.

    >>> day("03.11.2025"), day("2025-11-03T10:00:00Z"), day(1762164000), day("soon")
    (datetime.date(2025, 11, 3), datetime.date(2025, 11, 3), datetime.date(2025, 11, 3), None)
    """
    at = moment(value)
    if at is not None:
        return at.date()
    text = _words(value).strip()
    for pattern in _DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None


def moment(value: object) -> datetime | None:
    """Read an instant, in UTC; a time without a zone is taken for UTC."""
    if isinstance(value, datetime):
        return _utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value))
    text = _words(value).strip()
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return _from_epoch(float(text))
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _utc(value: datetime) -> datetime | None:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:  # the year 1 in a zone east of Greenwich
        return None


def _from_epoch(value: float) -> datetime | None:
    seconds = value / 1000 if value > 1e11 else value
    # Before 1990 no listing was online: a small number is a price or an index, not a time.
    if not math.isfinite(seconds) or not 631152000 <= seconds < 4102444800:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def _words(value: object) -> str:
    """Return a value as the seller's words: no surrogates, no "nan", lists joined."""
    match value:
        case None:
            return ""
        case str():
            # Half a surrogate pair cannot be written as UTF-8; it becomes the sign for a lost character.
            return (
                value
                if value.isascii()
                else value.encode("utf-8", "replace").decode("utf-8")
                if _has_surrogate(value)
                else value
            )
        case bool():
            return "true" if value else "false"
        case float():
            return (
                ""
                if math.isnan(value)
                else f"{value:.10g}"
                if value == value // 1 and abs(value) < 1e10
                else repr(value)
            )
        case bytes():
            return value.decode("utf-8", "replace")
        case list() | tuple():
            return ", ".join(_words(part) for part in value)
        case dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _price(price: str, currency: str) -> str:
    return f"{price} {currency}" if price and currency and currency not in price else price


def _images(value: object) -> tuple[str, ...]:
    match value:
        case list() | tuple():
            return tuple(word for part in value if (word := _words(part)))
        case str() if value.strip():
            return tuple(part.strip() for part in value.replace("|", " ").split() if part.strip())
        case _:
            return ()


def _rest(values: Mapping[str, object], mapped: set[str]) -> dict[str, str]:
    rest = {_words(key): _words(value)[:2000] for key, value in values.items() if key not in mapped}
    return {key: value for key, value in rest.items() if value}


def _identity(given: str, words: Mapping[str, str]) -> str:
    """Return ``site:ad-id``; without an id, one made of the address or of the words, the same every time."""
    site = words["site"]
    if given:
        return given if not site or ":" in given else f"{site}:{given}"
    basis = words["url"] or "\x1f".join(words[name] for name in ("title", "text", "price", "seller", "place"))
    digest = hashlib.sha256(basis.encode("utf-8")).hexdigest()[:20]
    return f"{site or 'unnamed'}:sha-{digest}"


def _rejected(record: Record, code: str, reason: str, hint: str) -> Rejected:
    raw = json.dumps(record.values, ensure_ascii=True, default=str)
    return Rejected(where=record.where, code=code, reason=reason, hint=hint, raw=shown(raw))
