"""The fewest papers that serve what a set of rules asks for, those that the seller speaks of first."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lycaon.law.rules import Alternatives, LoadedRule
from lycaon.values.verdict import Effect

Paper = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A kind of document, the kinds that would serve as well, and the rules that ask for it."""


class _Need(msgspec.Struct, frozen=True):
    rule: str
    kinds: Alternatives


def fewest_papers(rules: Iterable[LoadedRule], lifted: Sequence[str], shown: frozenset[str]) -> tuple[Paper, ...]:
    """Return the papers that these rules ask for and the proofs that exemptions among them rest on.

    Args:
        rules: those that apply.
        lifted: ids of rules that are switched off.
        shown: kinds of documents that the offer speaks of.
    """
    chosen = _cover(list(_needs(rules, lifted)), shown)
    return tuple(
        (
            kind,
            tuple(each for each in needs[0].kinds if each != kind and all(each in need.kinds for need in needs)),
            tuple(dict.fromkeys(need.rule for need in needs)),
        )
        for kind, needs in chosen.items()
    )


def _needs(rules: Iterable[LoadedRule], lifted: Sequence[str]) -> Iterable[_Need]:
    for rule in rules:
        if rule.effect in {Effect.REQUIRE, Effect.EXEMPT} and rule.id not in lifted:
            for kinds in rule.rule.alternatives:
                yield _Need(rule.id, kinds)


def _cover(needs: list[_Need], shown: frozenset[str]) -> Mapping[str, list[_Need]]:
    """Cover every need with as few kinds as a greedy choice finds; a kind that is spoken of goes first."""
    chosen: dict[str, list[_Need]] = {}
    while needs:
        kinds = dict.fromkeys(kind for need in needs for kind in need.kinds)
        served = {kind: sum(kind in need.kinds for need in needs) for kind in kinds}
        best = max(kinds, key=lambda kind: (kind in shown, served[kind]))
        chosen[best] = [need for need in needs if best in need.kinds]
        needs = [need for need in needs if best not in need.kinds]
    return chosen
