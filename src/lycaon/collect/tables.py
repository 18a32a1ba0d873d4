"""Tables: CSV, TSV, spreadsheets and Parquet, a record a row."""

import csv
import io
import json
import re
import zipfile
from collections import deque
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

    A row with more cells than the header is rejected as ``ragged_row``; a shorter one lacks its last fields. A
    quote that nothing closes is rejected as ``open_quote`` with its line alone: the lines after it are rows again.

    Raises:
        FormatError: the file has no header.
    """
    broken: list[Rejected] = []
    feed = _Feed(_unbroken(lines(source, name), broken))
    first = feed.header()
    if first is None:
        yield from broken
        if not broken:
            raise FormatError(f"{name}: the file is empty; a table needs a header line")
        return
    delimiter = first[4] if _SEPARATOR_LINE.fullmatch(first) else _delimiter(first)
    if _SEPARATOR_LINE.fullmatch(first):
        first = feed.header() or ""
    csv.field_size_limit(LONGEST_LINE)
    header = next(csv.reader([first], delimiter=delimiter), [])
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            break
        except _RunawayError:
            row = None
        except csv.Error as error:
            yield _bad_row(name, feed, error)
            continue
        yield from broken
        broken.clear()
        if row is None or feed.is_open_at_the_end(row):
            yield _open_quote(name, feed)
            feed.give_back()
        elif any(row):
            yield _row(header, row, f"{name}:line {feed.taken[0].number}")
    yield from broken


_SEPARATOR_LINE = re.compile(r"sep=[^\w\s\"]|sep=\t", re.IGNORECASE)
"""What Excel writes above a table, and takes for no part of it."""

_MOST_LINES = 1_000
"""Lines of one row; a cell of more is a quote that somebody forgot to close."""


class _RunawayError(Exception):
    """A row took more lines than any honest one."""


class _Feed:
    """Hands lines to the reader of the table, and can take back those that a forgotten quote swallowed."""

    def __init__(self, stream: Iterator[Line]) -> None:
        self._stream, self._again, self._ended = stream, deque[Line](), False
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MOST_LINES:
            raise _RunawayError
        line = self._again.popleft() if self._again else next(self._stream, None)
        self._ended = line is None
        if line is None:
            raise StopIteration
        self.taken.append(line)
        return line.text + "\n"

    def header(self) -> str | None:
        """Return the first line that holds something."""
        return next((text.rstrip("\n") for text in self if text.strip()), None)

    def is_open_at_the_end(self, row: list[str]) -> bool:
        """Tell whether the file ended inside a quote: only then the last cell keeps the end of its line."""
        return self._ended and len(self.taken) > 1 and bool(row) and row[-1].endswith("\n")

    def give_back(self) -> None:
        """Let all lines of the last row but its first be read again."""
        self._again.extendleft(reversed(self.taken[1:]))


def _bad_row(name: str, feed: _Feed, error: csv.Error) -> Rejected:
    return Rejected(
        where=f"{name}:line {feed.taken[0].number}",
        code="bad_row",
        reason=f"not a row of the table: {error}",
        hint="check the quotes of this row",
        raw=shown("\n".join(line.text for line in feed.taken)),
    )


def _open_quote(name: str, feed: _Feed) -> Rejected:
    return Rejected(
        where=f"{name}:line {feed.taken[0].number}",
        code="open_quote",
        reason="a quote is opened in this row and never closed",
        hint="close it, or double it where it means inches; the lines after it were read as rows",
        raw=shown(feed.taken[0].text),
    )


def _unbroken(found: Iterator[Line | Rejected], broken: list[Rejected]) -> Iterator[Line]:
    old_mac: bool | None = None
    for line in found:
        if isinstance(line, Rejected):
            broken.append(line)
            continue
        # Files of old Macs end their lines with a carriage return alone; within the lines of others it is a blank.
        old_mac = "\r" in line.text if old_mac is None else old_mac
        if old_mac:
            yield from (Line(number, text) for number, text in enumerate(line.text.split("\r"), line.number))
        else:
            yield line if "\r" not in line.text else Line(line.number, line.text.replace("\r", " "))


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
