"""Ordinary listings, invented from the vocabularies of ``corpus/ordinary``: how often is one taken for an offer of wildlife?

    python -m bench.ordinary --count 20000 --out ordinary.jsonl
    lycaon eval ordinary.jsonl --worst 100

``--part learn`` and ``--part measure`` take every other goods each: what a model was shown must not measure it.

Every listing is innocent (``is_wildlife`` and ``is_protected_offer`` false); some carry a lure word, a name
that means something else there ("tiger balm", "Jaguar XF"). The words of a vocabulary are separated by ``;``; what
stands before the colon under ``lures`` is the lure. The phrases around the goods are those that offers of wildlife
use too: inherited, antique, genuine, a pair, with papers. Everything follows from the seed.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

VOCABULARIES = Path(__file__).parent.parent / "corpus" / "ordinary"
LURED = 0.1
"""Share of the listings that carry a lure word: three times what titles of real shops have."""
PARTS = {"all": slice(None), "learn": slice(0, None, 2), "measure": slice(1, None, 2)}
"""Which of a vocabulary's goods are taken."""
PRICES = (3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 45, 60, 75, 80, 90, 120, 150, 180, 250, 300, 450, 600, 850)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language's market."""

    language: str
    goods: tuple[str, ...]
    lures: tuple[tuple[str, str], ...]
    """(lure word, the innocent goods whose words hold it)"""
    conditions: tuple[str, ...]
    closings: tuple[str, ...]
    places: tuple[str, ...]
    prices: tuple[str, ...]
    joint: str = " "
    """What stands between two phrases."""


def vocabularies(directory: Path = VOCABULARIES, part: str = "all") -> list[Vocabulary]:
    """Read ``<language>.yaml`` files, sorted by language: all goods, or every other one (a part of ``PARTS``)."""
    return [_vocabulary(path, PARTS[part]) for path in sorted(directory.glob("*.yaml"))]


def _vocabulary(path: Path, part: slice) -> Vocabulary:
    fields: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    lures = tuple((lure, goods) for lure, all_goods in fields["lures"].items() for goods in _words(all_goods))
    return Vocabulary(
        language=path.stem,
        goods=_words(fields["goods"])[part],
        lures=lures[part],
        conditions=_words(fields["conditions"]),
        closings=_words(fields["closings"]),
        places=_words(fields["places"]),
        prices=_words(fields["prices"]),
        joint=fields.get("joint", " "),
    )


def _words(listed: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in listed.split(";") if word.strip())


def listings(count: int, seed: int, words: Sequence[Vocabulary], lured: float = LURED) -> Iterator[dict[str, Any]]:
    """Yield labelled listings, the languages in turn, ``lured`` of them (0 to 1) with a lure word.

    >>> first, second = listings(2, 7, vocabularies()[:1])
    >>> first["is_wildlife"], first["id"] == second["id"]
    (False, False)
    """
    chance = random.Random(seed)
    for number in range(count):
        vocabulary = words[number % len(words)]
        yield _listing(f"ordinary:{vocabulary.language}-{number:05d}", vocabulary, chance, lured)


def _listing(name: str, words: Vocabulary, chance: random.Random, lured: float) -> dict[str, Any]:
    lure, goods = chance.choice(words.lures) if chance.random() < lured else ("", chance.choice(words.goods))
    details = [chance.choice(words.conditions), *chance.sample(words.closings, chance.randint(1, 4))]
    if chance.random() < 0.3:
        details.insert(0, goods)
    if chance.random() < 0.2:
        details.append(chance.choice(words.goods))
    price = chance.choice(words.prices).format(chance.choice(PRICES))
    return {
        "id": name,
        "language": words.language,
        "title": words.joint.join([goods, chance.choice(words.conditions)]) if chance.random() < 0.5 else goods,
        "text": words.joint.join(details),
        "price": price,
        "location": chance.choice(words.places),
        "is_wildlife": False,
        "is_protected_offer": False,
        "lure_word": lure,
    }


def main() -> None:
    """Write the listings as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="how many listings (20000)")
    parser.add_argument("--seed", type=int, default=7, help="of the choices (7)")
    parser.add_argument("--lured", type=float, default=LURED, help="share that carries a lure word (0.1)")
    parser.add_argument("--part", choices=PARTS, default="all", help="which goods (all)")
    parser.add_argument("--out", type=Path, default=Path("ordinary.jsonl"), help="the file to write")
    chosen = parser.parse_args()
    with chosen.out.open("w", encoding="utf-8") as out:
        for row in listings(chosen.count, chosen.seed, vocabularies(part=chosen.part), chosen.lured):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
