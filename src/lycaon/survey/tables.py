"""What a table of a report is: cells that know their value, their interval and the rows they were counted from."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lycaon.survey.estimates.interval import Estimate, Refused


class Unit(StrEnum):
    """How the figures of a column are written."""

    COUNT = "count"
    RATIO = "ratio"
    """two decimals"""
    SHARE = "share"
    """a share, written in per cent"""
    EUR = "eur"
    USD = "usd"
    HOURS = "hours"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure: value, interval, and the published ids of the rows behind it."""

    value: float | str | None
    low: float | None = None
    high: float | None = None
    rows: tuple[str, ...] = ()
    few: bool = False
    """Rests on one to four accounts: printed as "< 5"."""
    refused: str = ""
    """Code of the reason why there is no figure."""
    unit: Unit | None = None
    """Where it differs from its column's."""


NOTHING = Cell(value=None)


def figure(value: float, rows: Iterable[str] = (), *, unit: Unit | None = None) -> Cell:
    """Return an exact count of what was seen."""
    return Cell(value=value, rows=tuple(rows), unit=unit)


def estimated(found: Estimate | Refused, rows: Iterable[str] = (), *, unit: Unit | None = None) -> Cell:
    """Return an estimate with its interval, or the reason why there is none."""
    if isinstance(found, Refused):
        return Cell(value=None, rows=tuple(rows), refused=found.code, unit=unit)
    return Cell(value=found.value, low=found.low, high=found.high, rows=tuple(rows), unit=unit)


def words(text: str, rows: Iterable[str] = ()) -> Cell:
    """Return words or a code that is worded at the edge."""
    return Cell(value=text, rows=tuple(rows), unit=Unit.TEXT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, which is worded at the edge, and how its figures are written."""

    key: str
    unit: Unit
    coded: str = ""
    """Prefix under which its words stand in the messages ("legality"); nothing for names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is of, and its cells in the order of the columns."""

    of: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the report; titles, heads and notes are message keys."""

    id: str
    head: str
    """Key of what the rows are of."""
    coded: str = ""
    """Prefix of the messages for ``Row.of``; nothing for names that stand as they are."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    base: tuple[tuple[str, float], ...] = ()
    """(message key, n): what shares are shares of."""
    notes: tuple[str, ...] = field(default=())

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of a column, totals left out."""
        at = [column.key for column in self.columns].index(key)
        return tuple(row.cells[at] for row in self.rows if not row.total)


def rounding(shares: Sequence[float], places: int = 1) -> bool:
    """Return whether shares that sum to 100 % no longer do when they are rounded, so that a note must say why.

    >>> rounding([1 / 3, 1 / 3, 1 / 3]), rounding([0.5, 0.5])
    (True, False)
    """
    if not shares or not math.isclose(math.fsum(shares), 1.0, abs_tol=1e-9):
        return False
    return round(sum(round(100 * each, places) for each in shares), places) != 100


def needs_rounding_note(table: Table) -> bool:
    """Return whether a column of shares does not add up to 100 as printed."""
    columns = [column.key for column in table.columns if column.unit is Unit.SHARE]
    return any(
        rounding([float(cell.value) for cell in table.column(key) if isinstance(cell.value, int | float)])
        for key in columns
    )
