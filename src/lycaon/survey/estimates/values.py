"""What is asked in all: known prices summed, missing ones imputed beside them, never inside them.

Source of the imputation: the approximate Bayesian bootstrap of Rubin & Schenker 1986 (JASA 81:366), combined by
Rubin's rules (Rubin 1987, Multiple Imputation, 3.1); donors are offers of the same taxon, form and country, then of
the same group, then any.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from lycaon.survey.estimates.interval import LEVEL, Estimate, Refused
from lycaon.survey.estimates.libraries import stats

IMPUTATIONS = 20
_FEWEST_DONORS = 5


@dataclass(frozen=True, slots=True)
class Priced:
    """An offer: its price in euro, if it names one, and the cells of offers like it, the nearest first."""

    eur: float | None
    cells: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The value of what is offered. ``known`` is exact: a sum of what was asked; ``imputed`` adds the rest."""

    known: float
    with_price: int
    offers: int
    imputed: Estimate | Refused
    by_median: float
    """Known plus the median of the cell for each offer without a price: the simple way, beside the careful one."""

    @property
    def missing_share(self) -> float:
        """Share of offers that name no usable price."""
        return 1 - self.with_price / self.offers if self.offers else 0.0


def value(offers: Sequence[Priced], *, seed: int = 1, imputations: int = IMPUTATIONS) -> Value:
    """Return the known total, and the total with missing prices imputed ``imputations`` times."""
    known = [offer.eur for offer in offers if offer.eur is not None]
    total = math.fsum(known)
    donors = _donors(offers)
    missing = [_nearest(offer, donors) for offer in offers if offer.eur is None]
    filled = [median(cell) if cell else 0.0 for cell in missing]
    return Value(
        known=total,
        with_price=len(known),
        offers=len(offers),
        imputed=_imputed(total, missing, len(offers), seed, imputations),
        by_median=total + math.fsum(filled),
    )


def _donors(offers: Sequence[Priced]) -> dict[Hashable, list[float]]:
    found: dict[Hashable, list[float]] = defaultdict(list)
    for offer in offers:
        if offer.eur is not None:
            for cell in (*offer.cells, None):
                found[cell].append(offer.eur)
    return found


def _nearest(offer: Priced, donors: dict[Hashable, list[float]]) -> list[float]:
    for cell in offer.cells:
        if len(found := donors.get(cell, [])) >= _FEWEST_DONORS:
            return found
    return donors.get(None, [])


def _imputed(
    total: float, missing: Sequence[list[float]], offers: int, seed: int, imputations: int
) -> Estimate | Refused:
    if not missing:
        return Estimate(value=total, base=offers, method="all_known")
    if any(len(cell) < _FEWEST_DONORS for cell in missing):
        return Refused("few_prices", offers)
    generator = np.random.default_rng(seed)
    cells: dict[int, tuple[list[float], int]] = {}
    for cell in missing:
        cells[id(cell)] = (cell, cells.get(id(cell), (cell, 0))[1] + 1)
    totals = np.full(imputations, total)
    for cell, number in cells.values():
        prices = np.asarray(cell)
        for round_ in range(imputations):
            # First the donors are drawn, then the prices from them: what the donors do not tell widens the interval.
            pool = generator.choice(prices, len(prices))
            totals[round_] += float(generator.choice(pool, number).sum())
    between = float(totals.var(ddof=1))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, imputations - 1)) * math.sqrt((1 + 1 / imputations) * between)
    middle = float(totals.mean())
    return Estimate(value=middle, low=max(total, middle - half), high=middle + half, base=offers, method="imputed")
