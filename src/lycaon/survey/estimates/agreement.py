"""How far coders agree: kappa, alpha, and what may be published with it.

Sources: Cohen 1960 (Educ. Psychol. Meas. 20:37) with the standard error of Fleiss, Cohen & Everitt 1969 (Psychol.
Bull. 72:323), as statsmodels has it; Krippendorff 2019 (Content Analysis, 4th ed., ch. 12) for three coders and more,
with a bootstrap over units; thresholds of Krippendorff: 0.80 and 0.667.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from lycaon.survey.estimates.interval import LEVEL, Refused, share
from lycaon.survey.estimates.kappa import kappa_of
from lycaon.survey.estimates.libraries import inter_rater, krippendorff

PUBLISH, NOTE = 0.80, 0.67


class Use(StrEnum):
    """What may be done with a field."""

    PUBLISH = "publish"
    NOTE = "note"
    RECODE = "recode"
    ONE_CLASS = "one_class"
    """A coder gave one code throughout: kappa says nothing, and the share of agreement stands alone."""
    NOT_CODED_TWICE = "not_coded_twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one field. ``value`` is None where it is undefined; ``observed`` always stands beside it."""

    field: str
    measure: str
    """kappa, alpha"""
    value: float | None
    low: float | None = None
    high: float | None = None
    observed: float
    """Share of units on which all agree."""
    units: int
    use: Use


def kappa(pairs: Sequence[tuple[str, str]], field: str = "") -> Agreement:
    """Return Cohen's kappa of two coders.

    Args:
        pairs: the two codes of each unit.
        field: its name, passed on.
    """
    if not pairs:
        return Agreement(field=field, measure="kappa", value=None, observed=0.0, units=0, use=Use.NOT_CODED_TWICE)
    classes = sorted({code for pair in pairs for code in pair})
    observed = sum(a == b for a, b in pairs) / len(pairs)
    value = kappa_of(pairs)
    if value is None:
        return Agreement(
            field=field, measure="kappa", value=None, observed=observed, units=len(pairs), use=Use.ONE_CLASS
        )
    table = np.zeros((len(classes), len(classes)))
    at = {code: number for number, code in enumerate(classes)}
    for a, b in pairs:
        table[at[a], at[b]] += 1
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Any = inter_rater.cohens_kappa(table)  # its default interval is at 95 %
    low, high = max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
    if observed == 1.0 or math.isnan(float(found.std_kappa)):
        low, high = _of_observed(observed, _expected(table), len(pairs))
    return Agreement(
        field=field,
        measure="kappa",
        value=value,
        low=low,
        high=high,
        observed=observed,
        units=len(pairs),
        use=use(value),
    )


def _expected(table: np.ndarray) -> float:
    return float((table.sum(axis=0) * table.sum(axis=1)).sum() / table.sum() ** 2)


def _of_observed(observed: float, expected: float, units: int) -> tuple[float, float]:
    """Return the interval of kappa from Wilson's of the share that agrees.

    Where all agree, kappa's own error is nought, as if a few units proved it for all.
    """
    found = share(round(observed * units), units)
    ends = (observed, observed) if isinstance(found, Refused) else (found.low or 0.0, found.high or 0.0)
    return ((ends[0] - expected) / (1 - expected), (ends[1] - expected) / (1 - expected))


def use(value: float) -> Use:
    """Return what may be done with a field of this agreement."""
    if value >= PUBLISH:
        return Use.PUBLISH
    return Use.NOTE if value >= NOTE else Use.RECODE


Distance = Callable[[str, str], float]


def alpha(
    units: Sequence[Mapping[str, str]],
    field: str = "",
    *,
    distance: Distance | None = None,
    seed: int = 1,
    rounds: int = 499,
) -> Agreement:
    """Return Krippendorff's alpha of any number of coders, some of whom may have skipped units.

    Args:
        units: coder to code, one mapping a unit.
        field: its name, passed on.
        distance: how far two codes are apart (0 the same, 1 wholly different); unequal is 1 unless said. For taxa the
            share of ranks that they do not have in common: a wrong species of the right genus is half a mistake.
        seed: of the bootstrap over units.
        rounds: of the bootstrap.
    """
    rated = [unit for unit in units if len(unit) >= 2]
    classes = sorted({code for unit in rated for code in unit.values()})
    observed = sum(len(set(unit.values())) == 1 for unit in rated) / len(rated) if rated else 0.0
    if not rated or len(classes) < 2:
        state = Use.ONE_CLASS if rated else Use.NOT_CODED_TWICE
        return Agreement(field=field, measure="alpha", value=None, observed=observed, units=len(rated), use=state)
    at = {code: number for number, code in enumerate(classes)}
    counts = np.zeros((len(rated), len(classes)))
    for row, unit in enumerate(rated):
        for code in unit.values():
            counts[row, at[code]] += 1
    apart = np.array([[(distance or _unequal)(a, b) for b in classes] for a in classes])
    value = (
        krippendorff.alpha(value_counts=counts, value_domain=classes, level_of_measurement="nominal")
        if (distance is None)
        else float(_alpha(counts, apart, np.ones((1, len(rated))))[0])
    )
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(rated), np.full(len(rated), 1 / len(rated)), size=rounds)
    drawn = _alpha(counts, apart, weights)
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Agreement(
        field=field, measure="alpha", value=float(value), low=float(low), high=float(high), observed=observed,
        units=len(rated), use=use(float(value)),
    )  # fmt: skip


def _unequal(one: str, other: str) -> float:
    return float(one != other)


def _alpha(counts: np.ndarray, apart: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return alpha for each row of weights of units: 1 - observed over expected disagreement."""
    per_unit = counts.sum(axis=1)
    within = np.einsum("uc,cd,ud->u", counts, apart, counts) / (per_unit - 1)
    values = weights @ counts
    total = values.sum(axis=1)
    expected = np.einsum("rc,cd,rd->r", values, apart, values) / (total - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - (weights @ within) / np.where(expected > 0, expected, np.nan)


def taxon_distance(lines: Mapping[str, Sequence[str]]) -> Distance:
    """Return how far two taxa are apart: 1 less the share of ranks that both lines have in common.

    Args:
        lines: name to its line, from itself up to the kingdom.
    """

    def distance(one: str, other: str) -> float:
        if one == other:
            return 0.0
        a, b = list(lines.get(one, (one,))), list(lines.get(other, (other,)))
        common = len(set(a) & set(b))
        return 1 - common / max(len(a), len(b))

    return distance
