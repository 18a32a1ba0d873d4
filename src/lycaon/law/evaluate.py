"""The decision tree: which rules apply to one specimen, and what follows.

Every rule is true, false or undetermined. If the open ones cannot change the outcome, the outcome stands.
Otherwise the tree asks for the next fact that matters, follows each of its answers with its weight, and so
on; facts that no rule asks about are never asked for. What stays undetermined in the end is *unknown*.

The order of effects (per place): a ban that no exemption lifts; else a document that is not verified; else
a ban that nobody has confirmed yet, which can only leave us unsure; else covered, or not covered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lycaon.law.logic import Truth
from lycaon.law.rules import LoadedRule
from lycaon.law.specimen import Reader, Slots, Specimen
from lycaon.law.vocabulary import Answer
from lycaon.values.verdict import Effect, Legality

PRIORITY = (
    "offer_kind", "taxon", "imitation", "form", "standing", "region", "made", "worked", "origin_code", "mass_g",
    "ivory_share", "ready_for_retail", "origin_country", "native_to_eu", "native_here", "annex_x", "seller_kind",
    "postal", "reserved_section", "exporting", "re_export", "across_states", "import_suspended", "trade_suspended",
)  # fmt: skip
"""The order in which facts are asked for: first what most rules rest on."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one place on one day, in one role, ready to be asked."""

    rules: tuple[LoadedRule, ...]
    level_roots: tuple[str, ...]
    """What decides whether the specimen is covered at all."""
    in_union: bool


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One branch of the tree that is settled, or given up."""

    weight: float
    legality: Legality
    applied: tuple[int, ...]
    """Numbers of the rules that apply, exempted or not."""
    lifted: Mapping[str, str]
    """Rule to the rule that switches it off."""
    path: tuple[tuple[str, str], ...]
    """(fact, answer), in the order in which they were asked."""
    values: Slots


@dataclass(frozen=True, slots=True)
class _Decision:
    legality: Legality | None
    blame: tuple[int, ...] = ()
    """The open rules that could still change it."""
    coverage: bool = False
    """Whether it hangs on the specimen being covered at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a tree may grow."""

    splits: int
    negligible: float


class Tree:
    """Grows the tree of one specimen."""

    def __init__(self, rules: RuleSet, reader: Reader, specimen: Specimen, limits: Limits, slots: Mapping[str, int]) -> None:
        self.leaves: list[Leaf] = []
        self._set = rules
        self._rules = rules.rules
        self._reader = reader
        self._verified = specimen.verified
        self._limits = limits
        self._left = limits.splits
        self._cites, self._annex, self._taxon = slots["cites"], slots["annex"], slots["taxon"]
        pending = list(range(len(self._rules)))
        self._grow(specimen.values, specimen.open, pending, (), 1.0, ())

    def _grow(
        self, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: tuple[tuple[str, str], ...],
    ) -> None:  # fmt: skip
        applied, pending = self._advance(values, pending, applied)
        lifted, doubtful = self._exemptions(applied, pending)
        decision = self._decide(values, applied, pending, lifted, doubtful)
        if decision.legality is not None:
            self.leaves.append(Leaf(weight, decision.legality, applied, lifted, path, values))
            return
        self._left -= 1
        root = self._next_fact(decision, open_facts)
        if self._left < 0 or weight < self._limits.negligible:
            self.leaves.append(Leaf(weight, Legality.UNKNOWN, applied, lifted, path, values))
        elif root:
            self._ask(root, values, open_facts, pending, applied, weight, path)
        elif decision.blame and values[self._taxon] is not None:
            self._suppose(decision.blame[0], values, open_facts, pending, applied, weight, path)
        else:
            self.leaves.append(Leaf(weight, Legality.UNKNOWN, applied, lifted, path, values))

    def _advance(
        self, values: Slots, pending: Sequence[int], applied: tuple[int, ...]
    ) -> tuple[tuple[int, ...], list[int]]:
        """Ask the open rules again; what is false now stays false, for knowing more never undoes it."""
        found: list[int] = []
        still: list[int] = []
        for number in pending:
            truth = self._rules[number].test(values)
            if truth is None:
                still.append(number)
            elif truth:
                found.append(number)
        return (*applied, *found), still

    def _ask(
        self, root: str, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: tuple[tuple[str, str], ...],
    ) -> None:  # fmt: skip
        for answer in self._reader.options(root, open_facts, values):
            child_open = {name: answers for name, answers in open_facts.items() if name != root}
            child = values.copy()
            if answer.value is not None:
                self._reader.settle(root, answer.value, child, child_open)
            step = (*path, (root, answer.label))
            self._grow(child, child_open, pending, applied, weight * answer.weight, step)

    def _suppose(
        self, number: int, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: tuple[tuple[str, str], ...],
    ) -> None:  # fmt: skip
        """Follow both branches of a rule that the known facts leave undetermined."""
        rule = self._rules[number]
        left = [each for each in pending if each != number]
        share = rule.rule.if_unsettled
        fact = f"rule:{rule.id}"
        self._grow(values, open_facts, left, (*applied, number), weight * share, (*path, (fact, "yes")))
        self._grow(values, open_facts, left, applied, weight * (1 - share), (*path, (fact, "no")))

    def _next_fact(self, decision: _Decision, open_facts: Mapping[str, object]) -> str:
        blamed = {root for number in decision.blame for root in self._rules[number].roots}
        if decision.coverage:
            blamed.update(self._set.level_roots)
        return next((root for root in PRIORITY if root in open_facts and root in blamed), "")

    def _exemptions(
        self, applied: Sequence[int], pending: Sequence[int]
    ) -> tuple[dict[str, str], dict[str, int]]:
        """The rules that are switched off, and those that may be; a draft switches nothing off."""
        lifted: dict[str, str] = {}
        doubtful: dict[str, int] = {}
        for number in applied:
            rule = self._rules[number]
            if rule.rule.effect is Effect.EXEMPT and not rule.draft:
                lifted.update(dict.fromkeys(rule.rule.exempts, rule.id))
        for number in pending:
            rule = self._rules[number]
            if rule.rule.effect is Effect.EXEMPT and not rule.draft:
                doubtful.update(dict.fromkeys(rule.rule.exempts, number))
        return lifted, doubtful

    def _decide(
        self, values: Slots, applied: Sequence[int], pending: Sequence[int], lifted: Mapping[str, str],
        doubtful: Mapping[str, int],
    ) -> _Decision:  # fmt: skip
        for effect, draft, legality in _ORDER:
            truth, blame = self._any(effect, draft, applied, pending, lifted, doubtful)
            if truth:
                return _Decision(legality)
            if truth is None:
                return _Decision(None, blame)
        covered = self._covered(values, applied, lifted)
        if covered is None:
            return _Decision(None, coverage=True)
        return _Decision(Legality.ALLOWED if covered else Legality.NOT_COVERED)

    def _any(
        self, effect: Effect, draft: bool | None, applied: Sequence[int], pending: Sequence[int],
        lifted: Mapping[str, str], doubtful: Mapping[str, int],
    ) -> tuple[Truth, tuple[int, ...]]:  # fmt: skip
        """Whether any rule of this effect applies and is not switched off, and what could still tell."""
        blame: list[int] = []
        for number in applied:
            rule = self._rules[number]
            if not self._counts(rule, effect, draft) or rule.id in lifted:
                continue
            if rule.id not in doubtful:
                return True, ()
            blame.append(doubtful[rule.id])
        for number in pending:
            rule = self._rules[number]
            if self._counts(rule, effect, draft) and rule.id not in lifted:
                blame.append(number)
                if rule.id in doubtful:
                    blame.append(doubtful[rule.id])
        return (None, tuple(blame)) if blame else (False, ())

    def _counts(self, rule: LoadedRule, effect: Effect, draft: bool | None) -> bool:
        if rule.rule.effect is not effect or (draft is not None and rule.draft is not draft):
            return False
        return effect is not Effect.REQUIRE or not self.satisfied(rule)

    def satisfied(self, rule: LoadedRule) -> bool:
        """Whether the issuer confirmed every document that the rule asks for."""
        return all(not self._verified.isdisjoint(kinds) for kinds in rule.rule.alternatives)

    def _covered(self, values: Slots, applied: Sequence[int], lifted: Mapping[str, str]) -> Truth:
        """Whether the law of the place speaks of the specimen at all."""
        if any(self._rules[number].rule.effect is Effect.REQUIRE for number in applied) or lifted:
            return True
        levels = [values[self._cites]]
        if self._set.in_union:
            levels.append(values[self._annex])
        if any(level not in (None, "none") for level in levels):
            return True
        return None if None in levels else False


_ORDER = (
    (Effect.PROHIBIT, False, Legality.PROHIBITED),
    (Effect.REQUIRE, None, Legality.NEEDS_DOCUMENT),
    (Effect.PROHIBIT, True, Legality.UNKNOWN),
)
