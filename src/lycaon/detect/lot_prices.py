"""What is asked for each kind of several, and whether that leaves the offer without one price."""

from collections.abc import Sequence
from decimal import Decimal

from lycaon.detect.lots import LISTED, Group
from lycaon.detect.price import PriceMention, PriceReading, PriceRole
from lycaon.detect.wording import Wording
from lycaon.values.finding import Lot, Money, Span


def price_of(group: Group, many: bool, reading: PriceReading, wording: Wording) -> Money | None:
    """Return the price asked for a group: its own within a list, that of the offer where it is alone."""
    if not many:
        return reading.price
    asked = [mention for mention in reading.mentions if mention.role in {PriceRole.WHOLE, PriceRole.EACH}]
    near = [mention for each in group.members for mention in asked if _follows(each.naming.span, mention, wording)]
    return near[0].money if near else None


def have_own_prices(lots: Sequence[Lot], reading: PriceReading) -> bool:
    """Whether kinds of a listing are asked different sums for, none of them for everything: it has no one price.

    A sum in the site's own field is the price all the same, unless it only repeats that of one kind; and what is asked
    for some together ("1.1 pennant 90 samen") is not asked for all.
    """
    own = {lot.price.amount for lot in lots if lot.price is not None}
    field = {mention.money.amount for mention in reading.mentions if mention.span.field == "price"}
    if summed := {mention.money.amount for mention in reading.mentions if mention.summed}:
        return len(own) > 1 and summed <= own and not field
    if not field and len(lots) >= LISTED:  # the price of one kind of many is not the offer's
        return len(own) > 1 or (bool(own) and any(lot.price is None for lot in lots))
    if not field and len(lots) > 1:
        return len(_firm(reading)) > 1
    return len(own) > 1 and field <= own


def _firm(reading: PriceReading) -> set[Decimal]:
    """Return the different sums that the text asks for something, none of them as another way to buy it."""
    return {
        mention.money.amount
        for mention in reading.mentions
        if mention.role in {PriceRole.WHOLE, PriceRole.EACH} and mention.sure and not mention.bundle
    }


def _follows(name: Span, mention: PriceMention, wording: Wording) -> bool:
    if mention.span.field != name.field or mention.span.start < name.end:
        return False
    return not wording.field(name.field).text[name.end : mention.span.start].count("\n")
