"""Has it fallen? Ratios of two waves, and the three answers to a target.

Sources: the log ratio of two Poisson counts (Rothman & Greenland, Modern Epidemiology, ch. 14); with few counts the
exact interval of the binomial share of the second wave (Przyborowski & Wilenski 1940, Biometrika 31:313). With sites,
each site is its own control: the share of the second wave among both, by logistic regression, with the sandwich
variance HC3 (MacKinnon & White 1985, J. Econometrics 29:305), so that sites that fall differently widen the interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lycaon.survey.estimates.interval import LEVEL, Estimate, Refused, Z
from lycaon.survey.estimates.libraries import sm, stats

FEW = 5
"""Counts below this are compared exactly: the logarithm of a small count is not normal."""


class Answer(StrEnum):
    """Whether a target is met. The third is not a failure of the survey: it is what is known."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


def answer(ratio: Estimate | Refused, target: float) -> Answer:
    """Return *met* if the whole interval lies at or below the target, *not met* if all of it lies above.

    >>> answer(rate_ratio(9, 250), 0.20), answer(rate_ratio(60, 250), 0.20), answer(rate_ratio(90, 250), 0.20)
    (<Answer.MET: 'met'>, <Answer.UNDETERMINED: 'undetermined'>, <Answer.NOT_MET: 'not_met'>)
    """
    if isinstance(ratio, Refused) or ratio.low is None or ratio.high is None:
        return Answer.UNDETERMINED
    if ratio.high <= target:
        return Answer.MET
    return Answer.NOT_MET if ratio.low > target else Answer.UNDETERMINED


def rate_ratio(now: int, before: int, *, effort_now: float = 1.0, effort_before: float = 1.0) -> Estimate | Refused:
    """Return offers per effort now over offers per effort before.

    >>> found = rate_ratio(60, 250)
    >>> f"{found.value:.2f} ({found.low:.3f}-{found.high:.3f})"
    '0.24 (0.181-0.318)'
    """
    if effort_now <= 0 or effort_before <= 0:
        return Refused("no_effort")
    if before == 0:
        return Refused("no_baseline")
    scale = effort_before / effort_now
    if min(now, before) < FEW:
        return _exact(now, before, scale)
    spread = Z * math.sqrt(1 / now + 1 / before)
    value = now / before * scale
    low, high = value * math.exp(-spread), value * math.exp(spread)
    return Estimate(value=value, low=low, high=high, base=now + before, method="log_ratio")


def _exact(now: int, before: int, scale: float) -> Estimate:
    # Given the sum of both waves, the second one's part is binomial whatever the rate was.
    test = stats.binomtest(now, now + before).proportion_ci(LEVEL, method="exact")
    low, high = (float(p) / (1 - float(p)) * scale if p < 1 else math.inf for p in (test.low, test.high))
    return Estimate(value=now / before * scale, low=low, high=high, base=now + before, method="exact_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One site in two waves: offers and the work that found them."""

    site: str
    before: int
    now: int
    effort_before: float = 1.0
    effort_now: float = 1.0
    treated: str = ""


def paired(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return the sites that can be compared: worked on in both waves, and with an offer in at least one."""
    return tuple(
        pair for pair in pairs if pair.effort_before > 0 and pair.effort_now > 0 and pair.before + pair.now > 0
    )


def site_ratio(pairs: Sequence[Pair]) -> Estimate | Refused:
    """Return the ratio of rates where each site is its own control; with one site, or few offers, the plain ratio."""
    used = paired(pairs)
    before, now = sum(pair.before for pair in used), sum(pair.now for pair in used)
    if before == 0:
        return Refused("no_baseline")
    if len(used) < 3 or min(now, before) < FEW:
        # The work of all sites, each in proportion to the offers that it had before.
        scale = sum(pair.before * pair.effort_now / pair.effort_before for pair in used) / before
        return rate_ratio(now, before, effort_now=scale)
    fit = logit(used, np.ones((len(used), 1)))
    low, high = fit.interval(0)
    return Estimate(value=math.exp(fit.beta[0]), low=low, high=high, base=now + before, method="site_effects")


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients on the scale of the logarithm, their covariance and degrees of freedom."""

    beta: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    freedom: int

    def interval(self, *of: int) -> tuple[float, float]:
        """Return the interval of the exponential of a sum of coefficients."""
        value = sum(self.beta[i] for i in of)
        error = math.sqrt(sum(self.covariance[i][j] for i in of for j in of))
        half = float(stats.t.ppf(0.5 + LEVEL / 2, max(1, self.freedom))) * error
        return math.exp(value - half), math.exp(value + half)


def logit(pairs: Sequence[Pair], design: np.ndarray) -> Fit:
    """Fit the share of the second wave at each site on ``design``, the work as offset, with the HC3 variance."""
    counts = np.array([[pair.now, pair.before] for pair in pairs], float)
    offset = np.log([pair.effort_now / pair.effort_before for pair in pairs])
    fitted = sm.GLM(counts, design, family=sm.families.Binomial(), offset=offset).fit()
    size = counts.sum(axis=1)
    expected = np.asarray(fitted.fittedvalues)
    weight = size * expected * (1 - expected)
    bread = np.linalg.inv(design.T @ (design * weight[:, None]))
    leverage = np.minimum(0.99, weight * np.einsum("ij,jk,ik->i", design, bread, design))
    residual = (counts[:, 0] - size * expected) / (1 - leverage)
    robust = bread @ (design.T @ (design * (residual**2)[:, None])) @ bread
    # Sites cannot agree better than chance lets them; where they seem to, the binomial variance stands.
    covariance = robust if robust[-1, -1] > bread[-1, -1] else bread
    return Fit(
        tuple(map(float, fitted.params)),
        tuple(tuple(map(float, row)) for row in covariance),
        len(pairs) - design.shape[1],
    )
