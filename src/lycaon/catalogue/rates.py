"""Euro reference rates by day, from the European Central Bank's published table.

``data/rates.csv`` has the shape of the ECB's ``eurofxref-hist.csv``: one row a working day, the newest
first, one column a currency, units of the currency for one euro, empty or N/A where none was published.
``data/rates_other.csv`` holds what the ECB does not publish (hryvnia, dong, the rouble since March 2022):
coarse yearly values from general knowledge, each with its confidence.
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path

from lycaon.errors import CatalogueError, FormatError

DATA = Path(__file__).parent / "data"
STALE = timedelta(days=45)
"""A daily rate older than this says nothing about the day that was asked for."""
STALE_OTHER = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of a currency for one euro on a day."""

    currency: str
    day: date
    per_euro: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class Rates:
    """Reference rates, looked up by day. A row is cut into figures only when it is asked for."""

    currencies: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    """Ascending."""
    rows: tuple[str, ...] = ()
    others: dict[str, tuple[Rate, ...]] = field(default_factory=dict[str, tuple[Rate, ...]])

    @classmethod
    def load(cls, directory: Path | None = None) -> "Rates":
        """Read ``rates.csv`` and ``rates_other.csv``.

        Raises:
            CatalogueError: a table breaks the shape.
        """
        directory = directory or DATA
        try:
            currencies, days, rows = _read_table((directory / "rates.csv").read_text("utf-8"))
        except (FormatError, OSError) as error:
            raise CatalogueError(f"{directory / 'rates.csv'}: {error}") from error
        return cls(currencies, days, rows, _read_others(directory / "rates_other.csv"))

    def on(self, currency: str, day: date) -> Rate | None:
        """Return the last rate published on or before ``day``, or None where there is none near it.

        >>> Rates().on("EUR", date(2024, 1, 2)).per_euro
        Decimal('1')
        """
        if currency == "EUR":
            return Rate("EUR", day, Decimal(1), "by definition")
        if currency in self.currencies and (rate := self._daily(currency, day)):
            return rate
        older = [rate for rate in self.others.get(currency, ()) if rate.day <= day]
        return older[-1] if older and day - older[-1].day <= STALE_OTHER else None

    def euro(self, amount: Decimal, currency: str, day: date) -> tuple[Decimal, date] | None:
        """Return ``amount`` in euro, to the cent, and the day of the rate; None where no rate is known."""
        rate = self.on(currency, day)
        if rate is None:
            return None
        return (amount / rate.per_euro).quantize(Decimal("0.01")), rate.day

    def _daily(self, currency: str, day: date) -> Rate | None:
        column = self.currencies.index(currency) + 1
        at = bisect_right(self.days, day) - 1
        while at >= 0 and day - self.days[at] <= STALE:
            cells = self.rows[at].split(",")
            if column < len(cells) and (per_euro := _figure(cells[column])):
                return Rate(currency, self.days[at], per_euro, "European Central Bank")
            at -= 1
        return None


def merge(known: str, published: str) -> str:
    """Return the table ``known`` with the rows of a newly downloaded ``eurofxref-hist.csv``.

    Published rows win; days and currencies that only the old table has are kept.

    Raises:
        FormatError: one of the two is no such table.
    """
    old_names, old_days, old_rows = _read_table(known)
    new_names, new_days, new_rows = _read_table(published)
    names = (*old_names, *(name for name in new_names if name not in old_names))
    merged = dict(_cells(old_names, old_days, old_rows))
    for day, cells in _cells(new_names, new_days, new_rows):
        merged[day] = {**merged.get(day, {}), **cells}
    lines = [",".join((day.isoformat(), *(merged[day].get(name, "") for name in names))) for day in sorted(merged)]
    return "\n".join((",".join(("Date", *names)), *reversed(lines))) + "\n"


def update(path: Path, published: Path) -> int:
    """Merge a downloaded ``eurofxref-hist.csv`` into the table at ``path``; return the number of days in it."""
    merged = merge(path.read_text("utf-8"), published.read_text("utf-8"))
    path.write_text(merged, "utf-8", newline="\n")
    return merged.count("\n") - 1


def _cells(names: Sequence[str], days: Sequence[date], rows: Sequence[str]) -> Iterator[tuple[date, dict[str, str]]]:
    for day, row in zip(days, rows, strict=True):
        values = zip(names, row.split(",")[1:], strict=False)
        yield day, {name: value for name, value in values if value.strip() not in {"", "N/A"}}


def _read_table(text: str) -> tuple[tuple[str, ...], tuple[date, ...], tuple[str, ...]]:
    head, *rows = text.lstrip("\ufeff").splitlines() or [""]
    first, *names = [cell.strip() for cell in head.split(",")]
    if first != "Date":
        raise FormatError("no table of reference rates: its first line must begin with 'Date,USD,JPY,...'")
    rows = [row for row in reversed(rows) if row.strip()]
    try:
        days = tuple(date.fromisoformat(row[:10]) for row in rows)
    except ValueError as error:
        raise FormatError(f"a row of rates begins with no day such as 2026-10-30: {error}") from error
    if any(earlier >= later for earlier, later in pairwise(days)):
        raise FormatError("the days of the rates do not fall from line to line")
    return tuple(name for name in names if name), days, tuple(rows)


def _figure(cell: str) -> Decimal | None:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None


def _read_others(path: Path) -> dict[str, tuple[Rate, ...]]:
    rates: dict[str, list[Rate]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                rate = Rate(row["currency"], date.fromisoformat(row["day"]), Decimal(row["per_euro"]), row["reference"])
            except (KeyError, ValueError, InvalidOperation) as error:
                raise CatalogueError(f"{path}: {row}: expected currency, day, per_euro, reference") from error
            rates.setdefault(rate.currency, []).append(rate)
    return {currency: tuple(sorted(rows, key=lambda rate: rate.day)) for currency, rows in rates.items()}
