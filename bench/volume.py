"""How time and memory grow with the number of listings: ``python -m bench.volume --count 10000000``.

Listings are drawn again and again from a pool, each under an id of its own, one candidate in a hundred; what a job does
with each part is done with them: ids seen before are looked up, a batch is made, scanned, and written as one part. The
pool is invented beforehand, so that inventing is not timed.
"""

import argparse
import json
import math
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.growth import IMAGES
from bench.machine import machine, write
from bench.pipeline import ASKED, PART, mixed, pools
from bench.plots import lines
from lycaon.scan import Scanner, scan_batch, to_batch
from lycaon.scan.parts import write_part
from lycaon.scan.seen import SeenIds
from lycaon.values.listing import Listing


def parts(pool: Sequence[Listing], count: int) -> Iterator[list[Listing]]:
    """Yield ``count`` listings in parts, each with an id of its own."""
    chance = random.Random(1)
    for start in range(0, count, PART):
        yield [
            replace(one, id=f"x:{start + at}")
            for at, one in enumerate(chance.choices(pool, k=min(PART, count - start)))
        ]


def points(count: int) -> list[int]:
    """Return the numbers of listings at which to look: three for each power of ten.

    >>> points(100_000)
    [10000, 20000, 50000, 100000]
    """
    steps = [factor * 10**power for power in range(4, round(math.log10(count)) + 1) for factor in (1, 2, 5)]
    return [step for step in steps if step <= count]


def main() -> None:
    """Print the figures as JSON, keep them and draw them."""
    parser = argparse.ArgumentParser(description="time and memory by number of listings")
    parser.add_argument("--count", type=int, default=10_000_000)
    parser.add_argument("--share", type=float, default=0.01)
    asked = parser.parse_args()
    scanner = Scanner.load()
    pool = mixed(*pools(scanner, 20_000, 2_000), asked.share, 20_000)
    scan_batch(scanner, to_batch(pool), ASKED)
    looked, seen, done, spent = points(asked.count), SeenIds(), 0, 0.0
    seconds: dict[int, float] = {}
    memory: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="lycaon-volume-") as folder:
        for number, listings in enumerate(parts(pool, asked.count)):
            began = time.process_time()
            seen.add([one.id for one in listings])
            write_part(Path(folder), number % 8, scan_batch(scanner, to_batch(listings), ASKED), ())
            spent += time.process_time() - began
            done += len(listings)
            if done in looked:
                seconds[done], memory[done] = (
                    round(spent, 1),
                    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                )
                print(
                    f"{done:>12,} {spent:>9.1f} s {spent / done * 1e6:>7.1f} us each {memory[done]:>6} MiB", flush=True
                )
    figures: dict[str, object] = {
        **machine("pyarrow"),
        "candidates": asked.share,
        "processor seconds by listings": seconds,
        "largest resident MiB by listings": memory,
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("volume.json", figures)
    drawn = {"Lycaon, 1 % candidates": list(seconds.items())}
    (IMAGES / "growth-volume.svg").write_text(
        lines("A thousand times the listings", "listings", "processor seconds", drawn)
    )


if __name__ == "__main__":
    main()
