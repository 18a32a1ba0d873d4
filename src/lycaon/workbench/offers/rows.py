"""Rows of findings as a scan writes them, read back into what the tables hold."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from lycaon.catalogue import Catalogue
from lycaon.scan.rows import to_row
from lycaon.values.codec import to_json
from lycaon.values.listing import Listing, Rejected
from lycaon.values.scanned import Editions, Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One row of findings: the listing, the scan as it was written, and what a queue asks."""

    listing: Listing
    scan_json: str
    editions: Editions
    taxon_id: str
    taxon: str
    form: str
    levels: str
    jurisdiction: str
    legality: str
    legality_probability: float
    protected: float
    specimens: float

    @property
    def digest(self) -> str:
        """SHA-256 of what was published."""
        one = self.listing
        published = (one.url, one.title, one.text, one.price, one.place, list(one.images), dict(one.attributes))
        return hashlib.sha256(json.dumps(published, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class _Head(msgspec.Struct):
    listing_id: str
    editions: Editions


def found(row: Mapping[str, object], where: str) -> Found | Rejected:
    """Read one row.

    Args:
        row: as ``findings.jsonl`` or :func:`row_of` has it; ``scan`` may be JSON or what JSON was read into.
        where: file and line, for a rejection.
    """
    try:
        return _found(row)
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        return Rejected(
            where=where,
            code="bad_finding",
            reason=f"not a row of findings: {type(error).__name__}: {error}",
            hint="take in the findings.jsonl of a finished 'lycaon scan'",
            raw=json.dumps(row, ensure_ascii=False, default=str)[:65_536],
        )


def _found(row: Mapping[str, object]) -> Found:
    scan = row["scan"]
    scan_json = scan if isinstance(scan, str) else json.dumps(scan, ensure_ascii=False, separators=(",", ":"))
    head = msgspec.json.decode(scan_json.encode(), type=_Head)
    if not 0 < len(head.listing_id) <= 300 or len(_text(row, "site")) > 253:
        raise ValueError("no ad has such a name")
    if head.listing_id != row["listing_id"]:
        raise ValueError(f"the scan is of {head.listing_id}, the row of {row['listing_id']}")
    return Found(
        listing=_listing(row),
        scan_json=_storable(scan_json),
        editions=head.editions,
        taxon_id=_text(row, "taxon_id"),
        taxon=_text(row, "scientific_name"),
        form=_text(row, "form"),
        levels=f"{_text(row, 'cites')} {_text(row, 'eu')}",
        jurisdiction=_text(row, "jurisdiction"),
        legality=_text(row, "legality"),
        legality_probability=_number(row, "legality_probability"),
        protected=_number(row, "protected"),
        specimens=_number(row, "quantity_best"),
    )


def _listing(row: Mapping[str, object]) -> Listing:
    posted, images, attributes = row.get("posted_on"), row.get("images"), row.get("attributes")
    return Listing(
        id=_text(row, "listing_id"),
        site=_text(row, "site"),
        url=_text(row, "url"),
        title=_text(row, "title"),
        text=_text(row, "text"),
        language=_text(row, "language"),
        seller=_text(row, "seller"),
        place=_text(row, "place"),
        price=_text(row, "price_written"),
        images=tuple(str(image) for image in images) if isinstance(images, list | tuple) else (),
        attributes={str(key): _storable(str(value)) for key, value in attributes.items()}
        if isinstance(attributes, Mapping)
        else {},
        posted_at=date.fromisoformat(posted) if isinstance(posted, str) and posted else _day(posted),
    )


def row_of(listing: Listing, scan: Scan, catalogue: Catalogue) -> dict[str, object]:
    """Return the row of a listing that was scanned here, with what a file of findings leaves out."""
    return {
        **to_row(listing, scan, catalogue),
        "scan": to_json(scan).decode(),
        "place": listing.place,
        "price_written": listing.price,
        "images": listing.images,
        "attributes": listing.attributes,
    }


def rows_in(path: Path) -> Iterator[tuple[str, Mapping[str, object] | Rejected]]:
    """Yield place and row of each line of a ``findings.jsonl``; a line that is no JSON object is a rejection."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                row = error
            if isinstance(row, dict):
                yield where, row
            else:
                raw = line[:65_536].decode("utf-8", "backslashreplace")
                yield where, Rejected(where=where, code="bad_json", reason="not a JSON object", raw=raw)


def read(rows: Iterable[tuple[str, Mapping[str, object] | Rejected]]) -> Iterator[Found | Rejected]:
    """Read rows with their places."""
    for where, row in rows:
        yield row if isinstance(row, Rejected) else found(row, where)


def _text(row: Mapping[str, object], name: str) -> str:
    return _storable(str(row.get(name) or ""))


def _storable(text: str) -> str:
    # PostgreSQL keeps no NUL; one is shown as what could not be read, and every span stays where it was.
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _number(row: Mapping[str, object], name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
