"""A resumable job: many listings, in parts, by several processes; killed at any moment, it goes on where it was.

The driver reads the input once, in order, and cuts it into parts of a fixed number of records. Which record
falls into which part depends on the input alone, so a part that is done stays done. The outcome is put
together from the parts in their order and is the same however often the job was interrupted.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from lycaon.collect import Source, read_listings
from lycaon.errors import SetupError
from lycaon.scan.batch import Asked, to_batch
from lycaon.scan.engines import Engine, Here, Part, Processes, Work
from lycaon.scan.parts import PartDone, read_done, write_aside
from lycaon.scan.remote import open_remote, size_of
from lycaon.scan.scanner import Scanner
from lycaon.scan.seen import SeenIds
from lycaon.values.codec import from_json, to_json
from lycaon.values.listing import Listing, Rejected
from lycaon.values.scanned import Editions

PART_ROWS = 5_000
"""Records a part: small enough that a kill loses seconds and two workers hold few of them in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a job was asked; noted when it starts, compared when it goes on."""

    inputs: tuple[tuple[str, int, str], ...]
    """(path, size in bytes, digest of the first and last MiB) of every input."""
    readings: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    """(kind, site, columns asked for) of every input: they decide what a record says."""
    asked: Asked
    limit: int | None
    part_rows: int
    editions: Editions


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; handed to the caller after every part."""

    read: int
    kept: int
    rejected: int
    protected: int
    parts_done: int
    share: float | None
    """Of the input's bytes that were read, where that can be known."""


@dataclass(frozen=True, slots=True)
class JobDone:
    """All parts of a finished job, in their order."""

    folder: Path
    order: Order
    parts: tuple[PartDone, ...]

    @property
    def read(self) -> int:
        """Records read; equal to kept + silent + rejected."""
        return sum(part.read for part in self.parts)


def _nobody_listens(*_: object) -> None:
    """Stand in for a listener."""


def run_job(
    sources: Sequence[Source],
    out: Path,
    *,
    scanner: Scanner,
    asked: Asked,
    limit: int | None = None,
    workers: int = 1,
    engine: Engine | None = None,
    edition: str = "bundled",
    model: Path | None = None,
    part_rows: int = PART_ROWS,
    on_progress: Callable[[Progress], None] = _nobody_listens,
    on_mapping: Callable[[Source, dict[str, str]], None] = _nobody_listens,
) -> JobDone:
    """Scan all listings of the sources into ``out/parts``; go on where an earlier run stopped.

    Args:
        sources: what to read, in this order.
        out: the job's folder; made if need be.
        scanner: the engine for this process; other workers load their own of the same ``edition`` and ``model``.
        asked: what to ask of every listing. A job that goes on keeps the ``today`` of its first run.
        limit: stop after so many records.
        workers: processes that scan; 1 scans in this process.
        engine: who scans instead, a cluster for instance.
        edition: see :meth:`Scanner.load`.
        model: likewise.
        part_rows: records a part.
        on_progress: called after every part.
        on_mapping: called once a source with the mapping of its columns.

    Raises:
        SetupError: the folder holds a job that was asked something else, or that other data made.
        OSError: an input cannot be read, or the disk is full. What is done stays done.
    """
    parts = out / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    if any(source.path is None and not source.url for source in sources):
        _forget(out)
    order = _agree(out, _order(sources, asked, limit, part_rows, scanner.editions))
    stream = _Cut(sources, limit, part_rows, on_mapping)
    run = _Run(parts, stream, on_progress)
    engine = engine or (Here(scanner) if workers == 1 else Processes(workers))
    for done in engine.do(_missing(stream, run), Work(parts, order.asked, edition, model)):
        run.note(done)
    return JobDone(out, order, tuple(sorted(run.done, key=lambda part: part.number)))


def is_same_job(out: Path, sources: Sequence[Source], asked: Asked, editions: Editions) -> bool:
    """Tell whether the job that a folder holds was asked this, of this input, by these editions."""
    try:
        earlier = from_json((out / "job.json").read_bytes(), Order)
    except (FileNotFoundError, msgspec.DecodeError):
        return False
    return earlier == _order(sources, asked, None, PART_ROWS, editions)


class _Cut:
    """Cuts the sources into parts: ``(number, listings, rejected)``; duplicates of an id are rejected."""

    def __init__(
        self,
        sources: Sequence[Source],
        limit: int | None,
        part_rows: int,
        on_mapping: Callable[[Source, dict[str, str]], None],
    ) -> None:
        self._sources, self._limit, self._rows, self._on_mapping = sources, limit, part_rows, on_mapping
        self._sizes = [_size(source) for source in sources]
        self._bytes = 0

    @property
    def share(self) -> float | None:
        """The share of the input's bytes that was read."""
        total = sum(self._sizes)
        return min(1.0, self._bytes / total) if total else None

    def __iter__(self) -> Iterator[tuple[int, list[Listing], tuple[Rejected, ...]]]:
        seen = SeenIds()
        for number, records in enumerate(_groups(self._records(), self._rows)):
            listings = [record for record in records if isinstance(record, Listing)]
            again = seen.add([listing.id for listing in listings])
            fresh = [listing for listing, known in zip(listings, again, strict=True) if not known]
            early = [record for record in records if isinstance(record, Rejected)]
            early += [_duplicate(listing) for listing, known in zip(listings, again, strict=True) if known]
            yield number, fresh, tuple(early)

    def _records(self) -> Iterator[Listing | Rejected]:
        left = self._limit
        before = 0
        for source, size in zip(self._sources, self._sizes, strict=True):
            for record, position in _positions(source, self._on_mapping):
                if left is not None:
                    if left == 0:
                        return
                    left -= 1
                self._bytes = before + position
                yield record
            before += size
            self._bytes = before


def _size(source: Source) -> int:
    if source.url:
        return size_of(source.url)
    return source.path.stat().st_size if source.path and source.path.is_file() else 0


def _positions(
    source: Source, on_mapping: Callable[[Source, dict[str, str]], None]
) -> Iterator[tuple[Listing | Rejected, int]]:
    def noted(mapping: dict[str, str]) -> None:
        on_mapping(source, mapping)

    if source.url:
        with open_remote(source.url) as stream:
            for record in read_listings(source, stream, on_mapping=noted):
                yield record, 0 if stream.closed else stream.tell()
    elif source.path is None:
        for record in read_listings(source, sys.stdin.buffer, on_mapping=noted):
            yield record, 0
    elif source.path.is_file() and (source.kind or "") not in ("parquet", "xlsx", "wacz"):
        with source.path.open("rb") as stream:
            for record in read_listings(source, stream, on_mapping=noted):
                yield record, 0 if stream.closed else stream.tell()
    else:
        for record in read_listings(source, on_mapping=noted):
            yield record, 0


def _groups(records: Iterator[Listing | Rejected], size: int) -> Iterator[list[Listing | Rejected]]:
    group: list[Listing | Rejected] = []
    for record in records:
        group.append(record)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _duplicate(listing: Listing) -> Rejected:
    return Rejected(
        where=f"listing {listing.id}",
        code="duplicate_id",
        reason="a listing with this id was read before; the first one is kept",
        hint="give captures of one ad at several moments different ids",
        raw=to_json(listing).decode("utf-8")[: 64 * 1024],
    )


def _missing(stream: _Cut, run: "_Run") -> Iterator[Part]:
    """Yield the parts that are not done, and note those that are."""
    for number, listings, early in stream:
        done = read_done(run.parts, number)
        if done is not None:
            run.note(done)
        else:
            yield Part(number, to_batch(listings), early)


class _Run:
    """Collects what is done and tells the caller."""

    def __init__(self, parts: Path, stream: _Cut, on_progress: Callable[[Progress], None]) -> None:
        self.done: list[PartDone] = []
        self.parts, self._stream, self._on_progress = parts, stream, on_progress

    def note(self, part: PartDone) -> None:
        self.done.append(part)
        self._on_progress(
            Progress(
                read=sum(part.read for part in self.done),
                kept=sum(part.kept for part in self.done),
                rejected=sum(part.rejected for part in self.done),
                protected=sum(part.protected for part in self.done),
                parts_done=len(self.done),
                share=self._stream.share,
            )
        )


# --- the order ---------------------------------------------------------------------------------------------


def _order(sources: Sequence[Source], asked: Asked, limit: int | None, part_rows: int, editions: Editions) -> Order:
    inputs = tuple(_input(source) for source in sources)
    readings = tuple((source.kind, source.site, tuple(sorted(source.asked.items()))) for source in sources)
    return Order(inputs=inputs, readings=readings, asked=asked, limit=limit, part_rows=part_rows, editions=editions)


def _input(source: Source) -> tuple[str, int, str]:
    if source.url:
        with open_remote(source.url) as stream:
            size = size_of(source.url)
            return (source.url, size, _digest_of_ends(stream, size))
    if source.path is None:
        return ("-", 0, "")
    if source.path.is_dir():
        inside = (path for path in source.path.rglob("*") if path.is_file())
        names = sorted(f"{path.relative_to(source.path).as_posix()} {path.stat().st_size}" for path in inside)
        return (source.path.name, len(names), hashlib.sha256("\n".join(names).encode()).hexdigest())
    size = source.path.stat().st_size
    with source.path.open("rb") as stream:
        return (source.path.name, size, _digest_of_ends(stream, size))


def _digest_of_ends(stream: BinaryIO, size: int) -> str:
    digest = hashlib.sha256(stream.read(2**20))
    stream.seek(max(0, size - 2**20))
    digest.update(stream.read(2**20))
    return digest.hexdigest()


def _agree(out: Path, order: Order) -> Order:
    """Note the order of a new job; for a job that goes on, check that it is asked the same."""
    path = out / "job.json"
    # Without a finished part there is nothing to go on with: a mistake in the first call binds nobody.
    if not path.exists() or not any((out / "parts").glob("*.done")):
        write_aside(path, to_json(order))
        return order
    try:
        earlier = from_json(path.read_bytes(), Order)
    except msgspec.DecodeError as error:
        raise SetupError(f"{path}: not a job of this version ({error}); choose another --out") from error
    if _with_day(order, earlier.asked.today) != earlier:
        raise SetupError(
            f"{out} holds a job that was asked something else (other input, options or editions): "
            f"{_difference(earlier, order)}. Choose another --out, or delete it"
        )
    return earlier


def _with_day(order: Order, today: date) -> Order:
    return replace(order, asked=replace(order.asked, today=today))


def _difference(earlier: Order, order: Order) -> str:
    names = ("inputs", "readings", "limit", "part_rows", "editions", "asked")
    return ", ".join(name for name in names if getattr(earlier, name) != getattr(order, name))


def asked_of(folder: Path) -> Asked | None:
    """Return what the job in a folder was asked, or None where there is no such job."""
    try:
        return from_json((folder / "job.json").read_bytes(), Order).asked
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _forget(out: Path) -> None:
    """Forget what is done: nothing tells whether the standard input says today what it said before."""
    for done in (out / "parts").glob("*.done"):
        done.unlink()
