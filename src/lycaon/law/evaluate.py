"""The decision tree: which rules apply to one specimen, and what follows.

Every rule is true, false or undetermined. If the open ones cannot change the outcome, the outcome stands.
Otherwise the tree asks for the next fact that matters, follows each of its answers with its weight, and so
on; facts that no rule asks about are never asked for. What stays undetermined in the end is *unknown*.

The order of effects (per place): a ban that no exemption lifts; else a document that is not verified; else
a ban that nobody has confirmed yet, which can only leave us unsure; else covered, or not covered.
"""

from collections.abc import Mapping

import msgspec

from lycaon.law.branching import ENTAILING, Node, Nodes, followed
from lycaon.law.compiled import Values
from lycaon.law.specimen import Path, Specimen
from lycaon.law.stated import NOT_STATED, Open
from lycaon.law.statements import UNSTATED
from lycaon.values.verdict import Legality


class Leaf(msgspec.Struct, eq=False):
    """One branch of the tree that is settled, or given up; not frozen, for dozens are made for every offer."""

    weight: float
    legality: Legality
    applied: tuple[int, ...]
    """Numbers of the rules that apply, exempted or not."""
    lifted: Mapping[str, str]
    """Rule to the rule that switches it off."""
    path: Path
    """The facts in the order in which they were asked."""
    specimen: Specimen
    """What stood at the root."""

    @property
    def values(self) -> Values:
        """The facts as they are known here."""
        return self.specimen.after(self.path)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How far a tree may grow."""

    splits: int
    negligible: float
    remarked: float
    """Branches below it carry no remarks."""


_YES = (("yes", 1.0),)
_NO = (("no", 1.0),)


class Tree:
    """Grows the tree of one specimen."""

    def __init__(self, nodes: Nodes, specimen: Specimen, limits: Limits, slots: Mapping[str, int]) -> None:
        self.leaves: list[Leaf] = []
        self._nodes = nodes
        self._specimen = specimen
        self._limits = limits
        self._left = limits.splits
        self._taxon = slots["taxon"]
        self.root = nodes.root(specimen.values)
        self._grow(self.root, specimen.open, 1.0, ())

    def _grow(self, node: Node, open_facts: Open, weight: float, path: Path) -> None:
        if node.legality is not None:
            self._settle(node.legality, node, weight, path)
            return
        self._left -= 1
        if self._left < 0 or (node.values[self._taxon] is None and "taxon" not in open_facts):
            # Nobody knows the animal or plant, so no further question would help; or too many were asked.
            self._settle(Legality.UNKNOWN, node, weight, path)
            return
        for root in node.asks:
            if root in open_facts:
                self._ask(root, node, open_facts, weight, path)
                return
        if node.state.blame:
            self._suppose(node, open_facts, weight, path)
        else:
            self._settle(Legality.UNKNOWN, node, weight, path)

    def _settle(self, legality: Legality, node: Node, weight: float, path: Path) -> None:
        applied = node.told if weight >= self._limits.remarked else node.state.applied
        self.leaves.append(Leaf(weight, legality, applied, node.state.lifted, path, self._specimen))

    def _ask(self, root: str, node: Node, open_facts: Open, weight: float, path: Path) -> None:
        """Follow the answers worth following from a branch of this weight."""
        answers = open_facts[root]
        least = self._limits.negligible / weight
        if answers is NOT_STATED and root not in ENTAILING:
            left = open_facts.copy()
            del left[root]
            for branch in node.fork(root, answers).branches(least):
                self._grow(branch.edge.node, left, weight * branch.share, (*path, branch.step))
            return
        options = followed(node.options(root, answers), least)
        told = root == "form" and open_facts.get("worked", NOT_STATED)[0].label != UNSTATED
        for branch in self._nodes.branches(node, root, options, is_worked_told=told):
            left = branch.edge.left_open(open_facts)
            self._grow(branch.edge.node, left, weight * branch.share, (*path, branch.step))

    def _suppose(self, node: Node, open_facts: Open, weight: float, path: Path) -> None:
        """Follow both branches of a rule that the known facts leave undetermined."""
        rule = self._nodes.rules.rules[node.state.blame[0]]
        share = rule.rule.if_unsettled
        fact = f"rule:{rule.id}"
        applies, does_not = node.supposed()
        self._grow(applies, open_facts, weight * share, (*path, (fact, _YES, None)))
        self._grow(does_not, open_facts, weight * (1 - share), (*path, (fact, _NO, None)))
