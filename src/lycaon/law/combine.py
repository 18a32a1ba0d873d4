"""From the leaves of one tree to a reading: probabilities, reasons, documents, duties, what is missing."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lycaon.law.coverage import TaxonFacts
from lycaon.law.documents import documents_of
from lycaon.law.evaluate import Leaf
from lycaon.law.missing import missing_facts
from lycaon.law.rules import LoadedRule
from lycaon.law.vocabulary import Vocabulary
from lycaon.values.finding import Finding, Lot, Span
from lycaon.values.verdict import (
    DisplayDuty,
    DocumentNeeded,
    Effect,
    FactUsed,
    Legality,
    MissingFact,
    Reason,
)

LEGALITIES = tuple(Legality)
_SHOWN = 0.05
"""A reason or document below this probability is not worth a line."""
_ORDER = {effect: place for place, effect in enumerate(Effect)}
_BEARS = {
    Legality.PROHIBITED: {Effect.PROHIBIT},
    Legality.NEEDS_DOCUMENT: {Effect.REQUIRE},
    Legality.ALLOWED: {Effect.EXEMPT, Effect.REQUIRE, Effect.NOTE},
    Legality.NOT_COVERED: {Effect.NOTE, Effect.EXEMPT},
    Legality.UNKNOWN: {Effect.PROHIBIT, Effect.REQUIRE},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the leaves of one specimen add up to."""

    legality: Legality
    probabilities: tuple[tuple[Legality, float], ...]
    reasons: tuple[Reason, ...]
    missing: tuple[MissingFact, ...]
    documents: tuple[DocumentNeeded, ...]
    duties: tuple[DisplayDuty, ...]
    certainty: float
    """How far the rules behind it are confirmed."""
    weakest_rule: str = ""


class Combiner:
    """Adds leaves up."""

    def __init__(self, vocabulary: Vocabulary, headline: float) -> None:
        self._slots = vocabulary.slots
        self._vocabulary = vocabulary
        self._headline = headline
        self._shown = vocabulary.slots["shown"]

    def outcome(self, leaves: Sequence[Leaf], rules: Sequence[LoadedRule], finding: Finding, lot: Lot) -> Outcome:
        """Return what the leaves say together."""
        masses = probabilities(leaves)
        legality = headline(masses, self._headline)
        weights = _rule_weights(leaves)
        reasons = self._reasons(leaves, rules, weights, finding, lot, legality)
        bearing = [reason for reason in reasons if reason.effect in _BEARS[legality] and not reason.exempted_by]
        documents = documents_of(leaves, rules, finding.documents)
        likely = [document for document, mass in documents if mass >= documents[0][1] / 2]
        certainty, weakest = _certainty(bearing, rules)
        return Outcome(
            legality=legality,
            probabilities=tuple((each, masses[each]) for each in LEGALITIES),
            reasons=reasons,
            missing=missing_facts(leaves, masses, legality, likely, self._headline),
            documents=tuple(document for document, _ in documents),
            duties=self._duties(leaves, rules, weights),
            certainty=certainty,
            weakest_rule=weakest,
        )

    def _reasons(
        self, leaves: Sequence[Leaf], rules: Sequence[LoadedRule], weights: Mapping[int, float],
        finding: Finding, lot: Lot, legality: Legality,
    ) -> tuple[Reason, ...]:  # fmt: skip
        heaviest = _heaviest(leaves)
        bears = _BEARS[legality]
        spoken = [number for number, weight in weights.items() if weight >= _SHOWN]
        told = _Told(self._vocabulary, finding, lot)
        reasons = [self._reason(rules[number], weights[number], heaviest[number], told) for number in spoken]
        # What carries the verdict stands first; then by effect, then by how likely it applies.
        return tuple(sorted(
            reasons,
            key=lambda each: (
                each.effect not in bears, bool(each.exempted_by), _ORDER[each.effect], -each.probability, each.rule,
            ),
        ))  # fmt: skip

    def _reason(self, rule: LoadedRule, weight: float, leaf: Leaf, told: "_Told") -> Reason:
        return Reason(
            rule=rule.id,
            version=rule.version,
            jurisdiction=rule.jurisdiction,
            effect=rule.rule.effect,
            title=rule.titles,
            basis=rule.basis,
            role=str(leaf.values[self._slots["role"]]),
            facts=told.facts(rule, leaf),
            probability=min(1.0, weight),
            confirmed=rule.certainty >= 1.0,
            draft=rule.draft,
            exempted_by=leaf.lifted.get(rule.id, ""),
        )

    def _duties(
        self, leaves: Sequence[Leaf], rules: Sequence[LoadedRule], weights: Mapping[int, float]
    ) -> tuple[DisplayDuty, ...]:
        shown = leaves[0].values[self._shown]
        assert isinstance(shown, frozenset)  # noqa: S101  # for the type checker
        duties: dict[str, DisplayDuty] = {}
        for number, weight in weights.items():
            rule = rules[number]
            if rule.rule.effect is not Effect.DISPLAY or weight < self._headline:
                continue
            if any(rule.id in leaf.lifted for leaf in leaves if leaf.weight > 0.5):
                continue
            for field in rule.rule.display:
                duties.setdefault(field, DisplayDuty(field=field, rule=rule.id, met=field in shown))
        return tuple(duties.values())


class _Told:
    """Facts as reasons quote them, each made once for all the rules that rest on it."""

    def __init__(self, vocabulary: Vocabulary, finding: Finding, lot: Lot) -> None:
        self._vocabulary = vocabulary
        self._finding = finding
        self._lot = lot
        self._made: dict[tuple[str, int], FactUsed | None] = {}

    def facts(self, rule: LoadedRule, leaf: Leaf) -> tuple[FactUsed, ...]:
        """The known facts that a rule names, in its order."""
        made: list[FactUsed] = []
        for fact in rule.facts:
            key = (fact, id(leaf))
            if key not in self._made:
                self._made[key] = self._fact(fact, leaf)
            used = self._made[key]
            if used is not None:
                made.append(used)
        return tuple(made)

    def _fact(self, fact: str, leaf: Leaf) -> FactUsed | None:
        value = leaf.values[self._vocabulary.slots[fact]]
        if value is None:
            return None
        root = self._vocabulary.root_of(fact)
        spans = spans_of(root, self._finding, self._lot)
        supposed = not spans and any(step[0] == root for step in leaf.path)
        return FactUsed(name=fact, value=written(fact, value), spans=spans, assumed=supposed)


def probabilities(leaves: Iterable[Leaf]) -> dict[Legality, float]:
    """Return the mass of each legality, in its order; the masses sum to one."""
    masses = dict.fromkeys(LEGALITIES, 0.0)
    for leaf in leaves:
        masses[leaf.legality] += leaf.weight
    total = sum(masses.values())
    if total <= 0.0:
        # Nothing is believed of the offer, so nothing can be said of it.
        return {legality: float(legality is Legality.UNKNOWN) for legality in masses}
    return {legality: mass / total for legality, mass in masses.items()}


def headline(masses: Mapping[Legality, float], threshold: float) -> Legality:
    """Return the likeliest legality, or unknown if it is not likely enough."""
    best = max(LEGALITIES, key=masses.__getitem__)
    return best if masses[best] >= threshold else Legality.UNKNOWN


def _rule_weights(leaves: Iterable[Leaf]) -> dict[int, float]:
    weights: dict[int, float] = defaultdict(float)
    for leaf in leaves:
        for number in leaf.applied:
            weights[number] += leaf.weight
    return weights


def _heaviest(leaves: Iterable[Leaf]) -> dict[int, Leaf]:
    found: dict[int, Leaf] = {}
    for leaf in leaves:
        for number in leaf.applied:
            if number not in found or leaf.weight > found[number].weight:
                found[number] = leaf
    return found


def _certainty(reasons: Sequence[Reason], rules: Sequence[LoadedRule]) -> tuple[float, str]:
    """The best confirmed of the rules that carry the verdict: one sure ban is enough."""
    certainties = {rule.id: rule.certainty for rule in rules} if reasons else {}
    best, name = 0.0, ""
    for reason in reasons:
        if certainties[reason.rule] > best:
            best, name = certainties[reason.rule], reason.rule
    return (best, name) if name else (1.0, "")


def spans_of(root: str, finding: Finding, lot: Lot) -> tuple[Span, ...]:
    """The words that state a fact."""
    match root:
        case "taxon" | "standing":
            return lot.taxon.spans
        case "form" | "worked" | "origin_code" | "mass_g" | "origin_country":
            return getattr(lot, root).spans
        case "made":
            return lot.age.spans
        case "ivory_share":
            return lot.ivory_share_volume.spans
        case "imitation":
            return lot.material.spans
        case "offer_kind" | "seller_kind" | "postal":
            return getattr(finding, root).spans
        case "documents" | "numbers":
            return tuple(document.span for document in finding.documents if document.span)
        case "marks":
            return tuple(mark.span for mark in finding.marks if mark.span)
        case "claims":
            return tuple(claim.span for claim in finding.claims)
        case _:
            return ()


def written(fact: str, value: object) -> str:
    """A fact's value as text: days in ISO form, intervals with two dots."""
    match value:
        case TaxonFacts():
            return value.name
        case bool():
            return "yes" if value else "no"
        case frozenset():
            return ", ".join(sorted(str(each) for each in value))
        case (least, most):
            write = _day if fact in {"made", "on", "first_protected"} else _figure
            return write(least) if least == most else f"{write(least)}..{write(most)}"
        case _:
            return str(value)


def _day(value: float) -> str:
    return "" if math.isinf(value) else date.fromordinal(max(1, int(value))).isoformat()


def _figure(value: float) -> str:
    return "" if math.isinf(value) else f"{value:g}"
