"""How many offers exist that nobody saw: two or more independent searchers.

Sources: Chapman 1951 (Univ. Calif. Publ. Stat. 1:131) with the variance of Seber 1970 (Biometrika 57:313); for three
and more lists the log-linear models of Fienberg 1972 (Biometrika 59:591), averaged by AIC as in Buckland, Burnham &
Augustin 1997 (Biometrics 53:603), with the log-normal interval of the unseen of Chao 1987 (Biometrics 43:783).
Searchers who follow each other make the estimate too small, so the words beside it are always "at least".
"""

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from lycaon.survey.estimates.interval import Estimate, Refused, Z
from lycaon.survey.estimates.libraries import sm, sm_exceptions


@dataclass(frozen=True, slots=True)
class Seen:
    """The estimate of all offers, how many were seen, and the share of it."""

    all_offers: Estimate
    seen: int

    @property
    def coverage(self) -> float:
        """Share of what exists that was seen, at most."""
        return min(1.0, self.seen / self.all_offers.value)


def chapman(first: int, second: int, both: int) -> Seen | Refused:
    """Return the number of offers from two searches; without an offer that both found there is no estimate.

    >>> found = chapman(220, 180, 110)
    >>> f"{found.all_offers.value:.0f} ({found.all_offers.low:.0f}-{found.all_offers.high:.0f}) {found.coverage:.2f}"
    '359 (330-389) 0.81'
    """
    if both > min(first, second):
        return Refused("more_than_one_found", both)
    if both == 0:
        return Refused("none_found_twice")
    seen = first + second - both
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    half = Z * math.sqrt(variance)
    estimate = Estimate(
        value=number, low=max(float(seen), number - half), high=number + half, base=seen, method="chapman"
    )
    return Seen(estimate, seen)


def from_histories(searchers: Iterable[str]) -> Seen | Refused:
    """Return the estimate from who found each offer (``A;B``): Chapman's for two searchers, log-linear for more."""
    found = Counter(frozenset(part for part in each.split(";") if part) for each in searchers)
    found.pop(frozenset(), None)
    names = sorted({name for each in found for name in each})
    if len(names) < 2:
        return Refused("one_searcher")
    if len(names) == 2:
        one, other = (sum(n for each, n in found.items() if name in each) for name in names)
        return chapman(one, other, found[frozenset(names)])
    return loglinear(found, names)


def loglinear(found: Counter[frozenset[str]], names: Sequence[str]) -> Seen | Refused:
    """Return the estimate from three lists or more; pairs of searchers may depend on each other."""
    histories = [history for history in product((0, 1), repeat=len(names)) if any(history)]
    counts = np.array(
        [found[frozenset(name for name, hit in zip(names, history, strict=True) if hit)] for history in histories],
        float,
    )
    seen = int(counts.sum())
    if not any(n for each, n in found.items() if len(each) > 1):
        return Refused("none_found_twice")
    pairs = list(combinations(range(len(names)), 2))
    models = [
        fitted
        for number in range(len(pairs))
        for chosen in combinations(pairs, number)
        if (fitted := _fit(np.array(histories, float), counts, chosen)) is not None
    ]
    if not models:
        return Refused("no_model")
    unseen, error = _averaged(models)
    # The averaged error already covers the chance in the unseen itself; adding that apart covers 98 in 100.
    spread = math.exp(Z * error)
    estimate = Estimate(
        value=seen + unseen, low=seen + unseen / spread, high=seen + unseen * spread, base=seen, method="loglinear"
    )
    return Seen(estimate, seen)


def _averaged(models: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Return the unseen and its standard error on the log scale, with what choosing a model adds to it."""
    best = min(aic for aic, _, _ in models)
    weights = [math.exp((best - aic) / 2) for aic, _, _ in models]
    total = sum(weights)
    middle = sum(w * log for w, (_, log, _) in zip(weights, models, strict=True)) / total
    error = sum(w * math.hypot(se, log - middle) for w, (_, log, se) in zip(weights, models, strict=True)) / total
    return math.exp(middle), error


def _fit(
    histories: np.ndarray, counts: np.ndarray, chosen: Sequence[tuple[int, int]]
) -> tuple[float, float, float] | None:
    """Return AIC, the logarithm of what nobody saw and its standard error; None where nothing converges."""
    columns = [np.ones(len(counts)), *histories.T, *(histories[:, a] * histories[:, b] for a, b in chosen)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm_exceptions.PerfectSeparationWarning)
        try:
            fitted = sm.GLM(counts, np.column_stack(columns), family=sm.families.Poisson()).fit()
        except np.linalg.LinAlgError:
            return None
    log, variance = float(fitted.params[0]), float(fitted.cov_params()[0, 0])
    # A pair of lists that shares nothing sends a coefficient to infinity, and its error with it: no such model counts.
    return (float(fitted.aic), log, math.sqrt(variance)) if fitted.converged and variance < 4 else None
