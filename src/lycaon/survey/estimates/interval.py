"""Intervals of shares, counts, sums and means.

Sources: Wilson 1927 (JASA 22:209) and Clopper & Pearson 1934 (Biometrika 26:404) for shares; Cohen & Yang 1994
(Stat. Med. 13:2189) for counts, because the exact interval of Garwood covers too much; Kish 1965 (Survey Sampling,
8.2) for the design effect of clusters; Woodruff 1952 (JASA 47:635) for medians.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lycaon.survey.estimates.libraries import proportion, rates, stats

LEVEL = 0.95
Z = 1.959963984540054
"""Quantile of the normal distribution at ``0.5 + LEVEL / 2``; a figure, so that no library is loaded to name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure and the interval that would hold the truth 95 times in 100.

    ``low`` and ``high`` are None for what was counted to the last one: an exact count of what was seen.
    """

    value: float
    low: float | None = None
    high: float | None = None
    base: float = 0
    """Of how many."""
    method: str = ""
    """Code of how it was made; worded at the edge."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No figure, and why: ``code`` is worded at the edge. A refusal is an answer, not a fault."""

    code: str
    figure: float = 0.0


def share(part: int, whole: int) -> Estimate | Refused:
    """Return a share with Wilson's interval; nothing of nothing has no share.

    >>> found = share(15, 106)
    >>> f"{found.value:.3f} {found.low:.3f} {found.high:.3f}"
    '0.142 0.088 0.220'
    """
    if whole <= 0:
        return Refused("no_base")
    ends = np.asarray(proportion.proportion_confint(part, whole, alpha=1 - LEVEL, method="wilson"), float)
    return Estimate(value=part / whole, low=float(ends[0]), high=float(ends[1]), base=whole, method="wilson")


def share_at_most(part: int, whole: int) -> float:
    """Return the exact upper bound of a share, one-sided: with none of 47 seen, at most 6.2 %.

    >>> f"{share_at_most(0, 47):.3f}"
    '0.062'
    """
    return float(stats.beta.ppf(LEVEL, part + 1, whole - part)) if part < whole else 1.0


def count(number: int) -> Estimate:
    """Return a count as one outcome of a process that might have given others: the mid-P interval of Poisson counts."""
    low, high = rates.confint_poisson(number, 1, method="midp-c", alpha=1 - LEVEL)
    return Estimate(value=number, low=float(low), high=float(high), base=number, method="mid_p")


def clustered_share(parts: Sequence[int], sizes: Sequence[int]) -> Estimate | Refused:
    """Return a share of offers where offers come in clusters, one a seller: fewer things were really asked.

    The variance is that of the ratio estimator over clusters (Cochran 1977, 6.4); Wilson's interval is then drawn for
    as many independent offers as would give this variance, with Student's t for the number of clusters.

    Args:
        parts: offers of each seller that have the property.
        sizes: all offers of each seller, in the same order.
    """
    x, n = np.asarray(parts, float), np.asarray(sizes, float)
    whole, sellers = float(n.sum()), int((n > 0).sum())
    if whole <= 0:
        return Refused("no_base")
    p = float(x.sum() / whole)
    if sellers < 2:
        return Refused("one_cluster")
    variance = sellers / (sellers - 1) * float(((x - p * n) ** 2).sum()) / whole**2
    simple = p * (1 - p) / whole
    effect = max(1.0, variance / simple) if simple > 0 else max(1.0, float((n**2).sum()) / whole)
    low, high = _wilson(p, whole / effect, float(stats.t.ppf(0.5 + LEVEL / 2, sellers - 1)))
    return Estimate(value=p, low=low, high=high, base=whole, method="clustered_wilson")


def _wilson(p: float, n: float, z: float) -> tuple[float, float]:
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def clustered_total(sums: Sequence[float]) -> Estimate | Refused:
    """Return the sum over sellers with the interval of a compound Poisson process: another seller may come or not.

    Its variance is the sum of the squares of what each brings. The interval is drawn for the logarithm, because a sum
    of prices is never negative and leans to the right.
    """
    y = np.asarray(sums, float)
    total = float(y.sum())
    if total <= 0 or len(y) == 0:
        return Refused("no_base")
    squares = float((y**2).sum())
    # The variance is itself estimated, badly where a few sellers bring most: Satterthwaite's degrees of freedom.
    freedom = max(1.0, 2 * squares**2 / float((y**4).sum()))
    spread = float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) * math.sqrt(squares) / total
    return Estimate(
        value=total, low=total * math.exp(-spread), high=total * math.exp(spread), base=len(y), method="compound"
    )


def clustered_median(clusters: Sequence[Sequence[float]]) -> Estimate | Refused:
    """Return the median of all values where values come in clusters, one a seller (Woodruff's interval).

    The share of values at or below the median is given its clustered interval, and both ends are read back as values.
    """
    groups = [np.asarray(each, float) for each in clusters if len(each)]
    if len(groups) < 5:
        return Refused("few_clusters", len(groups))
    values = np.sort(np.concatenate(groups))
    middle = float(np.median(values))
    below = [int((each <= middle).sum()) for each in groups]
    at = clustered_share(below, [len(each) for each in groups])
    if isinstance(at, Refused) or at.low is None or at.high is None:
        return Refused("no_base")
    low, high = (float(np.quantile(values, q, method="inverted_cdf")) for q in (at.low, at.high))
    return Estimate(value=middle, low=min(low, middle), high=max(high, middle), base=len(values), method="woodruff")


def weighted_total(values: Sequence[float], strata: Sequence[str], sizes: dict[str, int]) -> Estimate | Refused:
    """Return the total of a frame of which a random part was observed, site by site, in strata.

    Horvitz & Thompson 1952 (JASA 47:663) with the variance of stratified simple random sampling, finite corrections
    included (Cochran 1977, 5.9), and Student's t with Satterthwaite's degrees of freedom (Cochran 5.16).

    Args:
        values: counts of the observed sites.
        strata: the stratum of each.
        sizes: how many sites of the frame each stratum has.
    """
    total, variance, squares = 0.0, 0.0, 0.0
    labels, numbers = np.asarray(strata), np.asarray(values, float)
    for stratum, size in sizes.items():
        y = numbers[labels == stratum]
        if len(y) == 0 and size:
            return Refused("empty_stratum")
        total += size * float(y.mean()) if size else 0.0
        if len(y) == size:
            continue
        if len(y) < 2:
            return Refused("one_site_in_stratum")
        part = size**2 * (1 - len(y) / size) * float(y.var(ddof=1)) / len(y)
        variance, squares = variance + part, squares + part**2 / (len(y) - 1)
    if variance == 0:
        return Estimate(value=total, base=len(numbers), method="census")
    half = float(stats.t.ppf(0.5 + LEVEL / 2, variance**2 / squares)) * math.sqrt(variance)
    return Estimate(
        value=total, low=max(float(numbers.sum()), total - half), high=total + half, base=len(numbers), method="strata"
    )
