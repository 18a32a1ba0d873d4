"""What a watch remembers, in one SQLite file: ads, events, walks, rounds. Killed at any moment, it goes on.

A page that was read, what it changed and what it showed are one transaction. Times are written as ISO 8601, UTC.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from lycaon.values.codec import from_json, to_json
from lycaon.watch.events import Event
from lycaon.watch.visits import Known


@dataclass(frozen=True, slots=True)
class Walk:
    """One list of a site, read to its end or not."""

    site: str
    start: str
    is_complete: bool
    pages: int
    sign: str
    """why it is not complete"""


@dataclass(frozen=True, slots=True)
class Look:
    """How many pages of a site were of what health in a round."""

    round: int
    site: str
    health: str
    number: int


class State:
    """The memory of one watch. Threads may share it; processes may not."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(files("lycaon.watch").joinpath("schema.sql").read_text("utf-8"))

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _change(self) -> Generator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, question: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(question, values).fetchall()

    # --- rounds and walks --------------------------------------------------------------------------------------

    def open_round(self, number: int, at: datetime) -> bool:
        """Begin a round or go on with it; False where it is closed."""
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO rounds VALUES (?, ?, NULL)", (number, at.isoformat()))
        return not self._rows("SELECT number FROM rounds WHERE number = ? AND closed IS NOT NULL", number)

    def close_round(self, number: int, at: datetime) -> None:
        """Write down that a round is done."""
        with self._change() as db:
            db.execute("UPDATE rounds SET closed = ? WHERE number = ?", (at.isoformat(), number))

    def rounds(self) -> dict[int, datetime]:
        """Return when each round began."""
        return {int(number): datetime.fromisoformat(at) for number, at in self._rows("SELECT number, at FROM rounds")}

    def closed_at(self) -> datetime:
        """Return when the last round that is closed began; before all time where none is."""
        found = self._rows("SELECT at FROM rounds WHERE closed IS NOT NULL ORDER BY number DESC LIMIT 1")
        return datetime.fromisoformat(found[0][0]) if found else datetime.min.replace(tzinfo=UTC)

    def walk(self, number: int, site: str, start: str) -> Walk | None:
        """Return what became of a list in a round, or None where it was not read to an end yet."""
        found = self._rows(
            "SELECT site, start, complete, pages, sign FROM walks WHERE round = ? AND site = ? AND start = ?",
            number, site, start,
        )  # fmt: skip
        return Walk(found[0][0], found[0][1], bool(found[0][2]), int(found[0][3]), found[0][4]) if found else None

    def end_walk(self, number: int, walk: Walk, at: datetime) -> None:
        """Write down what became of a list."""
        row = (number, walk.site, walk.start, walk.is_complete, walk.pages, walk.sign, at.isoformat())
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO walks VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def last_whole_walk(self, site: str, before: int) -> datetime | None:
        """Return when all lists of a site were last read to their end, in a round before this one."""
        found = self._rows(
            "SELECT min(at) FROM walks WHERE site = ? AND round < ? GROUP BY round HAVING min(complete) = 1 "
            "ORDER BY round DESC LIMIT 1",
            site, before,
        )  # fmt: skip
        return datetime.fromisoformat(found[0][0]) if found else None

    # --- ads -----------------------------------------------------------------------------------------------------

    def sight(self, site: str, named: Iterable[tuple[str, str]], now: datetime, *, not_listed: datetime | None) -> None:
        """Write down that a list names ads: ``(id, url)`` each."""
        with self._change() as db:
            for name, url in named:
                known = self._known(name)
                if known is None:
                    known = Known(id=name, site=site, url=url, first_listed=now, last_listed=now, not_listed=not_listed)
                    db.execute("INSERT INTO ads (id, site, known) VALUES (?, ?, ?)", (name, site, _text(known)))
                elif known.last_listed != now:
                    seen = replace(known, last_listed=now, url=url)  # addresses follow edited titles
                    db.execute("UPDATE ads SET known = ? WHERE id = ?", (_text(seen), name))

    def _known(self, name: str) -> Known | None:
        found = self._rows("SELECT known FROM ads WHERE id = ?", name)
        return from_json(found[0][0].encode(), Known) if found else None

    def ad(self, name: str) -> Known:
        """Return what is known of an ad."""
        known = self._known(name)
        if known is None:
            raise KeyError(name)
        return known

    def ads(self, site: str | None = None) -> list[Known]:
        """Return what is known of all ads, or of those of one site, by their ids."""
        found = (
            self._rows("SELECT known FROM ads ORDER BY id")
            if site is None
            else self._rows("SELECT known FROM ads WHERE site = ? ORDER BY id", site)
        )
        return [from_json(row[0].encode(), Known) for row in found]

    def looked(self, number: int, ad: Known, health: str, events: Sequence[Event]) -> None:
        """Write down a look at an ad: what is known now, how healthy the page was, what happened."""
        checked = replace(ad, checked=number)
        with self._change() as db:
            db.execute("UPDATE ads SET known = ? WHERE id = ?", (_text(checked), ad.id))
            db.execute(
                "INSERT INTO looks VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
                (number, ad.site, health),
            )
            self._add(db, events)

    def linked(self, found: Iterable[tuple[Known, Event]]) -> None:
        """Write down which ads are earlier ones again."""
        with self._change() as db:
            for ad, event in found:
                db.execute("UPDATE ads SET known = ? WHERE id = ?", (_text(replace(ad, again=event.of)), ad.id))
                self._add(db, [event])

    @staticmethod
    def _add(db: sqlite3.Connection, events: Iterable[Event]) -> None:
        rows = [(event.at.isoformat(), event.site, event.ad, event.kind, _text(event)) for event in events]
        db.executemany("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?)", rows)

    def events(self) -> list[Event]:
        """Return all events, by time, site and ad."""
        return [
            from_json(row[0].encode(), Event)
            for row in self._rows("SELECT event FROM events ORDER BY at, site, ad, kind")
        ]

    # --- what was read and kept of them ---------------------------------------------------------------------------

    def unscanned(self) -> list[Known]:
        """Return the ads whose words changed since they were last scanned."""
        rows = self._rows("SELECT known, scanned FROM ads ORDER BY id")
        known = ((from_json(row[0].encode(), Known), row[1]) for row in rows)
        return [ad for ad, scanned in known if ad.listing is not None and words_of(ad) != scanned]

    def scanned(self, results: Iterable[tuple[Known, str, float]]) -> None:
        """Write down the findings of ads: the row as JSON, "" where nothing was found, and how probably protected."""
        with self._change() as db:
            for ad, row, protected in results:
                values = (words_of(ad), row, protected, ad.id)
                db.execute("UPDATE ads SET scanned = ?, row = ?, protected = ? WHERE id = ?", values)

    def findings(self) -> list[str]:
        """Return the rows of all findings, as JSON, by ad."""
        return [row[0] for row in self._rows("SELECT row FROM ads WHERE row != '' ORDER BY id")]

    def candidates(self, least: float) -> list[Known]:
        """Return the ads that are up, worth keeping, and not kept with the words that they have now."""
        rows = self._rows(
            "SELECT known FROM ads WHERE protected >= ? AND captured != scanned ORDER BY protected DESC, id", least
        )
        return [ad for ad in (from_json(row[0].encode(), Known) for row in rows) if ad.standing == "up"]

    def captured(self, ad: Known, capture: str) -> None:
        """Write down that an ad was captured, with the words that it has now."""
        with self._change() as db:
            db.execute("UPDATE ads SET captured = ?, capture = ? WHERE id = ?", (words_of(ad), capture, ad.id))

    def captures(self) -> dict[str, str]:
        """Return the id of the latest capture of each ad that has one."""
        rows = self._rows("SELECT id, capture FROM ads WHERE capture != '' ORDER BY id")
        return {row[0]: row[1] for row in rows}

    # --- what was asked ---------------------------------------------------------------------------------------------

    def count_request(self, site: str, day: str) -> int:
        """Count one more request to a site on a day, and return how many there are."""
        with self._change() as db:
            db.execute(
                "INSERT INTO requests VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1", (site, day)
            )
        return int(self._rows("SELECT number FROM requests WHERE site = ? AND day = ?", site, day)[0][0])

    def note(self, number: int, site: str, kind: str, what: str, sign: str) -> None:
        """Write down what robots.txt said, what was refused, put off."""
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?)", (number, site, kind, what, sign))

    def notes(self) -> list[tuple[str, ...]]:
        """Return all notes: round, site, kind, what, sign."""
        return self._rows("SELECT round, site, kind, what, sign FROM notes ORDER BY round, site, kind, what")

    def looks(self) -> list[Look]:
        """Return how healthy the pages were, by round and site."""
        return [
            Look(int(row[0]), row[1], row[2], int(row[3]))
            for row in self._rows("SELECT round, site, health, number FROM looks ORDER BY round, site, health")
        ]

    def walks(self) -> list[tuple[int, Walk]]:
        """Return what became of all lists, by round."""
        rows = self._rows("SELECT round, site, start, complete, pages, sign FROM walks ORDER BY round, site, start")
        return [(int(row[0]), Walk(row[1], row[2], bool(row[3]), int(row[4]), row[5])) for row in rows]


def words_of(ad: Known) -> str:
    """Return a digest of the words of an ad's listing."""
    listing = ad.listing
    words = "\x1f".join(getattr(listing, name) for name in ("title", "text", "price", "place", "seller", "category"))
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def _text(value: object) -> str:
    return to_json(value).decode()
