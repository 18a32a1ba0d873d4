"""The outcome of a finished job, put together from its parts: Parquet, JSON Lines, CSV, dead letters, a summary."""

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pyarrow.parquet as pq

from lycaon.errors import EvidenceError
from lycaon.scan.job import JobDone
from lycaon.scan.parts import rejected_of, rows_of, write_aside
from lycaon.scan.rows import SCHEMA
from lycaon.values.codec import to_json

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_IN_CSV = [name for name in SCHEMA.names if name != "scan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The figures of a job. ``read == kept + silent + rejected``, or there is no summary."""

    read: int
    kept: int
    silent: int
    rejected: int
    wildlife: int
    """Rows with a probability of wildlife of one half or more."""
    protected: int
    legality: dict[str, int]
    """Protected rows by what the law appears to say."""
    rejected_because: dict[str, int]
    languages: dict[str, int]
    taxa: dict[str, int]
    """The twenty most frequent taxa of the protected rows."""


def write_outputs(job: JobDone) -> Summary:
    """Write ``findings.parquet``, ``findings.jsonl``, ``findings.csv``, ``rejected.jsonl`` and ``summary.json``.

    Every file appears whole or not at all, and depends on the input, the order and the editions alone.

    Raises:
        EvidenceError: a part changed since it was written, or records are missing in the sum.
    """
    out = job.folder
    counts = _Counts()
    with (
        _Aside(out / "findings.jsonl") as lines,
        _Aside(out / "findings.csv") as cells,
        _Aside(out / "findings.parquet") as columns,
    ):
        cells.write(_csv_line(_IN_CSV))
        with pq.ParquetWriter(columns, SCHEMA, compression="zstd", write_statistics=True) as writer:
            for part in job.parts:
                table = rows_of(out / "parts", part)
                if table.num_rows:
                    writer.write_table(table)
                for row in table.to_pylist():
                    counts.add(row)
                    lines.write(json_line(row))
                    cells.write(_csv_line([_plain(row[name]) for name in _IN_CSV]))
    because = _write_rejected(job)
    summary = _summary(job, counts, because)
    write_aside(
        out / "summary.json",
        json.dumps(json.loads(to_json(summary)), indent=1, ensure_ascii=False).encode() + b"\n",
    )
    return summary


class _Aside:
    """A file that gets its name only when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path, self._aside = path, path.with_name(f".{path.name}.part")

    def __enter__(self) -> BinaryIO:
        self._stream = self._aside.open("wb")
        return self._stream

    def __exit__(self, kind: object, *_: object) -> None:
        self._stream.close()
        if kind is None:
            self._aside.replace(self._path)


class _Counts:
    def __init__(self) -> None:
        self.kept = self.wildlife = self.protected = 0
        self.legality: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.taxa: Counter[str] = Counter()

    def add(self, row: dict[str, object]) -> None:
        self.kept += 1
        self.wildlife += _at_least_half(row["wildlife"])
        if _at_least_half(row["protected"]):
            self.protected += 1
            self.legality[str(row["legality"] or "unknown")] += 1
            self.languages[str(row["language"] or "unknown")] += 1
            self.taxa[str(row["scientific_name"] or "unknown")] += 1


def _at_least_half(value: object) -> bool:
    return isinstance(value, float) and value >= 0.5


def _write_rejected(job: JobDone) -> Counter[str]:
    because: Counter[str] = Counter()
    with _Aside(job.folder / "rejected.jsonl") as stream:
        for part in job.parts:
            data = rejected_of(job.folder / "parts", part)
            because.update(json.loads(line)["code"] for line in data.splitlines())
            stream.write(data)
    return because


def _summary(job: JobDone, counts: _Counts, because: Counter[str]) -> Summary:
    silent, rejected = sum(part.silent for part in job.parts), because.total()
    if job.read != counts.kept + silent + rejected:
        raise EvidenceError(
            f"{job.folder}: {job.read} records were read, but {counts.kept} kept + {silent} silent "
            f"+ {rejected} rejected do not add up to them; this is a fault of ours, please report it"
        )
    return Summary(
        read=job.read,
        kept=counts.kept,
        silent=silent,
        rejected=rejected,
        wildlife=counts.wildlife,
        protected=counts.protected,
        legality=_sorted(counts.legality),
        rejected_because=_sorted(because),
        languages=_sorted(counts.languages),
        taxa=dict(list(_sorted(counts.taxa).items())[:20]),
    )


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def read_findings(
    folder: Path, *, columns: Sequence[str] | None = None, rows: Collection[int] | None = None
) -> Iterator[dict[str, object]]:
    """Yield the rows of a finished job, in their order.

    Args:
        folder: the job's.
        columns: only these; a scan takes a hundred times the memory of all other columns.
        rows: only those with these numbers, counted from 0.
    """
    start = 0
    for batch in pq.ParquetFile(folder / "findings.parquet").iter_batches(batch_size=2_000, columns=columns):
        end = start + batch.num_rows
        if rows is None:
            yield from batch.to_pylist()
        elif wanted := sorted(row - start for row in rows if start <= row < end):
            yield from batch.take(wanted).to_pylist()
        start = end


def json_line(row: dict[str, object]) -> bytes:
    """Return one finding as a line of JSON."""
    scan = row["scan"]
    flat = {name: _plain(value) if isinstance(value, date) else value for name, value in row.items() if name != "scan"}
    head = json.dumps(flat, ensure_ascii=False, allow_nan=False)
    # The scan is JSON already; it is spliced in rather than read and written again.
    return f'{head[:-1]}, "scan": {scan}}}\n'.encode()


def _csv_line(cells: list[str]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([_harmless(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8")


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case float():
            return f"{value:.12g}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from running a seller's words: a leading sign is put behind an apostrophe.

    >>> _harmless("=1+1"), _harmless("-12.5"), _harmless("Tusk")
    ("'=1+1", '-12.5', 'Tusk')
    """
    if cell.startswith(_FORMULA_STARTS) and not _is_number(cell):
        return "'" + cell
    return cell.replace("\x00", "\ufffd")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
