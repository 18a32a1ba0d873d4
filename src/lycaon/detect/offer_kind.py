"""What the listing proposes: to sell, to give, to find, to lend, or nothing at all.

Weights of evidence are added per kind and turned into probabilities. Words that open a title weigh most: a
seller says first what he wants.
"""

import math
from collections.abc import Iterator
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
    OfferKind.SALE: 1.6, OfferKind.INFO: 1.8, OfferKind.WANTED: 2.6, OfferKind.GIFT: 2.6, OfferKind.AUCTION: 2.4,
    OfferKind.BARTER: 1.9, OfferKind.RENT: 3.2, OfferKind.DISPLAY: 3.0,
}  # fmt: skip
_PRICED = 1.8
_OPENING = 24
"""Code points at the beginning of a field in which a word weighs half as much again."""
_LEAST = 0.005


@dataclass(frozen=True, slots=True)
class OfferKindReader:
    """Reads what is proposed; its words are the ``offer`` cues of each language."""

    def read(self, wording: Wording, price: PriceReading) -> Fact[OfferKind]:
        """Return the kinds of offer with their probabilities, the likeliest first."""
        weights = dict(_PRIOR)
        spans: list[Span] = []
        counts: dict[OfferKind, int] = {}
        for words, cue in _offers(wording):
            if cue.value == "refused":
                # Of what has a price, something beside it is not for sale: "the cage is not for sale".
                weights[OfferKind.SALE] -= 0.8 if _is_priced(price) else 2.5
                weights[OfferKind.INFO] += 0.2 if _is_priced(price) else 1.0
            elif cue.value in set(OfferKind):
                kind = OfferKind(cue.value)
                counts[kind] = counts.get(kind, 0) + 1
                weights[kind] += _weight(words, cue, _WEIGHT[kind]) / counts[kind] ** 1.5
                spans.append(words.span(cue.start, cue.end))
        if _is_priced(price):
            # Who gives an animal away or lends it often asks a fee; who sells says so.
            lent = counts.keys() & {OfferKind.GIFT, OfferKind.AUCTION, OfferKind.RENT}
            weights[OfferKind.SALE] += _PRICED / 3 if lent else _PRICED
            weights[OfferKind.INFO] -= 0.3 if OfferKind.INFO in counts else 1.0
        elif wording.field("price").of("price.free"):
            weights[OfferKind.GIFT] += _WEIGHT[OfferKind.GIFT]
        if OfferKind.INFO in counts and OfferKind.WANTED in counts:
            weights[OfferKind.WANTED] -= 1.5  # a job, a flat, a child-minder: wanted, but no specimen
        return Fact(_probabilities(weights), spans=tuple(spans))


def _offers(wording: Wording) -> Iterator[tuple[FieldWords, CueHit]]:
    fields = (*wording.prose, wording.field("price"), wording.field("category"))
    return ((words, cue) for words in fields for cue in words.of("offer"))


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
