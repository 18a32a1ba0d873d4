"""The custody log: one canonical line of JSON an event, only ever added to.

Each line holds the hash of the line before, and of the line before about the same object. The lines are the
truth; ``index.sqlite`` beside them only finds things, and is made again from the lines when it is missing.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import NOTHING, canonical, sha256, uncanonical, whole_seconds
from lycaon.evidence.merkle import Frontier, leaf_hash
from lycaon.evidence.objects import force_folder
from lycaon.values.evidence import Action, CustodyEvent

_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, start INTEGER, length INTEGER, object TEXT, action TEXT,
    "order" TEXT, result TEXT, hash TEXT, leaf BLOB);
CREATE INDEX IF NOT EXISTS of_object ON event (object, seq);
CREATE INDEX IF NOT EXISTS of_order ON event ("order") WHERE "order" <> '';
CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), bytes INTEGER, size INTEGER, peaks BLOB,
    last TEXT);
INSERT OR IGNORE INTO state VALUES (0, 0, 0, x'', '');
"""


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who acts, and in what role."""

    actor: str
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event and the very bytes that were hashed (without the line end)."""

    event: CustodyEvent
    raw: bytes


class Log:
    """The lines of one store. Writers hold the store's lock; readers need none."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._path = folder / "events.jsonl"
        self._index_path = folder / "index.sqlite"
        self._now = now
        self._index: sqlite3.Connection | None = None

    def create(self) -> None:
        """Begin an empty log."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(exist_ok=True)

    def append(
        self,
        who: Custodian,
        action: Action,
        obj: str,
        reason: str,
        *,
        result: str = "",
        order: str = "",
    ) -> CustodyEvent:
        """Add one event; when this returns, it is on the disk.

        Raises:
            EvidenceError: nobody named, no reason given, or the log was cut since it was last read.
            OSError: the disk is full; the log is as it was before.
        """
        if not who.actor.strip() or not reason.strip():
            raise EvidenceError("a custody event needs the name of a person (--actor) and a reason (--reason)")
        index = self._caught_up(may_mend=True)
        size, last = index.execute("SELECT size, last FROM state").fetchone()
        event = CustodyEvent(
            seq=size,
            at=whole_seconds(self._now()),
            actor=who.actor,
            role=who.role,
            action=action,
            object=obj,
            reason=reason,
            result=result,
            order=order,
            previous=last or NOTHING,
            previous_of_object=self._last_of(index, obj),
        )
        raw = canonical(event)
        self._write(raw + b"\n")
        self._note_new_lines(index)
        return event

    def _last_of(self, index: sqlite3.Connection, obj: str) -> str:
        row = index.execute("SELECT hash FROM event WHERE object = ? ORDER BY seq DESC LIMIT 1", (obj,)).fetchone()
        return row[0] if row else NOTHING

    def _write(self, line: bytes) -> None:
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        try:
            before = os.fstat(handle).st_size
            try:
                written = os.write(handle, line)
                if written != len(line):
                    raise OSError(28, "no space left for a whole line", str(self._path))
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)

    def mend(self) -> int:
        """Put aside a line that a killed process left unfinished; return its bytes (0: there was none).

        An unfinished line was never reported as written, so nothing that anybody relies on is lost.
        """
        data_end = self._path.stat().st_size
        whole_end = _end_of_last_line(self._path, data_end)
        if whole_end == data_end:
            return 0
        with self._path.open("r+b") as stream:
            stream.seek(whole_end)
            (self._path.parent / f"unfinished-{whole_end}").write_bytes(stream.read())
            stream.truncate(whole_end)
            os.fsync(stream.fileno())
        force_folder(self._path.parent)
        return data_end - whole_end

    def _caught_up(self, *, may_mend: bool = False) -> sqlite3.Connection:
        """Return the index, brought up to the last whole line."""
        if may_mend:
            self.mend()
        index = self._open_index()
        (known,) = index.execute("SELECT bytes FROM state").fetchone()
        end = self._path.stat().st_size
        if end < known:
            raise EvidenceError(
                f"{self._path}: {known - end} bytes shorter than it was; lines were cut. "
                "Do not go on: keep this folder as it is and compare it with a published head."
            )
        if end > known:
            self._note_new_lines(index)
        return index

    def _note_new_lines(self, index: sqlite3.Connection) -> None:
        """Bring the index up to date. Readers do it too: whoever has the index alone looks again what lacks."""
        with index:
            index.execute("BEGIN IMMEDIATE")
            (known,) = index.execute("SELECT bytes FROM state").fetchone()
            for line in read_lines(self._path, known):
                _note(index, line.event, line.raw)

    def _open_index(self) -> sqlite3.Connection:
        if self._index is None:
            self._index = sqlite3.connect(self._index_path, timeout=60)
            self._index.execute("PRAGMA journal_mode = WAL")
            self._index.execute("PRAGMA synchronous = NORMAL")
            self._index.executescript(_SCHEMA)
        return self._index

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def frontier(self) -> tuple[Frontier, str]:
        """Return the tree over all lines, and the hash of the last line."""
        size, peaks, last = self._caught_up().execute("SELECT size, peaks, last FROM state").fetchone()
        return Frontier(size, [peaks[i : i + 32] for i in range(0, len(peaks), 32)]), last or NOTHING

    def leaves(self, size: int) -> list[bytes]:
        """Return the leaf hashes of the first ``size`` lines."""
        found = self._caught_up().execute("SELECT leaf FROM event WHERE seq < ? ORDER BY seq", (size,))
        return [leaf for (leaf,) in found]

    def of_object(self, obj: str) -> list[Line]:
        """Return all events about one object, oldest first."""
        rows = self._caught_up().execute("SELECT start, length FROM event WHERE object = ? ORDER BY seq", (obj,))
        with self._path.open("rb") as stream:
            return [_line_at(stream.fileno(), start, length, self._path) for start, length in rows.fetchall()]

    def with_order(self, order: str) -> CustodyEvent | None:
        """Return the first event that was logged under an order, if any."""
        row = (
            self._caught_up()
            .execute('SELECT start, length FROM event WHERE "order" = ? ORDER BY seq LIMIT 1', (order,))
            .fetchone()
        )
        if row is None:
            return None
        with self._path.open("rb") as stream:
            return _line_at(stream.fileno(), row[0], row[1], self._path).event

    def since(self, seq: int, action: Action) -> list[CustodyEvent]:
        """Return the events of one kind from a number on, oldest first."""
        found = self._caught_up().execute(
            "SELECT start, length FROM event WHERE seq >= ? AND action = ? ORDER BY seq", (seq, action)
        )
        with self._path.open("rb") as stream:
            return [_line_at(stream.fileno(), start, length, self._path).event for start, length in found.fetchall()]

    def lines(self) -> Iterator[Line]:
        """Yield every event, oldest first, straight from the lines.

        Raises:
            EvidenceError: a line is not what the store writes.
        """
        yield from read_lines(self._path, 0)

    def objects(self) -> list[str]:
        """Return the ids of all objects that the log speaks of, in the order of their first event."""
        found = self._caught_up().execute("SELECT object FROM event GROUP BY object ORDER BY min(seq)")
        return [obj for (obj,) in found]


def _note(index: sqlite3.Connection, event: CustodyEvent, raw: bytes) -> None:
    start, size, peaks, last = index.execute("SELECT bytes, size, peaks, last FROM state").fetchone()
    if event.seq != size or event.previous != (last or NOTHING):
        raise EvidenceError(f"event {event.seq}: does not follow event {size - 1}; the chain of the log is broken here")
    leaf, digest = leaf_hash(raw), sha256(raw)
    tree = Frontier(size, [peaks[i : i + 32] for i in range(0, len(peaks), 32)])
    tree.append(leaf)
    index.execute(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (event.seq, start, len(raw), event.object, event.action, event.order, event.result, digest, leaf),
    )
    index.execute(
        "UPDATE state SET bytes = ?, size = ?, peaks = ?, last = ?",
        (start + len(raw) + 1, tree.size, b"".join(tree.peaks), digest),
    )


def read_lines(path: Path, start: int) -> Iterator[Line]:
    """Yield the whole lines of a log from a byte on; a last line without its end is left out."""
    with path.open("rb") as stream:
        stream.seek(start)
        for number, raw in enumerate(stream):
            if raw.endswith(b"\n"):
                where = f"{path}:line {number + 1} from byte {start}"
                yield Line(uncanonical(raw[:-1], CustodyEvent, where), raw[:-1])


def _line_at(handle: int, start: int, length: int, path: Path) -> Line:
    raw = os.pread(handle, length, start)
    return Line(uncanonical(raw, CustodyEvent, f"{path}:byte {start}"), raw)


def _end_of_last_line(path: Path, end: int) -> int:
    with path.open("rb") as stream:
        if end == 0 or os.pread(stream.fileno(), 1, end - 1) == b"\n":
            return end
        at = end
        while at > 0:
            start = max(0, at - 65536)
            stream.seek(start)
            found = stream.read(at - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            at = start
    return 0
