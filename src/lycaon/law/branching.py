"""The places that a decision tree passes: what is known there, what follows from it, where each answer leads.

Offers go few ways: rules see of an offer only what its facts answer to their questions, and the fewer rules are open,
the fewer questions are left. So a place stands for all specimens that are alike in what is still asked, it is worked
out once, and where it leads is remembered. What differs from offer to offer, how likely each answer is and what the
facts are, stays in the tree. What is remembered follows from the facts and the rules alone, so forgetting it changes
no verdict.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec

from lycaon.law.compiled import Values
from lycaon.law.coverage import Branch as Standing
from lycaon.law.questions import Questions
from lycaon.law.rulesets import PRIORITY, RuleSet, State
from lycaon.law.specimen import Reader, Step
from lycaon.law.stated import NOT_STATED, Open
from lycaon.law.vocabulary import Answer
from lycaon.values.verdict import Legality

_REMEMBERED = 5_000
"""Places of one set of rules, a kilobyte each."""
_MOST_EDGES = 500
"""Answers that are remembered of one place."""
ENTAILING = frozenset({"taxon", "form"})
"""Facts that settle or open others, depending on what is stated of those."""
_OPEN: Open = dict.fromkeys(PRIORITY, NOT_STATED)
_TOLD = (Answer("told", None, 1.0),)
"""What stands for a fact of which something is stated, whatever it is."""


class Branch(msgspec.Struct, frozen=True):
    """Where some of the answers to a question lead."""

    edge: "Edge"
    share: float
    """The mass of these answers among all that are followed."""
    step: Step


class Edge(msgspec.Struct, frozen=True):
    """Where one answer to a question leads."""

    state: State
    node: "Node"
    closed: tuple[str, ...]
    """Facts that are open no longer."""
    opened: Open
    """Facts that are open from there on."""

    def left_open(self, open_facts: Open) -> Open:
        """The facts that are open behind it, of those that were before it."""
        left = open_facts.copy()
        for fact in self.closed:
            left.pop(fact, None)
        left.update(self.opened)
        return left


class Nodes:
    """The places that were passed under one set of rules."""

    def __init__(
        self, rules: RuleSet, verified: frozenset[str], reader: Reader, questions: Questions, slots: Mapping[str, int]
    ) -> None:
        self.rules = rules
        self.reader = reader
        self._questions = questions
        self._cites, self._annex, self._offered = slots["cites"], slots["annex"], slots["offered"]
        self._states = rules.states(verified)
        self._every = self._states.state((), rules.telling).mask | reader.covering
        self._roots: dict[tuple[object, ...], Node] = {}
        self._known: dict[tuple[object, ...], Node] = {}

    def root(self, values: Values) -> "Node":
        """The place at which the tree of a specimen begins."""
        answered = self._questions.answered(values)
        key = (answered & self._every, self.reader.bearing.of(values, self._every))
        found = self._roots.get(key)
        if found is None:
            if len(self._roots) >= _REMEMBERED:
                self._roots.clear()
            state = self._states.state(*self.rules.telling_of(answered))
            found = self._roots[key] = self._node(state, values, answered)
        return found

    def branches(self, node: "Node", root: str, answers: Sequence[Answer], *, is_worked_told: bool) -> list[Branch]:
        """Where these answers lead, taken together where it makes no difference which of them it is."""
        parts: dict[object, _Part] = {}
        for answer in answers:
            # How much of the world stands so makes no difference to where it leads.
            value = answer.value.kind if isinstance(answer.value, Standing) else answer.value
            key = (root, value, is_worked_told)
            edge = node.edges.get(key)
            if edge is None:
                if len(node.edges) >= _MOST_EDGES:
                    node.edges.clear()
                edge = node.edges[key] = self._edge(node, root, answer.value, is_worked_told=is_worked_told)
            # One branch will do for answers that lead to the same rules, unless a rule still hangs on the fact.
            now = edge.state
            same = answer.label if now.shows(root) else (now.applied, now.pending)
            part = parts.get(same)
            if part is None:
                part = parts[same] = _Part(edge, answer.value)
            part.answers.append((answer.label, answer.weight))
        return [part.branch(root) for part in parts.values()]

    def _edge(self, node: "Node", root: str, value: object, *, is_worked_told: bool) -> Edge:
        """Settle a fact for all specimens that come to a place."""
        values, left = list(node.values), _OPEN.copy()
        if is_worked_told:
            left["worked"] = _TOLD
        del left[root]
        if value is not None:
            self.reader.settle(root, value, values, left)
        answered = node.answered | self._questions.answered_anew(values, node.values)
        state = node.state.after(root, answered)
        closed: tuple[str, ...] = (root,)
        opened: Open = {}
        if root in ENTAILING:
            closed = tuple([fact for fact in PRIORITY if fact not in left])
            opened = {fact: answers for fact, answers in left.items() if answers not in (NOT_STATED, _TOLD)}
        return Edge(state, self._node(state, values, answered), closed, opened)

    def supposed(self, node: "Node", number: int) -> tuple["Node", "Node"]:
        """Where it leads if an open rule applies, and if it does not."""
        applies, does_not = node.state.supposed(number)
        return self._node(applies, node.values, node.answered), self._node(does_not, node.values, node.answered)

    def _node(self, state: State, values: Values, answered: int) -> "Node":
        """The place at which rules are settled so, and the facts are these."""
        legality = state.legality
        if legality is None and not state.blame:
            legality = self._coverage(state, values)
        key: tuple[object, ...]
        if legality is not None:
            key = (state, legality, answered & self.rules.remarked)
        else:
            mask = state.mask
            if values[self._cites] is None or values[self._annex] is None:
                mask |= self.reader.covering
            key = (state, answered & mask, self.reader.bearing.of(values, mask))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                # What trees that grow now still need, they hold themselves.
                self._known.clear()
            found = self._known[key] = Node(self, state, legality, tuple(values), answered)
        return found

    def outlook(self, node: "Node") -> tuple[object, ...]:
        """What decides the outcomes and papers of trees that go on from a place, whatever else is in force beside it.

        Rules that are ruled out are left out, for knowing more never undoes what is settled, and so are duties to
        display and notes. So the place of another day, with other rules, may have the same.
        """
        rules, state = self.rules, node.state
        remarks = [number for number in rules.doubted if rules.tests[number](node.answered) is not False]
        mask = rules.asks_of((*state.pending, *remarks))
        if node.values[self._cites] is None or node.values[self._annex] is None:
            mask |= self.reader.covering
        return (
            node.legality,
            rules.annex_counts,
            tuple([[rules.rules[number] for number in numbers] for numbers in (state.applied, state.pending, remarks)]),
            mask,
            node.answered & mask,
            self.reader.bearing.of(node.values, mask),
        )

    def _coverage(self, state: State, values: Values) -> Legality | None:
        """Whether the law of the place speaks of the specimen at all, where nothing forbids or asks."""
        if values[self._offered] is False:
            return Legality.NOT_COVERED
        if state.is_ruled:
            return Legality.ALLOWED
        levels = [values[self._cites]]
        if self.rules.annex_counts:
            levels.append(values[self._annex])
        if any(level not in (None, "none") for level in levels):
            return Legality.ALLOWED
        return None if None in levels else Legality.NOT_COVERED


class Node:
    """One place in a tree."""

    __slots__ = ("_forks", "_nodes", "_outlook", "_told", "answered", "asks", "edges", "legality", "state", "values")

    def __init__(self, nodes: Nodes, state: State, legality: Legality | None, values: Values, answered: int) -> None:
        self._nodes = nodes
        self._forks: dict[str, Fork] = {}
        self.edges: dict[tuple[str, object, bool], Edge] = {}
        """Where answers lead, by fact and value."""
        self._told: tuple[int, ...] | None = None
        self._outlook: tuple[object, ...] | None = None
        self.state = state
        self.legality = legality
        """The outcome, if it is settled."""
        self.asks = state.asks if state.blame else nodes.rules.level_asks
        """The facts that could settle it, the first to ask first."""
        self.values = values
        """The facts of the specimen that came here first, which stand for those of all others."""
        self.answered = answered
        """What these facts answer to all questions."""

    @property
    def told(self) -> tuple[int, ...]:
        """Numbers of the rules that apply, with the remarks, which change no outcome."""
        if self._told is None:
            self._told = self.state.applied + self._nodes.rules.remarks_on(self.answered)
        return self._told

    def is_like(self, other: "Node") -> bool:
        """Whether trees of the same open facts come to the same outcomes and papers, if under rules of another day."""
        return self is other or self.outlook == other.outlook

    @property
    def outlook(self) -> tuple[object, ...]:
        """What decides the outcomes and papers of trees that go on from here."""
        if self._outlook is None:
            self._outlook = self._nodes.outlook(self)
        return self._outlook

    def options(self, root: str, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        """What a fact may be of which this is stated."""
        return self._nodes.reader.options(root, answers, self.values)

    def fork(self, root: str, answers: tuple[Answer, ...]) -> "Fork":
        """Where the answers to a fact lead about which nothing is stated; ``answers`` say just that."""
        found = self._forks.get(root)
        if found is None:
            found = self._forks[root] = Fork(self._nodes, self, root, self.options(root, answers))
        return found

    def supposed(self) -> tuple["Node", "Node"]:
        """Where it leads if the first of the open rules to blame applies, and if it does not."""
        return self._nodes.supposed(self, self.state.blame[0])


class _Part(msgspec.Struct):
    edge: Edge
    value: object
    answers: list[tuple[str, float]] = []

    def branch(self, root: str) -> Branch:
        share = sum([weight for _, weight in self.answers])
        answers = tuple([(label, weight / share) for label, weight in self.answers])
        return Branch(self.edge, share, (root, answers, self.value))


class Fork:
    """A question about which nothing is stated, and where its answers lead."""

    __slots__ = ("_answers", "_branches", "_lightest", "_node", "_nodes", "_root")

    def __init__(self, nodes: Nodes, node: Node, root: str, answers: tuple[Answer, ...]) -> None:
        self._nodes = nodes
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
            answers = followed(self._answers, least)
            found = self._nodes.branches(self._node, self._root, answers, is_worked_told=False)
            self._branches[lightest] = found
        return found


def followed(answers: Sequence[Answer], least: float) -> list[Answer]:
    """The answers that weigh at least so much, or the heaviest; they share the mass of those that are left out."""
    kept = [answer for answer in answers if answer.weight >= least]
    if not kept:
        kept = [max(answers, key=lambda answer: answer.weight)]
    total = sum([answer.weight for answer in kept])
    return [Answer(answer.label, answer.value, answer.weight / total) for answer in kept]
