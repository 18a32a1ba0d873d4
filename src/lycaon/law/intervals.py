"""Periods and amounts are intervals: somebody says "1920s" or "about 80 g", seldom a point.

An interval is ``(least, most)``, both ends included; days are counted as ordinals, an open end is infinite.
``made < '1947-03-03'`` is true if all of the interval lies before that day, false if none of it does, and
undetermined if it straddles it.
"""

import ast
import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from lycaon.law.logic import Truth

Interval = tuple[float, float]


class Ago(NamedTuple):
    """A period relative to the day of the offer, in days; the past is negative."""

    least: float
    most: float

    def until(self, day: int) -> Interval:
        """The period itself, in ordinals, of an offer on this day.

        >>> Ago(-10, -1).until(100)
        (90, 99)
        """
        return (self.least + day, self.most + day)


BOUNDS = frozenset({"number", "period", "day"})
"""The kinds of facts that can be compared with < and >."""


def bound_of(value: float | str) -> Interval:
    """Return a constant as an interval: a number, or a day in ISO form.

    >>> bound_of("0001-01-02")
    (2, 2)
    """
    if isinstance(value, str):
        day = date.fromisoformat(value).toordinal()
        return (day, day)
    return (value, value)


def period_of(earliest: date | None, latest: date | None) -> Interval:
    """Return a period in ordinals; a missing end is open."""
    least = -math.inf if earliest is None else earliest.toordinal()
    most = math.inf if latest is None else latest.toordinal()
    return (least, most)


def less(one: Interval, other: Interval) -> Truth:
    """Whether all of one lies before the other."""
    if one[1] < other[0]:
        return True
    return False if one[0] >= other[1] else None


def less_or_equal(one: Interval, other: Interval) -> Truth:
    """Whether none of one lies after the other."""
    if one[1] <= other[0]:
        return True
    return False if one[0] > other[1] else None


def greater(one: Interval, other: Interval) -> Truth:
    """Whether all of one lies after the other."""
    return less(other, one)


def greater_or_equal(one: Interval, other: Interval) -> Truth:
    """Whether none of one lies before the other."""
    return less_or_equal(other, one)


COMPARE: Mapping[type[ast.cmpop], Callable[[Interval, Interval], Truth]] = {
    ast.Lt: less,
    ast.LtE: less_or_equal,
    ast.Gt: greater,
    ast.GtE: greater_or_equal,
}
