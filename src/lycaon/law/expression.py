"""Conditions of rules: a small, safe language over named facts, in three-valued logic.

``annex == 'A' and not domestic and made < '1947-03-03'`` is parsed with :mod:`ast`, checked against the list
of facts, and compiled once. Nothing else of Python is understood: no calls, no attributes, no
arithmetic, so a rule file can do no more than ask about facts. :mod:`lycaon.law.compiled` makes functions of them.

====================================  ===================================================================
``live``                              a flag
``annex == 'A'``, ``!=``, ``in {..}``  a code
``made < '1947-03-03'``               a period, a day or a number against a constant or another fact
``'ring' in marks``                   a set holds a word
``documents & {'invoice', 'permit'}``  a set holds any of these words
``taxon in elephants``                the taxon is a member of a named group, or lies below one
``taxon in {'Aves'}``                 the same with names written out
``and`` ``or`` ``not`` ``( )``        Kleene logic: a fact that nobody stated leaves things undetermined
====================================  ===================================================================
"""

import ast
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol, cast

from lycaon.errors import RuleError
from lycaon.law.compiled import (
    Node,
    Test,
    answers,
    compares,
    equals,
    flag,
    function_of,
    joined,
    negated,
    one_of,
    shares,
)
from lycaon.law.intervals import BOUNDS, COMPARE, Interval, bound_of
from lycaon.law.logic import Truth

_NOTHING: frozenset[str] = frozenset()


class Taxonlike(Protocol):
    """What a taxon must answer to stand in a condition."""

    def within(self, ids: frozenset[str], above: frozenset[str]) -> Truth:
        """Whether the taxon is one of ``ids`` or below one; undetermined if it is one of ``above``."""
        ...


@dataclass(frozen=True, slots=True)
class TaxonSet:
    """Taxa by id, and all that stand above them."""

    ids: frozenset[str]
    above: frozenset[str]
    closed: bool = True
    """False: the list is known to be incomplete, so that a taxon not on it is undetermined."""
    absent: frozenset[str] = frozenset()
    """Of an incomplete list: taxa that are known not to be on it."""
    excepted: frozenset[str] = frozenset()
    """Taxa below one of ``ids`` that do not count."""


class Names(Protocol):
    """What conditions may name."""

    @property
    def slots(self) -> Mapping[str, int]:
        """The slot of each fact."""
        ...

    @property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each fact: flag, code, number, period, day, set, taxon."""
        ...

    def values_of(self, fact: str) -> frozenset[str] | None:
        """The words a code or set may hold; None if any word will do."""
        ...

    def taxa(self, names: Iterable[str]) -> TaxonSet:
        """The taxa of these scientific names; raises KeyError with the unknown name."""
        ...

    def group(self, name: str) -> TaxonSet | frozenset[str] | None:
        """A named group of taxa, or a named set of forms; None if there is none of that name."""
        ...

    @property
    def group_names(self) -> Iterable[str]:
        """The names of all groups."""
        ...


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition that was read, and the names of the facts that it reads."""

    source: str
    facts: tuple[str, ...]
    node: Node
    """What it asks, so that conditions can be joined."""

    @cached_property
    def test(self) -> Test:
        """Whether facts meet it; compiled when it is first asked, for most are not in the life of a process."""
        return function_of(self.node)

    def but_not(self, other: "Condition") -> Node:
        """What is asked where this must hold and the other must not."""
        return joined(every=True, parts=[self.node, negated(other.node)])


def compile_condition(source: str, names: Names, *, where: str) -> Condition:
    """Compile ``source``.

    Args:
        source: the condition as written in the rule file.
        names: facts and groups that it may name.
        where: file, line and rule, for the error.

    Raises:
        RuleError: it is not a condition, or names something unknown; the message says what is near.
    """
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        raise RuleError(f"{where}: cannot read {source!r}: {error.msg}") from error
    compiler = _Compiler(names, where)
    node = compiler.compile(tree.body)
    return Condition(source, tuple(dict.fromkeys(compiler.used)), node)


class _Compiler:
    def __init__(self, names: Names, where: str) -> None:
        self.names = names
        self.where = where
        self.used: list[str] = []

    def compile(self, node: ast.expr) -> Node:
        match node:
            case ast.BoolOp(op=ast.And()):
                return joined(every=True, parts=[self.compile(part) for part in node.values])
            case ast.BoolOp(op=ast.Or()):
                return joined(every=False, parts=[self.compile(part) for part in node.values])
            case ast.UnaryOp(op=ast.Not()):
                return negated(self.compile(node.operand))
            case ast.Constant(value=bool() as truth):
                return truth
            case ast.Name():
                return flag(self._slot(node.id, "flag"))
            case ast.BinOp(op=ast.BitAnd(), left=ast.Name() as fact):
                return shares(self._slot(fact.id, "set"), self._words(node.right, fact.id))
            case ast.Compare(ops=[op], comparators=[right]):
                return self._comparison(node.left, op, right)
            case _:
                raise self._error(f"{ast.unparse(node)!r} is not part of the language of conditions")

    def _comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            node = self._membership(left, right)
        elif isinstance(left, ast.Name) and isinstance(op, ast.Eq | ast.NotEq):
            node = self._equality(left.id, right)
        elif isinstance(left, ast.Name) and type(op) in COMPARE:
            return self._order(left.id, op, right)
        else:
            raise self._error(f"{ast.unparse(left)!r} must be a fact")
        return negated(node) if isinstance(op, ast.NotIn | ast.NotEq) else node

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(left, ast.Constant) and isinstance(right, ast.Name):
            slot = self._slot(right.id, "set")
            return shares(slot, frozenset({self._word(left, right.id)}))
        if not isinstance(left, ast.Name):
            raise self._error(f"{ast.unparse(left)!r} must be a fact or a word")
        if self._kind(left.id) == "taxon":
            return answers(self._slot(left.id, "taxon"), _within(self._taxa(right)))
        return one_of(self._slot(left.id, "code"), self._words(right, left.id))

    def _equality(self, fact: str, right: ast.expr) -> Node:
        match self._kind(fact):
            case "taxon":
                return answers(self._slot(fact, "taxon"), _within(self._taxa(ast.Set([right]))))
            case "code":
                return equals(self._slot(fact, "code"), self._word(right, fact))
            case _:
                return answers(self._slot(fact), _bounded(self._bound(right)))

    def _order(self, fact: str, op: ast.cmpop, right: ast.expr) -> Node:
        if self._kind(fact) not in BOUNDS:
            raise self._error(f"{fact!r} cannot be compared with < or >; it is a {self._kind(fact)}")
        compare = COMPARE[type(op)]
        if isinstance(right, ast.Name):
            return compares(self._slot(fact), compare, self._slot(right.id))
        return answers(self._slot(fact), _against(compare, self._bound(right)))

    def _bound(self, node: ast.expr) -> Interval:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
            try:
                return bound_of(node.value)
            except ValueError:
                pass
        raise self._error(f"{ast.unparse(node)!r} must be a number or a day like '1947-03-03'")

    def _taxa(self, node: ast.expr) -> TaxonSet:
        if isinstance(node, ast.Name):
            group = self._group(node.id)
            if isinstance(group, TaxonSet):
                return group
            raise self._error(f"{node.id!r} is a set of forms, not of taxa")
        try:
            return self.names.taxa(self._strings(node))
        except KeyError as error:
            raise self._error(f"the catalogue has no taxon {error.args[0]!r}") from error

    def _words(self, node: ast.expr, fact: str) -> frozenset[str]:
        if isinstance(node, ast.Name):
            group = self._group(node.id)
            if isinstance(group, frozenset):
                return group
            raise self._error(f"{node.id!r} is a group of taxa, not of words")
        return frozenset(self._checked(word, fact) for word in self._strings(node))

    def _word(self, node: ast.expr, fact: str) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._checked(node.value, fact)
        raise self._error(f"{ast.unparse(node)!r} must be a word in quotes")

    def _checked(self, word: str, fact: str) -> str:
        allowed = self.names.values_of(fact)
        if allowed is not None and word not in allowed:
            raise self._error(f"{fact!r} is never {word!r}{_near(word, allowed)}")
        return word

    def _strings(self, node: ast.expr) -> list[str]:
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            words = [part.value for part in node.elts if isinstance(part, ast.Constant)]
            strings = [word for word in words if isinstance(word, str)]
            if len(strings) == len(node.elts):
                return strings
        raise self._error(f"{ast.unparse(node)!r} must be a set of words like {{'A', 'B'}}")

    def _group(self, name: str) -> TaxonSet | frozenset[str]:
        group = self.names.group(name)
        if group is None:
            raise self._error(f'unknown group "{name}"{_near(name, self.names.group_names)}')
        return group

    def _kind(self, name: str) -> str:
        self._slot(name)
        return self.names.kinds[name]

    def _slot(self, name: str, kind: str = "") -> int:
        if name not in self.names.slots:
            near = _near(name, self.names.slots)
            raise self._error(f"unknown fact \"{name}\"{near} 'lycaon law facts' lists them.")
        if kind and self.names.kinds[name] != kind:
            raise self._error(f"{name!r} is a {self.names.kinds[name]}; a {kind} is needed here")
        self.used.append(name)
        return self.names.slots[name]

    def _error(self, message: str) -> RuleError:
        return RuleError(f"{self.where}: {message}")


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.5)
    return f'; did you mean "{near[0]}"?' if near else "."


@lru_cache(maxsize=1000)
def _within(taxa: TaxonSet) -> Callable[[object], Truth]:
    ids, above, closed = taxa.ids, taxa.above, taxa.closed
    absent, excepted = taxa.absent, taxa.excepted

    def ask(value: object) -> Truth:
        taxon = cast("Taxonlike", value)
        if excepted and taxon.within(excepted, _NOTHING):
            return False
        truth = taxon.within(ids, above)
        if truth is not False or closed:
            return truth
        return False if taxon.within(absent, _NOTHING) else None

    return ask


@lru_cache(maxsize=1000)
def _bounded(bound: Interval) -> Callable[[object], Truth]:
    first, last = bound

    def ask(value: object) -> Truth:
        least, most = cast("Interval", value)
        if least == most:
            return first <= least <= last
        return None if least <= first <= most else False

    return ask


@lru_cache(maxsize=1000)
def _against(compare: Callable[[Interval, Interval], Truth], bound: Interval) -> Callable[[object], Truth]:
    return lambda value: compare(cast("Interval", value), bound)
