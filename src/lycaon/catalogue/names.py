"""All names of the tables in one list: scientific, common, trade, product, code words, domestic forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lycaon.catalogue.rows import (
    DomesticFormRow,
    DomesticNameRow,
    NameRow,
    SynonymRow,
    TaxonRow,
    TradeRow,
)
from lycaon.catalogue.tables import Tables
from lycaon.values.taxonomy import Ambiguity, Confidence, NameKind

NOBODY = -1
"""The number of no taxon: a product word or a code word may name none."""


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A name as it is compiled; ``taxon`` is its number in preorder or ``NOBODY``."""

    text: str
    language: str
    kind: str
    taxon: int
    form: str = ""
    domestic_form: str = ""
    ambiguity: str = Ambiguity.LOW
    confidence: str = Confidence.HIGH
    reference: str = ""


class TaxonKeys:
    """Finds the taxon that a table names: by scientific name, or by id where two taxa share the name."""

    def __init__(self, taxa: Sequence[TaxonRow]) -> None:
        self._number = {row.id: index for index, row in enumerate(taxa)}
        counts: dict[str, int] = {}
        for row in taxa:
            counts[row.scientific_name] = counts.get(row.scientific_name, 0) + 1
        self._shared = frozenset(name for name, count in counts.items() if count > 1)
        for index, row in enumerate(taxa):
            if counts[row.scientific_name] == 1:
                self._number[row.scientific_name] = index

    def number(self, key: str) -> int | None:
        """The taxon's number, or None when there is no such taxon, or more than one."""
        return NOBODY if not key else self._number.get(key)

    def is_shared(self, name: str) -> bool:
        """Whether several taxa bear this scientific name."""
        return name in self._shared


def name_entries(tables: Tables, taxa: Sequence[TaxonRow], keys: TaxonKeys) -> Iterator[NameEntry]:
    """Yield every name of the tables; the order is that of the tables."""
    for index, taxon in enumerate(taxa):
        yield NameEntry(taxon.scientific_name, "la", NameKind.ACCEPTED, index, reference=taxon.reference)
    for synonym in tables.of("synonyms.csv", SynonymRow):
        place = _resolved(keys, synonym.taxon_id)
        yield NameEntry(synonym.synonym, "la", NameKind.SYNONYM, place, reference=synonym.reference)
    yield from _common(tables, keys)
    yield from _trade(tables, keys)
    yield from _domestic(tables, keys)


def _common(tables: Tables, keys: TaxonKeys) -> Iterator[NameEntry]:
    for sheet in tables.sheets_of("names/*.csv"):
        for row in sheet.rows:
            if isinstance(row, NameRow):
                yield NameEntry(
                    text=row.name,
                    language=sheet.language,
                    kind=NameKind.COMMON,
                    taxon=_resolved(keys, row.taxon),
                    ambiguity=row.ambiguity,
                    confidence=row.confidence,
                    reference=row.reference,
                )


def _trade(tables: Tables, keys: TaxonKeys) -> Iterator[NameEntry]:
    for sheet in tables.sheets_of("trade/*.csv"):
        for row in sheet.rows:
            if isinstance(row, TradeRow):
                yield NameEntry(
                    text=row.name,
                    language=sheet.language,
                    kind=row.kind,
                    taxon=_resolved(keys, row.taxon),
                    form=row.form,
                    ambiguity=row.ambiguity,
                    confidence=row.confidence,
                    reference=row.reference,
                )


def _domestic(tables: Tables, keys: TaxonKeys) -> Iterator[NameEntry]:
    forms = {row.id: row for row in tables.of("domestic_forms.csv", DomesticFormRow)}
    for row in tables.of("domestic_names.csv", DomesticNameRow):
        form = forms[row.id]
        yield NameEntry(
            text=row.name,
            language=row.language,
            kind=NameKind.DOMESTIC,
            taxon=_resolved(keys, form.taxon_id),
            domestic_form=row.id,
            ambiguity=row.ambiguity,
            confidence=Confidence.MEDIUM,
            reference=row.reference,
        )


def _resolved(keys: TaxonKeys, key: str) -> int:
    number = keys.number(key)
    # Unknown keys were refused by check_tables; this only tells the type checker so.
    assert number is not None, key  # noqa: S101
    return number
