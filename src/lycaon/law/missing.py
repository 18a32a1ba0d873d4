"""What is not known, and what each answer would change, the most telling question first.

The tree already holds the answers: conditioning on one is reading only the leaves on which the fact was
answered so, or was never asked for. Nothing is evaluated twice.
"""

from collections.abc import Mapping, Sequence

from lycaon.law.evaluate import Leaf
from lycaon.values.verdict import DocumentNeeded, Legality, MissingFact

_MOST = 6
_LEAST_MASS = 0.005


def missing_facts(
    leaves: Sequence[Leaf], masses: Mapping[Legality, float], legality: Legality,
    documents: Sequence[DocumentNeeded], threshold: float,
) -> tuple[MissingFact, ...]:  # fmt: skip
    """Return the open facts whose answer would change the headline, ranked by the mass they move."""
    found = [each for each in _asked(leaves, masses, legality, threshold) if each.mass >= _LEAST_MASS]
    found.extend(_papers(masses, legality, documents))
    return tuple(sorted(found, key=lambda each: -each.mass)[:_MOST])


def _asked(
    leaves: Sequence[Leaf], masses: Mapping[Legality, float], legality: Legality, threshold: float
) -> list[MissingFact]:
    facts: dict[str, dict[str, None]] = {}
    for leaf in leaves:
        for fact, label in leaf.path:
            facts.setdefault(fact, {})[label] = None
    missing: list[MissingFact] = []
    for fact, labels in facts.items():
        answers: list[tuple[str, Legality]] = []
        moved = 0.0
        for label in labels:
            given, weight = _given(leaves, fact, label)
            answers.append((label, _headline(given, threshold)))
            moved += weight * _distance(given, masses)
        if any(answer is not legality for _, answer in answers):
            missing.append(MissingFact(fact=fact, answers=tuple(answers), mass=min(1.0, moved)))
    return missing


def _given(leaves: Sequence[Leaf], fact: str, label: str) -> tuple[dict[Legality, float], float]:
    """The masses if ``fact`` were ``label``, and the mass that says so now."""
    asked: dict[Legality, float] = {}
    apart: dict[Legality, float] = {}
    weight = asked_at_all = 0.0
    for leaf in leaves:
        answered = next((said for name, said in leaf.path if name == fact), None)
        if answered is None:
            apart[leaf.legality] = apart.get(leaf.legality, 0.0) + leaf.weight
            continue
        asked_at_all += leaf.weight
        if answered == label:
            weight += leaf.weight
            asked[leaf.legality] = asked.get(leaf.legality, 0.0) + leaf.weight
    scale = asked_at_all / weight if weight else 0.0
    merged = {legality: mass * scale for legality, mass in asked.items()}
    for legality, mass in apart.items():
        merged[legality] = merged.get(legality, 0.0) + mass
    return merged, weight


def _headline(masses: Mapping[Legality, float], threshold: float) -> Legality:
    best = max(masses, key=lambda legality: masses[legality])
    return best if masses[best] / sum(masses.values()) >= threshold else Legality.UNKNOWN


def _distance(one: Mapping[Legality, float], other: Mapping[Legality, float]) -> float:
    return sum(abs(one.get(legality, 0.0) - other.get(legality, 0.0)) for legality in Legality) / 2


def _papers(
    masses: Mapping[Legality, float], legality: Legality, documents: Sequence[DocumentNeeded]
) -> list[MissingFact]:
    """The documents themselves: confirmed by their issuer, they would make the offer lawful."""
    if legality is Legality.NEEDS_DOCUMENT:
        answers = (("yes", Legality.ALLOWED), ("no", Legality.NEEDS_DOCUMENT))
    elif legality is Legality.ALLOWED:
        answers = (("yes", Legality.ALLOWED), ("no", Legality.NEEDS_DOCUMENT))
    else:
        return []
    return [
        MissingFact(fact=f"document:{document.kind}", answers=answers, mass=masses[legality])
        for document in documents[:2]
    ]
