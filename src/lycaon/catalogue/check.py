"""What no single cell can show: that the tables agree with each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from lycaon.catalogue.names import TaxonKeys
from lycaon.catalogue.rows import (
    LEVELS,
    DomesticFormRow,
    DomesticNameRow,
    FormNameRow,
    FormRow,
    ProtectionRow,
    TaxonRow,
)
from lycaon.catalogue.tables import TIDY, Complaint, Sheet, Tables, raise_for


def check_tables(tables: Tables) -> None:
    """Check everything that needs more than one row.

    Raises:
        CatalogueError: with one line per complaint, ``file:line: what; what to do``.
    """
    raise_for(complaints_about(tables))


def complaints_about(tables: Tables) -> Iterator[Complaint]:
    """Yield what is wrong, table by table."""
    taxa = tables.of("taxa.csv", TaxonRow)
    ids = frozenset(row.id for row in taxa)
    yield from _sorted(tables)
    yield from _tree(taxa)
    yield from _ids(tables, ids)
    yield from _scientific_names(tables, {row.id: row.scientific_name for row in taxa})
    yield from _keys(tables, TaxonKeys(taxa))
    yield from _protections(tables.of("protections.csv", ProtectionRow), ids)
    yield from _forms(tables)


def _sorted(tables: Tables) -> Iterator[Complaint]:
    for sheet in tables.sheets.values():
        for line, (row, following) in enumerate(pairwise(sheet.rows), start=3):
            if following < row:
                yield Complaint(sheet.path, line, f"is not in order; run: {TIDY}")
                break


def _tree(taxa: Sequence[TaxonRow]) -> Iterator[Complaint]:
    parents = {row.id: row.parent_id for row in taxa}
    sound: set[str] = {""}
    for line, row in enumerate(taxa, start=2):
        if row.parent_id and row.parent_id not in parents:
            yield Complaint("taxa.csv", line, f"parent {row.parent_id} is not a taxon; add it or correct the id")
            continue
        path: list[str] = []
        place = row.id
        while place not in sound and place not in path:
            path.append(place)
            place = parents.get(place, "")
        if place in path:
            yield Complaint("taxa.csv", line, f"{row.id} is its own ancestor; correct its parent_id")
        sound.update(path)


def _ids(tables: Tables, ids: frozenset[str]) -> Iterator[Complaint]:
    for path in ("synonyms.csv", "protections.csv", "protections_pending.csv", "range.csv", "reservations.csv"):
        for sheet in tables.sheets_of(path):
            for line, row in enumerate(sheet.rows, start=2):
                if row.taxon_id not in ids:
                    yield Complaint(path, line, f"{row.taxon_id} is not a taxon; add it to taxa.csv")
    for line, row in enumerate(tables.of("domestic_forms.csv", DomesticFormRow), start=2):
        for place in (row.taxon_id, row.wild_taxon_id):
            if place and place not in ids:
                yield Complaint("domestic_forms.csv", line, f"{place} is not a taxon; add it to taxa.csv")


def _scientific_names(tables: Tables, names: dict[str, str]) -> Iterator[Complaint]:
    for path in ("protections.csv", "protections_pending.csv", "reservations.csv"):
        for sheet in tables.sheets_of(path):
            for line, row in enumerate(sheet.rows, start=2):
                name = names.get(row.taxon_id, row.taxon)
                if row.taxon != name:
                    yield Complaint(path, line, f'{row.taxon_id} is "{name}", not "{row.taxon}"; correct one of them')


def _keys(tables: Tables, keys: TaxonKeys) -> Iterator[Complaint]:
    for path in ("names/*.csv", "trade/*.csv", "lookalikes/*.csv"):
        for sheet in tables.sheets_of(path):
            for line, row in enumerate(sheet.rows, start=2):
                if keys.number(row.taxon) is not None:
                    continue
                if keys.is_shared(row.taxon):
                    words = f'several taxa are called "{row.taxon}"; write the id of the one you mean'
                else:
                    words = f'"{row.taxon}" is not an accepted name; see: lycaon taxon "{row.taxon}"'
                yield Complaint(sheet.path, line, words)


def _protections(rows: Sequence[ProtectionRow], ids: frozenset[str]) -> Iterator[Complaint]:
    path = "protections.csv"
    for line, row in enumerate(rows, start=2):
        if LEVELS[row.level] != row.instrument:
            yield Complaint(path, line, f"{row.instrument} has no {row.level}; write the level of {row.instrument}")
        if row.valid_to and row.valid_to <= row.valid_from:
            yield Complaint(path, line, f"ends on {row.valid_to}, before it begins; swap or correct the days")
        for taxon in filter(None, row.excluded_taxa.split(";")):
            if taxon not in ids:
                yield Complaint(path, line, f"excluded taxon {taxon} is not a taxon; add it to taxa.csv")
    yield from _overlaps(rows)


def _overlaps(rows: Sequence[ProtectionRow]) -> Iterator[Complaint]:
    """Two rows of one taxon, level, Party and populations must not hold on the same day."""
    groups: dict[tuple[str, ...], list[tuple[str, str, int]]] = defaultdict(list)
    for line, row in enumerate(rows, start=2):
        key = (
            row.taxon_id, row.instrument, row.level, row.party, row.countries_in, row.countries_out, row.annotation,
            row.note,
        )  # fmt: skip
        groups[key].append((row.valid_from, row.valid_to or "9999-12-31", line))
    for periods in groups.values():
        periods.sort()
        for (_, end, line), (start, _, next_line) in pairwise(periods):
            if start < end:
                words = f"holds on the same days as line {line}; close one row where the other begins"
                yield Complaint("protections.csv", next_line, words)


def _forms(tables: Tables) -> Iterator[Complaint]:
    forms = frozenset(row.id for row in tables.of("forms.csv", FormRow))
    domestic = frozenset(row.id for row in tables.of("domestic_forms.csv", DomesticFormRow))
    yield from _unknown(tables.sheets_of("form_names.csv"), _id_of_form_name, forms, "forms.csv")
    yield from _unknown(tables.sheets_of("domestic_names.csv"), _id_of_domestic, domestic, "domestic_forms.csv")
    yield from _unknown(tables.sheets_of("trade/*.csv"), _form_of_trade, forms | {""}, "forms.csv")


def _unknown(
    sheets: Iterable[Sheet], field: Callable[[Any], str], known: frozenset[str], where: str
) -> Iterator[Complaint]:
    for sheet in sheets:
        for line, row in enumerate(sheet.rows, start=2):
            if field(row) not in known:
                yield Complaint(sheet.path, line, f'"{field(row)}" is not in {where}; add it there or correct it')


def _id_of_form_name(row: FormNameRow) -> str:
    return row.id


def _id_of_domestic(row: DomesticNameRow) -> str:
    return row.id


def _form_of_trade(row: Any) -> str:
    return row.form
