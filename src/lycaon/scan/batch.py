"""Many listings at once: Arrow in, Arrow out, and no Python for the rows that hold nothing."""

import gc
import logging
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date

import pyarrow as pa

from lycaon.scan.rows import SCHEMA, to_row
from lycaon.scan.scanner import Scanner
from lycaon.values.codec import to_json
from lycaon.values.listing import Listing, Rejected

_log = logging.getLogger(__name__)

_TYPES: dict[str, pa.DataType] = {
    "images": pa.list_(pa.string()),
    "attributes": pa.map_(pa.string(), pa.string()),
    "posted_at": pa.date32(),
    "seen_at": pa.timestamp("us", tz="UTC"),
}
LISTINGS = pa.schema([(field.name, _TYPES.get(field.name, pa.string())) for field in fields(Listing)])
"""The Arrow schema of a batch of listings: the fields of :class:`Listing`, in their order."""

_NAMES = tuple(LISTINGS.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a batch is asked: see :meth:`Scanner.scan`; rows below ``keep_from`` are counted, not kept."""

    today: date
    on: date | None = None
    markets: tuple[str, ...] = ()
    keep_from: float = 0.1
    only_protected: bool = False

    @property
    def least(self) -> float:
        """The least probability of wildlife of a row that is kept; that of protected is never higher."""
        return 0.5 if self.only_protected else self.keep_from

    def keeps(self, wildlife: float, protected: float) -> bool:
        """Tell whether a row is worth keeping."""
        return protected >= 0.5 if self.only_protected else wildlife >= self.keep_from


@dataclass(frozen=True, slots=True)
class Scanned:
    """The outcome of one batch: ``read == kept.num_rows + silent + len(rejected)``."""

    kept: pa.RecordBatch
    silent: int
    rejected: tuple[Rejected, ...]


def to_batch(listings: Iterable[Listing]) -> pa.RecordBatch:
    """Return listings as a batch of the schema :data:`LISTINGS`."""
    columns: dict[str, list[object]] = {name: [] for name in _NAMES}
    for listing in listings:
        for name in _NAMES:
            value = getattr(listing, name)
            columns[name].append(list(value.items()) if name == "attributes" else value)
    return pa.record_batch([pa.array(columns[field.name], type=field.type) for field in LISTINGS], schema=LISTINGS)


def from_batch(batch: pa.RecordBatch, rows: Sequence[int]) -> list[Listing]:
    """Return the listings that stand in these rows; columns that a batch lacks take their defaults.

    >>> from_batch(to_batch([Listing(id="x:1", title="Tusk")]), [0])[0].title
    'Tusk'
    """
    chosen = batch if len(rows) == batch.num_rows else batch.take(pa.array(rows, type=pa.int64()))
    # Column by column: most columns of most batches say nothing and are not looked at again.
    told = [
        (name, column.to_pylist(maps_as_pydicts="lossy"))
        for name, column in zip(chosen.schema.names, chosen.columns, strict=True)
        if name in _NAMES and column.null_count < chosen.num_rows
    ]
    return [_listing({name: column[row] for name, column in told}) for row in range(chosen.num_rows)]


def _listing(row: dict[str, object]) -> Listing:
    known = {key: value for key, value in row.items() if value is not None}
    if "images" in known:
        known["images"] = tuple(known["images"])  # type: ignore[arg-type]
    return Listing(**known)  # type: ignore[arg-type]


def scan_batch(scanner: Scanner, batch: pa.RecordBatch, asked: Asked) -> Scanned:
    """Scan every row of a batch of listings.

    Row for row this is :meth:`Scanner.scan`; only rows in which the catalogue's words stand are ever turned
    into Python objects. A row that the engine fails on is rejected as ``scan_failed``, with the listing kept.
    """
    candidates = scanner.reader.candidates(batch.column("title"), batch.column("text"))
    with _nothing_collected():
        rows, rejected = _read(scanner, from_batch(batch, candidates), asked)
    kept = pa.RecordBatch.from_pylist(rows, schema=SCHEMA)
    return Scanned(kept, batch.num_rows - kept.num_rows - len(rejected), tuple(rejected))


def _read(
    scanner: Scanner, listings: Iterable[Listing], asked: Asked
) -> tuple[list[dict[str, object]], list[Rejected]]:
    """Return the rows of the listings that are worth keeping, and the listings that the engine failed on."""
    rows: list[dict[str, object]] = []
    rejected: list[Rejected] = []
    for listing in listings:
        try:
            scan = scanner.scan(
                listing, today=asked.today, on=asked.on, markets=asked.markets, named=True, least=asked.least
            )
            if asked.keeps(scan.wildlife, scan.protected):
                rows.append(to_row(listing, scan, scanner.catalogue))
        except Exception as error:  # noqa: BLE001 - the outermost edge of a row: logged, counted, kept
            _log.error("scan_failed listing=%s error=%s", listing.id, type(error).__name__)
            rejected.append(_failed(listing, error))
    return rows, rejected


@contextmanager
def _nothing_collected() -> Generator[None]:
    """Let the collector wait until a batch is read: it would walk what is remembered of the law once and again.

    A listing leaves a few kilobytes in circles at most, which it finds as soon as the batch is done.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _failed(listing: Listing, error: Exception) -> Rejected:
    return Rejected(
        where=f"listing {listing.id}",
        code="scan_failed",
        reason=f"the engine failed on it: {type(error).__name__}: {error}",
        hint="please send us the record; 'lycaon retry' reads it again after a mend",
        raw=to_json(listing).decode("utf-8")[: 64 * 1024],
    )
