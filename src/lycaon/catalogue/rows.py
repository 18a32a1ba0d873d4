"""The tables of the catalogue, row by row: which columns each has and what a cell may hold.

A row is a named tuple whose fields are the columns of its file, in order. The last column is
always ``reference``: one or more source codes of ``edition.yaml``, joined with ``;``.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lycaon.values.taxonomy import Ambiguity, Confidence, Instrument, NameKind

RANKS = (
    "kingdom", "phylum", "class", "group", "order", "family", "subfamily", "genus", "species", "subspecies",
    "variety",
)  # fmt: skip
LEVELS: Mapping[str, str] = {"I": "CITES", "II": "CITES", "III": "CITES", "A": "EU", "B": "EU", "C": "EU", "D": "EU"}
RANGE_STATUSES = (
    "native", "introduced", "introduced?", "reintroduced", "extinct", "extinct?", "uncertain",
)  # fmt: skip


class TaxonRow(NamedTuple):
    """``taxa.csv``: an accepted taxon and its place in the tree."""

    scientific_name: str
    rank: str
    parent_id: str
    id: str
    author: str
    reference: str


class SynonymRow(NamedTuple):
    """``synonyms.csv``: another scientific name of an accepted taxon."""

    synonym: str
    taxon_id: str
    author: str
    reference: str


class ProtectionRow(NamedTuple):
    """``protections.csv``: a place in an appendix or annex during one period."""

    taxon: str
    taxon_id: str
    instrument: str
    level: str
    valid_from: str
    valid_to: str
    from_is_upper_bound: str
    party: str
    countries_in: str
    countries_out: str
    excluded_taxa: str
    annotation: str
    note: str
    parts: str
    confidence: str
    reference: str


class PendingRow(NamedTuple):
    """``protections_pending.csv``: evidence of a protection that nobody could verify yet."""

    taxon: str
    taxon_id: str
    instrument: str
    probable: str
    evidence: str
    confidence: str
    reference: str


class RangeRow(NamedTuple):
    """``range.csv``: a country where the taxon lives or lived."""

    taxon_id: str
    country: str
    status: str
    reference: str


class AnnotationRow(NamedTuple):
    """``annotations.csv``: the words of a ``#`` annotation during one period."""

    annotation: str
    instrument: str
    valid_from: str
    valid_to: str
    version: str
    text: str
    confidence: str
    reference: str


class ReservationRow(NamedTuple):
    """``reservations.csv``: a Party that does not apply a protection."""

    taxon: str
    taxon_id: str
    party: str
    valid_from: str
    valid_to: str
    note: str
    reference: str


class DomesticFormRow(NamedTuple):
    """``domestic_forms.csv``: what must not be taken for the wild taxon."""

    id: str
    taxon_id: str
    scientific_name: str
    wild_taxon_id: str
    excluded_from: str
    basis: str
    reference: str


class DomesticNameRow(NamedTuple):
    """``domestic_names.csv``: a word for a domestic form."""

    id: str
    language: str
    name: str
    ambiguity: str
    reference: str


class FormRow(NamedTuple):
    """``forms.csv``: what a specimen is traded as."""

    id: str
    code: str
    code_is_published: str
    group: str
    note: str
    reference: str


class FormNameRow(NamedTuple):
    """``form_names.csv``: what a form is called in one language."""

    id: str
    language: str
    name: str
    reference: str


class NameRow(NamedTuple):
    """``names/<language>.csv``: a common name."""

    name: str
    taxon: str
    variant: str
    ambiguity: str
    confidence: str
    reference: str


class TradeRow(NamedTuple):
    """``trade/<language>.csv``: a hobby name, a product word or a code word."""

    name: str
    taxon: str
    kind: str
    form: str
    ambiguity: str
    confidence: str
    note: str
    reference: str


class LookalikeRow(NamedTuple):
    """``lookalikes/<language>.csv``: words beside which a name is probably innocent."""

    term: str
    taxon: str
    meaning: str
    context: str
    reference: str


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
Check = Callable[[str], str | None]
"""What is wrong with a cell and what to do, or None."""


@dataclass(frozen=True, slots=True)
class Table:
    """One file, or one folder of files of the same shape (``names/*.csv``)."""

    path: str
    row: type[NamedTuple]
    checks: Mapping[str, Check]
    unique: tuple[str, ...]
    """The columns that tell two rows apart."""
    optional: frozenset[str] = frozenset()
    """The columns that may be empty."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The header, in order."""
        return self.row._fields


def one_of(*allowed: str) -> Check:
    """A cell that holds one of a few codes."""

    def check(cell: str) -> str | None:
        return None if cell in allowed else f'"{cell}" is not known; write one of {", ".join(allowed)}'

    return check


def is_date(cell: str) -> str | None:
    """A day, as ``2017-01-02``."""
    try:
        date.fromisoformat(cell)
    except ValueError:
        return f'"{cell}" is not a day; write it as 2017-01-02'
    return None if len(cell) == 10 else f'"{cell}" is not a day; write it as 2017-01-02'


def is_country(cell: str) -> str | None:
    """An ISO 3166-1 code; ``XX`` and the like are left to whoever writes them."""
    return None if re.fullmatch(r"[A-Z]{2}", cell) else f'"{cell}" is not an ISO 3166 code; write two capitals'


def is_list(of: Check) -> Check:
    """Values joined with ``;``, each once and sorted."""

    def check(cell: str) -> str | None:
        parts = cell.split(";")
        for part in parts:
            if complaint := of(part):
                return complaint
        if parts != sorted(set(parts)):
            return f'"{cell}" is not sorted or repeats itself; write {";".join(sorted(set(parts)))}'
        return None

    return check


def is_id(cell: str) -> str | None:
    """``t`` and the number of the taxon in Species+, or ``n-`` and a slug of our own."""
    if re.fullmatch(r"t[0-9]+|n-[a-z0-9×.-]+", cell):
        return None
    return f'"{cell}" is not an id; write t and the Species+ number, or n- and a slug'


def is_slug(cell: str) -> str | None:
    """Small letters, digits, ``-`` and ``_``."""
    return None if re.fullmatch(r"[a-z][a-z0-9_-]*", cell) else f'"{cell}" is not a code; write small letters'


def is_text(cell: str) -> str | None:
    """Words: composed (NFC), one space at a time, no control characters."""
    if not unicodedata.is_normalized("NFC", cell):
        return f'"{cell}" is not composed (NFC); run: python -m lycaon.catalogue.tidy'
    if cell.strip() != cell or "  " in cell:
        return f'"{cell}" has stray spaces; run: python -m lycaon.catalogue.tidy'
    if _CONTROL.search(cell):
        return f"{cell!r} holds a control character; take it out"
    return None


_YES = one_of("yes", "no")
_INSTRUMENT = one_of(*Instrument)
_CONFIDENCE = one_of(*Confidence)
_AMBIGUITY = one_of(*Ambiguity)
_ANNOTATION: Check = lambda cell: (  # noqa: E731 - a check is a small function; the table reads better so
    None if re.fullmatch(r"#[0-9]+", cell) else f'"{cell}" is not an annotation; write # and its number'
)

TABLES: tuple[Table, ...] = (
    Table(
        "taxa.csv", TaxonRow,
        {"scientific_name": is_text, "rank": one_of(*RANKS), "parent_id": is_id, "id": is_id, "author": is_text},
        unique=("id",), optional=frozenset({"parent_id", "author"}),
    ),
    Table(
        "synonyms.csv", SynonymRow, {"synonym": is_text, "taxon_id": is_id, "author": is_text},
        unique=("synonym", "taxon_id", "author"), optional=frozenset({"author"}),
    ),
    Table(
        "protections.csv", ProtectionRow,
        {"taxon": is_text, "taxon_id": is_id, "instrument": _INSTRUMENT, "level": one_of(*LEVELS),
         "valid_from": is_date, "valid_to": is_date, "from_is_upper_bound": _YES, "party": is_country,
         "countries_in": is_list(is_country), "countries_out": is_list(is_country),
         "excluded_taxa": is_list(is_id), "annotation": _ANNOTATION, "note": is_text, "parts": is_text,
         "confidence": _CONFIDENCE},
        unique=("taxon_id", "instrument", "level", "valid_from", "valid_to", "party", "countries_in",
                "countries_out", "annotation", "note"),
        optional=frozenset({"valid_to", "from_is_upper_bound", "party", "countries_in", "countries_out",
                            "excluded_taxa", "annotation", "note", "parts"}),
    ),
    Table(
        "protections_pending.csv", PendingRow,
        {"taxon": is_text, "taxon_id": is_id, "instrument": _INSTRUMENT, "probable": is_text,
         "evidence": is_text, "confidence": _CONFIDENCE},
        unique=("taxon_id", "instrument"), optional=frozenset({"probable"}),
    ),
    Table(
        "range.csv", RangeRow, {"taxon_id": is_id, "country": is_country, "status": one_of(*RANGE_STATUSES)},
        unique=("taxon_id", "country"),
    ),
    Table(
        "annotations.csv", AnnotationRow,
        {"annotation": _ANNOTATION, "instrument": _INSTRUMENT, "valid_from": is_date, "valid_to": is_date,
         "version": is_text, "text": is_text, "confidence": _CONFIDENCE},
        unique=("annotation", "instrument", "valid_from"), optional=frozenset({"valid_to"}),
    ),
    Table(
        "reservations.csv", ReservationRow,
        {"taxon": is_text, "taxon_id": is_id, "party": is_country, "valid_from": is_date, "valid_to": is_date,
         "note": is_text},
        unique=("taxon_id", "party", "valid_from", "valid_to", "note"), optional=frozenset({"valid_to", "note"}),
    ),
    Table(
        "domestic_forms.csv", DomesticFormRow,
        {"id": is_slug, "taxon_id": is_id, "scientific_name": is_text, "wild_taxon_id": is_id,
         "excluded_from": is_list(_INSTRUMENT), "basis": is_text},
        unique=("id",), optional=frozenset({"taxon_id", "wild_taxon_id"}),
    ),
    Table(
        "domestic_names.csv", DomesticNameRow,
        {"id": is_slug, "language": is_slug, "name": is_text, "ambiguity": _AMBIGUITY},
        unique=("id", "language", "name"),
    ),
    Table(
        "forms.csv", FormRow,
        {"id": is_slug, "code": is_text, "code_is_published": _YES, "group": is_slug, "note": is_text},
        unique=("id",), optional=frozenset({"note"}),
    ),
    Table(
        "form_names.csv", FormNameRow, {"id": is_slug, "language": is_slug, "name": is_text},
        unique=("id", "language"),
    ),
    Table(
        "names/*.csv", NameRow,
        {"name": is_text, "taxon": is_text, "variant": is_text, "ambiguity": _AMBIGUITY,
         "confidence": _CONFIDENCE},
        unique=("name", "taxon", "variant"), optional=frozenset({"variant"}),
    ),
    Table(
        "trade/*.csv", TradeRow,
        {"name": is_text, "taxon": is_text, "form": is_slug, "ambiguity": _AMBIGUITY,
         "kind": one_of(NameKind.TRADE, NameKind.PRODUCT, NameKind.CODE_WORD),
         "confidence": _CONFIDENCE, "note": is_text},
        unique=("name", "taxon", "kind", "form"), optional=frozenset({"taxon", "form", "note"}),
    ),
    Table(
        "lookalikes/*.csv", LookalikeRow,
        {"term": is_text, "taxon": is_text, "meaning": is_text, "context": is_text},
        unique=("term", "taxon", "meaning"), optional=frozenset({"taxon", "context"}),
    ),
)  # fmt: skip
"""Every table, in the order in which they are read."""
