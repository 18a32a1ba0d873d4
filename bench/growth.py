"""How the kernel's time grows: with the lexicon, the length of listings, the share that holds a name, threads.

    python -m bench.growth

Names are those of the catalogue; beyond them, invented ones of the same shape. Each curve is measured in one
process, its points in turn, and the median of the rounds is kept.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.machine import machine, median, rounds, write
from bench.matchers import IMAGES, lexicon
from bench.plots import lines
from bench.prose import listings
from lycaon.text import PhraseIndex
from lycaon.text.implementations import Texts

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
LENGTHS = (33, 100, 330, 1_000, 3_300, 33_000)
SHARES = (0.001, 0.01, 0.1, 1.0)
CHARACTERS = 6_000_000
"""of text at each point: some twenty milliseconds of work"""


def names(number: int, path: Path | None) -> list[str]:
    """Return that many phrases; first the real ones, in an order of chance."""
    chance = random.Random(3)
    found = list(dict.fromkeys(lexicon(path)))
    chance.shuffle(found)
    real = [phrase.split(" ") for phrase in found if " " in phrase]
    while len(found) < number:  # beginnings and ends of real names about an invented word
        middle = "".join(chance.choices(("ka", "ro", "lin", "ost", "pe", "va", "mu", "shi"), k=3))
        found.append(f"{chance.choice(real)[0]} {middle} {chance.choice(real)[-1]}")
    return found[:number]


def texts_of(phrases: Sequence[str], *, mean: float = 330, share: float = 0.1) -> list[str]:
    """Return listings of this mean length, in all as long as at every other point."""
    return list(listings(int(CHARACTERS / mean), phrases, seed=4, mean_characters=mean, name_share=share))


def main() -> int:
    """Measure four curves; write figures and plots."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--names", type=Path, help="a file of phrases, one a line; otherwise the catalogue")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--only-threads", action="store_true", help="two threads beside one, and nothing else")
    asked = options.parse_args()

    if asked.only_threads:
        phrases = list(dict.fromkeys(lexicon(asked.names)))
        threads = _threads(PhraseIndex.build(phrases, implementation="kernel"), texts_of(phrases), asked.rounds)
        write("threads.json", {"threads": threads, "machine": machine("numpy", "pyarrow")})
        return 0
    began = machine("numpy", "pyarrow")
    million = names(SIZES[-1], asked.names)
    real = list(dict.fromkeys(lexicon(asked.names)))
    index = PhraseIndex.build(real, implementation="kernel")
    by_size, builds = _sizes(million, asked.rounds)
    by_length = _speeds({n: (index, texts_of(real, mean=n)) for n in LENGTHS}, asked.rounds)
    by_share = _speeds({share: (index, texts_of(real, share=share)) for share in SHARES}, asked.rounds)
    write(
        "growth.json",
        {
            "listings_per_second_by_phrases": by_size,
            "build_seconds_and_megabytes_by_phrases": builds,
            "characters_per_second_by_length": {n: round(speed * n) for n, speed in by_length.items()},
            "listings_per_second_by_share_with_a_name": by_share,
            "threads": _threads(index, texts_of(real), asked.rounds),
            "phrases_but_in_the_first": len(real),
            "machine": began,
            "load_at_the_end": machine()["load_1_5_15_minutes"],
        },
    )
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, title, across, curve in (
        ("growth-phrases", "A hundred times the lexicon", "phrases", by_size),
        ("growth-length", "The longer the listing", "characters a listing", by_length),
        ("growth-share", "The more listings hold a name", "share of listings with a name", by_share),
    ):
        drawn = lines(title, across, "listings a second of one core", {"Lycaon, batch": list(curve.items())})
        (IMAGES / f"{name}.svg").write_text(drawn)
    return 0


def _sizes(million: Sequence[str], times: int) -> tuple[dict[float, float], dict[int, tuple[float, float, float]]]:
    indexes: dict[float, tuple[PhraseIndex, list[str]]] = {}
    builds: dict[int, tuple[float, float, float]] = {}
    texts = texts_of(million[: SIZES[0]])  # the same texts for every size, with names that all of them know
    for size in SIZES:
        began = time.perf_counter()
        index = PhraseIndex.build(million[:size], implementation="kernel")
        built = time.perf_counter() - began
        indexes[size] = index, texts
        builds[size] = round(built, 2), round(len(index.raw) / 1e6, 1), _load_ms(index)
        print(f"{size} phrases: built in {built:.2f} s, {len(index.raw) / 1e6:.0f} MB, loaded in {builds[size][2]} ms")
    return _speeds(indexes, times), builds


def _load_ms(index: PhraseIndex) -> float:
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "index")
        began = time.perf_counter()
        PhraseIndex.load(Path(folder) / "index", implementation="kernel")
        return round((time.perf_counter() - began) * 1e3, 2)


def _speeds(points: Mapping[float, tuple[PhraseIndex, list[str]]], times: int) -> dict[float, float]:
    runs: dict[str, Callable[[], object]] = {
        str(point): partial(index.find_batch, pa.array(texts)) for point, (index, texts) in points.items()
    }
    timed = rounds(runs, times=times)
    speeds = {point: round(len(texts) / median(timed[str(point)])) for point, (_, texts) in points.items()}
    for point, speed in speeds.items():
        print(f"{point:>12} {speed:>12,} listings/s")
    return dict(speeds)


def _threads(index: PhraseIndex, texts: list[str], times: int) -> dict[str, float]:
    """Return what two threads do beside one, and beside what the machine gives to any two in the same rounds."""
    column = pa.array(texts * 4)  # a tenth of a second: waking a thread shall not count
    half = len(column) // 2
    parts = [column.slice(0, half), column.slice(half)]
    pool = ThreadPoolExecutor(2)

    def both(halves: Sequence[Texts]) -> object:
        return list(pool.map(index.find_batch, halves))

    one_and_two: dict[str, Callable[[], object]] = {"1": lambda: index.find_batch(column), "2": lambda: both(parts)}
    ceilings = _ceilings()
    for name, work in ceilings.items():
        one_and_two[f"1 {name}"] = lambda work=work: [work(), work()]
        one_and_two[f"2 {name}"] = lambda work=work: list(pool.map(lambda _: work(), range(2)))
    timed = rounds(one_and_two, times=times * 10, clock=time.perf_counter)
    ours = _gains(timed, "")
    found = {"one": round(len(column) / median(timed["1"])), "two": round(len(column) / median(timed["2"]))}
    result = found | {"two_over_one": median(ours), "two_over_one_best_rounds": _best_gain(timed, "")}
    for name in ceilings:
        gains = _gains(timed, f" {name}")
        result[f"two_over_one_of {name}"] = median(gains)
        result[f"two_over_one_of {name}_best_rounds"] = _best_gain(timed, f" {name}")
        result[f"share_of {name}"] = median([mine / theirs for mine, theirs in zip(ours, gains, strict=True)])
    result = {name: round(number, 3) for name, number in result.items()}
    for name, number in result.items():
        print(f"{name}: {number}")
    return result


def _gains(timed: Mapping[str, list[float]], name: str) -> list[float]:
    """Return what two threads do beside one, round by round: what else runs on the machine disturbs both."""
    return [one / two for one, two in zip(timed[f"1{name}"], timed[f"2{name}"], strict=True)]


def _best_gain(timed: Mapping[str, list[float]], name: str) -> float:
    return min(timed[f"1{name}"]) / min(timed[f"2{name}"])


def _ceilings() -> dict[str, Callable[[], object]]:
    """Return work that shares nothing and lets the GIL go: what this machine itself gives to two threads.

    A digest never waits for memory; reads all over 32 MB do little else.
    """
    data = bytes(1 << 25)
    table = np.arange(1 << 22, dtype=np.uint64)
    places = np.random.default_rng(1).integers(0, len(table), 1 << 21)
    return {
        "arithmetic": lambda: sha256(data).digest(),
        "scattered reads": lambda: np.take(table, places, mode="clip"),
    }


if __name__ == "__main__":
    sys.exit(main())
