"""Rows of the catalogue: taxa, their names, protections and range, and the forms of specimens."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Instrument(StrEnum):
    """Which treaty or regulation protects."""

    CITES = "CITES"
    EU = "EU"


class Confidence(StrEnum):
    """How sure the row is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxon:
    """An accepted taxon."""

    id: str
    scientific_name: str
    rank: str
    parent_id: str | None
    kingdom: str = ""
    group: str = ""
    """The class, or the phylum where there is none."""
    order: str = ""
    family: str = ""
    author: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A taxon's place in an appendix or annex during one period; ``valid_to`` itself is no longer covered."""

    taxon_id: str
    instrument: Instrument
    level: str
    """``I`` ``II`` ``III`` of CITES; ``A`` ``B`` ``C`` ``D`` of the EU."""
    valid_from: date
    valid_to: date | None = None
    from_is_upper_bound: bool = False
    """The row began on or before ``valid_from``."""
    party: str = ""
    countries_in: frozenset[str] = frozenset()
    countries_out: frozenset[str] = frozenset()
    excluded_taxa: frozenset[str] = frozenset()
    annotation: str = ""
    """``#15`` and the like."""
    note: str = ""
    parts: str = ""
    confidence: Confidence = Confidence.HIGH
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One answer to: where does this taxon stand on that day?

    Several standings of one taxon are branches: populations that differ, or species below a group.
    ``level`` None means: not in the instrument. ``share`` is the part of the species (or populations) counted.
    """

    instrument: Instrument
    level: str | None
    share: float
    annotation: str = ""
    populations: str = ""
    """``BW;NA;ZW;ZA`` or ``not AU`` where the branch holds for some populations only."""
    protections: tuple[Protection, ...] = ()
    """The rows it rests on, nearest first."""
    species: int = 1
    """How many species of the catalogue stand so."""


class NameKind(StrEnum):
    """What a word stands for in the catalogue."""

    ACCEPTED = "accepted"
    SYNONYM = "synonym"
    COMMON = "common"
    TRADE = "trade"
    """hobby names, slang and abbreviations"""
    PRODUCT = "product"
    CODE_WORD = "code_word"
    DOMESTIC = "domestic"


class Ambiguity(StrEnum):
    """How often the word is innocent in ordinary text."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A word or words that may mean a taxon, a form of it, or its domestic form."""

    text: str
    language: str
    """ISO 639-1; ``la`` for scientific names."""
    kind: NameKind
    taxon_id: str = ""
    form_id: str = ""
    domestic_form: str = ""
    ambiguity: Ambiguity = Ambiguity.LOW
    confidence: Confidence = Confidence.MEDIUM
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a specimen is traded as: alive, a tusk, a handbag. ``code`` is the CITES trade-term code."""

    id: str
    code: str
    group: str
    names: tuple[tuple[str, str], ...]
    """(language, name) pairs."""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeState:
    """A State where the taxon lives or lived.

    ``status`` is native, introduced, reintroduced, extinct or uncertain; a ``?`` behind it says doubtful.
    """

    country: str
    status: str
    reference: str = ""
