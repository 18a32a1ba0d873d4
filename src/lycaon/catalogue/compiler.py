"""Source tables in, columns out: what :class:`lycaon.catalogue.Catalogue` maps into memory.

Compiling is pure and repeatable: the same tables give the same bytes. It takes seconds, so it is done
once for each digest of the tables (see :mod:`lycaon.catalogue.cache`).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lycaon.catalogue.check import check_tables
from lycaon.catalogue.compounds import compound_entries
from lycaon.catalogue.edition import read_edition
from lycaon.catalogue.hiding import Hiding
from lycaon.catalogue.layout import COLUMNS_FILE, PHRASES_FILE
from lycaon.catalogue.names import NOBODY, NameEntry, TaxonKeys, name_entries
from lycaon.catalogue.ordinary import ordinary_words
from lycaon.catalogue.phrases import Phrases, phrases_of
from lycaon.catalogue.rows import (
    RANKS,
    AnnotationRow,
    DomesticFormRow,
    FormNameRow,
    FormRow,
    LookalikeRow,
    PendingRow,
    ProtectionRow,
    RangeRow,
    ReservationRow,
    TaxonRow,
)
from lycaon.catalogue.spelling import Spelling
from lycaon.catalogue.store import grouped, joined, write_store
from lycaon.catalogue.suggest import trigram_columns
from lycaon.catalogue.tables import Tables, read_tables
from lycaon.text import PhraseIndex
from lycaon.values.taxonomy import NameKind

if TYPE_CHECKING:
    from lycaon.catalogue.store import Array


@dataclass(frozen=True, slots=True)
class Columns:
    """What goes into the file of columns."""

    arrays: "dict[str, Array]"
    strings: dict[str, list[str]]


def compile_catalogue(directory: Path, target: Path) -> None:
    """Read, check and compile the tables below ``directory`` into two files in ``target``.

    Raises:
        CatalogueError: the tables break their rules; one line a complaint.
    """
    edition = read_edition(directory)
    tables = read_tables(directory, edition.sources)
    check_tables(tables)
    taxa = preorder(tables.of("taxa.csv", TaxonRow))
    columns = Columns({}, {})
    _add_taxa(columns, taxa)
    number = {row.id: index for index, row in enumerate(taxa)}
    _add_facts(columns, tables, number)
    phrases = _phrases(directory, tables, taxa)
    _add_names(columns, phrases, len(taxa))
    _add_phrases(columns, phrases)
    columns.arrays.update(trigram_columns(phrases.texts, phrases.written()))
    write_store(target / COLUMNS_FILE, columns.arrays, columns.strings)
    PhraseIndex.build(phrases.texts).save(target / PHRASES_FILE)


def _phrases(directory: Path, tables: Tables, taxa: list[TaxonRow]) -> Phrases:
    spelling = Spelling(directory)
    keys = TaxonKeys(taxa)
    entries = [*name_entries(tables, taxa, keys), *compound_entries(spelling, keys)]
    traded = frozenset(
        entry.taxon
        for entry in entries
        if (entry.kind == NameKind.TRADE or (entry.kind == NameKind.COMMON and entry.reference.startswith("curated")))
        and entry.taxon != NOBODY
        and RANKS.index(taxa[entry.taxon].rank) >= RANKS.index("genus")
    )
    return phrases_of(entries, spelling, Hiding(directory), ordinary_words(directory, spelling), traded)


def preorder(rows: Iterable[TaxonRow]) -> list[TaxonRow]:
    """Taxa so ordered that all below a taxon follow it at once; siblings by name."""
    children: dict[str, list[TaxonRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.scientific_name, row.id), reverse=True):
        children[row.parent_id].append(row)
    ordered: list[TaxonRow] = []
    waiting = list(children[""])
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting.extend(children[row.id])
    return ordered


def _add_taxa(columns: Columns, taxa: list[TaxonRow]) -> None:
    number = {row.id: index for index, row in enumerate(taxa)}
    parents = np.array([number.get(row.parent_id, -1) for row in taxa], dtype="<i4")
    ends = np.arange(1, len(taxa) + 1, dtype="<i4")
    for index in range(len(taxa) - 1, 0, -1):
        if parents[index] >= 0:
            ends[parents[index]] = max(ends[parents[index]], ends[index])
    columns.arrays["taxon.parent"] = parents
    columns.arrays["taxon.end"] = ends
    columns.arrays["taxon.rank"] = np.array([RANKS.index(row.rank) for row in taxa], dtype="u1")
    columns.strings["taxon.id"] = [row.id for row in taxa]
    columns.strings["taxon.name"] = [row.scientific_name for row in taxa]
    columns.strings["taxon.author"] = [row.author for row in taxa]
    columns.strings["taxon.reference"] = [row.reference for row in taxa]


def _add_facts(columns: Columns, tables: Tables, number: dict[str, int]) -> None:
    count = len(number)
    protections = tables.of("protections.csv", ProtectionRow)
    ranges = tables.of("range.csv", RangeRow)
    reservations = tables.of("reservations.csv", ReservationRow)
    pending = tables.of("protections_pending.csv", PendingRow)
    for name, rows in (
        ("protection", protections), ("range", ranges), ("reservation", reservations), ("pending", pending),
    ):  # fmt: skip
        starts, order = grouped([number[row.taxon_id] for row in rows], count)
        columns.arrays[f"{name}.starts"] = starts
        columns.strings[name] = [joined(rows[index]) for index in order]
    columns.strings["annotation"] = [joined(row) for row in tables.of("annotations.csv", AnnotationRow)]
    columns.strings["form"] = [joined(row) for row in tables.of("forms.csv", FormRow)]
    columns.strings["form_name"] = [joined(row) for row in tables.of("form_names.csv", FormNameRow)]
    columns.strings["domestic"] = [joined(row) for row in tables.of("domestic_forms.csv", DomesticFormRow)]
    columns.strings["lookalike"] = [
        joined((sheet.language, *row))
        for sheet in tables.sheets_of("lookalikes/*.csv")
        for row in sheet.rows
        if isinstance(row, LookalikeRow)
    ]


def _add_names(columns: Columns, phrases: Phrases, taxa: int) -> None:
    entries = phrases.entries
    details = sorted({_detail(entry) for entry in entries})
    detail_number = {detail: index for index, detail in enumerate(details)}
    columns.strings["name"] = [entry.text for entry in entries]
    columns.strings["name.details"] = details
    columns.arrays["name.detail"] = np.array([detail_number[_detail(entry)] for entry in entries], dtype="<u4")
    owners = [entry.taxon for entry in entries]
    columns.arrays["name.taxon"] = np.array(owners, dtype="<i4")
    starts, order = grouped(owners[: phrases.given], taxa)
    columns.arrays["name.starts"] = starts
    columns.arrays["name.order"] = order


def _detail(entry: NameEntry) -> str:
    # Many names share everything but words and taxon; such a set is kept once.
    return joined(
        (
            entry.language,
            entry.kind,
            entry.form,
            entry.domestic_form,
            entry.ambiguity,
            entry.confidence,
            entry.reference,
        )
    )


def _add_phrases(columns: Columns, phrases: Phrases) -> None:
    columns.strings["phrase"] = phrases.texts
    columns.arrays["phrase.starts"] = np.array(phrases.starts, dtype="<i4")
    columns.arrays["phrase.names"] = np.array(phrases.names, dtype="<i4")
