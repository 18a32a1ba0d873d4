"""Reading the source tables: every cell is checked at this door and trusted behind it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from lycaon.catalogue.rows import TABLES, Check, Table, is_list
from lycaon.errors import CatalogueError

Row = TypeVar("Row", bound=tuple[str, ...])
TIDY = "python -m lycaon.catalogue.tidy"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, and where."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        """``names/fr.csv:14: what is wrong; what to do``."""
        return f"{self.path}:{self.line}: {self.words}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file as read: row ``i`` stands on line ``i + 2``."""

    path: str
    rows: list[Any]

    @property
    def language(self) -> str:
        """The language that the file's name says (``names/fr.csv``)."""
        return Path(self.path).stem


@dataclass(frozen=True, slots=True)
class Tables:
    """All source tables, read and checked cell by cell."""

    sheets: dict[str, Sheet]

    def of(self, path: str, row: type[Row]) -> list[Row]:
        """The rows of one file, or of a folder of files (``names/*.csv``), in order."""
        return [found for sheet in self.sheets_of(path) for found in sheet.rows if isinstance(found, row)]

    def sheets_of(self, path: str) -> list[Sheet]:
        """The files of one table."""
        if "*" not in path:
            return [self.sheets[path]] if path in self.sheets else []
        folder = path.split("*", maxsplit=1)[0]
        return [sheet for name, sheet in sorted(self.sheets.items()) if name.startswith(folder)]


def read_tables(directory: Path, sources: Iterable[str]) -> Tables:
    """Read every table below ``directory``.

    Args:
        directory: the data directory.
        sources: the source codes of ``edition.yaml``; ``reference`` may hold no other.

    Raises:
        CatalogueError: with one line per complaint, ``file:line: what; what to do``, at most 20.
    """
    complaints: list[Complaint] = []
    sheets: dict[str, Sheet] = {}
    known = frozenset(sources)
    for table in TABLES:
        for path in files_of(directory, table):
            name = str(path.relative_to(directory))
            rows = list(_read(path, name, table, known, complaints.append))
            sheets[name] = Sheet(name, rows)
            complaints.extend(_repeated(name, table, rows))
    raise_for(complaints)
    return Tables(sheets)


def raise_for(complaints: Iterable[Complaint]) -> None:
    """Raise when there is anything to complain about."""
    every = list(complaints)
    if not every:
        return
    shown = "\n".join(str(complaint) for complaint in every[:20])
    rest = f"\nand {len(every) - 20} more" if len(every) > 20 else ""
    raise CatalogueError(shown + rest)


def files_of(directory: Path, table: Table) -> list[Path]:
    """The files of one table. A missing single file is an error, a missing language is not."""
    if "*" in table.path:
        return sorted(directory.glob(table.path))
    path = directory / table.path
    if not path.exists():
        raise CatalogueError(f"{table.path}: is missing; every edition has it, if only with a header")
    return [path]


def _read(
    path: Path, name: str, table: Table, sources: frozenset[str], complain: Callable[[Complaint], None]
) -> Iterator[Any]:
    reader = csv.reader(io.StringIO(_text(path, name), newline=""), strict=True)
    width = len(table.columns)
    checks = _checks(table, sources)
    try:
        header = tuple(next(reader, ()))
        if header != table.columns:
            raise CatalogueError(f"{name}:1: the header is {','.join(header)}; write {','.join(table.columns)}")
        for line, cells in enumerate(reader, start=2):
            if len(cells) != width:
                complain(Complaint(name, line, f"{len(cells)} cells instead of {width}; quote cells that hold a comma"))
                continue
            for position, column, check, optional in checks:
                words = _complaint(cells[position], check, optional=optional)
                if words:
                    complain(Complaint(name, line, f"{column}: {words}"))
            yield table.row._make(cells)
    except csv.Error as error:
        raise CatalogueError(f"{name}:{reader.line_num}: {error}; close the quotes on the same line") from error


def _text(path: Path, name: str) -> str:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{name}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    if text.startswith("\ufeff"):
        raise CatalogueError(f"{name}:1: begins with a byte order mark; run: {TIDY}")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise CatalogueError(f"{name}:{line}: has a carriage return; lines end with LF; run: {TIDY}")
    return text


def _checks(table: Table, sources: frozenset[str]) -> list[tuple[int, str, Check, bool]]:
    def is_source(cell: str) -> str | None:
        return None if cell in sources else f'"{cell}" is not a source; add it to edition.yaml'

    checks: dict[str, Check] = {**table.checks, "reference": is_list(is_source)}
    return [
        (position, column, checks[column], column in table.optional) for position, column in enumerate(table.columns)
    ]


def _complaint(cell: str, check: Check, *, optional: bool) -> str | None:
    if cell:
        return check(cell)
    return None if optional else "is empty; every row needs it"


def _repeated(name: str, table: Table, rows: list[Any]) -> Iterator[Complaint]:
    positions = [table.columns.index(column) for column in table.unique]
    seen: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(rows, start=2):
        key = tuple(row[position] for position in positions)
        if key in seen:
            same = ", ".join(part for part in key if part)
            yield Complaint(name, line, f"repeats line {seen[key]} ({same}); keep one of them")
        seen.setdefault(key, line)
