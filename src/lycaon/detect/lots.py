"""Several kinds of specimen in one listing: which namings speak of the same thing, and what else belongs to each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lycaon.detect.naming import NameClass, Namer, Naming, rank_order
from lycaon.detect.price import PriceMention, PriceReading, PriceRole
from lycaon.detect.quantity import QuantityMention, QuantityReading
from lycaon.detect.wording import Wording
from lycaon.values.finding import Money, Quantity, Span

_BEHIND = 3.0
"""Log odds by which a naming may stand behind the best one and still tell the taxon of the same lot."""
_OWN_LOT = 0.0
"""Least log odds of a naming that is a lot of its own."""
_MOST_LOTS = 12
_ITEM = re.compile(
    r"(?:^|[\n,;+&/•|:!.(、，／・]|\b(?:and|or|und|oder|sowie|et|ou|en|y|e|o|i|oraz|lub|и|или|та|і|dan|atau|ve|và|with|mit|avec)"
    r"|\d+[.x]?)[\s\-–—*·]*(?:(?:an?|the|one|two|three|ein\w*|un\w?|une|zwei|deux|twee|due|dos|dois|duas|dwa|два|две|\d[\d.]*)\s*[x×]?\s*)?$",
    re.IGNORECASE,
)
"""What stands before an item of a list: a line's beginning, a separator, a word for "and", a count."""
_REACH = 60
"""Code points around a name in which its count and price stand, where the line does not tell."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A naming and its log odds."""

    naming: Naming
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Namings of one kind of specimen: the one that tells its taxon, the one that convinced, all of them."""

    taxon: Naming
    best: Scored
    members: tuple[Scored, ...]


def groups(scored: Sequence[Scored], namer: Namer, wording: Wording) -> list[Group]:
    """Return the kinds of specimen offered, the principal one first.

    The finest taxa that are named begin a kind each, and coarser names on their line (parrot for a grey parrot)
    join them. A second kind must be as good as offered by itself and stand like an item of its own, so that
    "as tame as a macaw" is no macaw.
    """
    ranked = sorted(scored, key=lambda each: (-each.score, each.naming.span.field != "title", each.naming.span.start))
    if not ranked:
        return []
    finest = [each for each in ranked if not _is_coarser(each, ranked, namer)]
    clusters: list[list[Scored]] = []
    for each in finest or ranked[:1]:
        home = next((cluster for cluster in clusters if _same(cluster[0].naming, each.naming, namer)), None)
        if home is not None:
            home.append(each)
        elif not clusters or (each.score >= _OWN_LOT and _is_item(each.naming, wording)):
            clusters.append([each])
    for each in ranked:
        for cluster in clusters:
            if each not in cluster and _same(cluster[0].naming, each.naming, namer):
                cluster.append(each)
    found = [_group(sorted(cluster, key=lambda each: -each.score), namer) for cluster in clusters[:_MOST_LOTS]]
    return sorted(found, key=lambda group: (-round(group.best.score, 1), _place(group.best.naming)))


def _place(naming: Naming) -> tuple[bool, int]:
    return naming.span.field != "title", naming.span.start


def _is_coarser(one: Scored, all_of_them: Sequence[Scored], namer: Namer) -> bool:
    """Whether another naming, not much weaker, tells a finer taxon on the same line."""
    return not one.naming.taxon or any(
        other.naming.taxon
        and other.naming.taxon != one.naming.taxon
        and other.score >= one.score - _BEHIND
        and namer.is_below(other.naming.taxon, one.naming.taxon)
        for other in all_of_them
    )


def _same(one: Naming, other: Naming, namer: Namer) -> bool:
    if not one.taxon or not other.taxon:
        return True  # a code word says nothing of its own
    return namer.is_below(one.taxon, other.taxon) or namer.is_below(other.taxon, one.taxon)


def _group(cluster: Sequence[Scored], namer: Namer) -> Group:
    best = cluster[0]
    near = [each for each in cluster if each.naming.taxon and each.score >= best.score - _BEHIND]

    def fineness(each: Scored) -> tuple[int, bool, float]:
        rank = namer.rank(each.naming.taxon)
        return rank_order(rank), each.naming.kind is NameClass.LATIN, each.score

    telling = max(near, key=fineness) if near else best
    return Group(telling.naming, best, tuple(cluster))


def _is_item(naming: Naming, wording: Wording) -> bool:
    """Whether a naming stands as one of several things: at the opening of a line, or behind a comma, "and" or count."""
    text = wording.field(naming.span.field).text
    before = text[max(0, naming.span.start - _REACH) : naming.span.start]
    return _ITEM.search(before) is not None or not before


def quantity_of(
    group: Group, many: bool, reading: QuantityReading, wording: Wording
) -> tuple[Quantity, tuple[Span, ...]]:
    """Return how many specimens of a group are offered; alone in its listing, all that are counted."""
    if not many:
        whole = reading.whole()
        return whole, tuple(mention.span for mention in reading.mentions if mention.quantity == whole)
    mention = _nearest_quantity(group, reading.mentions, wording)
    return (mention.quantity, (mention.span,)) if mention else (QuantityReading().whole(), ())


def price_of(group: Group, many: bool, reading: PriceReading, wording: Wording) -> Money | None:
    """Return the price asked for a group: its own within a list, that of the offer where it is alone."""
    if not many:
        return reading.price
    asked = [mention for mention in reading.mentions if mention.role in {PriceRole.WHOLE, PriceRole.EACH}]
    near = [mention for each in group.members for mention in asked if _follows(each.naming.span, mention, wording)]
    return near[0].money if near else None


def _follows(name: Span, mention: PriceMention, wording: Wording) -> bool:
    if mention.span.field != name.field or mention.span.start < name.end:
        return False
    return not wording.field(name.field).text[name.end : mention.span.start].count("\n")


def _nearest_quantity(group: Group, mentions: Sequence[QuantityMention], wording: Wording) -> QuantityMention | None:
    best: tuple[int, QuantityMention] | None = None
    for each in group.members:
        name = each.naming.span
        text = wording.field(name.field).text
        for mention in mentions:
            if mention.span.field != name.field:
                continue
            low, high = (
                sorted((mention.span.end, name.start))
                if mention.span.start < name.start
                else sorted((name.end, mention.span.start))
            )
            between = text[low:high]
            if len(between) > _REACH or "\n" in between:
                continue
            # "2 boas": a count stands before its name more often than behind it.
            distance = len(between) * (1 if mention.span.start < name.start else 2)
            if best is None or distance < best[0]:
                best = (distance, mention)
    return best[1] if best else None
