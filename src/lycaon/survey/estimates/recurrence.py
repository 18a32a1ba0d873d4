"""Who offers again: accounts with several offers, and accounts that return after a removal, with the error of links."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lycaon.survey.estimates.interval import Estimate, Refused, share


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Accounts with more than one offer, and those that offered again after a removal, at one strength of linkage."""

    threshold: float
    """Links of at least this strength join accounts; the figures are shown for several, because links may be wrong."""
    sellers: int
    repeat: Estimate | Refused
    again: Estimate | Refused
    """Of the sellers of whom an offer was removed, those with a new one within the days."""


def recurrence(
    offers: Sequence[tuple[str, float]],
    removed: Sequence[tuple[str, float]],
    links: Sequence[tuple[str, str, float]],
    *,
    thresholds: Sequence[float] = (0.5, 0.7, 0.9),
    days: float = 90,
) -> tuple[Recurrence, ...]:
    """Return recurrence for each strength of linkage.

    Args:
        offers: (account, day) of each unique offer.
        removed: (account, day) of each removal.
        links: (account, account, strength between 0 and 1).
        thresholds: strengths from which two accounts count as operated together.
        days: within which a new offer is a recurrence.
    """
    return tuple(_recurrence(offers, removed, links, threshold, days) for threshold in thresholds)


def _recurrence(
    offers: Sequence[tuple[str, float]],
    removed: Sequence[tuple[str, float]],
    links: Sequence[tuple[str, str, float]],
    threshold: float,
    days: float,
) -> Recurrence:
    names = {account for account, _ in (*offers, *removed)}
    head = {name: name for name in names}

    def root(name: str) -> str:
        while head[name] != name:
            name = head[name]
        return name

    for one, other, strength in links:
        if strength >= threshold and one in head and other in head:
            head[root(one)] = root(other)
    of_seller: dict[str, list[float]] = defaultdict(list)
    for account, day in offers:
        of_seller[root(account)].append(day)
    first: dict[str, float] = {}
    for account, day in removed:
        first[root(account)] = min(day, first.get(root(account), math.inf))
    again = sum(any(0 < day - at <= days for day in of_seller[seller]) for seller, at in first.items())
    many = sum(len(found) >= 2 for found in of_seller.values())
    return Recurrence(threshold, len(of_seller), share(many, len(of_seller)), share(again, len(first)))
