"""What changed between two catalogues, in plain words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lycaon.catalogue.edition import read_edition
from lycaon.catalogue.rows import NameRow, ProtectionRow, RangeRow, SynonymRow, TaxonRow, TradeRow
from lycaon.catalogue.tables import Tables, read_tables

_OPEN = "9999-12-31"


@dataclass(frozen=True, slots=True, order=True)
class _Step:
    """On one day a taxon's own rows begin to say something else."""

    name: str
    instrument: str
    day: str
    before: str
    after: str

    @property
    def words(self) -> str:
        if not self.before:
            return f"{self.name} was listed in {self.after} ({self.instrument}) on {self.day}"
        if not self.after:
            return f"{self.name} left {self.before} ({self.instrument}) on {self.day}"
        return f"{self.name} moved {self.before} -> {self.after} ({self.instrument}) on {self.day}"


def diff(old: Path, new: Path) -> Iterator[str]:
    """Yield the differences between the tables of two folders, taxa first, then protections, then names.

    Raises:
        CatalogueError: one of the folders cannot be read.
    """
    before = read_tables(old, read_edition(old).sources)
    after = read_tables(new, read_edition(new).sources)
    yield from _taxa(before, after)
    yield from _protections(before, after)
    yield from _rows(before, after)


def _taxa(before: Tables, after: Tables) -> Iterator[str]:
    old = {row.id: row for row in before.of("taxa.csv", TaxonRow)}
    new = {row.id: row for row in after.of("taxa.csv", TaxonRow)}
    for key in sorted(old.keys() | new.keys(), key=lambda key: (new.get(key) or old[key]).scientific_name):
        if key not in old:
            yield f"{new[key].scientific_name} ({new[key].rank}) is new"
        elif key not in new:
            yield f"{old[key].scientific_name} ({old[key].rank}) is gone"
        else:
            yield from _changed_taxon(old[key], new[key], new)


def _changed_taxon(old: TaxonRow, new: TaxonRow, taxa: dict[str, TaxonRow]) -> Iterator[str]:
    if old.scientific_name != new.scientific_name:
        yield f"{old.scientific_name} is now called {new.scientific_name}"
    if old.parent_id != new.parent_id:
        parent = taxa.get(new.parent_id)
        yield f"{new.scientific_name} now belongs to {parent.scientific_name if parent else 'nothing'}"
    if old.rank != new.rank:
        yield f"{new.scientific_name} is now a {new.rank}, no longer a {old.rank}"


def _protections(before: Tables, after: Tables) -> Iterator[str]:
    old = _steps(before.of("protections.csv", ProtectionRow))
    new = _steps(after.of("protections.csv", ProtectionRow))
    for step in sorted(old ^ new):
        yield step.words if step in new else f"no longer: {step.words}"
    yield from _conditions(before, after)


def _conditions(before: Tables, after: Tables) -> Iterator[str]:
    """Rows whose level and days stayed, but not their annotation, populations or exclusions."""
    old, new = _by_place(before), _by_place(after)
    for key in sorted(old.keys() & new.keys()):
        name, _, instrument, level, day, *_ = key
        for column in ("annotation", "countries_in", "countries_out", "excluded_taxa", "party"):
            was = sorted({getattr(row, column) for row in old[key]})
            now = sorted({getattr(row, column) for row in new[key]})
            if was != now:
                said = f"{' or '.join(was) or 'nothing'} -> {' or '.join(now) or 'nothing'}"
                yield f"{name}, {instrument} {level} since {day}: {column.replace('_', ' ')} {said}"


def _by_place(tables: Tables) -> dict[tuple[str, ...], list[ProtectionRow]]:
    found: dict[tuple[str, ...], list[ProtectionRow]] = defaultdict(list)
    for row in tables.of("protections.csv", ProtectionRow):
        found[(row.taxon, row.taxon_id, row.instrument, row.level, row.valid_from, row.valid_to)].append(row)
    return found


def _steps(rows: Iterable[ProtectionRow]) -> set[_Step]:
    periods: dict[tuple[str, str, str], list[ProtectionRow]] = defaultdict(list)
    for row in rows:
        periods[(row.taxon_id, row.taxon, row.instrument)].append(row)
    return {step for (_, name, instrument), found in periods.items() for step in _steps_of(name, instrument, found)}


def _steps_of(name: str, instrument: str, rows: list[ProtectionRow]) -> Iterator[_Step]:
    before = ""
    for day in sorted({row.valid_from for row in rows} | {row.valid_to for row in rows if row.valid_to}):
        after = "+".join(sorted({row.level for row in rows if row.valid_from <= day < (row.valid_to or _OPEN)}))
        if after != before:
            yield _Step(name, instrument, day, before, after)
        before = after


def _rows(before: Tables, after: Tables) -> Iterator[str]:
    for path, kind, what in (
        ("synonyms.csv", SynonymRow, "synonyms"),
        ("range.csv", RangeRow, "range records"),
        ("names/*.csv", NameRow, "common names"),
        ("trade/*.csv", TradeRow, "trade names"),
    ):
        old, new = _keys(before, path, kind), _keys(after, path, kind)
        for language in sorted(old.keys() | new.keys()):
            added = new.get(language, set()) - old.get(language, set())
            gone = old.get(language, set()) - new.get(language, set())
            where = f" ({language})" if "*" in path else ""
            if added:
                yield f"{len(added)} {what} added{where}: {_some(added)}"
            if gone:
                yield f"{len(gone)} {what} removed{where}: {_some(gone)}"


def _keys(tables: Tables, path: str, kind: type[SynonymRow | RangeRow | NameRow | TradeRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in tables.sheets_of(path):
        found[sheet.language].update(f"{row[0]} = {row[1]}" for row in sheet.rows if isinstance(row, kind))
    return found


def _some(keys: set[str]) -> str:
    shown = sorted(keys)[:5]
    return "; ".join(shown) + ("; ..." if len(keys) > len(shown) else "")
