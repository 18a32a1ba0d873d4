"""The engine against the coders: how right it is, and what a count of its findings is worth.

Sources: Rogan & Gladen 1978 (Am. J. Epidemiol. 107:71) for the correction, with the interval of Lang & Reiczigel 2014
(Prev. Vet. Med. 113:13), which also carries what is not known of the engine's errors; Mercaldo, Lau & Zhou 2007
(Stat. Med. 26:2170) for precision at a base rate, on the logit.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lycaon.survey.estimates.interval import Estimate, Refused, Z, share


@dataclass(frozen=True, slots=True)
class Judged:
    """One listing: what the engine said, with which probability, and what coders settled on."""

    engine: bool
    coder: bool
    probability: float = 0.0
    taxon: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How right the engine is on listings that coders judged."""

    of: str
    listings: int
    precision: Estimate | Refused
    recall: Estimate | Refused
    specificity: Estimate | Refused
    calibration_error: float
    """Mean distance between probability and what coders say, in ten bins by size."""


def validity(judged: Sequence[Judged], of: str = "all") -> Validity:
    """Return precision, recall, specificity and calibration; recall needs judged listings that the engine passed by."""
    both = sum(one.engine and one.coder for one in judged)
    return Validity(
        of=of,
        listings=len(judged),
        precision=share(both, sum(one.engine for one in judged)),
        recall=share(both, sum(one.coder for one in judged)),
        specificity=share(
            sum(not one.engine and not one.coder for one in judged), sum(not one.coder for one in judged)
        ),
        calibration_error=_calibration(judged),
    )


def by(judged: Iterable[Judged], what: str) -> tuple[Validity, ...]:
    """Return validity for each ``taxon`` or ``language``, the largest first."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        found[one.taxon if what == "taxon" else one.language].append(one)
    return tuple(validity(each, of) for of, each in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _calibration(judged: Sequence[Judged]) -> float:
    if not judged:
        return 0.0
    bins: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        bins[min(9, int(one.probability * 10))].append(one)
    gaps = (abs(sum(one.probability - one.coder for one in each)) for each in bins.values())
    return sum(gaps) / len(judged)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share known from so many: sensitivity of coders' positives, specificity of their negatives."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share."""
        return self.hits / self.of


def corrected_share(positive: int, listings: int, sensitivity: Rate, specificity: Rate) -> Estimate | Refused:
    """Return the true share of offers among listings from what the engine found.

    Args:
        positive: listings that the engine called offers.
        listings: all that it read.
        sensitivity: coders' positives that it found.
        specificity: coders' negatives that it passed by.
    """
    if not listings or not sensitivity.of or not specificity.of:
        return Refused("no_base")
    if sensitivity.value + specificity.value <= 1:
        return Refused("worse_than_chance")
    raw = (positive / listings + specificity.value - 1) / (sensitivity.value + specificity.value - 1)
    # Lang & Reiczigel: every share is drawn a little to the middle, then the delta method with a shift.
    n, se_n, sp_n = listings + Z**2, sensitivity.of + 2, specificity.of + 2
    p, se, sp = (positive + Z**2 / 2) / n, (sensitivity.hits + 1) / se_n, (specificity.hits + 1) / sp_n
    youden = se + sp - 1
    centre = (p + sp - 1) / youden
    shift = 2 * Z**2 * (centre * se * (1 - se) / se_n - (1 - centre) * sp * (1 - sp) / sp_n)
    variance = p * (1 - p) / n + centre**2 * se * (1 - se) / se_n + (1 - centre) ** 2 * sp * (1 - sp) / sp_n
    half = Z * math.sqrt(variance) / youden
    low, high = (min(1.0, max(0.0, centre + shift + sign * half)) for sign in (-1, 1))
    return Estimate(value=min(1.0, max(0.0, raw)), low=low, high=high, base=listings, method="rogan_gladen")


def corrected_count(positive: int, listings: int, sensitivity: Rate, specificity: Rate) -> Estimate | Refused:
    """Return how many offers there really are among the listings that were read."""
    found = corrected_share(positive, listings, sensitivity, specificity)
    if isinstance(found, Refused) or found.low is None or found.high is None:
        return found
    return Estimate(
        value=found.value * listings, low=found.low * listings, high=found.high * listings, base=listings,
        method="rogan_gladen",
    )  # fmt: skip


def precision_at(base_rate: float, sensitivity: Rate, specificity: Rate) -> Estimate | Refused:
    """Return the share of the engine's findings that are right where offers are as rare as ``base_rate``.

    >>> found = precision_at(0.001, Rate(95, 100), Rate(990, 1000))
    >>> f"{found.value:.3f}"  # right 99 times in 100, and yet wrong 11 times in 12
    '0.087'
    """
    if not 0 < base_rate < 1 or not sensitivity.of or not specificity.of:
        return Refused("no_base")
    value = _precision(base_rate, sensitivity.value, specificity.value)
    # Z squared over two added to each cell keeps the logit finite, and its interval honest, near 1.
    k = Z**2
    se, sp = (sensitivity.hits + k / 2) / (sensitivity.of + k), (specificity.hits + k / 2) / (specificity.of + k)
    logit = math.log(se * base_rate / ((1 - sp) * (1 - base_rate)))
    error = math.sqrt((1 - se) / se / (sensitivity.of + k) + sp / (1 - sp) / (specificity.of + k))
    low, high = (1 / (1 + math.exp(-(logit + sign * Z * error))) for sign in (-1, 1))
    return Estimate(value=value, low=low, high=high, base=sensitivity.of + specificity.of, method="base_rate")


def _precision(rate: float, se: float, sp: float) -> float:
    right, wrong = se * rate, (1 - sp) * (1 - rate)
    return right / (right + wrong) if right + wrong else 0.0
