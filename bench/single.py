"""One listing at a time, as a platform checks at publication: ``python -m bench.single``.

Listings of the sample and of ``corpus/tune.jsonl``, shuffled; the first hundred calls of a process, which fill its memory,
are told apart from the rest, and from all of them asked a second time. Half of these offer wildlife; what a platform
publishes is told apart: ordinary goods of ``bench.ordinary``, one in ten with a lure word. Times are processor time of
one process.
"""

import json
import random
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench import ordinary
from bench.machine import machine, write
from lycaon.collect.mapping import guess
from lycaon.collect.records import Record, to_listing
from lycaon.learn.sample import sample_path
from lycaon.scan import Scanner
from lycaon.values.listing import Listing

TUNE = Path(__file__).parent.parent / "corpus" / "tune.jsonl"
TODAY = date(2026, 11, 22)
FIRST = 100
GOODS = 2_000


def listings() -> list[Listing]:
    """Return the listings in the order in which they are asked about."""
    with sample_path() as sample:
        lines = [*sample.read_text(encoding="utf-8").splitlines(), *TUNE.read_text(encoding="utf-8").splitlines()]
    asked = _read(json.loads(line) for line in lines)
    random.Random(1).shuffle(asked)
    return asked


def goods() -> list[Listing]:
    """Return ordinary listings."""
    return _read(ordinary.listings(GOODS, 1, ordinary.vocabularies()))


def _read(rows: Iterable[dict[str, Any]]) -> list[Listing]:
    found = (to_listing(Record(str(number), row), guess(row)) for number, row in enumerate(rows))
    return [each for each in found if isinstance(each, Listing)]


def spent(scanner: Scanner, asked: Sequence[Listing]) -> list[float]:
    """Return the milliseconds of each call."""
    found: list[float] = []
    for listing in asked:
        began = time.process_time()
        scanner.scan(listing, today=TODAY)
        found.append((time.process_time() - began) * 1000)
    return found


def shares(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return median, 95th and 99th hundredth, and the longest."""
    ordered = sorted(milliseconds)
    return {
        "calls": len(ordered),
        **{f"p{part}": round(ordered[len(ordered) * part // 100], 2) for part in (50, 95, 99)},
        "longest": round(ordered[-1], 2),
    }


def main() -> None:
    """Print the figures as JSON and keep them."""
    scanner = Scanner.load()
    asked = listings()
    once = spent(scanner, asked)
    figures: dict[str, object] = {
        **machine("pyarrow", "numpy"),
        f"first {FIRST} calls, milliseconds": shares(once[:FIRST]),
        "the calls after them": shares(once[FIRST:]),
        "all of them again": shares(spent(scanner, asked)),
        "ordinary goods": shares(spent(scanner, goods())),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("single.json", figures)


if __name__ == "__main__":
    main()
