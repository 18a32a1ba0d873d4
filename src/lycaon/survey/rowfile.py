"""Rows of the code-book as CSV: read strictly, each fault with its file, row and column."""

import csv
import io
import types
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from lycaon.errors import FormatError

T = TypeVar("T")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def read_rows(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Return the rows of a CSV file as values of ``kind``; columns are its fields, an empty cell is the default.

    Raises:
        FormatError: a column is missing or unknown, or a cell cannot be what it should be.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return parse_rows(stream.read(), kind, path.name)


def parse_rows(text: str, kind: type[T], name: str) -> tuple[T, ...]:
    """Return the rows of a CSV text; see :func:`read_rows`."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}  # type: ignore[arg-type]
    header = set(reader.fieldnames or ())
    if missing := sorted(needed - header):
        raise FormatError(f"{name}: no column {', '.join(missing)}; expected {', '.join(sorted(known))}")
    if unknown := sorted(header - known):
        raise FormatError(f"{name}: unknown column {', '.join(unknown)}; expected {', '.join(sorted(known))}")
    return tuple(_row(row, kind, f"{name}:{number}") for number, row in enumerate(reader, start=2))


def _row(row: dict[Any, Any], kind: type[T], where: str) -> T:
    # csv puts surplus cells under None, and None into missing ones.
    if any(name is None for name in row) or any(cell is None for cell in row.values()):
        raise FormatError(f"{where}: more or fewer cells than columns; quote a cell that holds a comma")
    cells = {name: _plain(cell) for name, cell in row.items() if cell.strip() != ""}
    try:
        return msgspec.convert(cells, kind, strict=False)
    except msgspec.ValidationError as error:
        raise FormatError(f"{where}: {error}{_codes(str(error), kind)}") from error


def _codes(message: str, kind: type[Any]) -> str:
    """Name the codes of an enumeration where a cell holds none of them."""
    name = message.rpartition("$.")[2].rstrip("`")
    hint = get_type_hints(kind).get(name)
    for one in get_args(hint) if isinstance(hint, types.UnionType) else (hint,):
        if isinstance(one, type) and issubclass(one, StrEnum):
            return f"; codes: {', '.join(one)}"
    return ""


def to_csv(rows: Sequence[object], kind: type[object]) -> str:
    """Return rows as CSV text that :func:`parse_rows` reads back."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return cells_to_csv(names, ([getattr(row, name) for name in names] for row in rows))


def cells_to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return cells as CSV text with LF; a spreadsheet will not run what a seller wrote."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.12g}"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA_STARTS) and not _is_number(value):
            return "'" + value
        case _:
            return str(value)


def _plain(cell: str) -> str:
    """Undo the apostrophe that :func:`_cell` puts before what a spreadsheet would run."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:2] in _FORMULA_STARTS else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
