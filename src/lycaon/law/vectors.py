"""Vectors: facts in, legality out. The lawyer reads and extends them beside each rule; we run them.

A vector names facts in the words of ``facts.yaml`` and is turned into a finding, so that it takes the very
way an offer takes. ``place: DE>US`` offers in Germany to a market in the United States; ``place: CITES``
asks for the crossing of a border alone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from lycaon.errors import RuleError
from lycaon.law.judge import Judged, Law
from lycaon.law.places import CROSS_BORDER
from lycaon.law.rules import LoadedRule, Vector
from lycaon.law.situations import plan
from lycaon.law.specimen import Situation
from lycaon.values.finding import (
    Claim,
    ClaimKind,
    DocumentClaim,
    DocumentState,
    Fact,
    Finding,
    Lot,
    Mark,
    Material,
    Mention,
    MentionKind,
    OfferKind,
    OriginCode,
    Period,
    Quantity,
    SellerKind,
    Shipping,
    Span,
    TaxonRef,
    Worked,
    certain,
)
from lycaon.values.verdict import Reading

T = TypeVar("T")
_NOWHERE = Span("text", 0, 0)
_FORCED = (
    "import_suspended",
    "trade_suspended",
    "native_to_eu",
    "native_here",
    "annex_x",
    "reserved_section",
    "re_export",
    "across_states",
    "ready_for_retail",
)
"""Facts that no finding states; a vector may fix them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A vector that does not come out as written."""

    rule: str
    vector: Vector
    said: str

    def __str__(self) -> str:
        return f"{self.rule}: on {self.vector.on} in {self.vector.place} {dict(self.vector.facts)}: {self.said}"


def failures(law: Law) -> Iterator[Failure]:
    """Run every vector of every rule."""
    for rule in law.rules:
        for vector in rule.rule.vectors:
            said = check(law, rule, vector)
            if said:
                yield Failure(rule.id, vector, said)


def check(law: Law, rule: LoadedRule, vector: Vector) -> str:
    """Return "" if a vector of a rule comes out as written, else what came out instead."""
    judged = judged_vector(law, rule, vector)
    reading = judged.reading
    said: list[str] = []
    if reading.legality.value != vector.legality:
        masses = ", ".join(f"{legality} {mass:.2f}" for legality, mass in reading.probabilities if mass)
        said.append(f"{vector.legality} expected, got {reading.legality} ({masses})")
    applies = any(reason.rule == rule.id and reason.probability >= 0.5 for reason in reading.reasons)
    if vector.applies is not None and applies is not vector.applies:
        said.append(f"the rule {'applies' if applies else 'does not apply'}")
    return "; ".join(said)


def judged_vector(law: Law, rule: LoadedRule, vector: Vector) -> Judged:
    """Judge the facts of a vector at the place that the rule is about."""
    finding = finding_of(law, vector.facts, vector.place)
    situation = _situation(law, rule, finding, vector)
    forced = {name: bool(vector.facts[name]) for name in _FORCED if name in vector.facts}
    return law.reading(finding, 0, finding.lots[0], situation, forced=forced)


def reading_of(law: Law, facts: Mapping[str, object], place: str, on: date) -> Reading:
    """Judge facts at a place; the reading of the item's country."""
    finding = finding_of(law, facts, place)
    return law.reading(finding, 0, finding.lots[0], _home(law, finding, place, on)).reading


def _situation(law: Law, rule: LoadedRule, finding: Finding, vector: Vector) -> Situation:
    if vector.place == CROSS_BORDER:
        return Situation(place=CROSS_BORDER, role="cross_border", on=vector.on, exporting=True, importing=True)
    role = "cross_border" if rule.jurisdiction == CROSS_BORDER else "market" if "item" not in rule.roles else "item"
    for situation in _planned(law, finding, vector.place, vector.on):
        if situation.role == role:
            return situation
    return _home(law, finding, vector.place, vector.on)


def _home(law: Law, finding: Finding, place: str, on: date) -> Situation:
    return _planned(law, finding, place, on)[0]


def _planned(law: Law, finding: Finding, place: str, on: date) -> tuple[Situation, ...]:
    _, _, market = place.partition(">")
    return plan(finding, on, (market,) if market else (), law.places, law.thresholds).situations


def finding_of(law: Law, facts: Mapping[str, object], place: str = "") -> Finding:
    """Build a finding from facts as vectors write them.

    Raises:
        RuleError: a fact is not known or has a value that it cannot have.
    """
    known = dict(facts)
    try:
        lot = _lot(law, known)
        home, _, market = place.partition(">")
        ships = known.pop("ships_to", "worldwide" if market else None)
        finding = Finding(
            listing_id="vector:1",
            wildlife=1.0,
            lots=(lot,),
            offer_kind=certain(OfferKind(str(known.pop("offer_kind", "sale")))),
            seller_kind=_maybe(known.pop("seller_kind", None), lambda value: SellerKind(str(value))),
            postal=_maybe(known.pop("postal", None), bool),
            ships_to=_maybe(ships, lambda value: Shipping(str(value))),
            item_country=certain(home) if home and home != CROSS_BORDER else Fact(),
            documents=tuple(_document(each) for each in _list(known.pop("documents", ()))),
            marks=tuple(Mark(kind=str(each), number="1") for each in _list(known.pop("marks", ()))),
            claims=tuple(_claims(known)),
            contacts=tuple(str(each) for each in _list(known.pop("contacts", ()))),
            mentions=tuple(_mentions(known)),
        )
    except (KeyError, ValueError) as error:
        raise RuleError(f"a vector says {dict(facts)}: {error}") from error
    left = [name for name in known if name not in _FORCED]
    if left:
        raise RuleError(f"a vector names {left[0]!r}, which no finding has")
    return finding


def _lot(law: Law, known: dict[str, object]) -> Lot:
    return Lot(
        taxon=certain(_taxon(law, known)) if "taxon" in known else Fact(),
        form=_maybe(known.pop("form", None), str),
        material=_maybe(known.pop("material", None), lambda value: Material(str(value))),
        origin_code=_maybe(known.pop("origin_code", None), lambda value: OriginCode(str(value))),
        age=_maybe(known.pop("made", None), lambda value: period(str(value))),
        worked=_maybe(known.pop("worked", None), lambda value: Worked(str(value))),
        mass_g=_maybe(known.pop("mass_g", None), _grams),
        ivory_share_volume=_maybe(known.pop("ivory_share", None), lambda value: float(str(value))),
        origin_country=_maybe(known.pop("origin_country", None), str),
    )


def _taxon(law: Law, known: dict[str, object]) -> TaxonRef:
    name = str(known.pop("taxon"))
    domestic, generation = known.pop("domestic", None), known.pop("hybrid_generation", None)
    try:
        taxon_id, rank = law.vocabulary.taxonomy.ranked(name)
    except KeyError:
        taxon_id, rank = f"unlisted:{name}", "species"
    return TaxonRef(
        taxon_id,
        name,
        rank,
        str(domestic) if domestic else None,
        int(str(generation)) if generation else None,
    )


def _maybe(value: object, read: Callable[[object], T]) -> Fact[T]:
    return Fact() if value is None else certain(read(value))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _grams(value: object) -> Quantity:
    amount = Decimal(str(value))
    return Quantity(least=amount, best=amount, most=amount, unit="g")


def _document(raw: object) -> DocumentClaim:
    if isinstance(raw, dict):
        state = DocumentState.ISSUER if raw.get("verified") else DocumentState.CLAIMED
        return DocumentClaim(
            kind=str(raw["kind"]),
            number=str(raw.get("number", "")),
            state=state,
            denied=bool(raw.get("denied")),
        )
    return DocumentClaim(kind=str(raw))


def _claims(known: dict[str, object]) -> Iterator[Claim]:
    for each in _list(known.pop("claims", ())):
        word = str(each)
        yield Claim(kind=ClaimKind(word.removeprefix("not ")), span=_NOWHERE, negated=word.startswith("not "))


def _mentions(known: dict[str, object]) -> Iterator[Mention]:
    for each in _list(known.pop("names_shown", ())):
        yield Mention(kind=MentionKind.NAME, span=_NOWHERE, surface=str(each))


def period(written: str) -> Period:
    """Read a period as vectors write it: "1920", "1970..1979", "1947-03-02", "..1946", "vague".

    >>> period("1920").latest
    datetime.date(1920, 12, 31)
    """
    if written == "vague":
        return Period(None, None, vague=True)
    least, dots, most = written.partition("..")
    if not dots:
        most = least
    return Period(_start(least), _end(most))


def _start(written: str) -> date | None:
    if not written:
        return None
    return date(int(written), 1, 1) if len(written) == 4 else date.fromisoformat(written)


def _end(written: str) -> date | None:
    if not written:
        return None
    return date(int(written), 12, 31) if len(written) == 4 else date.fromisoformat(written)
