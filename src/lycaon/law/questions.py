"""What conditions ask of facts, numbered, and what facts answer, as the bits of one number.

Offers differ in a thousand ways, but rules see them only through the questions that they ask: whether the animal is a
parrot, whether the thing was made before 1947. Two offers that answer all of them alike are alike to the law, and what
was worked out for one of them serves the other (:mod:`lycaon.law.branching`).
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from lycaon.law.compiled import Joined, Node, Question, Values
from lycaon.law.logic import Truth

Holds = Callable[[int], Truth]
"""Whether a condition holds, by what facts answer."""
_REMEMBERED = 20_000
"""Values of one fact whose answers are remembered."""
_ASKS: Mapping[str, Callable[[Any, Any], Truth]] = {
    "{value}": lambda value, _: bool(value),
    "{value} == {constant}": operator.eq,
    "{value} in {constant}": lambda value, constant: value in constant,
    "not {constant}.isdisjoint({value})": lambda value, constant: not constant.isdisjoint(value),
    "{constant}({value})": lambda value, constant: constant(value),
}
"""What the pieces of code of a question mean."""


class Questions:
    """The questions of some conditions; two bits each, one for yes and one for no."""

    def __init__(self, conditions: Iterable[Node]) -> None:
        self._place: dict[tuple[object, ...], int] = {}
        self._asks: dict[int, list[tuple[int, Callable[[Any], Truth]]]] = {}
        self._pairs: dict[tuple[int, int], list[tuple[int, Callable[[Any, Any], Truth]]]] = {}
        for condition in conditions:
            for question in _questions(condition):
                self._add(question)
        self._known: tuple[tuple[int, dict[object, int]], ...] = tuple((slot, {}) for slot in self._asks)
        self._known_of_pairs: tuple[tuple[int, int, dict[object, int]], ...] = tuple(
            (left, right, {}) for left, right in self._pairs
        )
        self.pairs = tuple(self._pairs)
        """Facts that are compared with each other."""
        self.between = sum(3 << place for asks in self._pairs.values() for place, _ in asks)
        """The bits of what is asked about such pairs."""
        self._holds: dict[int, tuple[Node, Holds]] = {}

    def mask(self, *conditions: Node) -> int:
        """The bits of all questions that these conditions ask."""
        found = 0
        for condition in conditions:
            for question in _questions(condition):
                found |= 3 << self._place[_key(question)]
        return found

    def holds(self, condition: Node) -> Holds:
        """Return what tells from answers whether a condition of those asked holds.

        >>> from lycaon.law.compiled import equals, flag, joined, negated
        >>> questions = Questions([condition := joined(True, [flag(0), negated(equals(1, "A"))])])
        >>> holds = questions.holds(condition)
        >>> [holds(questions.answered(values)) for values in ([True, "B"], [None, "A"], [None, "B"])]
        [True, False, None]
        """
        found = self._holds.get(id(condition))
        if found is None:
            found = self._holds[id(condition)] = condition, self._tested(condition)
        return found[1]

    def _tested(self, condition: Node) -> Holds:
        match condition:
            case bool():
                return lambda _: condition
            case Question():
                yes, no = self._bits(condition)
                return _joined(no, yes, (), outcome=False)
            case Joined():
                asked = [self._bits(part) for part in condition.parts if isinstance(part, Question)]
                parts = tuple([self._tested(part) for part in condition.parts if not isinstance(part, Question)])
                yes, no = (reduce(operator.or_, bits, 0) for bits in ([y for y, _ in asked], [n for _, n in asked]))
                deciding, agreeing = (no, yes) if condition.every else (yes, no)
                return _joined(deciding, agreeing, parts, outcome=not condition.every)

    def _bits(self, question: Question) -> tuple[int, int]:
        """The bit of *yes* and that of *no*."""
        yes, no = 1 << self._place[_key(question)], 2 << self._place[_key(question)]
        return (no, yes) if question.is_negated else (yes, no)

    def answered_by(self, slot: int, value: object) -> int:
        """What one fact answers."""
        known = next((known for each, known in self._known if each == slot), None)
        if known is None:
            return 0
        bits = known.get(value)
        return self._ask(slot, value, known) if bits is None else bits

    def answered(self, values: Values) -> int:
        """What these facts answer: the bit of each *yes*, and of each *no*; none where they leave it open."""
        found = 0
        for slot, known in self._known:
            value = values[slot]
            if value is not None:
                bits = known.get(value)
                found |= self._ask(slot, value, known) if bits is None else bits
        for left, right, known in self._known_of_pairs:
            if values[left] is not None and values[right] is not None:
                pair = (values[left], values[right])
                bits = known.get(pair)
                found |= self._compare(left, right, pair, known) if bits is None else bits
        return found

    def answered_anew(self, values: Values, before: Values) -> int:
        """What facts answer that were not known before."""
        found = 0
        for slot, known in self._known:
            value = values[slot]
            if value is not before[slot]:
                bits = known.get(value)
                found |= self._ask(slot, value, known) if bits is None else bits
        for left, right, known in self._known_of_pairs:
            if values[left] is not None and values[right] is not None:
                pair = (values[left], values[right])
                bits = known.get(pair)
                found |= self._compare(left, right, pair, known) if bits is None else bits
        return found

    def _add(self, question: Question) -> None:
        key = _key(question)
        if key in self._place:
            return
        place = self._place[key] = 2 * len(self._place)
        if question.other is None:
            ask = _ASKS[_asked(question)]
            self._asks.setdefault(question.slot, []).append((place, _with(ask, question.constant)))
        else:
            compare: Any = question.constant
            self._pairs.setdefault((question.slot, question.other), []).append((place, compare))

    def _ask(self, slot: int, value: object, known: dict[object, int]) -> int:
        return _remembered(known, value, ((place, ask(value)) for place, ask in self._asks[slot]))

    def _compare(self, left: int, right: int, pair: tuple[object, object], known: dict[object, int]) -> int:
        return _remembered(known, pair, ((place, compare(*pair)) for place, compare in self._pairs[left, right]))


def _joined(deciding: int, agreeing: int, parts: Sequence[Holds], *, outcome: bool) -> Holds:
    """Whether all of some questions and parts hold, or one of them does.

    Args:
        deciding: bits of answers any one of which decides: no for all of them, yes for one of them.
        agreeing: bits of the opposite answers, which must all be there to decide the other way.
        parts: conditions that are asked as well.
        outcome: what one deciding answer makes of the whole.
    """

    def holds(answered: int) -> Truth:
        if answered & deciding:
            return outcome
        truth: Truth = not outcome if answered & agreeing == agreeing else None
        for part in parts:
            found = part(answered)
            if found is outcome:
                return outcome
            if found is None:
                truth = None
        return truth

    return holds


def _remembered(known: dict[object, int], value: object, answers: Iterable[tuple[int, Truth]]) -> int:
    bits = 0
    for place, truth in answers:
        if truth is not None:
            bits |= (1 if truth else 2) << place
    if len(known) >= _REMEMBERED:
        known.clear()
    known[value] = bits
    return bits


def _with(ask: Callable[[Any, Any], Truth], constant: object) -> Callable[[Any], Truth]:
    return lambda value: ask(value, constant)


def _questions(node: Node) -> Iterator[Question]:
    match node:
        case bool():
            return
        case Question():
            yield node
        case Joined():
            for part in node.parts:
                yield from _questions(part)


def _asked(question: Question) -> str:
    """The code of a question as it was before it was negated, if it was."""
    return question.no if question.is_negated else question.yes


def _key(question: Question) -> tuple[object, ...]:
    return question.slot, question.other, _asked(question) if question.other is None else "", question.constant
