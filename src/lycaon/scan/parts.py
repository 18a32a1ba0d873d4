"""One part of a job on disk: written aside, renamed when whole, marked done last.

A part is three files: ``00017.arrow`` (kept rows), ``00017.rejected.jsonl`` (what could not be used) and
``00017.done`` (counts and the digests of both). Without the last one the part does not exist; whatever a
kill left behind is overwritten when the part is done again.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from lycaon.errors import EvidenceError
from lycaon.scan.batch import Scanned
from lycaon.scan.rows import SCHEMA
from lycaon.values.codec import from_json, to_json
from lycaon.values.listing import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDone:
    """Counts of one part: ``read == kept + silent + rejected``."""

    number: int
    read: int
    kept: int
    silent: int
    rejected: int
    protected: int
    """Kept rows with a probability of one half or more that something protected is proposed."""
    digests: tuple[str, str]


def write_part(folder: Path, number: int, scanned: Scanned, early: tuple[Rejected, ...]) -> PartDone:
    """Write one part and return what was noted of it.

    Args:
        folder: the job's ``parts`` folder.
        number: of the part, from 0.
        scanned: what the engine made of its listings.
        early: records of the part that never became listings.

    Raises:
        OSError: the disk is full or not writable; nothing half-written is then taken for a part.
    """
    rejected = early + scanned.rejected
    rows = _arrow(scanned.kept)
    lines = b"".join(to_json(record) + b"\n" for record in rejected)
    done = PartDone(
        number=number,
        read=scanned.kept.num_rows + scanned.silent + len(rejected),
        kept=scanned.kept.num_rows,
        silent=scanned.silent,
        rejected=len(rejected),
        protected=sum(value >= 0.5 for value in scanned.kept.column("protected").to_pylist()),
        digests=(_digest(rows), _digest(lines)),
    )
    write_aside(folder / f"{number:06d}.arrow", rows)
    write_aside(folder / f"{number:06d}.rejected.jsonl", lines)
    write_aside(folder / f"{number:06d}.done", to_json(done))
    return done


def read_done(folder: Path, number: int) -> PartDone | None:
    """Return what is noted of a part, or None where it is not done."""
    try:
        return from_json((folder / f"{number:06d}.done").read_bytes(), PartDone)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def rows_of(folder: Path, done: PartDone) -> pa.Table:
    """Return the kept rows of a part.

    Raises:
        EvidenceError: the file is not the one that was written.
    """
    path = folder / f"{done.number:06d}.arrow"
    data = path.read_bytes()
    _expect(path, data, done.digests[0])
    return pa.ipc.open_file(data).read_all()


def rejected_of(folder: Path, done: PartDone) -> bytes:
    """Return the dead-letter lines of a part.

    Raises:
        EvidenceError: the file is not the one that was written.
    """
    path = folder / f"{done.number:06d}.rejected.jsonl"
    data = path.read_bytes()
    _expect(path, data, done.digests[1])
    return data


def write_aside(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut."""
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def _arrow(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, SCHEMA) as writer:
        writer.write_batch(batch)
    return sink.getvalue().to_pybytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _expect(path: Path, data: bytes, digest: str) -> None:
    if _digest(data) != digest:
        raise EvidenceError(
            f"{path}: changed since it was written; delete {path.with_suffix('.done').name} beside it and run again"
        )
