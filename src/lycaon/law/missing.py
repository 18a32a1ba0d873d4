"""What is not known, and what each answer would change, the most telling question first.

The tree already holds the answers: conditioning on one is reading only the leaves on which the fact was
answered so, or was never asked for. Nothing is evaluated twice.
"""

from collections.abc import Iterable, Mapping, Sequence

from lycaon.law.evaluate import Leaf
from lycaon.law.statements import UNSTATED
from lycaon.values.verdict import DocumentNeeded, Legality, MissingFact

_MOST = 6
_LEAST_MASS = 0.005
_LEAST_ANSWER = 0.015
"""An answer below this weight was followed in too few branches to say what it would mean."""


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
    # What no branch comes to, no answer comes to either.
    possible = [(each, mass) for each, mass in masses.items() if mass]
    missing: list[MissingFact] = []
    for fact, by_label in _answered(leaves).items():
        asked = _summed(by_label.values())
        asked_at_all = sum(asked.values())
        apart = [(each, mass, max(0.0, mass - asked.get(each, 0.0))) for each, mass in possible]
        answers: list[tuple[str, Legality]] = []
        moved = 0.0
        for label, said in by_label.items():
            weight = sum(said.values())
            if weight < _LEAST_ANSWER or label == UNSTATED:
                continue
            # If this were the answer, all that now hangs on the question would follow it.
            scale = asked_at_all / weight
            given = {each: rest + said.get(each, 0.0) * scale for each, _, rest in apart}
            answers.append((label, _headline(given, threshold)))
            moved += weight * (sum([abs(given[each] - mass) for each, mass in possible]) / 2)
        if any(answer is not legality for _, answer in answers):
            missing.append(MissingFact(fact=fact, answers=tuple(answers), mass=min(1.0, moved)))
    return missing


_Masses = dict[Legality, float]


def _answered(leaves: Sequence[Leaf]) -> dict[str, dict[str, _Masses]]:
    """For every fact that was asked for, and each answer: the mass of each legality."""
    found: dict[str, dict[str, _Masses]] = {}
    for leaf in leaves:
        legality, weight = leaf.legality, leaf.weight
        for fact, answers, _ in leaf.path:
            by_label = found.get(fact)
            if by_label is None:
                by_label = found[fact] = {}
            for label, share in answers:
                said = by_label.get(label)
                if said is None:
                    said = by_label[label] = {}
                said[legality] = said.get(legality, 0.0) + weight * share
    return found


def _summed(parts: Iterable[_Masses]) -> _Masses:
    total: _Masses = {}
    for part in parts:
        for legality, mass in part.items():
            total[legality] = total.get(legality, 0.0) + mass
    return total


def _headline(masses: Mapping[Legality, float], threshold: float) -> Legality:
    best = max(masses, key=masses.__getitem__)
    return best if masses[best] / sum(masses.values()) >= threshold else Legality.UNKNOWN


def _papers(
    masses: Mapping[Legality, float], legality: Legality, documents: Sequence[DocumentNeeded]
) -> list[MissingFact]:
    """The documents themselves: confirmed by their issuer, they would make the offer lawful."""
    if legality not in {Legality.NEEDS_DOCUMENT, Legality.ALLOWED}:
        return []
    wanted = [document.kind for document in documents if not document.confirmed]
    if not wanted:
        return []
    # All of them are needed, so they are one question: a single paper would not settle it.
    answers = (("yes", Legality.ALLOWED), ("no", Legality.NEEDS_DOCUMENT))
    return [MissingFact(fact=f"document:{'+'.join(wanted)}", answers=answers, mass=masses[legality])]
