"""The places that a decision tree passes: what is known there, what follows from it, where each answer leads.

Offers of the same kind pass the same places: once the animal and the form are settled, little else is ever stated.
So a place is worked out once and remembered; what differs from offer to offer, how likely each answer is, stays in
the tree. What is remembered is a function of the facts and the rules alone, so forgetting it changes no verdict.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lycaon.law.compiled import Values
from lycaon.law.rulesets import RuleSet, State
from lycaon.law.specimen import Reader
from lycaon.law.stated import Open
from lycaon.law.vocabulary import Answer
from lycaon.values.verdict import Legality

Step = tuple[str, tuple[tuple[str, float], ...]]
"""A fact that was asked for, and the answers that led here with the part that each has in it."""
_REMEMBERED = 5_000
"""Places of one set of rules, a kilobyte each."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where some of the answers to a question lead."""

    node: "Node"
    open: Open
    share: float
    """The mass of these answers among all that are followed."""
    step: Step


class Nodes:
    """The places that were passed under one set of rules."""

    def __init__(self, rules: RuleSet, verified: frozenset[str], reader: Reader, slots: Mapping[str, int]) -> None:
        self.rules = rules
        self.reader = reader
        self.cites, self.annex, self.offered = slots["cites"], slots["annex"], slots["offered"]
        self._states = rules.states(verified)
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], Values], Node] = {}

    def root(self, values: Values) -> "Node":
        """The place at which the tree of a specimen begins."""
        return self.node(self._states.state(*self.rules.opening(values).telling(values)), tuple(values))

    def node(self, state: State, values: tuple[object, ...]) -> "Node":
        """The place at which rules are settled so, and the facts are these."""
        key = (state.applied, state.pending, values)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                # What trees that grow now still need, they hold themselves.
                self._known = {}
            found = self._known[key] = Node(self, state, values)
        return found


class Node:
    """One place in a tree."""

    __slots__ = ("_forks", "_nodes", "_told", "asks", "legality", "state", "values")

    def __init__(self, nodes: Nodes, state: State, values: tuple[object, ...]) -> None:
        self._nodes = nodes
        self._forks: dict[str, Fork] = {}
        self._told: tuple[int, ...] | None = None
        self.state = state
        self.values = values
        self.legality, self.asks = state.legality, state.asks
        """The outcome, if it is settled; else the facts that could settle it, the first to ask first."""
        if self.legality is None and not state.blame:
            self.legality, self.asks = self._coverage(), nodes.rules.level_asks

    @property
    def told(self) -> tuple[int, ...]:
        """Numbers of the rules that apply, with the remarks, which change no outcome."""
        if self._told is None:
            self._told = self.state.applied + self._nodes.rules.opening(self.values).remarks(self.values)
        return self._told

    def fork(self, root: str, answers: tuple[Answer, ...]) -> "Fork":
        """Where the answers to a fact lead about which nothing is stated; ``answers`` say just that."""
        found = self._forks.get(root)
        if found is None:
            found = self._forks[root] = Fork(self, root, self.options(root, answers))
        return found

    def options(self, root: str, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """What a fact may be, given what is stated of it."""
        return self._nodes.reader.options(root, answers, self.values)

    def branches(self, root: str, answers: Sequence[Answer], open_facts: Open) -> list[Branch]:
        """Where these answers lead, taken together where it makes no difference which of them it is."""
        parts: dict[object, _Part] = {}
        for answer in answers:
            child, child_open = list(self.values), open_facts.copy()
            child_open.pop(root, None)
            if answer.value is not None:
                self._nodes.reader.settle(root, answer.value, child, child_open)
            now = self.state.after(root, child)
            # One branch will do for answers that lead to the same rules, unless a rule still hangs on the fact.
            key = answer.label if now.shows(root) else (now.applied, now.pending)
            part = parts.get(key)
            if part is None:
                part = parts[key] = _Part(self._nodes.node(now, tuple(child)), child_open)
            part.answers.append((answer.label, answer.weight))
        return [part.branch(root) for part in parts.values()]

    def supposed(self, number: int) -> tuple["Node", "Node"]:
        """Where it leads if an open rule applies, and if it does not."""
        applies, does_not = self.state.supposed(number)
        return self._nodes.node(applies, self.values), self._nodes.node(does_not, self.values)

    def _coverage(self) -> Legality | None:
        """Whether the law of the place speaks of the specimen at all, where nothing forbids or asks."""
        if self.values[self._nodes.offered] is False:
            return Legality.NOT_COVERED
        if self.state.is_ruled:
            return Legality.ALLOWED
        levels = [self.values[self._nodes.cites]]
        if self._nodes.rules.annex_counts:
            levels.append(self.values[self._nodes.annex])
        if any(level not in (None, "none") for level in levels):
            return Legality.ALLOWED
        return None if None in levels else Legality.NOT_COVERED


@dataclass(slots=True)
class _Part:
    node: Node
    open: Open
    answers: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])

    def branch(self, root: str) -> Branch:
        share = sum([weight for _, weight in self.answers])
        answers = tuple([(label, weight / share) for label, weight in self.answers])
        return Branch(self.node, self.open, share, (root, answers))


class Fork:
    """A question about which nothing is stated, and where its answers lead."""

    __slots__ = ("_answers", "_branches", "_lightest", "_node", "_root")

    def __init__(self, node: Node, root: str, answers: tuple[Answer, ...]) -> None:
        self._node = node
        self._root = root
        self._answers = answers
        self._lightest = min(answer.weight for answer in answers)
        self._branches: dict[float, list[Branch]] = {}

    def branches(self, least: float) -> list[Branch]:
        """Where the answers lead that weigh at least so much."""
        # The lightest of the answers that are followed tells which they are.
        lightest = self._lightest
        if lightest < least:
            lightest = min([answer.weight for answer in self._answers if answer.weight >= least], default=math.inf)
        found = self._branches.get(lightest)
        if found is None:
            found = self._branches[lightest] = self._node.branches(self._root, followed(self._answers, least), {})
        return found


def followed(answers: Sequence[Answer], least: float) -> list[Answer]:
    """The answers that weigh at least so much, or the heaviest; they share the mass of those that are left out."""
    kept = [answer for answer in answers if answer.weight >= least]
    if not kept:
        kept = [max(answers, key=lambda answer: answer.weight)]
    total = sum([answer.weight for answer in kept])
    return [Answer(answer.label, answer.value, answer.weight / total) for answer in kept]
