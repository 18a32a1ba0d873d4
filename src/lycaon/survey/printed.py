"""From figures to words: every cell as a reader of one language sees it, with its interval beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lycaon.look import Messages
from lycaon.survey.tables import Cell, Column, Row, Table, Unit, needs_rounding_note

PACKAGE = "lycaon.survey"
MOST_ROWS = 14
"""Rows of a table on a page; the files beside it hold all."""

_NB = "\u00a0"


class Words(Messages):
    """The survey's messages in one language."""

    def __init__(self, language: str) -> None:
        super().__init__(PACKAGE, language)

    def coded(self, prefix: str, code: str) -> str:
        """Return the words for a code; names that have none stand as they are."""
        return self.or_else(f"{prefix}.{code}", code) if prefix else code


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as printed, and its interval in the quieter voice."""

    text: str
    interval: str = ""
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row as printed."""

    label: str
    cells: tuple[Printed, ...]
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A table as printed: title, head, rows, and everything a reader must know beneath it."""

    id: str
    title: str
    head: str
    columns: tuple[tuple[str, bool], ...]
    """(words, whether figures stand in it)"""
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]
    latin: bool = False
    """Whether row labels are scientific names."""
    wide: bool = False
    """Whether it has more columns than a narrow page holds."""


def printed(table: Table, words: Words, *, most: int = MOST_ROWS) -> PrintedTable:
    """Return a table as its reader sees it; long ones are cut, their total stays, and a note says so."""
    body = [row for row in table.rows if not row.total]
    shown = [*body[:most], *(row for row in table.rows if row.total)]
    return PrintedTable(
        id=table.id,
        title=words(f"title.{table.id}"),
        head=words(f"head.{table.head}"),
        columns=tuple((column_words(table, column, words), column.unit is not Unit.TEXT) for column in table.columns),
        rows=tuple(_row(row, table, words) for row in shown),
        notes=tuple(_notes(table, len(body) - most, words)),
        latin=table.head == "taxon",
        wide=len(table.columns) > 8,
    )


def column_words(table: Table, column: Column, words: Words) -> str:
    """Return the head of a column: its own words in this table, or those it has everywhere."""
    return words.or_else(f"column.{table.id}.{column.key}", "") or words(f"column.{column.key}")


def _row(row: Row, table: Table, words: Words) -> PrintedRow:
    label = words("all") if row.total else platform(words.coded(table.coded, row.of), words)
    cells = (cell_words(cell, column, words) for cell, column in zip(row.cells, table.columns, strict=True))
    return PrintedRow(label, tuple(cells), row.total)


def platform(code: str, words: Words) -> str:
    """Return a platform's code, or "other forums" where several are told together."""
    return words("platform.other", kind=words(f"site_kind.{code[6:]}")) if code.startswith("other-") else (
        words("platform.any") if code == "other" else code
    )  # fmt: skip


def cell_words(cell: Cell, column: Column, words: Words) -> Printed:
    """Return a cell as printed: "< 5", "—", a reason, or the figure with its interval."""
    if cell.few:
        return Printed("< 5")
    if cell.refused:
        return Printed(words(f"refused.{cell.refused}"), numeric=column.unit is not Unit.TEXT)
    if cell.value is None or cell.value == "":
        return Printed("—", numeric=column.unit is not Unit.TEXT)
    if isinstance(cell.value, str):
        text = words.coded(column.coded, cell.value) if column.coded else spoken(cell.value, words)
        return Printed(text, numeric=False)
    unit = cell.unit or column.unit
    return Printed(figure_words(cell.value, unit, words), interval_words(cell, unit, words))


def spoken(text: str, words: Words) -> str:
    """Return lists of taxa with "Testudo spp."-like group names in words."""
    return ", ".join(
        words(f"group.{part[:-5]}") if part.endswith(" spp.") and part[:-5].islower() else part
        for part in text.split(", ")
    )


def figure_words(value: float, unit: Unit, words: Words) -> str:
    """Return a figure with its unit, as the language writes it."""
    match unit:
        case Unit.COUNT | Unit.TEXT:
            return words.number(value)
        case Unit.RATIO:
            return words.decimal(value, 2)
        case Unit.SHARE:
            return f"{words.decimal(100 * value, 1)}{_NB}%"
        case Unit.EUR:
            return f"{words.number(value)}{_NB}€"
        case Unit.USD:
            return f"{words.number(value)}{_NB}$"
        case Unit.HOURS:
            return f"{words.number(value)}{_NB}h"


def interval_words(cell: Cell, unit: Unit, words: Words) -> str:
    """Return the interval beside a figure, without repeating its unit; nothing for an exact count."""
    if cell.low is None or cell.high is None:
        return ""
    ends = (_bare(end, unit, words) for end in (cell.low, cell.high))
    return "–".join(ends)


def _bare(value: float, unit: Unit, words: Words) -> str:
    if math.isinf(value):
        return "…"
    match unit:
        case Unit.SHARE:
            return words.decimal(100 * value, 1)
        case Unit.RATIO:
            return words.decimal(value, 2)
        case _:
            return words.number(value)


def _notes(table: Table, left_out: int, words: Words) -> Sequence[str]:
    notes: list[str] = []
    if table.base:
        told = ", ".join(words("base.of", what=words(f"base.{key}"), n=words.number(n)) for key, n in table.base)
        notes.append(words("base.line", bases=told))
    notes += [words(f"note.{code}") for code in table.notes]
    if needs_rounding_note(table):
        notes.append(words("note.rounding"))
    if left_out > 0:
        notes.append(words("note.cut", n=words.number(left_out), table=table.id))
    return notes
