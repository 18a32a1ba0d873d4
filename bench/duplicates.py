"""How fast near-duplicates are found among many listings, and how many: ``python -m bench.duplicates [N]``.

Words are drawn as languages have them (Zipf) from 200,000; a fifth of the listings carry one of 500 sellers' standing
sentences. Of N invented listings a tenth are copies of another one, with words changed, left out and added until the likeness
lies where it was drawn. What is counted as missed is a copy whose exact likeness to its model reaches the limit and
that stands in no group with it.
"""

import random
import resource
import sys
import time
from dataclasses import replace

import numpy as np

from lycaon.link import likeness, near_duplicates
from lycaon.link.duplicates import LEAST
from lycaon.values.listing import Listing


def invented(number: int, seed: int = 1) -> tuple[list[Listing], list[tuple[Listing, Listing]]]:
    """Return listings, a tenth of them copies, and the pairs of a model and its copy."""
    chance = random.Random(seed)
    drawn = np.random.default_rng(seed)
    standing = [" ".join(worded(drawn, 25)) for _ in range(500)]
    models: list[Listing] = []
    for at in range(number - number // 10):
        words = worded(drawn, 2 + int(drawn.lognormal(3.7, 0.5)))
        words += [chance.choice(standing)] if chance.random() < 0.2 else []
        models.append(Listing(id=f"m:{at:08d}", text=" ".join(words)))
    chosen = chance.sample(models, number // 10)
    pairs = [(model, copied(model, f"n:{at:08d}", chance)) for at, model in enumerate(chosen)]
    return [*models, *(copy for _, copy in pairs)], pairs


def worded(drawn: np.random.Generator, length: int) -> list[str]:
    """Return words, the frequent ones often."""
    return [f"w{number}" for number in (drawn.zipf(1.2, length) % 200_000).tolist()]


def copied(model: Listing, name: str, chance: random.Random) -> Listing:
    """Return a copy with up to a quarter of its words changed."""
    words = model.text.split(" ")
    for _ in range(chance.randint(0, len(words) // 4)):
        words[chance.randrange(len(words))] = f"other{chance.randrange(10_000)}"
    return replace(model, id=name, text=" ".join(words))


def main(number: int) -> None:
    found, pairs = invented(number)
    start = time.perf_counter()
    groups = near_duplicates(found)
    spent = time.perf_counter() - start
    group_of = {member: group.first for group in groups for member in group.ids}
    alike = [(a, b) for a, b in pairs if likeness(a, b).score >= LEAST]
    met = sum(a.id in group_of and group_of[a.id] == group_of.get(b.id) for a, b in alike)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{number:,} listings: {spent:.1f} s, {number / spent:,.0f} a second, {memory:.1f} GB at most in the process")
    print(
        f"{len(groups):,} groups; of {len(alike):,} copies of a likeness of {LEAST} or more {met / len(alike):.2%} stand with their model"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
