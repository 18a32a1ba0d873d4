"""Reading beliefs of a finding as facts that rules can be asked about: values, labels, what is shown."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from lycaon.law.intervals import Interval, period_of
from lycaon.law.vocabulary import Answer
from lycaon.values.finding import (
    Candidate,
    Fact,
    Finding,
    Lot,
    MentionKind,
    OfferKind,
    Period,
    Quantity,
    SellerKind,
    Shipping,
    TaxonRef,
)

T = TypeVar("T")
UNSTATED = "?"
"""The label of the part of a belief that is given to no value."""
VAGUE = "vague"
"""The value of an age that is claimed and not dated: "antique"."""
_DAY = timedelta(days=1)
_OPEN_END = 40 * 365
_ALIKE = {
    OfferKind.SALE: "for money",
    OfferKind.AUCTION: "for money",
    OfferKind.RENT: "for money",
    OfferKind.BARTER: "for gain",
    OfferKind.WANTED: "for gain",
    OfferKind.DISPLAY: "for gain",
}
"""Kinds of offers that every rule treats alike; the likeliest of them stands for all."""
_GRAMS = {"g": 1.0, "kg": 1000.0}
_CERTIFICATES = frozenset({"eu_certificate", "article_10", "ivory_registration", "ivory_exemption"})
_OWN_MARKS = frozenset({"microchip", "closed_ring", "tattoo", "photo_id"})
_IDENTIFICATION = frozenset({"identification", "ifap"})


def answers_of(fact: Fact[T], read: Callable[[T], object], mass: float) -> list[Answer]:
    """What is believed of a fact as answers, the likeliest first, up to ``mass``; the rest is unstated."""
    answers: list[Answer] = []
    total = 0.0
    for candidate in fact.candidates:
        if total >= mass:
            break
        value = read(candidate.value)
        unread = value is None or value == VAGUE
        label = UNSTATED if unread else _label(candidate.value, value)
        answers.append(Answer(label, value, candidate.probability))
        total += candidate.probability
    if total < mass:
        answers.append(Answer(UNSTATED, None, 1.0 - total))
        return answers
    return [Answer(answer.label, answer.value, answer.weight / total) for answer in answers]


def _label(stated: object, value: object) -> str:
    if isinstance(stated, TaxonRef):
        parts = [stated.scientific_name, stated.domestic_form or ""]
        return " ".join(part for part in parts if part)
    if isinstance(stated, Period):
        return f"{stated.earliest or ''}..{stated.latest or ''}"
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def offer_kinds(finding: Finding) -> Fact[OfferKind]:
    """What is proposed, as far as the law tells kinds apart, given that something is.

    ``wildlife`` already is the probability that a transfer is proposed: a reader that is sure of an offer and
    unsure of its kind must not make the law doubt the offer itself.
    """
    kinds = finding.offer_kind.candidates
    if len(kinds) == 1 and kinds[0].value is not OfferKind.INFO and kinds[0].probability > 0:
        return finding.offer_kind
    info = sum(kind.probability for kind in kinds if kind.value is OfferKind.INFO)
    others = sum(kind.probability for kind in kinds) - info
    kept = min(info, 1.0 - finding.wildlife) if others > 0 else info
    scale = (others + info - kept) / others if others > 0 else 1.0
    alike: dict[str, Candidate[OfferKind]] = {}
    for kind in kinds:
        probability = kept if kind.value is OfferKind.INFO else kind.probability * scale
        group = _ALIKE.get(kind.value, kind.value.value)
        first = alike.get(group)
        alike[group] = Candidate(
            first.value if first else kind.value, probability + (first.probability if first else 0)
        )
    ordered = sorted((kind for kind in alike.values() if kind.probability > 0), key=lambda kind: -kind.probability)
    return Fact(tuple(ordered), finding.offer_kind.origin, finding.offer_kind.spans)


def split_ages(ages: Fact[Period], bounds: tuple[date, ...]) -> Fact[Period]:
    """Cut claimed periods at the days on which the law looks, each piece weighed by its length.

    "1940 to 1950" is two possibilities where 3 March 1947 decides; an open end counts as forty years.
    """
    if not ages.candidates:
        return ages
    candidates: list[Candidate[Period]] = []
    for candidate in ages.candidates:
        pieces = _pieces(candidate.value, bounds)
        total = sum(days for _, days in pieces) or 1
        candidates.extend(Candidate(piece, candidate.probability * days / total) for piece, days in pieces)
    if len(candidates) == len(ages.candidates):
        return ages
    ordered = sorted(candidates, key=lambda each: -each.probability)
    return Fact(tuple(ordered), ages.origin, ages.spans)


@lru_cache(maxsize=10_000)
def _pieces(age: Period, bounds: tuple[date, ...]) -> tuple[tuple[Period, int], ...]:
    return tuple(_cut(age, bounds))


def _cut(age: Period, bounds: Sequence[date]) -> Iterator[tuple[Period, int]]:
    if age.earliest is None and age.latest is None:
        yield age, 1
        return
    earliest, latest = age.earliest, age.latest
    for bound in bounds:
        if (earliest is None or earliest < bound) and (latest is None or latest >= bound):
            piece = Period(earliest, bound - _DAY)
            yield piece, _days(piece)
            earliest = bound
    rest = Period(earliest, latest)
    yield rest, _days(rest)


def _days(age: Period) -> int:
    if age.earliest is None or age.latest is None:
        return _OPEN_END
    return (age.latest - age.earliest).days + 1


def period(period: Period) -> Interval | str:
    """A claimed period in ordinals, or ``VAGUE``."""
    if period.earliest is None and period.latest is None:
        return VAGUE
    return period_of(period.earliest, period.latest)


def grams(quantity: Quantity) -> Interval | None:
    """A mass in grams, or None for another unit."""
    factor = _GRAMS.get(quantity.unit)
    return None if factor is None else (float(quantity.least) * factor, float(quantity.most) * factor)


def mass_of(lot: Lot) -> Fact[Quantity]:
    """The mass of a lot: as stated, or its quantity where that is a mass."""
    if lot.mass_g.candidates:
        return lot.mass_g
    best = lot.quantity.best
    return lot.quantity if best is not None and best.unit in _GRAMS else Fact()


def statements_shown(finding: Finding, lot: Lot) -> list[str]:
    """Which statements the listing shows, as far as we can read."""
    ref = lot.taxon.best
    name = ref.scientific_name.casefold() if ref else ""
    words = {mention.surface.casefold() for mention in finding.mentions if mention.kind is MentionKind.NAME}
    kinds = {document.kind for document in finding.documents if document.number and not document.denied}
    marks = {mark.kind for mark in finding.marks if mark.number}
    said = (
        ("scientific_name", name in words),
        ("contact", finding.contacts),
        ("wild_or_bred", lot.origin_code.candidates),
        ("origin_country", lot.origin_country.candidates),
        ("age", lot.age.candidates),
        ("identification_number", marks & _OWN_MARKS or kinds & _IDENTIFICATION),
        ("caviar_label", any(mark.kind == "caviar_label" for mark in finding.marks)),
        ("private_seller", _says_private(finding)),
        ("certificate_number", kinds & _CERTIFICATES),
        ("appendix", any("cites" in mention.surface.casefold() for mention in finding.mentions)),
    )
    return [field for field, is_shown in said if is_shown] + sorted(kinds)


def _says_private(finding: Finding) -> bool:
    candidates = finding.seller_kind.candidates
    return bool(candidates) and candidates[0].value is SellerKind.PRIVATE and candidates[0].probability >= 0.8


def ships_abroad(finding: Finding) -> bool | None:
    """Whether the offer would be sent across a border; undetermined where nothing is said."""
    reach = finding.ships_to.best
    if reach is None or finding.ships_to.candidates[0].probability < 0.5:
        return None
    return reach in {Shipping.WORLDWIDE, Shipping.EU}
