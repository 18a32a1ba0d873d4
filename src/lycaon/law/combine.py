"""From the leaves of one tree to a reading: probabilities, reasons, documents, duties, what is missing."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import cast

import msgspec

from lycaon.law.compiled import Values
from lycaon.law.coverage import TaxonFacts
from lycaon.law.documents import documents_of
from lycaon.law.evaluate import Leaf
from lycaon.law.missing import missing_facts
from lycaon.law.rules import LoadedRule
from lycaon.law.rulesets import RuleSet
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
_NO_MASS = dict.fromkeys(LEGALITIES, 0.0)
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


class Outcome(msgspec.Struct, kw_only=True):
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
        self._vocabulary = vocabulary
        self._headline = headline
        self._shown, self._role = vocabulary.slots["shown"], vocabulary.slots["role"]

    def outcome(self, leaves: Sequence[Leaf], rules: RuleSet, finding: Finding, lot: Lot) -> Outcome:
        """Return what the leaves say together."""
        masses = probabilities(leaves)
        legality = headline(masses, self._headline)
        applying = _applying(leaves)
        reasons = self._reasons(rules, applying, finding, lot, legality)
        bearing = [each for each in reasons if each.effect in _BEARS[legality] and not each.exempted_by]
        documents = documents_of(leaves, rules, finding.documents)
        likely = [document for document, mass in documents if mass >= documents[0][1] / 2]
        certainty, weakest = _certainty(bearing, rules)
        return Outcome(
            legality=legality,
            probabilities=tuple(masses.items()),
            reasons=reasons,
            missing=missing_facts(leaves, masses, legality, likely, self._headline),
            documents=tuple([document for document, _ in documents]),
            duties=self._duties(leaves, rules, applying),
            certainty=certainty,
            weakest_rule=weakest,
        )

    def gist(self, leaves: Sequence[Leaf], rules: RuleSet, finding: Finding) -> tuple[Legality, tuple[str, ...]]:
        """Return the legality and the kinds of papers that :meth:`outcome` comes to, without saying why."""
        papers = documents_of(leaves, rules, finding.documents)
        return headline(probabilities(leaves), self._headline), tuple([document.kind for document, _ in papers])

    def _reasons(
        self, rules: RuleSet, applying: "_Applying", finding: Finding, lot: Lot, legality: Legality
    ) -> tuple[Reason, ...]:
        bears = _BEARS[legality]
        told = _Told(self._vocabulary, finding, lot)
        reasons = [
            self._reason(rules.rules[number], weight, leaf, told)
            for number, (weight, leaf) in applying.items()
            if weight >= _SHOWN
        ]
        # What carries the verdict stands first; then by effect, then by how likely it applies.
        reasons.sort(
            key=lambda each: (
                each.effect not in bears, bool(each.exempted_by), _ORDER[each.effect], -each.probability, each.rule,
            )
        )  # fmt: skip
        return tuple(reasons)

    def _reason(self, rule: LoadedRule, weight: float, leaf: Leaf, told: "_Told") -> Reason:
        return Reason(
            rule=rule.id,
            version=rule.version,
            jurisdiction=rule.jurisdiction,
            effect=rule.effect,
            title=rule.titles,
            basis=rule.basis,
            role=str(leaf.specimen.values[self._role]),
            facts=told.facts(rule, leaf),
            probability=weight if weight < 1.0 else 1.0,
            confirmed=rule.certainty >= 1.0,
            draft=rule.draft,
            exempted_by=leaf.lifted.get(rule.id, ""),
        )

    def _duties(self, leaves: Sequence[Leaf], rules: RuleSet, applying: "_Applying") -> tuple[DisplayDuty, ...]:
        duties: dict[str, DisplayDuty] = {}
        for number, (weight, _) in applying.items():
            if number not in rules.displays or weight < self._headline:
                continue
            rule = rules.rules[number]
            if any(rule.id in leaf.lifted for leaf in leaves if leaf.weight > 0.5):
                continue
            shown = cast("frozenset[str]", leaves[0].specimen.values[self._shown])
            for field in rule.rule.display:
                duties.setdefault(field, DisplayDuty(field=field, rule=rule.id, met=field in shown))
        return tuple(duties.values())


class _Told:
    """Facts as reasons quote them, each made once for all the rules that rest on it."""

    def __init__(self, vocabulary: Vocabulary, finding: Finding, lot: Lot) -> None:
        self._slots, self._roots = vocabulary.slots, vocabulary.roots_of
        self._finding = finding
        self._lot = lot
        self._spans: dict[str, tuple[Span, ...]] = {}
        self._made: dict[int, tuple[Values, dict[str, FactUsed]]] = {}

    def facts(self, rule: LoadedRule, leaf: Leaf) -> tuple[FactUsed, ...]:
        """The known facts that a rule names, in its order."""
        values, told = self._made.get(id(leaf)) or self._made.setdefault(id(leaf), (leaf.values, {}))
        used: list[FactUsed] = []
        for fact in rule.facts:
            found = told.get(fact)
            if found is None:
                value = values[self._slots[fact]]
                if value is None:
                    continue
                found = told[fact] = self._fact(fact, value, leaf)
            used.append(found)
        return tuple(used)

    def _fact(self, fact: str, value: object, leaf: Leaf) -> FactUsed:
        root = self._roots[fact][0]
        spans = self._spans.get(root)
        if spans is None:
            spans = self._spans[root] = spans_of(root, self._finding, self._lot)
        if spans:
            return FactUsed(name=fact, value=_written(fact, value), spans=spans)
        return _unsaid(fact, value, any(step[0] == root for step in leaf.path))


@lru_cache(maxsize=10_000)
def _unsaid(fact: str, value: object, supposed: bool) -> FactUsed:
    """A fact for which the listing has no words."""
    return FactUsed(name=fact, value=_written(fact, value), assumed=supposed)


def probabilities(leaves: Iterable[Leaf]) -> dict[Legality, float]:
    """Return the mass of each legality, in its order; the masses sum to one."""
    masses = _NO_MASS.copy()
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


_Applying = Mapping[int, tuple[float, Leaf]]
"""For every rule that applies somewhere: its mass, and the heaviest leaf on which it does."""


def _applying(leaves: Iterable[Leaf]) -> _Applying:
    found: dict[int, tuple[float, Leaf]] = {}
    for leaf in leaves:
        for number in leaf.applied:
            before = found.get(number)
            if before is None:
                found[number] = (leaf.weight, leaf)
            else:
                weight, heaviest = before
                found[number] = (weight + leaf.weight, leaf if leaf.weight > heaviest.weight else heaviest)
    return found


def _certainty(reasons: Sequence[Reason], rules: RuleSet) -> tuple[float, str]:
    """The best confirmed of the rules that carry the verdict: one sure ban is enough."""
    best, name = 0.0, ""
    for reason in reasons:
        if rules.certainties[reason.rule] > best:
            best, name = rules.certainties[reason.rule], reason.rule
    return (best, name) if name else (1.0, "")


_SAID: Mapping[str, Callable[[Finding, Lot], tuple[Span, ...]]] = {
    "taxon": lambda _, lot: lot.taxon.spans,
    "standing": lambda _, lot: lot.taxon.spans,
    "form": lambda _, lot: lot.form.spans,
    "worked": lambda _, lot: lot.worked.spans,
    "origin_code": lambda _, lot: lot.origin_code.spans,
    "mass_g": lambda _, lot: lot.mass_g.spans,
    "origin_country": lambda _, lot: lot.origin_country.spans,
    "made": lambda _, lot: lot.age.spans,
    "ivory_share": lambda _, lot: lot.ivory_share_volume.spans,
    "imitation": lambda _, lot: lot.material.spans,
    "offer_kind": lambda finding, _: finding.offer_kind.spans,
    "seller_kind": lambda finding, _: finding.seller_kind.spans,
    "postal": lambda finding, _: finding.postal.spans,
    "documents": lambda finding, _: _spans_of_documents(finding),
    "numbers": lambda finding, _: _spans_of_documents(finding),
    "marks": lambda finding, _: tuple(mark.span for mark in finding.marks if mark.span),
    "claims": lambda finding, _: tuple(claim.span for claim in finding.claims),
}


def spans_of(root: str, finding: Finding, lot: Lot) -> tuple[Span, ...]:
    """The words that state a fact."""
    said = _SAID.get(root)
    return said(finding, lot) if said else ()


def _spans_of_documents(finding: Finding) -> tuple[Span, ...]:
    return tuple(document.span for document in finding.documents if document.span)


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


_written = lru_cache(maxsize=10_000)(written)


def _day(value: float) -> str:
    return "" if math.isinf(value) else date.fromordinal(max(1, int(value))).isoformat()


def _figure(value: float) -> str:
    return "" if math.isinf(value) else f"{value:g}"
