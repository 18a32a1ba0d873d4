"""How fast notified offers go, and why: seen on visits, so only known to lie between two of them.

An offer that is gone may have been removed, sold, or run out; these ends compete. No kept-up library estimates
cumulative incidence from interval-censored ends of several causes, so the estimator stands here: the non-parametric
maximum likelihood of Hudgens, Satten & Longini 2001 (Biometrics 57:74) by self-consistency (Turnbull 1976, JRSS B
38:290). With one cause it gives Turnbull's curve, which a test holds against lifelines. Intervals are bootstrapped
over sellers, because one seller's offers are found and removed together.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from lycaon.survey.codebook import Cause, Notice, Visit
from lycaon.survey.estimates.interval import LEVEL, Estimate, Refused, Z

_ROUNDS = 400
_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What is known of one notified offer, in hours since the platform received the notice."""

    offer: str
    last_seen: float
    """It was there at the last visit that found it; 0 where no later visit did."""
    gone_by: float | None
    """First visit that did not find it; None where it still stands."""
    cause: Cause = Cause.UNKNOWN
    cluster: str = ""
    """The seller; nothing, and the offer stands for itself, where nobody knows."""


def ends(notices: Sequence[Notice], visits: Sequence[Visit], sellers: dict[str, str] | None = None) -> tuple[End, ...]:
    """Return what visits tell of each notified offer. An offer that came back is the same offer, never gone before."""
    by_ad: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_ad[visit.ad].append(visit)
    found: list[End] = []
    for notice in notices:
        later = sorted(
            (visit for visit in by_ad[notice.ad] if visit.at >= notice.received_at), key=lambda visit: visit.at
        )
        hours = [(visit.at - notice.received_at).total_seconds() / 3600 for visit in later]
        present = [hour for hour, visit in zip(hours, later, strict=True) if visit.present]
        last = max(present, default=0.0)
        gone = [(h, v) for h, v in zip(hours, later, strict=True) if not v.present and h > last]
        found.append(
            End(
                offer=notice.ad,
                last_seen=last,
                gone_by=gone[0][0] if gone else None,
                cause=gone[0][1].cause if gone else Cause.UNKNOWN,
                cluster=(sellers or {}).get(notice.ad, ""),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative incidence of one cause: ``share[i]`` of the offers had ended so by ``hours[i]``."""

    hours: tuple[float, ...]
    share: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, hour: float) -> tuple[float, float, float]:
        """Return the share by an hour and its interval."""
        place = int(np.searchsorted(self.hours, hour, side="right")) - 1
        return (self.share[place], self.low[place], self.high[place]) if place >= 0 else (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of notified offers."""

    offers: int
    of_cause: dict[Cause, Curve]
    any_cause: Curve
    median: Estimate | Refused
    """Hours until half of the offers were removed by the platform; refused where half were not."""

    def by(self, hours: float, cause: Cause = Cause.PLATFORM) -> Estimate | Refused:
        """Return the share that had ended for a cause by an hour after receipt."""
        if cause not in self.of_cause:
            return Refused(_without(self.of_cause), self.offers)
        value, low, high = self.of_cause[cause].at(hours)
        return Estimate(value=value, low=low, high=high, base=self.offers, method="incidence")


def removal(seen: Sequence[End], *, seed: int = 1, rounds: int = _ROUNDS) -> Removal | Refused:
    """Return the incidence of each cause and the median time to removal by the platform.

    Args:
        seen: the offers.
        seed: of the bootstrap.
        rounds: of the bootstrap.
    """
    usable = [end for end in seen if end.gone_by is None or end.gone_by > end.last_seen]
    if not usable or all(end.gone_by is None for end in usable):
        return Refused("none_gone", len(usable))
    model = _Model.of(usable)
    curves = model.incidence(np.ones((1, len(usable))))
    drawn = model.incidence(_resampled(usable, seed, rounds))
    sellers = len({end.cluster or end.offer for end in usable})
    of_cause = {cause: _curve(model.grid, curves[0, k], drawn[:, k], sellers) for k, cause in enumerate(model.causes)}
    every = _curve(model.grid, curves[0].sum(axis=0), drawn.sum(axis=1), sellers)
    return Removal(len(usable), of_cause, every, _median(model, curves, drawn, len(usable)))


def _curve(grid: np.ndarray, share: np.ndarray, drawn: np.ndarray, sellers: int) -> Curve:
    """Return a curve with Wilson's interval for as many independent offers as have the variance of the bootstrap.

    Where all offers ended alike, every draw does too; what is then known is no more than the number of sellers tells.
    """
    variance = drawn.var(axis=0)
    simple = share * (1 - share)
    alike = (variance < 1e-8) | (simple < 1e-4)
    n = np.where(alike, sellers, np.maximum(1.0, simple / np.maximum(variance, 1e-8)))
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(simple / n + Z**2 / (4 * n**2))
    low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return Curve(*(tuple(map(float, each)) for each in (grid, share, low, high)))


def _median(model: "_Model", curves: np.ndarray, drawn: np.ndarray, offers: int) -> Estimate | Refused:
    if Cause.PLATFORM not in model.causes:
        return Refused(_without(model.causes), offers)
    k = model.causes.index(Cause.PLATFORM)
    middle = _crossing(model.grid, curves[0, k])
    if math.isinf(middle):
        return Refused("median_not_reached", offers)
    crossed = np.array([_crossing(model.grid, each) for each in drawn[:, k]])
    low, high = np.quantile(crossed, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="nearest")
    return Estimate(value=middle, low=float(low), high=float(high), base=offers, method="turnbull")


def _without(causes: Collection[Cause]) -> str:
    """Return why there is no removal by the platform: there was none, or nobody can tell why offers went."""
    return "cause_unknown" if Cause.UNKNOWN in causes else "never"


def _crossing(grid: np.ndarray, share: np.ndarray) -> float:
    place = int(np.searchsorted(share, 0.5))
    return float(grid[place]) if place < len(grid) else math.inf


def _resampled(seen: Sequence[End], seed: int, rounds: int) -> np.ndarray:
    """Return weights of offers in each round: whole clusters are drawn."""
    names = sorted({end.cluster or end.offer for end in seen})
    at = {name: number for number, name in enumerate(names)}
    owner = np.array([at[end.cluster or end.offer] for end in seen])
    generator = np.random.default_rng(seed)
    return generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=rounds)[:, owner].astype(float)


def _inner(seen: Sequence[End]) -> np.ndarray:
    """Return the right ends of Turnbull's innermost intervals: only there can offers have ended, as far as is known."""
    starts = {end.last_seen for end in seen}
    found: list[float] = []
    before = 0.0
    for right in sorted({end.gone_by for end in seen if end.gone_by is not None}):
        if any(before <= start < right for start in starts):
            found.append(right)
        before = right
    return np.array(found)


@dataclass(frozen=True, slots=True)
class _Model:
    grid: np.ndarray
    """Right ends of the cells in which an offer can have ended."""
    causes: tuple[Cause, ...]
    possible: np.ndarray
    """Offers by (cause x cell + the cell of those that stay): where each may have ended."""

    @classmethod
    def of(cls, seen: Sequence[End]) -> "_Model":
        grid = _inner(seen)
        known = sorted({end.cause for end in seen if end.gone_by is not None})
        causes = tuple(cause for cause in known if cause is not Cause.UNKNOWN) or (Cause.UNKNOWN,)
        possible = np.zeros((len(seen), len(causes) * len(grid) + 1))
        for row, end in enumerate(seen):
            inside = (grid > end.last_seen) & (grid <= (math.inf if end.gone_by is None else end.gone_by))
            possible[row, -1] = end.gone_by is None
            for k, cause in enumerate(causes):
                if end.gone_by is None or end.cause in (cause, Cause.UNKNOWN):
                    possible[row, k * len(grid) : (k + 1) * len(grid)] = inside
        return cls(grid, causes, possible)

    def incidence(self, weights: np.ndarray, *, most: int = 2000) -> np.ndarray:
        """Return cumulative incidence (rounds x causes x cells) by self-consistency, all rounds at once."""
        # Offers of which the same is known are one row with their number: a visit plan gives few kinds.
        kinds, which = np.unique(self.possible, axis=0, return_inverse=True)
        summed = np.zeros((len(weights), len(kinds)))
        for kind in range(len(kinds)):
            summed[:, kind] = weights[:, which.ravel() == kind].sum(axis=1)
        mass = np.full((len(weights), kinds.shape[1]), 1 / kinds.shape[1])
        total = summed.sum(axis=1, keepdims=True)
        for _ in range(most):
            weight = np.divide(summed, mass @ kinds.T, out=np.zeros_like(summed), where=summed > 0)
            new = mass * (weight @ kinds) / total
            change = float(np.abs(new - mass).max())
            mass = new
            if change < _TOLERANCE:
                break
        cells = mass[:, :-1].reshape(len(weights), len(self.causes), len(self.grid))
        return np.cumsum(cells, axis=2)
