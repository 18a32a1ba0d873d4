"""What the listing proposes: to sell, to give, to find, to lend, or nothing at all.

Weights of evidence are added per kind and turned into probabilities. Words that open a title weigh most: a
seller says first what he wants. A sum of money decides between words of one tongue: who asks one for an animal
that "needs a new home" sells it, unless he calls the sum a fee; who asks one and would also swap, sells.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lycaon.catalogue.cues import CueHit
from lycaon.detect.asked import PriceReading, PriceRole
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Candidate, Fact, OfferKind, Span

_PRIOR = {
    OfferKind.SALE: 1.0, OfferKind.INFO: 0.6, OfferKind.WANTED: -1.0, OfferKind.GIFT: -1.2, OfferKind.AUCTION: -1.5,
    OfferKind.BARTER: -1.5, OfferKind.RENT: -2.0, OfferKind.DISPLAY: -2.5,
}  # fmt: skip
"""Log weights before a word is read: most of what is on a marketplace is for sale."""
_WEIGHT = {
    OfferKind.SALE: 1.6, OfferKind.INFO: 1.8, OfferKind.WANTED: 2.6, OfferKind.GIFT: 2.6, OfferKind.AUCTION: 2.8,
    OfferKind.BARTER: 2.3, OfferKind.RENT: 3.4, OfferKind.DISPLAY: 3.4,
}  # fmt: skip
_PRICED = 1.8
_FEE, _LOT, _EITHER, _BID, _NOUGHT = 4.2, 0.9, 0.7, 2.7, 1.4
"""Weights of a fee for giving away, a numbered lot, an exchange that is only possible, a sum where
bids begin, a price of nought."""
_SWAPPED = 1.6
"""Added where a title begins with an exchange, and a sum is only what could be paid instead."""
_WITH_A_SUM = 0.35
"""What is left of words for giving away and for exchange where a sum is asked and they stand in no title."""
_OPENING = 24
"""Code points at the beginning of a field in which a word weighs half as much again."""
_NEXT = 2
"""Code points between a word and the sum it leads to."""
_BEGINS = 3
"""Code points before the first word of a title, an emoji or a bracket."""
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class OfferKindReader:
    """Reads what is proposed; its words are the ``offer`` cues of each language."""

    def read(self, wording: Wording, price: PriceReading) -> Fact[OfferKind]:
        """Return the kinds of offer with their probabilities, the likeliest first."""
        weights = dict(_PRIOR)
        spans: list[Span] = []
        counts: dict[OfferKind, int] = {}
        offers, priced = list(_offers(wording, price)), _is_priced(price)
        fee = any(cue.value == "fee" for _, cue in offers)
        for words, cue in offers:
            if cue.value == "refused":
                # Of what has a price, something beside it is not for sale: "the cage is not for sale".
                weights[OfferKind.SALE] -= 0.8 if priced else 2.5
                weights[OfferKind.INFO] += 0.2 if priced else 1.0
            elif cue.value in _WEIGHT:
                kind = OfferKind(cue.value)
                counts[kind] = counts.get(kind, 0) + 1
                weight = _weight(words, cue, _WEIGHT[kind]) / counts[kind] ** 1.5
                weights[kind] += weight * (_beside_a_sum(words, cue, kind, fee=fee) if priced else 1.0)
                spans.append(words.span(cue.start, cue.end))
        _add_weaker(weights, offers)
        _add_sum(weights, wording, price, counts, fee=fee)
        if OfferKind.AUCTION not in counts and any(each.role is PriceRole.START for each in price.mentions):
            weights[OfferKind.AUCTION] += _BID
        if OfferKind.WANTED in counts:
            if OfferKind.INFO in counts:
                weights[OfferKind.WANTED] -= 1.5  # a job, a flat, a child-minder: wanted, but no specimen
            if _opens(offers, OfferKind.WANTED):
                weights[OfferKind.RENT] -= 3.5  # a male for hire is sought
                weights[OfferKind.WANTED] += 1.0
        return Fact(_probabilities(weights), spans=tuple(spans))


def _add_sum(
    weights: dict[OfferKind, float],
    wording: Wording,
    price: PriceReading,
    counts: Mapping[OfferKind, int],
    *,
    fee: bool,
) -> None:
    """Add what a sum tells, or that there is none."""
    if _is_priced(price):
        # Who gives an animal away for a fee or lends it names a sum; who sells says so.
        lent = counts.keys() & {OfferKind.AUCTION, OfferKind.RENT, OfferKind.DISPLAY}
        weights[OfferKind.SALE] += -_PRICED / 3 if fee else _PRICED / 3 if lent else _PRICED
        weights[OfferKind.INFO] -= 0.3 if OfferKind.INFO in counts else 1.0
    elif wording.field("price").of("price.free"):
        weights[OfferKind.GIFT] += _WEIGHT[OfferKind.GIFT]
    elif any(each.span.field == "price" and not each.money.amount for each in price.mentions):
        weights[OfferKind.GIFT] += _NOUGHT


def _beside_a_sum(words: FieldWords, cue: CueHit, kind: OfferKind, *, fee: bool) -> float:
    """Return the share of a word's weight that is left where a sum is asked."""
    if kind is OfferKind.GIFT:
        return 1.0 if fee or _opens_title(words, cue) else _WITH_A_SUM
    return _WITH_A_SUM if kind is OfferKind.BARTER and words.name != "title" else 1.0


def _add_weaker(weights: dict[OfferKind, float], offers: Sequence[tuple[FieldWords, CueHit]]) -> None:
    """Add what is no kind of its own: fees, numbered lots, and exchange beside a sale."""
    said = {cue.value for _, cue in offers}
    if "fee" in said:
        weights[OfferKind.GIFT] += _FEE
    if "lot" in said:
        weights[OfferKind.AUCTION] += _LOT * (2 if _opens(offers, "lot") else 1)
    if "either" in said:
        weights[OfferKind.SALE] += _EITHER
        weights[OfferKind.BARTER] += _EITHER
    if _opens(offers, OfferKind.BARTER):
        weights[OfferKind.BARTER] += _SWAPPED


def _opens(offers: Sequence[tuple[FieldWords, CueHit]], value: str) -> bool:
    return any(cue.value == value and _opens_title(words, cue) for words, cue in offers)


def _opens_title(words: FieldWords, cue: CueHit) -> bool:
    return words.name == "title" and cue.start <= _BEGINS


def _offers(wording: Wording, price: PriceReading) -> Iterator[tuple[FieldWords, CueHit]]:
    """Yield the words that say what is proposed; "looking for £60" looks for no specimen."""
    sums = [mention.span for mention in price.mentions]
    for words in (*wording.prose, wording.field("price"), wording.field("category")):
        for cue in words.of("offer"):
            asks = cue.value == OfferKind.WANTED and any(
                span.field == words.name and 0 <= span.start - cue.end <= _NEXT for span in sums
            )
            if not asks:
                yield words, cue


def _weight(words: FieldWords, cue: CueHit, weight: float) -> float:
    place = {"title": 1.5, "category": 0.8, "price": 1.2}.get(words.name, 1.0)
    opening = 1.5 if cue.start < _OPENING and words.name in {"title", "text"} else 1.0
    if cue.value == "info" and words.name == "text":
        place = 0.6  # a job, a museum and a lost cat are also reasons for selling
    late = 0.6 if words.name == "text" and cue.start > 400 else 1.0
    return weight * place * opening * late


def _is_priced(price: PriceReading) -> bool:
    asked = (PriceRole.WHOLE, PriceRole.EACH)
    return any(not mention.money.placeholder and mention.role in asked for mention in price.mentions)


def _probabilities(weights: dict[OfferKind, float]) -> tuple[Candidate[OfferKind], ...]:
    top = max(weights.values())
    shares = {kind: math.exp(weight - top) for kind, weight in weights.items()}
    total = sum(shares.values())
    candidates = [Candidate(kind, round(share / total, 4)) for kind, share in shares.items() if share / total > _LEAST]
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.probability, candidate.value)))
