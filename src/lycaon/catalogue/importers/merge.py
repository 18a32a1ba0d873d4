"""Brings what an importer found into a copy of the tables.

The catalogue that results is ours and theirs together: their protections take the place of ours for the
taxa and the instrument that they speak of, their names and range records are added. A taxon is the same
when its Species+ id is, or its accepted name, or one of its synonyms.
"""

import csv
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lycaon.catalogue.edition import EDITION_FILE, read_edition
from lycaon.catalogue.importers.imported import Imported, ImportedProtection, ImportedTaxon
from lycaon.catalogue.rows import (
    RANKS,
    TABLES,
    NameRow,
    ProtectionRow,
    RangeRow,
    SynonymRow,
    TaxonRow,
)
from lycaon.catalogue.tables import Tables, read_tables
from lycaon.catalogue.tidy import tidy
from lycaon.errors import CatalogueError


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    new_taxa: int
    protections: int
    names: int
    range_states: int
    left_out: tuple[str, ...]
    """Taxa whose place in the tree the source does not tell."""


def merge(imported: Imported, base: Path, target: Path) -> Merged:
    """Write the tables of ``base`` with ``imported`` brought in to ``target``.

    Raises:
        CatalogueError: ``target`` is not empty, or the result breaks the rules of the tables.
    """
    if target.exists() and any(target.iterdir()):
        raise CatalogueError(f"{target}: is not empty; choose a new folder")
    shutil.copytree(base, target, dirs_exist_ok=True)
    merger = _Merger(imported, read_tables(base, read_edition(base).sources))
    merged = merger.run()
    merger.write(target)
    _add_source(imported, target)
    tidy(target)
    return merged


class _Merger:
    def __init__(self, imported: Imported, tables: Tables) -> None:
        self._imported = imported
        self._taxa = tables.of("taxa.csv", TaxonRow)
        self._synonyms = tables.of("synonyms.csv", SynonymRow)
        self._protections = tables.of("protections.csv", ProtectionRow)
        self._range = tables.of("range.csv", RangeRow)
        self._names = {sheet.language: list(sheet.rows) for sheet in tables.sheets_of("names/*.csv")}
        self._by_id = {row.id: row for row in self._taxa}
        self._by_name = {row.scientific_name: row.id for row in self._taxa}
        self._counts = Counter(row.scientific_name for row in self._taxa)
        self._by_synonym = {row.synonym: row.taxon_id for row in self._synonyms}
        self._left_out: list[str] = []

    def run(self) -> Merged:
        before = len(self._taxa)
        ids = {key: found for key, taxon in self._imported.taxa.items() if (found := self._taxon_id(taxon))}
        return Merged(
            new_taxa=len(self._taxa) - before,
            protections=self._add_protections(ids),
            names=self._add_names(ids),
            range_states=self._add_range(ids),
            left_out=tuple(self._left_out),
        )

    def write(self, target: Path) -> None:
        self._add_rows(target / "taxa.csv", self._taxa)
        self._add_rows(target / "synonyms.csv", self._synonyms)
        self._add_rows(target / "protections.csv", self._protections)
        self._add_rows(target / "range.csv", self._range)
        for language, rows in self._names.items():
            self._add_rows(target / "names" / f"{language}.csv", rows)

    def _taxon_id(self, taxon: ImportedTaxon) -> str | None:
        if f"t{taxon.key}" in self._by_id:
            return f"t{taxon.key}"
        known = self._by_name.get(taxon.scientific_name) or self._by_synonym.get(taxon.scientific_name)
        if known and self._counts[taxon.scientific_name] <= 1:
            return known
        parent = self._parent(taxon)
        if parent is None or taxon.rank not in RANKS:
            self._left_out.append(taxon.scientific_name)
            return None
        return self._new(taxon.scientific_name, taxon.rank, parent, taxon.author)

    def _parent(self, taxon: ImportedTaxon) -> str | None:
        """The nearest known taxon above, with those between it and the taxon made now."""
        above = list(taxon.above)
        words = taxon.scientific_name.split(" ")
        if taxon.rank in {"subspecies", "variety"} and len(words) > 2:
            above.append(("species", " ".join(words[:2])))
        missing: list[tuple[str, str]] = []
        for rank, name in reversed(above):
            known = self._by_name.get(name)
            if known is None or self._counts[name] > 1:
                missing.append((rank, name))
                continue
            parent = known
            for new_rank, new_name in reversed(missing):
                parent = self._new(new_name, new_rank, parent, "")
            return parent
        return None

    def _new(self, name: str, rank: str, parent: str, author: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        slug = "n-" + re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
        while slug in self._by_id:
            slug += "-2"
        row = TaxonRow(name, rank, parent, slug, author, self._imported.source)
        self._taxa.append(row)
        self._by_id[slug] = row
        self._by_name[name] = slug
        self._counts[name] += 1
        return slug

    def _add_protections(self, ids: dict[str, str]) -> int:
        new = [row for row in self._imported.protections if row.key in ids]
        told = {(ids[row.key], row.instrument) for row in new}
        if self._imported.replaces_history:
            kept = [row for row in self._protections if (row.taxon_id, row.instrument) not in told]
            self._protections = [*kept, *(self._protection(row, ids[row.key]) for row in new)]
            return len(new)
        return self._add_current(new, ids, told)

    def _add_current(self, new: list[ImportedProtection], ids: dict[str, str], told: set[tuple[str, str]]) -> int:
        """Close what no longer holds, open what was not there; leave alone what agrees."""
        now = {(ids[row.key], row.instrument, row.level) for row in new}
        known = {(row.taxon_id, row.instrument, row.level) for row in self._protections if not row.valid_to}
        day = self._imported.retrieved
        self._protections = [
            row._replace(valid_to=day)
            if not row.valid_to
            and (row.taxon_id, row.instrument) in told
            and (row.taxon_id, row.instrument, row.level) not in now
            and row.valid_from < day
            else row
            for row in self._protections
        ]
        added = [row for row in new if (ids[row.key], row.instrument, row.level) not in known]
        self._protections.extend(self._protection(row, ids[row.key]) for row in added)
        return len(added)

    def _protection(self, row: ImportedProtection, taxon_id: str) -> ProtectionRow:
        return ProtectionRow(
            taxon=self._by_id[taxon_id].scientific_name,
            taxon_id=taxon_id,
            instrument=row.instrument,
            level=row.level,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            from_is_upper_bound="yes" if row.on_or_before else "",
            party=row.party,
            countries_in="",
            countries_out="",
            excluded_taxa="",
            annotation=row.annotation if re.fullmatch(r"#[0-9]+", row.annotation) else "",
            note=row.note,
            parts="",
            confidence="high",
            reference=self._imported.source,
        )

    def _add_names(self, ids: dict[str, str]) -> int:
        known = {(language, *row[:2]) for language, rows in self._names.items() for row in rows}
        added = 0
        for language, name, key in self._imported.names:
            if key not in ids:
                continue
            rows = self._names.setdefault(language, [])
            row = NameRow(" ".join(name.split()), self._key(ids[key]), "", "low", "medium", self._imported.source)
            if (language, *row[:2]) not in known:
                known.add((language, *row[:2]))
                rows.append(row)
                added += 1
        for synonym, key, author in self._imported.synonyms:
            if key in ids and synonym not in self._by_name and synonym not in self._by_synonym:
                self._synonyms.append(SynonymRow(synonym, ids[key], author, self._imported.source))
                self._by_synonym[synonym] = ids[key]
        return added

    def _add_range(self, ids: dict[str, str]) -> int:
        known = {(row.taxon_id, row.country) for row in self._range}
        added = 0
        for key, country, status in self._imported.range_states:
            if key in ids and (ids[key], country) not in known:
                known.add((ids[key], country))
                self._range.append(RangeRow(ids[key], country, status, self._imported.source))
                added += 1
        return added

    def _key(self, taxon_id: str) -> str:
        name = self._by_id[taxon_id].scientific_name
        return name if self._counts[name] == 1 else taxon_id

    @staticmethod
    def _add_rows(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
        pattern = f"{path.parent.name}/*.csv" if path.parent.name == "names" else path.name
        header = next(table.columns for table in TABLES if table.path == pattern)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)


def _add_source(imported: Imported, target: Path) -> None:
    path = target / EDITION_FILE
    if imported.source in read_edition(target).sources:
        return
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("\ntables:")
    entry = (
        f"\n  {imported.source}:\n"
        f"    title: {_quoted(imported.title)}\n"
        f"    licence: {_quoted(imported.licence)}\n"
        f"    retrieved: {_quoted(imported.retrieved)}"
    )
    path.write_text(f"{head.rstrip()}{entry}\ntables:{tail}", encoding="utf-8")


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
