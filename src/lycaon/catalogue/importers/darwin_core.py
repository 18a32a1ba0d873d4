"""Darwin Core archives with vernacular names and distributions (GBIF, Catalogue of Life, national lists).

An archive is a zip with ``meta.xml``, which says where each file is, how it is written, and what its columns
mean. We read the core ``Taxon`` and the extensions ``VernacularName`` and ``Distribution``; others are left.
Source: Darwin Core Text Guide (TDWG, 2021).
"""

import codecs
import csv
import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lycaon.catalogue.importers.imported import Imported, ImportedTaxon
from lycaon.catalogue.importers.languages import two_letters
from lycaon.catalogue.rows import RANKS
from lycaon.errors import FormatError

_NAMESPACE = "{http://rs.tdwg.org/dwc/text/}"
_RANKS = ("kingdom", "phylum", "class", "order", "family", "genus")
_LARGEST_META = 1_000_000
_RANGE_STATUSES = {
    "": "native",
    "native": "native",
    "present": "native",
    "introduced": "introduced",
    "naturalised": "introduced",
    "reintroduced": "reintroduced",
    "extinct": "extinct",
    "uncertain": "uncertain",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the archive: how it is written and which column holds which term."""

    kind: str
    file: str
    encoding: str
    separator: str
    quote: str
    skipped: int
    columns: Mapping[str, int]
    defaults: Mapping[str, str]


def read_archive(path: Path, *, source: str, licence: str, retrieved: str) -> Imported:
    """Read a Darwin Core archive.

    Args:
        path: the zip file.
        source: the source code that the rows will carry.
        licence: the licence of the data, from the archive's own metadata.
        retrieved: the day of the download.

    Raises:
        FormatError: no zip, no ``meta.xml``, a column or file missing, a wrong encoding, an id twice, or a
            taxon that is its own ancestor; says where and what to do.
    """
    imported = Imported(source=source, title=f"Darwin Core archive {path.name}", licence=licence, retrieved=retrieved)
    try:
        with zipfile.ZipFile(path) as archive:
            core, extensions = _meta(archive, path.name)
            _read_taxa(archive, core, imported, path.name)
            for part in extensions:
                if part.kind == "VernacularName":
                    _read_names(archive, part, imported)
                elif part.kind == "Distribution":
                    _read_distributions(archive, part, imported)
    except zipfile.BadZipFile as error:
        raise FormatError(f"{path.name}: not a zip file ({error}); download the archive again") from error
    return imported


def _meta(archive: zipfile.ZipFile, name: str) -> tuple[_Part, list[_Part]]:
    try:
        raw = archive.read("meta.xml")
    except KeyError as error:
        raise FormatError(f"{name}: no meta.xml at the top; a Darwin Core archive has one") from error
    if len(raw) > _LARGEST_META or b"<!ENTITY" in raw or b"<!DOCTYPE" in raw:
        raise FormatError(f"{name}: meta.xml declares entities or is very large; it is not read, for safety")
    try:
        root = ET.fromstring(raw)  # noqa: S314 - no document type, hence no entities
    except ET.ParseError as error:
        raise FormatError(f"{name}: meta.xml is no XML ({error}); download the archive again") from error
    core = root.find(f"{_NAMESPACE}core")
    if core is None or not core.get("rowType", "").endswith("/Taxon"):
        raise FormatError(f"{name}: the core is not Taxon; choose a checklist archive, not one of occurrences")
    extensions = [_part(each, name) for each in root.findall(f"{_NAMESPACE}extension")]
    return _part(core, name), extensions


def _part(element: ET.Element, name: str) -> _Part:
    location = element.find(f"{_NAMESPACE}files/{_NAMESPACE}location")
    if location is None or not location.text:
        raise FormatError(f"{name}: meta.xml names no file for {element.get('rowType')}; download the archive again")
    columns: dict[str, int] = {}
    defaults: dict[str, str] = {}
    for tag in ("id", "coreid"):
        found = element.find(f"{_NAMESPACE}{tag}")
        if found is not None:
            columns["id"] = int(found.get("index", "0"))
    for each in element.findall(f"{_NAMESPACE}field"):
        term = each.get("term", "").rstrip("/").rpartition("/")[2].rpartition("#")[2]
        if each.get("index") is not None:
            columns[term] = int(each.get("index", "0"))
        if each.get("default"):
            defaults[term] = each.get("default", "")
    return _Part(
        kind=element.get("rowType", "").rpartition("/")[2],
        file=location.text.strip(),
        encoding=element.get("encoding", "UTF-8"),
        separator=codecs.decode(element.get("fieldsTerminatedBy", ","), "unicode_escape") or ",",
        quote=codecs.decode(element.get("fieldsEnclosedBy", '"'), "unicode_escape"),
        skipped=int(element.get("ignoreHeaderLines", "0")),
        columns=columns,
        defaults=defaults,
    )


def _rows(archive: zipfile.ZipFile, part: _Part, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    missing = [term for term in required if term not in part.columns and term not in part.defaults]
    if missing:
        raise FormatError(f"{part.file}: no column {', '.join(missing)} in meta.xml; choose an archive that has it")
    try:
        text = archive.read(part.file).decode(part.encoding)
    except KeyError as error:
        raise FormatError(f"{part.file}: is named in meta.xml but not in the archive; download it again") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise FormatError(
            f"{part.file}: is not {part.encoding}, as meta.xml says ({error}); tell the publisher"
        ) from error
    quoting = csv.QUOTE_MINIMAL if part.quote else csv.QUOTE_NONE
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""),
        delimiter=part.separator,
        quotechar=part.quote or None,
        quoting=quoting,
    )
    for number, cells in enumerate(reader, start=1):
        if number <= part.skipped or not any(cells):
            continue
        row = dict(part.defaults)
        row.update({term: cells[at].strip() for term, at in part.columns.items() if at < len(cells)})
        yield number, row


def _read_taxa(archive: zipfile.ZipFile, part: _Part, imported: Imported, name: str) -> None:
    rows: dict[str, dict[str, str]] = {}
    for number, row in _rows(archive, part, ("id", "scientificName")):
        key = row.get("id", "")
        if not key:
            raise FormatError(f"{part.file}:{number}: no id; every taxon needs one")
        if key in rows:
            raise FormatError(f'{part.file}:{number}: id "{key}" stands there twice; tell the publisher')
        rows[key] = row
    _refuse_cycles(rows, part.file)
    for key, row in rows.items():
        accepted = row.get("acceptedNameUsageID", "")
        if accepted and accepted != key:
            if accepted not in rows:
                raise FormatError(f'{part.file}: "{key}" is a synonym of "{accepted}", which is not there ({name})')
            imported.synonyms.append((_bare(row), accepted, row.get("scientificNameAuthorship", "")))
            continue
        imported.taxa[key] = ImportedTaxon(
            key=key,
            scientific_name=_bare(row),
            rank=row.get("taxonRank", "").casefold() or "species",
            author=row.get("scientificNameAuthorship", ""),
            above=_above(row, rows),
        )


def _refuse_cycles(rows: Mapping[str, Mapping[str, str]], file: str) -> None:
    sound: set[str] = {""}
    for key in rows:
        path: list[str] = []
        place = key
        while place not in sound and place not in path:
            path.append(place)
            place = rows.get(place, {}).get("parentNameUsageID", "")
        if place in path:
            raise FormatError(f'{file}: "{key}" is its own ancestor (parentNameUsageID); tell the publisher')
        sound.update(path)


def _above(row: Mapping[str, str], rows: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    given = tuple((rank, row[rank]) for rank in _RANKS if row.get(rank) and row[rank] != _bare(row))
    if given:
        return given
    found: list[tuple[str, str]] = []
    place = row.get("parentNameUsageID", "")
    while place and place in rows:
        parent = rows[place]
        if parent.get("taxonRank", "").casefold() in RANKS:
            found.append((parent["taxonRank"].casefold(), _bare(parent)))
        place = parent.get("parentNameUsageID", "")
    return tuple(reversed(found))


def _bare(row: Mapping[str, str]) -> str:
    """The scientific name without its author, which many archives write into the same cell."""
    name, author = row.get("canonicalName") or row["scientificName"], row.get("scientificNameAuthorship", "")
    return name.removesuffix(author).strip() if author else name


def _read_names(archive: zipfile.ZipFile, part: _Part, imported: Imported) -> None:
    for _, row in _rows(archive, part, ("id", "vernacularName")):
        language = two_letters(row.get("language", ""))
        if language and row.get("vernacularName") and row["id"] in imported.taxa:
            imported.names.append((language, row["vernacularName"], row["id"]))


def _read_distributions(archive: zipfile.ZipFile, part: _Part, imported: Imported) -> None:
    for _, row in _rows(archive, part, ("id",)):
        country = (row.get("countryCode") or row.get("locationID", "").rpartition(":")[2]).upper()
        status = _RANGE_STATUSES.get((row.get("establishmentMeans") or row.get("occurrenceStatus", "")).casefold())
        if len(country) == 2 and country.isalpha() and status and row["id"] in imported.taxa:
            imported.range_states.append((row["id"], country, status))
