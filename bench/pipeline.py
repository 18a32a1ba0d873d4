"""The whole text pipeline, stage by stage, at several shares of candidates: ``python -m bench.pipeline``.

A candidate is a row that gets past the prefilter. Pools of silent rows and of candidates are drawn from invented
listings and mixed to exactly the share asked, so that a figure does not depend on how often the generator happens to
write a name. All times are processor time of one process.

There are two diets of candidates. **Trade**: each holds a name of trade in wildlife (:mod:`bench.texts`), so most are
read to the end, judged and kept: what a market of animals is. **Ordinary**: what the prefilter lets through of a general
market (:mod:`bench.ordinary`), everyday goods, of which nine in ten that come through hold a lure word; few are kept.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bench.job import names_of_trade
from bench.machine import machine, median, write
from bench.ordinary import listings as ordinary_listings
from bench.ordinary import vocabularies
from bench.texts import listings
from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.scan.batch import from_batch
from lycaon.scan.rows import to_row
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22))
SHARES = (0.001, 0.01, 0.1, 1.0)
PART = 5_000
TITLE = 60  # characters of a listing's text that stand in its title

_START = """
import time
began = time.process_time()
from lycaon.scan import {names}
imported = time.process_time()
Scanner.load()
print(imported - began, time.process_time() - imported)
"""


def pools(scanner: Scanner, silent: int, candidates: int) -> tuple[list[Listing], list[Listing]]:
    """Return so many silent listings and so many candidates of trade."""
    names = names_of_trade(scanner.catalogue)
    quiet, loud = list[Listing](), list[Listing]()
    for share, into, wanted in ((0.0, quiet, silent), (1.0, loud, candidates)):
        for seed in range(1, 1000):
            drawn = [
                _listing(text, seed, at) for at, text in enumerate(listings(PART, names, seed=seed, name_share=share))
            ]
            into.extend(_of_which(scanner, drawn, candidates=share > 0))
            if len(into) >= wanted:
                break
        del into[wanted:]
    return quiet, loud


def ordinary_candidates(scanner: Scanner, wanted: int) -> list[Listing]:
    """Return so many candidates of a general market."""
    words = vocabularies()
    found: list[Listing] = []
    for seed in range(1, 1000):
        drawn = [_ordinary(row, seed) for row in ordinary_listings(PART, seed, words)]
        found += _of_which(scanner, drawn, candidates=True)
        if len(found) >= wanted:
            break
    return found[:wanted]


def _of_which(scanner: Scanner, drawn: Sequence[Listing], *, candidates: bool) -> list[Listing]:
    batch = to_batch(drawn)
    found = set(scanner.reader.candidates(batch.column("title"), batch.column("text")))
    return [one for at, one in enumerate(drawn) if (at in found) == candidates]


def _listing(text: str, seed: int, at: int) -> Listing:
    return Listing(id=f"x:{seed}-{at}", title=text[:TITLE], text=text[TITLE:], price=f"{at % 900 + 3} €")


def _ordinary(row: Mapping[str, str], seed: int) -> Listing:
    return Listing(
        id=f"{row['id']}-{seed}", title=row["title"], text=row["text"], price=row["price"], place=row["location"],
        language=row["language"],
    )  # fmt: skip


def mixed(quiet: Sequence[Listing], loud: Sequence[Listing], share: float, count: int) -> list[Listing]:
    """Return ``count`` listings, ``share`` of them candidates."""
    wanted = round(count * share)
    drawn = [*loud[:wanted], *quiet[: count - wanted]]
    random.Random(1).shuffle(drawn)
    return drawn


def seconds(times: int, work: Callable[[], object]) -> float:
    """Return the median processor seconds of some work."""
    spent: list[float] = []
    for _ in range(times):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return median(spent)


def whole(scanner: Scanner, drawn: Sequence[Listing], times: int) -> dict[str, float]:
    """Time everything between listings and kept rows, in parts as a job does it."""
    parts = [drawn[at : at + PART] for at in range(0, len(drawn), PART)]
    spent = seconds(times, lambda: [scan_batch(scanner, to_batch(part), ASKED) for part in parts])
    return {
        "listings a second": round(len(drawn) / spent),
        "microseconds a listing": round(spent / len(drawn) * 1e6, 1),
    }


def at_all_shares(
    scanner: Scanner, quiet: Sequence[Listing], candidates: Sequence[Listing], times: int
) -> dict[str, dict[str, float]]:
    """Time everything at each share of candidates, with as many silent rows as there are."""
    return {
        f"{share:.1%}": whole(
            scanner, mixed(quiet, candidates, share, min(len(quiet), int(len(candidates) / share))), times
        )
        for share in SHARES
    }


def stages(scanner: Scanner, quiet: Sequence[Listing], loud: Sequence[Listing], times: int) -> dict[str, float]:
    """Time the stages apart: microseconds a listing, or a candidate."""
    batch, few = to_batch(quiet), to_batch(loud)
    reader, day = scanner.reader, ASKED.today
    scans = [(one, scanner.scan(one, today=day)) for one in loud]
    kept = [(one, scan) for one, scan in scans if ASKED.keeps(scan.wildlife, scan.protected)]
    left = to_batch(one for one, scan in scans if not ASKED.keeps(scan.wildlife, scan.protected))
    told = to_batch(one for one, _ in kept)
    reading = seconds(times, lambda: [reader.read(one) for one in loud])
    scanning = seconds(times, lambda: [scanner.scan(one, today=day) for one in loud])

    def micro(spent: float, rows: int) -> float:
        return round(spent / max(1, rows) * 1e6, 1)

    return {
        "listing to Arrow": micro(seconds(times, lambda: to_batch(quiet)), len(quiet)),
        "prefilter, a silent row": micro(
            seconds(times, lambda: reader.candidates(batch.column("title"), batch.column("text"))), len(quiet)
        ),
        "Arrow to listing, a candidate": micro(seconds(times, lambda: from_batch(few, range(len(loud)))), len(loud)),
        "read, a candidate": micro(reading, len(loud)),
        "judge, a candidate": micro(scanning - reading, len(loud)),
        "row, a kept listing": micro(
            seconds(times, lambda: [to_row(one, scan, scanner.catalogue) for one, scan in kept]), len(kept)
        ),
        "all of it, a candidate that is kept": micro(
            seconds(times, lambda: scan_batch(scanner, told, ASKED)), told.num_rows
        ),
        "all of it, a candidate that is not": micro(
            seconds(times, lambda: scan_batch(scanner, left, ASKED)), left.num_rows
        ),
        "kept of the candidates": round(len(kept) / max(1, len(loud)), 3),
    }


def start_up(times: int) -> dict[str, float]:
    """Time import and load in processes of their own, with warm caches and, as installed, compiled modules.

    Who scans one listing at a time does not wait for Arrow and numpy; who scans batches does.
    """
    with tempfile.TemporaryDirectory(prefix="lycaon-start-") as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        single = [_start(environment, "Scanner") for _ in range(times + 1)][1:]
        batch = [_start(environment, "Scanner, scan_batch") for _ in range(times + 1)][1:]
    return {
        "import, processor seconds": round(median([imported for imported, _ in single]), 3),
        "import with batches, processor seconds": round(median([imported for imported, _ in batch]), 3),
        "load, processor seconds": round(median([loaded for _, loaded in (*single, *batch)]), 3),
    }


def _start(environment: dict[str, str], names: str) -> tuple[float, ...]:
    command = [sys.executable, "-c", _START.format(names=names)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return tuple(map(float, said.split()))


def _characters(listings: Sequence[Listing]) -> int:
    return round(sum(len(one.title) + len(one.text) for one in listings) / max(1, len(listings)))


def main() -> None:
    """Print the figures as JSON and keep them."""
    parser = argparse.ArgumentParser(description="the text pipeline, stage by stage")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--candidates", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    starting = start_up(asked.times)
    scanner = Scanner.load()
    quiet, loud = pools(scanner, asked.count, asked.candidates)
    everyday = ordinary_candidates(scanner, asked.candidates)
    figures: dict[str, object] = {
        **machine("pyarrow", "numpy"),
        "mean characters": {
            "silent": _characters(quiet),
            "candidates of trade": _characters(loud),
            "ordinary": _characters(everyday),
        },
        "start": starting,
        "stages in microseconds, trade": stages(scanner, quiet[:PART], loud, asked.times),
        "stages in microseconds, ordinary": stages(scanner, quiet[:PART], everyday, asked.times),
        "whole, candidates of trade": at_all_shares(scanner, quiet, loud, asked.times),
        "whole, ordinary candidates": at_all_shares(scanner, quiet, everyday, asked.times),
        "largest resident MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("pipeline.json", figures)


if __name__ == "__main__":
    main()
