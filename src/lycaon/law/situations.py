"""Which places' law is asked about an offer, in what role, and which of them speaks for it."""

from datetime import date

import msgspec

from lycaon.law.places import CROSS_BORDER, NOWHERE, Places, country_of
from lycaon.law.specimen import Situation
from lycaon.law.statements import ships_abroad
from lycaon.law.thresholds import Thresholds
from lycaon.values.finding import Fact, Finding, Shipping


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The situations to judge; the first ``speaking`` of them may speak for the offer."""

    situations: tuple[Situation, ...]
    because: str
    speaking: int
    place_probability: float


def plan(finding: Finding, on: date, markets: tuple[str, ...], places: Places, thresholds: Thresholds) -> Plan:
    """Return whose law is asked: the item's country, the seller's, the markets', and CITES at a border."""
    homes, because, probability = _homes(finding, markets, places, thresholds)
    home = homes[0]
    abroad = ships_abroad(finding)
    targets = [market for market in markets if country_of(market) != country_of(home) and _sends(finding)]
    seller = _sure(finding.seller_country, thresholds)
    crossing = _crosses(finding, home, [*targets, seller], on, places)
    exporting = True if crossing else abroad
    situations = [
        Situation(
            place=each,
            role="item",
            on=on,
            exporting=exporting,
            importing=False,
            to_place=_beyond(targets, abroad),
        )
        for each in homes
    ]
    if seller and country_of(seller) != country_of(home):
        situations.append(Situation(place=seller, role="seller", on=on, exporting=exporting, importing=False))
    situations.extend(
        Situation(place=each, role="market", on=on, exporting=False, importing=True, from_place=home)
        for each in targets
    )
    if crossing:
        situations.append(Situation(place=CROSS_BORDER, role="cross_border", on=on, exporting=True, importing=True))
    return Plan(situations=tuple(situations), because=because, speaking=len(homes), place_probability=probability)


def _homes(
    finding: Finding, markets: tuple[str, ...], places: Places, thresholds: Thresholds
) -> tuple[list[str], str, float]:
    """Where the item may be, why we think so, and how sure we are."""
    for fact, because in ((finding.item_country, "item_country"), (finding.seller_country, "seller_country")):
        if fact.candidates:
            return _believed(fact, because, thresholds)
    if markets:
        return [markets[0]], "market", 0.9
    language = finding.languages[0].value if finding.languages else ""
    if language:
        return list(places.plausible(language)), "strictest_plausible", 0.5
    return [NOWHERE], "no_place", 0.0


def _believed(fact: Fact[str], because: str, thresholds: Thresholds) -> tuple[list[str], str, float]:
    best = fact.candidates[0]
    if best.probability >= thresholds.country:
        return [best.value], because, best.probability
    plausible = [each.value for each in fact.candidates if each.probability >= thresholds.plausible]
    return plausible or [best.value], "strictest_plausible", best.probability


def _sure(fact: Fact[str], thresholds: Thresholds) -> str:
    return fact.candidates[0].value if fact.candidates and fact.candidates[0].probability >= thresholds.country else ""


def _sends(finding: Finding) -> bool:
    return finding.ships_to.best not in {Shipping.COLLECTION, Shipping.DOMESTIC}


def _beyond(targets: list[str], abroad: bool | None) -> str:
    """Where it would go: the market named, or anywhere."""
    if targets:
        return targets[0]
    return NOWHERE if abroad else ""


def _crosses(finding: Finding, home: str, others: list[str], on: date, places: Places) -> bool:
    """Whether the offer contemplates a border at which CITES asks for papers; the Union has none inside."""
    inside = places.in_union(home, on)
    for other in others:
        if other and country_of(other) != country_of(home) and not (inside and places.in_union(other, on)):
            return True
    reach = finding.ships_to.best
    return reach is Shipping.WORLDWIDE or (reach is Shipping.EU and not inside and home != NOWHERE)
