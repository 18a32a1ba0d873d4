"""CSV downloads of Species+ and of the CITES Checklist.

Two shapes. The *history* of the Checklist has one row a change (``ChangeType``, ``Appendix``,
``EffectiveAt``): periods are made of it. The *listings* download of Species+ has one row a taxon with its
listing today (``Listing``: ``I/II``): it says nothing about the past, so it only closes what no longer
holds. Columns are found by name, whatever their order and capitals; both call some of them differently
over the years.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lycaon.catalogue.importers.imported import Imported, ImportedProtection, ImportedTaxon
from lycaon.catalogue.rows import LEVELS
from lycaon.errors import FormatError

_RANKS = ("kingdom", "phylum", "class", "order", "family", "genus")
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("taxonid", "taxonconceptid", "id"),
    "name": ("scientificname", "fullname", "name", "taxon"),
    "author": ("author", "authoryear"),
    "rank": ("rank", "rankname"),
    "change": ("changetype", "changetypename"),
    "level": ("appendix", "annex", "listing", "currentlisting"),
    "party": ("party", "partyisocode", "partyname"),
    "day": ("effectiveat", "effectivedate", "date"),
    "hash": ("annotationsymbol", "hashannotationsymbol", "hashsymbol"),
    "note": ("fullannotationenglish", "annotationenglish", "fullnote", "note"),
    **{rank: (rank, f"{rank}name") for rank in _RANKS},
}
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
_SOURCE = "species-plus"
_LICENCE = "data (c) UNEP-WCMC and the CITES Secretariat; credit required; check their terms of use"


def read_history(path: Path, *, instrument: str = "CITES", retrieved: str) -> Imported:
    """Read a history of listings: additions and deletions become periods.

    Raises:
        FormatError: the file is no CSV, lacks a column, or a day or level cannot be read; says where.
    """
    table = _Table(path, required=("name", "change", "level", "day"))
    imported = _imported(instrument, retrieved, "history of listings")
    changes: dict[str, list[_Change]] = defaultdict(list)
    for row in table.rows():
        key = _add_taxon(imported, row)
        kind = row["change"].upper().replace(" ", "_")
        if kind in {"ADDITION", "DELETION"}:
            changes[key].append(_change(row, kind, instrument))
    for key, found in changes.items():
        imported.protections.extend(_periods(key, instrument, found))
    return imported


def read_listings(path: Path, *, instrument: str = "CITES", retrieved: str) -> Imported:
    """Read today's listings: one row a taxon, several levels parted by ``/``.

    Raises:
        FormatError: the file is no CSV, lacks a column, or a level cannot be read; says where.
    """
    table = _Table(path, required=("name", "level"))
    imported = _imported(instrument, retrieved, "current listings")
    imported.replaces_history = False
    for row in table.rows():
        key = _add_taxon(imported, row)
        for level in filter(None, re.split(r"[/;,\s]+", row["level"])):
            if level.upper() == "NC":
                continue
            imported.protections.append(
                ImportedProtection(
                    key=key,
                    instrument=instrument,
                    level=_level(level, instrument, row),
                    valid_from=retrieved,
                    party=_party(row["party"]) if level in {"III", "C"} else "",
                    annotation=row["hash"],
                    note=_one_line(row["note"]),
                    on_or_before=True,
                )
            )
    return imported


class _Table:
    """A CSV whose columns go by several names; every row knows where it stands."""

    def __init__(self, path: Path, required: Sequence[str]) -> None:
        self._path = path
        text = _text(path)
        separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        header = [re.sub(r"[^a-z]", "", cell.casefold()) for cell in next(self._reader, [])]
        self._places = {
            name: next((header.index(alias) for alias in aliases if alias in header), None)
            for name, aliases in _ALIASES.items()
        }
        missing = [name for name in required if self._places[name] is None]
        if missing:
            wanted = ", ".join(f"{name} ({'/'.join(_ALIASES[name])})" for name in missing)
            raise FormatError(f"{path.name}:1: no column {wanted}; is this a download of Species+ or the Checklist?")

    def rows(self) -> Iterator[dict[str, str]]:
        try:
            for cells in self._reader:
                if not any(cells):
                    continue
                found = {
                    name: cells[at].strip() if at is not None and at < len(cells) else ""
                    for name, at in self._places.items()
                }
                found["where"] = f"{self._path.name}:{self._reader.line_num}"
                if not found["name"]:
                    raise FormatError(f"{found['where']}: no scientific name; complete or delete the row")
                yield found
        except csv.Error as error:
            raise FormatError(f"{self._path.name}:{self._reader.line_num}: {error}; download the file again") from error


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    day: str
    kind: str
    level: str
    party: str
    annotation: str
    note: str


def _change(row: Mapping[str, str], kind: str, instrument: str) -> _Change:
    return _Change(
        day=_day(row),
        # On one day what ends goes before what begins: a move is a deletion and an addition.
        kind="0 deletion" if kind == "DELETION" else "1 addition",
        level=_level(row["level"], instrument, row),
        party=_party(row["party"]),
        annotation=row["hash"],
        note=_one_line(row["note"]),
    )


def _periods(key: str, instrument: str, changes: Sequence[_Change]) -> Iterator[ImportedProtection]:
    """Additions open a period, deletions close it; a second addition closes the first and opens another."""
    open_rows: dict[tuple[str, str], _Change] = {}
    for change in sorted(changes):
        place = (change.level, change.party)
        begun = open_rows.pop(place, None)
        if begun is not None and begun.day < change.day:
            yield _period(key, instrument, begun, change.day)
        if change.kind == "1 addition":
            open_rows[place] = change
    for begun in open_rows.values():
        yield _period(key, instrument, begun, "")


def _period(key: str, instrument: str, begun: _Change, valid_to: str) -> ImportedProtection:
    return ImportedProtection(
        key=key,
        instrument=instrument,
        level=begun.level,
        valid_from=begun.day,
        valid_to=valid_to,
        party=begun.party,
        annotation=begun.annotation,
        note=begun.note,
    )


def _imported(instrument: str, retrieved: str, what: str) -> Imported:
    return Imported(
        source=f"{_SOURCE}-{retrieved}",
        title=f"Species+ / CITES Checklist, {what} ({instrument}), downloaded {retrieved}",
        licence=_LICENCE,
        retrieved=retrieved,
    )


def _add_taxon(imported: Imported, row: Mapping[str, str]) -> str:
    key = row["id"] or row["name"]
    above = tuple((rank, row[rank]) for rank in _RANKS if row[rank] and row[rank] != row["name"])
    imported.taxa.setdefault(
        key,
        ImportedTaxon(
            key=key,
            scientific_name=row["name"],
            rank=(row["rank"] or "species").casefold(),
            author=row["author"],
            above=above,
        ),
    )
    return key


def _level(cell: str, instrument: str, row: Mapping[str, str]) -> str:
    if LEVELS.get(cell.upper()) != instrument:
        wanted = ", ".join(level for level, whose in LEVELS.items() if whose == instrument)
        raise FormatError(f'{row["where"]}: "{cell}" is no level of {instrument}; expected one of {wanted}')
    return cell.upper()


def _day(row: Mapping[str, str]) -> str:
    for form in _DAYS:
        try:
            return datetime.strptime(row["day"], form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise FormatError(f'{row["where"]}: "{row["day"]}" is not a day; expected 2017-01-02 or 02/01/2017')


def _party(cell: str) -> str:
    return cell if re.fullmatch(r"[A-Z]{2}", cell) else ""


def _one_line(cell: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{path.name}: byte {error.start} is not UTF-8; save it as UTF-8, or convert it: iconv -f WINDOWS-1252"
        ) from error
