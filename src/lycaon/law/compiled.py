"""Conditions as code: a parsed condition becomes one function of Python's own, in three-valued logic.

The source that is handed to Python is put together from the few pieces below, the numbers of slots and names that we
give ourselves; no letter of a rule file gets into it. Everything that a rule says stands in the constants.
"""

import itertools
from collections.abc import Callable, Sequence

import msgspec

from lycaon.errors import RuleError
from lycaon.law.intervals import Interval
from lycaon.law.logic import Truth

Values = Sequence[object]
"""The facts of one specimen, one a slot; ``None`` is unknown."""
Test = Callable[[Values], Truth]


class Question(msgspec.Struct, frozen=True):
    """What is asked of one slot; undetermined while the slot is empty."""

    slot: int
    yes: str
    """A piece of code over ``{value}``, what the slot holds, and ``{constant}``."""
    no: str
    """The same for the opposite."""
    constant: object = None
    other: int | None = None
    """The slot of a second fact that is asked about; undetermined while that is empty too."""
    is_negated: bool = False
    """Whether *yes* and *no* have changed places."""


class Joined(msgspec.Struct, frozen=True):
    """Conditions joined by *and* or by *or*."""

    every: bool
    parts: tuple["Node", ...]


Node = Question | Joined | bool


def flag(slot: int) -> Question:
    """Whether a flag is set."""
    return Question(slot, "{value}", "not {value}")


def equals(slot: int, word: str) -> Question:
    """Whether a code is this word."""
    return Question(slot, "{value} == {constant}", "{value} != {constant}", word)


def one_of(slot: int, words: frozenset[str]) -> Question:
    """Whether a code is one of these words."""
    return Question(slot, "{value} in {constant}", "{value} not in {constant}", words)


def shares(slot: int, words: frozenset[str]) -> Question:
    """Whether a set holds one of these words."""
    return Question(slot, "not {constant}.isdisjoint({value})", "{constant}.isdisjoint({value})", words)


def answers(slot: int, ask: Callable[[object], Truth]) -> Question:
    """What a function says of a value; it may say that it is undetermined."""
    yes = "{constant}({value})"
    return Question(slot, yes, f"None if ({{value}} := {yes}) is None else not {{value}}", ask)


def compares(left: int, compare: Callable[[Interval, Interval], Truth], right: int) -> Question:
    """How the intervals in two slots stand to each other."""
    yes = f"(None if v[{right}] is None else {{constant}}({{value}}, v[{right}]))"
    return Question(left, yes, f"None if ({{value}} := {yes}) is None else not {{value}}", compare, right)


def negated(node: Node) -> Node:
    """The opposite, with every *not* moved down to the questions (De Morgan holds in three values)."""
    match node:
        case bool():
            return not node
        case Question():
            return Question(node.slot, node.no, node.yes, node.constant, node.other, not node.is_negated)
        case Joined():
            return Joined(not node.every, tuple(negated(part) for part in node.parts))


def joined(every: bool, parts: Sequence[Node]) -> Node:
    """Conditions under one connective; those below the same one move up beside them."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Joined) and part.every is every else (part,))
    return Joined(every, tuple(flat))


def function_of(node: Node) -> Test:
    """Return the function that asks all of a condition.

    >>> ask = function_of(joined(True, [flag(0), negated(equals(1, "A"))]))
    >>> ask([True, "B"]), ask([None, "A"]), ask([None, "B"])
    (True, False, None)

    Raises:
        RuleError: it is nested too deeply for Python.
    """
    writer = _Writer()
    try:
        code = compile(f"lambda v: {writer.written(node)}", "<condition>", "eval")
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise RuleError("the condition is nested too deeply; name a part of it as a group") from error
    return eval(code, {"__builtins__": {}, **writer.constants})  # noqa: S307  # of our own pieces, see above


class _Writer:
    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self._numbers = itertools.count()

    def written(self, node: Node) -> str:
        match node:
            case bool():
                return str(node)
            case Question():
                return self._question(node)
            case Joined(every=True):
                return self._joined(node, settles="False")
            case Joined():
                return self._joined(node, settles="True")

    def _question(self, node: Question) -> str:
        if node.yes == "{value}":
            return f"v[{node.slot}]"
        value, constant = self._name("x"), self._name("k")
        self.constants[constant] = node.constant
        asked = node.yes.format(value=value, constant=constant)
        return f"(None if ({value} := v[{node.slot}]) is None else {asked})"

    def _joined(self, node: Joined, settles: str) -> str:
        """One settled part settles the whole; else one undetermined part leaves it undetermined."""
        if not node.parts:
            return str(node.every)
        names = [self._name("t") for _ in node.parts]
        settled = " or ".join(
            f"({name} := {self.written(part)}) is {settles}" for name, part in zip(names, node.parts, strict=True)
        )
        unsettled = " or ".join(f"{name} is None" for name in names)
        return f"({settles} if {settled} else None if {unsettled} else {node.every})"

    def _name(self, kind: str) -> str:
        return f"{kind}{next(self._numbers)}"
