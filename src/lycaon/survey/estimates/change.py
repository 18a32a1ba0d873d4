"""Did the trade fall, move, or was less looked at? Differences in differences, and a series around a day.

Sources: Card & Krueger 1994 (AER 84:772) for the design, here as a ratio of ratios on counts with each site as its own
control (see :mod:`lycaon.survey.estimates.ratio`); Wagner et al. 2002 (J. Clin. Pharm. Ther. 27:299) for segmented
regression of an interrupted series; its errors are autoregressive and fitted by maximum likelihood (Prais & Winsten
1954; statsmodels' SARIMAX), with Student's t.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lycaon.survey.estimates.interval import LEVEL, Estimate, Refused
from lycaon.survey.estimates.libraries import sm, sm_exceptions, stats
from lycaon.survey.estimates.ratio import Pair, logit, paired, site_ratio


class Part(StrEnum):
    """What a site is in a comparison."""

    TREATED = "treated"
    EXPOSED = "exposed"
    """where trade could go: same market, without the policy"""
    CONTROL = "control"
    """out of reach of both"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed where. Ratios of rates: 1 is no change."""

    treated: Estimate | Refused
    exposed: Estimate | Refused
    control: Estimate | Refused
    effect: Estimate | Refused
    """Treated against control: what the policy did, if nothing else differed."""
    displacement: Estimate | Refused
    """Exposed against control: above 1, trade appears to have moved."""
    net: Estimate | Refused
    """Treated and exposed together against control: what is left of the effect when what moved is counted."""


def changed(pairs: Sequence[Pair]) -> Change:
    """Return the change of each part and the differences between them."""
    of = {part: [pair for pair in pairs if pair.treated == part] for part in Part}
    treated, exposed, control = of[Part.TREATED], of[Part.EXPOSED], of[Part.CONTROL]
    return Change(
        treated=site_ratio(treated),
        exposed=site_ratio(exposed),
        control=site_ratio(control),
        effect=against(treated, control),
        displacement=against(exposed, control),
        net=against([*treated, *exposed], control),
    )


def against(one: Sequence[Pair], other: Sequence[Pair]) -> Estimate | Refused:
    """Return the ratio of two ratios: how much more ``one`` changed than ``other``."""
    first, second = paired(one), paired(other)
    if len(first) < 2 or len(second) < 2:
        return Refused("few_sites", len(first) + len(second))
    if not sum(pair.before for pair in first) or not sum(pair.before for pair in second):
        return Refused("no_baseline")
    if not sum(pair.now for pair in first) or not sum(pair.now for pair in second):
        return Refused("none_left")
    design = np.column_stack([np.ones(len(first) + len(second)), [1.0] * len(first) + [0.0] * len(second)])
    fit = logit([*first, *second], design)
    low, high = fit.interval(1)
    base = sum(pair.before + pair.now for pair in (*first, *second))
    return Estimate(value=math.exp(fit.beta[1]), low=low, high=high, base=base, method="did")


class Story(StrEnum):
    """What the figures of two waves look like, in one word; the sentence is made at the edge."""

    FELL = "fell"
    MOVED = "moved"
    """fell where it was treated, rose where trade could go"""
    LESS_LOOKED_AT = "less_looked_at"
    """fewer offers, but not fewer per work"""
    ROSE = "rose"
    UNDETERMINED = "undetermined"


def story(pairs: Sequence[Pair]) -> Story:
    """Tell a fall, a move and a mere fall in effort apart.

    A fall is one of the *rate*, with its whole interval below 1. A move asks more: that exposed sites rose against
    controls, or against nothing where there are none.
    """
    rate, change = site_ratio(pairs), changed(pairs)
    moved = change.displacement if isinstance(change.displacement, Estimate) else change.exposed
    fell = change.treated if isinstance(change.treated, Estimate) else rate
    if _below(fell) and _above(moved):
        return Story.MOVED
    if _below(rate):
        return Story.FELL
    before, now = sum(p.before for p in pairs), sum(p.now for p in pairs)
    work = [sum(p.effort_before for p in pairs), sum(p.effort_now for p in pairs)]
    raw = site_ratio([Pair(site=p.site, before=p.before, now=p.now) for p in pairs])
    if _below(raw) and work[1] < work[0] and now < before:
        return Story.LESS_LOOKED_AT
    return Story.ROSE if _above(rate) else Story.UNDETERMINED


def _below(found: Estimate | Refused) -> bool:
    return isinstance(found, Estimate) and found.high is not None and found.high < 1


def _above(found: Estimate | Refused) -> bool:
    return isinstance(found, Estimate) and found.low is not None and found.low > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """A series around the day of a policy. Other events near that day are listed beside it, never ruled out."""

    level: Estimate
    """Ratio just after the day to what the earlier trend would have given."""
    slope: Estimate
    """Ratio of the growth per period after the day to that before it."""
    autocorrelation: float


def interrupted(counts: Sequence[float], at: int, *, effort: Sequence[float] | None = None) -> Interrupted | Refused:
    """Return the change of level and of slope at period ``at`` of a regular series.

    Args:
        counts: offers of each period (week), in order.
        at: index of the first period under the policy.
        effort: work of each period; equal unless said.
    """
    y = np.asarray(counts, float)
    if at < 8 or len(y) - at < 8:
        return Refused("short_series", len(y))
    work = np.ones(len(y)) if effort is None else np.asarray(effort, float)
    if (work <= 0).any():
        return Refused("no_effort")
    time = np.arange(len(y), dtype=float)
    after = (time >= at).astype(float)
    design = np.column_stack([np.ones(len(y)), time, after, after * (time - at)])
    # Anscombe's half keeps empty weeks; the logarithm makes changes ratios.
    target = np.log((y + 0.5) / work)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm_exceptions.ConvergenceWarning)
        warnings.simplefilter("ignore", UserWarning)
        fitted = sm.GLSAR(target, design, 1)
        result = fitted.iterative_fit(maxiter=20)
    rho = float(np.atleast_1d(fitted.rho)[0])
    # Autocorrelation of residuals is too small: by (1 + 3 rho) / n about a mean (Kendall 1954, Biometrika 41:403), and
    # by as much again for each further line that was fitted.
    rho = min(0.95, rho + (design.shape[1] + 3 * rho) / len(y))
    result = sm.GLSAR(target, design, rho=np.array([rho])).fit()  # type: ignore[arg-type]
    t = float(stats.t.ppf(0.5 + LEVEL / 2, len(y) * (1 - max(0.0, rho)) / (1 + max(0.0, rho)) - 2))
    return Interrupted(level=_ratio(result, 2, t, len(y)), slope=_ratio(result, 3, t, len(y)), autocorrelation=rho)


def _ratio(result: object, column: int, t: float, base: int) -> Estimate:
    beta, error = float(result.params[column]), float(result.bse[column])  # type: ignore[attr-defined]
    return Estimate(
        value=math.exp(beta), low=math.exp(beta - t * error), high=math.exp(beta + t * error), base=base, method="glsar"
    )
