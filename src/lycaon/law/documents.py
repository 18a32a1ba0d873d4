"""The papers that would make an offer lawful, over all branches of its tree."""

from collections.abc import Sequence

from lycaon.law.evaluate import Leaf
from lycaon.law.rulesets import RuleSet
from lycaon.values.finding import DocumentClaim, DocumentState
from lycaon.values.verdict import DocumentNeeded, Legality

_SHOWN = 0.05
"""A document below this probability is not worth a line."""


def documents_of(
    leaves: Sequence[Leaf], rules: RuleSet, claimed: Sequence[DocumentClaim]
) -> tuple[tuple[DocumentNeeded, float], ...]:
    """Return the documents that rules ask for and the proofs that exemptions rest on, each with its probability.

    The likeliest first.

    Branches in which the offer appears prohibited count for nothing here: no usual paper cures it there.
    """
    shown = frozenset([document.kind for document in claimed if not document.denied])
    masses: dict[str, float] = {}
    asking: dict[str, dict[str, None]] = {}
    instead: dict[str, tuple[str, ...]] = {}
    for leaf in leaves:
        if leaf.legality is Legality.PROHIBITED:
            continue
        for kind, others, names in rules.papers(leaf.applied, tuple(leaf.lifted), shown):
            masses[kind] = masses.get(kind, 0.0) + leaf.weight
            asking.setdefault(kind, {}).update(dict.fromkeys(names))
            instead[kind] = tuple([each for each in instead.get(kind, others) if each in others])
    ordered = sorted(masses, key=lambda kind: (-round(masses[kind], 9), kind))
    return tuple([
        (_document(kind, instead[kind], tuple(asking[kind]), claimed), masses[kind])
        for kind in ordered
        if masses[kind] >= _SHOWN
    ])  # fmt: skip


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
