"""Which of the sums in a listing is the price: what each was said for, and how one is chosen.

The sums themselves are read in :mod:`lycaon.detect.price`.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from lycaon.values.finding import Money, Span


class PriceRole(StrEnum):
    """What a sum is asked for."""

    WHOLE = "whole"
    EACH = "each"
    SHIPPING = "shipping"
    DEPOSIT = "deposit"
    OLD = "old"
    START = "start"
    """where bidding stands or begins"""
    ESTIMATE = "estimate"
    """what an expert or auctioneer expects"""
    FROM = "from"
    """the lowest price of several things"""
    RATE = "rate"
    """for an hour, a kilogram, a visit"""
    STEP = "step"
    """by how much bids rise, or below which nothing is sold"""
    BUYOUT = "buyout"
    """at which an auction ends at once"""


ASKED = frozenset({PriceRole.WHOLE, PriceRole.EACH, PriceRole.START, PriceRole.RATE, PriceRole.BUYOUT})
"""Roles of sums that are the price, where nothing better is said."""


class PriceMention(msgspec.Struct, frozen=True):
    """One sum, where it stands and what it is for; ``per`` is the unit of an EACH price (specimen, pair, g)."""

    money: Money
    role: PriceRole
    span: Span
    per: str = ""
    sure: bool = True
    """Whether money stands beside the figure, not only a word for a price."""
    summed: bool = False
    """Whether the words say that it is for everything together."""
    bundle: bool = False
    """Whether it is what so many cost, or another way to buy the same: "5 for £50", "or £90 the pair"."""
    bare: bool = False
    """Whether nothing but other prices says that it is one: the second of "pair 150 €, single hen 80"."""
    partial: bool = False
    """Whether a sum for several together is said of something named beside it: "1.1 pennant 90 together"."""


class PriceReading(msgspec.Struct, frozen=True):
    """What was read about the price.

    ``price`` is the sum as asked: for the whole offer, or for each piece where only that was said
    (then ``unit_price`` is the same sum).
    """

    price: Money | None = None
    unit_price: Money | None = None
    mentions: tuple[PriceMention, ...] = ()
    on_request: bool = False


def chosen(mentions: Sequence[PriceMention]) -> tuple[Money | None, Money | None]:
    """Choose the price as asked and the price of each piece.

    Sums for everything together come first, then the site's own field, then sums with money beside them, in the
    order in which they stand; what so many cost comes last. A list of several prices has none; stand-ins are the
    last resort.
    """

    def rank(mention: PriceMention) -> tuple[bool, ...]:
        elsewhere = mention.span.field != "price"
        later = mention.role is PriceRole.BUYOUT, mention.role is PriceRole.START
        return mention.money.placeholder, not mention.summed, elsewhere, mention.bundle, *later, not mention.sure

    priced = [mention for mention in mentions if mention.role in ASKED]
    asked = [mention for mention in priced if not mention.bare]
    each = [mention for mention in asked if mention.role is PriceRole.EACH]
    unit_price = min(each, key=rank).money if each else None
    if not asked or _is_list(priced) or _begins_with_lowest(mentions):
        return None, unit_price
    chosen = min(asked, key=rank)
    named = next((each for each in asked if each.sure and each.money.amount == chosen.money.amount), chosen)
    return (chosen if chosen.sure else named).money, unit_price


def _is_list(asked: Sequence[PriceMention]) -> bool:
    """Whether different things have different prices: two sums of one role in the text, none of them for everything.

    A field with yet another sum settles the price; one that repeats a sum of the list does not.
    """
    firm = [mention for mention in asked if not mention.money.placeholder and not mention.bundle]
    if not firm:  # "3 of 2023 at 90 €, 5 of 2025 at 60 €"
        return len({mention.money.amount for mention in asked if not mention.money.placeholder}) > 1
    listed = [mention for mention in firm if mention.span.field != "price" and _is_priced(mention)]
    if not listed and all(mention.span.field != "price" for mention in firm):
        listed = firm  # "Hermanni a 80, marginata a 120": only words beside them tell that they are prices
    whole = {mention.money.amount for mention in listed if mention.role is PriceRole.WHOLE}
    each = {mention.money.amount for mention in listed if mention.role is PriceRole.EACH}
    bare = {mention.money.amount for mention in listed if mention.bare}
    rates = {mention.money.amount for mention in listed if mention.role is PriceRole.RATE}
    told = {mention.money.amount for mention in firm if mention.span.field == "price"}
    others = {mention.money.amount for mention in firm if not mention.bare}
    several = (
        max(len(whole), len(each), 0 if told else len(rates)) >= 2
        or len(whole | each | rates) >= (3 if told else 2)
        or bool(bare - others and others)
    )
    return several and told <= whole | each | rates and not any(_settles(mention, listed) for mention in asked)


def _is_priced(mention: PriceMention) -> bool:
    """Whether a sum is one beyond the word beside it: money, a scale, a dash or what it is for says so."""
    return mention.sure or mention.bare or mention.role is PriceRole.EACH or not mention.money.as_written.isdigit()


def _settles(mention: PriceMention, listed: Sequence[PriceMention]) -> bool:
    """Whether a sum is for everything: said of nothing in particular, and nothing else is priced after it."""
    return (
        mention.summed
        and not mention.partial
        and not any(
            other.role is PriceRole.WHOLE and other.span.field == mention.span.field
            and other.span.start > mention.span.start and other.money.amount != mention.money.amount
            for other in listed
        )
    )  # fmt: skip


def _begins_with_lowest(mentions: Sequence[PriceMention]) -> bool:
    """Whether the site's own field holds only the lowest of several prices, or an estimate."""
    field = [mention.role for mention in mentions if mention.span.field == "price"]
    return bool(field) and not ASKED & set(field)
