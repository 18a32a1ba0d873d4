"""Tables: CSV, TSV, spreadsheets and Parquet, a record a row."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from lycaon.collect.bounded import LONGEST_LINE, Line, lines, shown
from lycaon.collect.records import Record
from lycaon.errors import FormatError
from lycaon.values.listing import Rejected

_ROWS_AT_ONCE = 5_000
_LARGEST_SHEET = 2 * 1024 * 1024 * 1024  # unpacked; a spreadsheet is read whole


def read_delimited(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the rows of a CSV or TSV file; the delimiter is told from the first line, quotes may span lines.

    A row with more cells than the header is rejected as ``ragged_row``; a shorter one lacks its last fields.

    Raises:
        FormatError: the file has no header.
    """
    broken: list[Rejected] = []
    stream = _unbroken(lines(source, name), broken)
    first = next(stream, None)
    if first is None:
        yield from broken
        if not broken:
            raise FormatError(f"{name}: the file is empty; a table needs a header line")
        return
    delimiter = _delimiter(first)
    csv.field_size_limit(LONGEST_LINE)
    header = next(csv.reader([first], delimiter=delimiter))
    reader = csv.reader((line + "\n" for line in stream), delimiter=delimiter)
    while True:
        at = f"{name}:line {reader.line_num + 2}"
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Rejected(
                where=at,
                code="bad_row",
                reason=f"not a row of the table: {error}",
                hint="check the quotes of this row",
            )
            continue
        yield from broken
        broken.clear()
        if any(row):
            yield _row(header, row, at)
    yield from broken


def _unbroken(found: Iterator[Line | Rejected], broken: list[Rejected]) -> Iterator[str]:
    for line in found:
        if isinstance(line, Rejected):
            broken.append(line)
        else:
            yield line.text


def _delimiter(first: str) -> str:
    counts = {mark: first.count(mark) for mark in ("\t", ";", ",", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _row(header: list[str], row: list[str], at: str) -> Record | Rejected:
    if len(row) > len(header) and any(row[len(header) :]):
        return Rejected(
            where=at,
            code="ragged_row",
            reason=f"{len(row)} cells, but the header has {len(header)}",
            hint="a delimiter inside a cell must stand in quotes",
            raw=shown(json.dumps(row, ensure_ascii=False)),
        )
    return Record(at, dict(zip(header, row, strict=False)))


def read_spreadsheet(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the rows of every sheet of an XLSX, XLSB, XLS or ODS file; the first row of a sheet is its header.

    Raises:
        FormatError: the file is no spreadsheet, or unpacks to more than 2 GiB.
    """
    data = source.read()
    _refuse_bomb(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(title, book.get_sheet_by_name(title).to_python()) for title in book.sheet_names]
    except (CalamineError, zipfile.BadZipFile, ValueError) as error:
        raise FormatError(
            f"{name}: not a spreadsheet that can be read ({error}); save it again, or export CSV"
        ) from error
    for title, rows in sheets:
        if not rows:
            continue
        header = [str(cell) for cell in rows[0]]
        for number, row in enumerate(rows[1:], 2):
            if any(cell != "" for cell in row):
                yield Record(f"{name}:{title}!{number}", dict(zip(header, row, strict=False)))


def _refuse_bomb(data: bytes, name: str) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(data)).infolist())
    except zipfile.BadZipFile as error:
        raise FormatError(f"{name}: not a whole spreadsheet ({error}); fetch it again") from error
    if size > _LARGEST_SHEET:
        raise FormatError(f"{name}: unpacks to {size / 2**30:.1f} GiB; export it as CSV or Parquet")


def read_parquet(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the rows of a Parquet file.

    Raises:
        FormatError: the file is not Parquet, or its end is missing.
    """
    try:
        file = pq.ParquetFile(source if source.seekable() else io.BytesIO(source.read()))
        row = 0
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
            for values in batch.to_pylist():
                row += 1
                yield Record(f"{name}:row {row}", values)
    except pa.ArrowInvalid as error:
        raise FormatError(f"{name}: not a whole Parquet file ({error}); fetch it again") from error
