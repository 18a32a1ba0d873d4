"""Our kernel against the matchers that pip offers, on the same texts, with the same hits, in one process.

    pip install --group bench
    python -m bench.matchers

Two comparisons. *Folding for free*: the others are handed texts that are folded already, we fold. *Raw text*: the
others fold first, by the two quickest ways without C (``str.translate``, numpy over the whole batch). None of
them is asked for offsets in the raw text, which we give. A peer whose hits are not ours ends the run, unless it
says beforehand that it finds the longest phrase only.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from bench.folding import ROW, ByNumpy, by_translate, is_cut, key_apart, places_apart
from bench.machine import machine, median, rounds, write
from bench.peers import MANY, Found, Peer, all_peers
from bench.plots import Bar, bars
from bench.prose import listings
from lycaon.text import PhraseIndex

PACKAGES = ("daachorse", "ahocorasick-rs", "hyperscan", "pyahocorasick", "flashtext", "spacy", "numpy", "pyarrow")
IMAGES = Path(__file__).parents[1] / "docs/images"
OURS, OURS_SINGLY = "Lycaon, batch", "Lycaon, text by text"


def lexicon(path: Path | None) -> list[str]:
    """Return phrases: a file with one a line, or those of the bundled catalogue."""
    if path is not None:
        return path.read_text().splitlines()
    from lycaon.catalogue import Catalogue

    index = Catalogue.load().lexicon.index
    return [index.key(number) for number in range(len(index))]


def main() -> int:
    """Build, check the hits, time, and write figures and plots."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--names", type=Path, help="a file of phrases, one a line; otherwise the catalogue")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--without", nargs="*", default=[], help="packages to leave out")
    asked = options.parse_args()

    began = machine(*PACKAGES)
    keys = list(dict.fromkeys(key for key in map(_key, lexicon(asked.names)) if key))
    texts = list(listings(MANY, keys, seed=1))
    index = PhraseIndex.build(keys, implementation="kernel")
    apart = [by_translate(text) for text in texts]
    expected = _ours(index, texts)
    print(f"{len(keys)} phrases, {len(texts)} texts, {len(expected)} hits")

    patterns = [key_apart(key) for key in keys]
    corpus = [by_translate(text) for text in listings(1_000, keys, seed=2)]
    peers, builds = _peers(patterns, corpus, apart, expected, asked.without)
    timed = rounds(_contestants(index, texts, apart, peers), times=asked.rounds)
    given = {f"free: {peer.name}": peer.texts for peer in peers}
    speeds = {name: given.get(name, len(texts)) / median(seconds) for name, seconds in timed.items()}
    result = _result(timed, speeds, texts, given) | {
        "phrases": len(keys),
        "hits": len(expected),
        "build_seconds": builds,
    }
    write("matchers.json", result | {"machine": began, "load_at_the_end": machine()["load_1_5_15_minutes"]})
    _plot(result, speeds)
    return 0


def _key(phrase: str) -> str:
    from lycaon.text.twin import token_key

    return token_key(phrase)


def _ours(index: PhraseIndex, texts: Sequence[str]) -> set[Found]:
    table = index.find_batch(pa.array(texts))
    places = [places_apart(text) for text in texts]
    rows = zip(table.row.tolist(), table.phrase.tolist(), table.start.tolist(), strict=True)
    return {(row, phrase, places[row][start]) for row, phrase, start in rows}


def _peers(
    patterns: Sequence[str], corpus: Sequence[str], apart: Sequence[str], expected: set[Found], without: Sequence[str]
) -> tuple[list[Peer], dict[str, float]]:
    peers: list[Peer] = []
    builds: dict[str, float] = {}
    for package, build in all_peers(patterns, corpus):
        began = time.perf_counter()
        try:
            if package in without:
                raise ImportError("left out as asked")
            peer = build()
        except ImportError as error:
            print(f"!!! NOT COMPARED: {package}: {error}. 'pip install --group bench' installs it.", file=sys.stderr)
            continue
        builds[peer.name] = round(time.perf_counter() - began, 2)
        _check(peer, patterns, apart, expected)
        peers.append(peer)
    return peers, builds


def _check(peer: Peer, patterns: Sequence[str], apart: Sequence[str], expected: set[Found]) -> None:
    answers = peer.found(peer.search(apart[: peer.texts]))
    hits = {
        (row, phrase, place) for row, phrase, place in answers if not is_cut(apart[row], place + len(patterns[phrase]))
    }
    ours = {hit for hit in expected if hit[0] < peer.texts}
    if hits == ours:
        print(f"{peer.name}: the same {len(hits)} hits")
    elif not peer.finds_all and hits <= ours:
        print(f"{peer.name}: {len(hits)} of {len(ours)} hits, as it finds the longest only")
    else:
        raise SystemExit(f"{peer.name}: other hits, e.g. {sorted(hits ^ ours)[:3]}")


def _contestants(
    index: PhraseIndex, texts: list[str], apart: list[str], peers: Sequence[Peer]
) -> dict[str, Callable[[], object]]:
    column = pa.array(texts)
    found: dict[str, Callable[[], object]] = {
        OURS: lambda: index.find_batch(column),
        OURS_SINGLY: lambda: [index.find(text) for text in texts],
    }
    by_numpy = ByNumpy()
    for peer in peers:
        found[f"free: {peer.name}"] = partial(peer.search, apart[: peer.texts])
        if peer.places:
            found[f"translate + {peer.name}"] = partial(_translated, peer, texts)
            found[f"numpy + {peer.name}"] = partial(_at_once, peer, peer.places, by_numpy, texts)
    return found


def _translated(peer: Peer, texts: Sequence[str]) -> object:
    return peer.search([by_translate(text) for text in texts])


def _at_once(peer: Peer, places: Callable[[object], list[int]], fold: ByNumpy, texts: Sequence[str]) -> object:
    """Fold and search the batch in one piece; then rows have to be found again for the hits."""
    whole = fold(texts)
    if peer.in_bytes:
        ends = np.flatnonzero(np.frombuffer(whole.encode(), dtype=np.uint8) == ord(ROW))
    else:
        ends = np.flatnonzero(np.frombuffer(whole.encode("utf-32-le"), dtype="<u4") == ord(ROW))
    return np.searchsorted(ends, np.array(places(peer.search([whole])), dtype=np.int64))


def _result(
    timed: Mapping[str, list[float]], speeds: Mapping[str, float], texts: Sequence[str], given: Mapping[str, int]
) -> dict[str, object]:
    sizes = np.cumsum([len(text.encode()) for text in texts])
    rates: dict[str, object] = {}
    for name, seconds in timed.items():
        number = given.get(name, len(texts))
        rates[name] = {
            "listings_per_second": round(speeds[name]),
            "megabytes_per_second": round(float(sizes[number - 1]) / 1e6 / median(seconds), 1),
            "slowest_and_fastest_round": [round(number / max(seconds)), round(number / min(seconds))],
        }
    free = {name: rate for name, rate in speeds.items() if name.startswith("free: ")}
    raw = {name: rate for name, rate in speeds.items() if " + " in name}
    best_free, best_raw = max(free, key=free.__getitem__), max(raw, key=raw.__getitem__)
    ours = speeds[OURS]
    return {
        "texts": len(texts),
        "mean_characters": round(sum(map(len, texts)) / len(texts)),
        "megabytes": round(float(sizes[-1]) / 1e6, 1),
        "rates": rates,
        "best_with_folding_for_free": best_free,
        "times_best_with_folding_for_free": round(ours / free[best_free], 2),
        "best_from_raw_text": best_raw,
        "times_best_from_raw_text": round(ours / raw[best_raw], 2),
    }


def _plot(result: Mapping[str, object], listings_a_second: Mapping[str, float]) -> None:
    rows = sorted(listings_a_second.items(), key=lambda row: -row[1])
    drawn = [
        Bar(name.removeprefix("free: "), rate, name.startswith("Lycaon"), "folding for free" * name.startswith("free"))
        for name, rate in rows
    ]
    IMAGES.mkdir(parents=True, exist_ok=True)
    words = f"Finding {result['phrases']:,} phrases in listings of {result['mean_characters']} characters"
    (IMAGES / "matchers.svg").write_text(bars(words, "listings a second of one core", drawn))
    for name, rate in rows:
        print(f"{rate:>12,.0f} listings/s  {name}")
    for name in ("times_best_with_folding_for_free", "times_best_from_raw_text"):
        print(f"{name}: {result[name]}")


if __name__ == "__main__":
    sys.exit(main())
