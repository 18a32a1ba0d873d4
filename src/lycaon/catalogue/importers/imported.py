"""What an importer found, before it is brought into the tables."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTaxon:
    """A taxon as the source has it."""

    key: str
    """Its id in the source."""
    scientific_name: str
    rank: str
    author: str = ""
    above: tuple[tuple[str, str], ...] = ()
    """(rank, name) of the taxa above, from the kingdom down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProtection:
    """One place in an appendix or annex; ``valid_to`` empty where it still holds."""

    key: str
    instrument: str
    level: str
    valid_from: str
    valid_to: str = ""
    party: str = ""
    annotation: str = ""
    note: str = ""
    on_or_before: bool = False


@dataclass(slots=True, kw_only=True)
class Imported:
    """Everything of one source; ``key`` refers to the taxa of the same source."""

    source: str
    """The source code that the rows will carry."""
    title: str
    licence: str
    retrieved: str
    """The day on which the source was downloaded."""
    taxa: dict[str, ImportedTaxon] = field(default_factory=dict[str, ImportedTaxon])
    synonyms: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """(synonym, key, author)"""
    protections: list[ImportedProtection] = field(default_factory=list[ImportedProtection])
    replaces_history: bool = True
    """Whether ``protections`` tells the whole history of its taxa, or only what holds now."""
    range_states: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """(key, country, status)"""
    names: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """(language, name, key)"""
