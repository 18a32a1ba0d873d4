"""The papers that would make an offer lawful: the fewest that will do, those the seller speaks of first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lycaon.law.evaluate import Leaf
from lycaon.law.rules import Alternatives, LoadedRule
from lycaon.values.finding import DocumentClaim, DocumentState
from lycaon.values.verdict import DocumentNeeded, Effect, Legality

_SHOWN = 0.05
"""A document below this probability is not worth a line."""


@dataclass(frozen=True, slots=True)
class _Need:
    rule: str
    kinds: Alternatives


def documents_of(
    leaves: Sequence[Leaf], rules: Sequence[LoadedRule], claimed: Sequence[DocumentClaim]
) -> tuple[tuple[DocumentNeeded, float], ...]:
    """Return the documents that rules ask for and the proofs that exemptions rest on, each with its probability.

    The likeliest first.

    Branches in which the offer appears prohibited count for nothing here: no usual paper cures it there.
    """
    shown = {document.kind for document in claimed if not document.denied}
    masses: dict[str, float] = defaultdict(float)
    asking: dict[str, dict[str, None]] = defaultdict(dict)
    instead: dict[str, dict[str, None]] = {}
    chosen: dict[object, dict[str, list[_Need]]] = {}
    for leaf in leaves:
        if leaf.legality is Legality.PROHIBITED:
            continue
        # Many branches rest on the same rules; each set of rules is covered once.
        key = (leaf.applied, tuple(leaf.lifted))
        covers = chosen.get(key)
        if covers is None:
            covers = chosen[key] = _fewest(list(_needs(leaf, rules)), shown)
        for kind, needs in covers.items():
            masses[kind] += leaf.weight
            asking[kind].update(dict.fromkeys(need.rule for need in needs))
            others = dict.fromkeys(each for each in _in_all(needs) if each != kind)
            instead[kind] = {each: None for each in instead.get(kind, others) if each in others}
    ordered = sorted(masses, key=lambda kind: (-round(masses[kind], 9), kind))
    return tuple(
        (_document(kind, tuple(instead[kind]), tuple(asking[kind]), claimed), masses[kind])
        for kind in ordered
        if masses[kind] >= _SHOWN
    )


def _needs(leaf: Leaf, rules: Sequence[LoadedRule]) -> Iterable[_Need]:
    for number in leaf.applied:
        rule = rules[number]
        if rule.rule.effect in {Effect.REQUIRE, Effect.EXEMPT} and rule.id not in leaf.lifted:
            for kinds in rule.rule.alternatives:
                yield _Need(rule.id, kinds)


def _fewest(needs: list[_Need], shown: set[str]) -> dict[str, list[_Need]]:
    """Cover every need with as few kinds as a greedy choice finds; a kind that is spoken of goes first."""
    chosen: dict[str, list[_Need]] = {}
    while needs:
        kinds = dict.fromkeys(kind for need in needs for kind in need.kinds)
        served = {kind: sum(kind in need.kinds for need in needs) for kind in kinds}
        best = max(kinds, key=lambda kind: (kind in shown, served[kind]))
        chosen[best] = [need for need in needs if best in need.kinds]
        needs = [need for need in needs if best not in need.kinds]
    return chosen


def _in_all(needs: Sequence[_Need]) -> list[str]:
    """The kinds that would serve all of these needs alike."""
    return [kind for kind in needs[0].kinds if all(kind in need.kinds for need in needs)]


def _document(
    kind: str, others: tuple[str, ...], rules: tuple[str, ...], claimed: Sequence[DocumentClaim]
) -> DocumentNeeded:
    for document in claimed:
        if document.kind == kind and not document.denied:
            return DocumentNeeded(
                kind=kind,
                alternatives=others,
                issuer=document.issuer,
                claimed=True,
                confirmed=document.state is DocumentState.ISSUER,
                number=document.number,
                syntax=document.syntax,
                rules=rules,
            )
    return DocumentNeeded(kind=kind, alternatives=others, rules=rules)
