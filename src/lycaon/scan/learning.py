"""Learning from decisions: move the model a little, then show on listings it did not see that nobody is worse off.

The guard compares the same listings before and after, language by language. A difference of F1 comes with its
paired percentile bootstrap (B. Efron, Annals of Statistics 7, 1979); answers that changed sides are weighed by
the exact test of Q. McNemar (Psychometrika 12, 1947), which also speaks where there is nothing to find.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lycaon.detect.decision import ModelFile
from lycaon.detect.reader import Reader
from lycaon.detect.train import STIFFNESS, example_of, update
from lycaon.scan.decided import Decided
from lycaon.scan.gold import Gold
from lycaon.scan.measure import Detection, Judged, by, detection, language
from lycaon.values.listing import Listing

HELD_OUT = 5
"""One decision in so many is held out, seller by seller, and judges the model instead of teaching it."""
EVERYWHERE = "all"
"""The group of all languages together: a harm too thin to show in any one of them shows here."""
MAY_BE_CHANCE = 0.05
"""Probability below which so many more mended than worsened answers, or the reverse, are no chance (one side)."""
_LOCAL = "-local"
_AT = 0.5
_RESAMPLES = 4_000
_SEED = 20261122
_QUANTILES = (0.025, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One question, asked of the same listings before and after."""

    judge: str
    """Which labelled listings: the name of a file. They are never pooled, or one kind of label could hide another."""
    question: str
    """``protected`` or ``wildlife``."""
    language: str
    of: int
    before: Detection
    after: Detection
    mended: int
    """Listings answered wrong before and right after."""
    worsened: int
    low: float
    """Bounds of the 95 % interval of F1 after minus F1 before."""
    high: float
    chance: float
    """Probability that chance alone turns as many answers to the worse, of those that turned."""

    @property
    def is_worse(self) -> bool:
        """Whether the model became worse here beyond what chance explains; one of the two signs is enough."""
        return self.high < 0 or self.chance < MAY_BE_CHANCE


def retrain(model: ModelFile, reader: Reader, decided: Iterable[Decided], *, stiffness: float = STIFFNESS) -> ModelFile:
    """Return the model moved by decisions, no further than they insist. Deterministic; their order does not matter.

    A listing in which nothing is named has nothing to weigh: its words may become terms instead
    (:mod:`lycaon.scan.terms`).
    """
    examples = [
        example
        for one in sorted(decided, key=lambda one: one.listing.id)
        if one.gold.wildlife is not None and (example := example_of(reader, one.listing, one.gold.wildlife)) is not None
    ]
    return update(model, examples, stiffness=stiffness, version=model.version.removesuffix(_LOCAL) + _LOCAL)


def split(decided: Sequence[Decided], *, seed: int) -> tuple[list[Decided], list[Decided]]:
    """Return the decisions to learn from, and those held out: one in :data:`HELD_OUT`, seeded.

    All offers of one seller stand on one side: they are written alike, and would test the memory only.
    """
    learned, held = [], []
    for one in decided:
        listing = one.listing
        who = f"{listing.site}\x1f{listing.seller}" if listing.seller else listing.id
        digest = hashlib.sha256(f"{seed}\x1f{who}".encode()).digest()
        (held if int.from_bytes(digest[:8], "big") % HELD_OUT == 0 else learned).append(one)
    return learned, held


def unseen(decided: Iterable[Decided], guard: Iterable[tuple[Listing, Gold]]) -> list[Decided]:
    """Leave out decisions about listings of the guard, told by id or words: nobody is examined on his own lessons."""
    ids, words = set[str](), set[tuple[str, str]]()
    for listing, _ in guard:
        ids.add(listing.id)
        words.add((listing.title, listing.text))
    return [one for one in decided if one.listing.id not in ids and (one.listing.title, one.listing.text) not in words]


def compare(judge: str, before: Sequence[Judged], after: Sequence[Judged]) -> list[Comparison]:
    """Compare the answers about the same listings, in the same order: all of them first, then each language."""
    pairs = {id(old): new for old, new in zip(before, after, strict=True)}
    groups = {EVERYWHERE: list(before), **by(before, language)}
    return [
        _compared(judge, question, name, [(old, pairs[id(old)]) for old in members])
        for name, members in groups.items()
        for question in ("protected", "wildlife")
        if any(_truth(question, old.gold) is not None for old in members)
    ]


def _compared(judge: str, question: str, group: str, pairs: Sequence[tuple[Judged, Judged]]) -> Comparison:
    known = [pair for pair in pairs if _truth(question, pair[0].gold) is not None]
    truth = [_truth(question, before.gold) is True for before, _ in known]
    old, new = ([_told(question, pair[side]) for pair in known] for side in (0, 1))
    mended = sum(was != true and now == true for true, was, now in zip(truth, old, new, strict=True))
    worsened = sum(was == true and now != true for true, was, now in zip(truth, old, new, strict=True))
    low, high = _difference(truth, old, new)
    return Comparison(
        judge=judge, question=question, language=group, of=len(known),
        before=detection(truth, old), after=detection(truth, new),
        mended=mended, worsened=worsened, low=low, high=high, chance=_chance(worsened, mended),
    )  # fmt: skip


def _truth(question: str, gold: Gold) -> bool | None:
    return gold.protected if question == "protected" else gold.wildlife


def _told(question: str, one: Judged) -> bool:
    return (one.scan.protected if question == "protected" else one.scan.wildlife) >= _AT


def _difference(truth: Sequence[bool], old: Sequence[bool], new: Sequence[bool]) -> tuple[float, float]:
    """Return the bounds of F1 after minus F1 before; both answers to a listing are drawn together."""
    kinds = np.array(truth, dtype=np.int64) * 4 + np.array(old, dtype=np.int64) * 2 + np.array(new, dtype=np.int64)
    counts = np.bincount(kinds, minlength=8)
    total = int(counts.sum())
    drawn = np.random.default_rng(_SEED).multinomial(total, counts / total, size=_RESAMPLES)
    before = _f1(drawn[:, [6, 7]], drawn[:, [4, 5]], drawn[:, [2, 3]])
    after = _f1(drawn[:, [5, 7]], drawn[:, [4, 6]], drawn[:, [1, 3]])
    low, high = np.quantile(after - before, _QUANTILES)
    return float(low), float(high)


def _f1(hits: np.ndarray, missed: np.ndarray, alarms: np.ndarray) -> np.ndarray:
    found = 2.0 * hits.sum(axis=1)
    below = found + missed.sum(axis=1) + alarms.sum(axis=1)
    # Nothing to find and nothing told is right.
    return np.where(below > 0, found / np.maximum(below, 1), 1.0)


def _chance(worsened: int, mended: int) -> float:
    """Return P(at least so many of the changed answers are worse), were better and worse equally likely.

    >>> _chance(5, 0), _chance(0, 0)
    (0.03125, 1.0)
    """
    changed = worsened + mended
    return sum(math.comb(changed, worse) for worse in range(worsened, changed + 1)) / 2**changed
