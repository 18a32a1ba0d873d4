"""The decision tree: which rules apply to one specimen, and what follows.

Every rule is true, false or undetermined. If the open ones cannot change the outcome, the outcome stands.
Otherwise the tree asks for the next fact that matters, follows each of its answers with its weight, and so
on; facts that no rule asks about are never asked for. What stays undetermined in the end is *unknown*.

The order of effects (per place): a ban that no exemption lifts; else a document that is not verified; else
a ban that nobody has confirmed yet, which can only leave us unsure; else covered, or not covered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from lycaon.law.rules import LoadedRule
from lycaon.law.specimen import Reader, Slots, Specimen
from lycaon.law.vocabulary import Answer
from lycaon.values.verdict import Effect, Legality

PRIORITY = (
    "taxon", "offer_kind", "imitation", "form", "standing", "region", "made", "worked", "origin_code", "mass_g",
    "ivory_share", "ready_for_retail", "origin_country", "native_to_eu", "native_here", "annex_x", "seller_kind",
    "postal", "reserved_section", "exporting", "re_export", "across_states", "import_suspended", "trade_suspended",
)  # fmt: skip
"""The order in which facts are asked for: first what most rules rest on."""
_ENTAILED = {
    "taxon": ("standing", "native_to_eu", "native_here", "annex_x"),
    "form": ("worked",),
    "exporting": ("leaving_eu",),
}
"""Facts that may become known along with another."""
_RANK = {fact: place for place, fact in enumerate(PRIORITY)}


class Kind(IntEnum):
    """What a rule can do to the outcome, in the order in which it is asked."""

    BAN = 0
    DOCUMENT = 1
    UNCONFIRMED_BAN = 2
    EXEMPTION = 3
    REMARK = 4
    """Duties to display, notes, and exemptions that nobody has confirmed: they change no outcome."""


_LEGALITY = {
    Kind.BAN: Legality.PROHIBITED,
    Kind.DOCUMENT: Legality.NEEDS_DOCUMENT,
    Kind.UNCONFIRMED_BAN: Legality.UNKNOWN,
}


class RuleSet:
    """The rules of one place on one day, in one role, ready to be asked."""

    def __init__(self, rules: Sequence[LoadedRule], level_roots: tuple[str, ...], *, annex_counts: bool) -> None:
        self.rules = tuple(rules)
        self.kinds = tuple(_kind(rule) for rule in rules)
        self.tests = tuple(rule.test for rule in rules)
        self.ids = tuple(rule.id for rule in rules)
        self.telling = [number for number, kind in enumerate(self.kinds) if kind is not Kind.REMARK]
        """The rules that can change the outcome."""
        self.remarks = [number for number, kind in enumerate(self.kinds) if kind is Kind.REMARK]
        self.touched = {root: self._touched_by(root) for root in PRIORITY}
        """For each fact of the offer, the telling rules that may answer otherwise once it is known."""
        self.level_roots = level_roots
        """What decides whether the specimen is covered at all."""
        self.annex_counts = annex_counts

    def _touched_by(self, root: str) -> frozenset[int]:
        roots = {root, *_ENTAILED.get(root, ())}
        return frozenset(number for number in self.telling if not roots.isdisjoint(self.rules[number].roots))


def _kind(rule: LoadedRule) -> Kind:
    match rule.rule.effect:
        case Effect.PROHIBIT:
            return Kind.UNCONFIRMED_BAN if rule.draft else Kind.BAN
        case Effect.REQUIRE:
            return Kind.DOCUMENT
        case Effect.EXEMPT if not rule.draft:
            return Kind.EXEMPTION
        case _:
            return Kind.REMARK


Step = tuple[str, tuple[tuple[str, float], ...]]
"""A fact that was asked for, and the answers that led here with the part that each has in it."""
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One branch of the tree that is settled, or given up."""

    weight: float
    legality: Legality
    applied: tuple[int, ...]
    """Numbers of the rules that apply, exempted or not."""
    lifted: Mapping[str, str]
    """Rule to the rule that switches it off."""
    path: Path
    """The facts in the order in which they were asked."""
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
    remarked: float
    """Branches below it carry no remarks."""


_TELLING = frozenset({"taxon", "standing", "form", "offer_kind", "imitation"})
_YES = (("yes", 1.0),)
_NO = (("no", 1.0),)


@dataclass(slots=True)
class _Branch:
    values: Slots
    open: dict[str, tuple[Answer, ...]]
    applied: tuple[int, ...]
    pending: list[int]
    answers: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])


class Tree:
    """Grows the tree of one specimen."""

    def __init__(
        self, rules: RuleSet, reader: Reader, specimen: Specimen, limits: Limits, slots: Mapping[str, int]
    ) -> None:
        self.leaves: list[Leaf] = []
        self._set = rules
        self._reader = reader
        self._limits = limits
        self._left = limits.splits
        self._cites, self._annex, self._taxon = slots["cites"], slots["annex"], slots["taxon"]
        self._offered = slots["offered"]
        self._satisfied = _satisfied(rules, specimen.verified)
        applied, pending = self._advance(specimen.values, rules.telling, (), frozenset(rules.telling))
        self._grow(specimen.values, specimen.open, pending, applied, 1.0, ())

    def _grow(
        self, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: Path,
    ) -> None:  # fmt: skip
        lifted, doubtful = self._exemptions(applied, pending)
        decision = self._decide(values, applied, pending, lifted, doubtful)
        if decision.legality is not None:
            self._settle(decision.legality, values, applied, lifted, weight, path)
            return
        self._left -= 1
        if values[self._taxon] is None and "taxon" not in open_facts:
            # Nobody knows the animal or plant: no further question would help.
            self._settle(Legality.UNKNOWN, values, applied, lifted, weight, path)
            return
        root = self._next_fact(decision, open_facts)
        if self._left < 0:
            self._settle(Legality.UNKNOWN, values, applied, lifted, weight, path)
        elif root:
            self._ask(root, values, open_facts, pending, applied, weight, path)
        elif decision.blame:
            self._suppose(decision.blame[0], values, open_facts, pending, applied, weight, path)
        else:
            self._settle(Legality.UNKNOWN, values, applied, lifted, weight, path)

    def _settle(
        self, legality: Legality, values: Slots, applied: tuple[int, ...], lifted: Mapping[str, str], weight: float,
        path: Path,
    ) -> None:  # fmt: skip
        """Make a leaf; remarks are asked for only here, for they change no outcome."""
        remarks: tuple[int, ...] = ()
        if weight >= self._limits.remarked:
            tests = self._set.tests
            remarks = tuple(number for number in self._set.remarks if tests[number](values))
        self.leaves.append(Leaf(weight, legality, applied + remarks, lifted, path, values))

    def _advance(
        self, values: Slots, pending: Sequence[int], applied: tuple[int, ...], touched: frozenset[int]
    ) -> tuple[tuple[int, ...], list[int]]:
        """Ask the open rules again that new knowledge touches; knowing more never undoes what is settled."""
        tests = self._set.tests
        found: list[int] = []
        still: list[int] = []
        for number in pending:
            truth = tests[number](values) if number in touched else None
            if truth is None:
                still.append(number)
            elif truth:
                found.append(number)
        return (*applied, *found), still

    def _ask(
        self, root: str, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: Path,
    ) -> None:  # fmt: skip
        touched = self._set.touched[root]
        branches: dict[object, _Branch] = {}
        for answer in self._followed(self._reader.options(root, open_facts, values), weight):
            child_open = open_facts.copy()
            del child_open[root]
            child = values.copy()
            if answer.value is not None:
                self._reader.settle(root, answer.value, child, child_open)
            now, still = self._advance(child, pending, applied, touched)
            key = self._alike(root, now, still)
            branch = branches.setdefault(key or answer.label, _Branch(child, child_open, now, still))
            branch.answers.append((answer.label, answer.weight))
        for branch in branches.values():
            share = sum(part for _, part in branch.answers)
            step = (root, tuple((label, part / share) for label, part in branch.answers))
            self._grow(branch.values, branch.open, branch.pending, branch.applied, weight * share, (*path, step))

    def _followed(self, answers: Sequence[Answer], weight: float) -> list[Answer]:
        """The answers worth following from a branch of this weight; they share the mass of those that are not."""
        least = self._limits.negligible / weight
        kept = [answer for answer in answers if answer.weight >= least]
        if not kept:
            kept = [max(answers, key=lambda answer: answer.weight)]
        total = sum(answer.weight for answer in kept)
        return [Answer(answer.label, answer.value, answer.weight / total) for answer in kept]

    def _alike(self, root: str, applied: tuple[int, ...], pending: list[int]) -> object:
        """What tells whether two answers lead to the same rules, so that one branch will do for both.

        None if a rule still hangs on the fact, or if the fact itself shows in what is reported.
        """
        if root in _TELLING or not self._set.touched[root].isdisjoint(pending):
            return None
        return applied, tuple(pending)

    def _suppose(
        self, number: int, values: Slots, open_facts: dict[str, tuple[Answer, ...]], pending: Sequence[int],
        applied: tuple[int, ...], weight: float, path: Path,
    ) -> None:  # fmt: skip
        """Follow both branches of a rule that the known facts leave undetermined."""
        rule = self._set.rules[number]
        left = [each for each in pending if each != number]
        share = rule.rule.if_unsettled
        fact = f"rule:{rule.id}"
        self._grow(values, open_facts, left, (*applied, number), weight * share, (*path, (fact, _YES)))
        self._grow(values, open_facts, left, applied, weight * (1 - share), (*path, (fact, _NO)))

    def _next_fact(self, decision: _Decision, open_facts: Mapping[str, object]) -> str:
        rules = self._set.rules
        blamed = {root for number in decision.blame for root in rules[number].roots if root in open_facts}
        if decision.coverage:
            blamed.update(root for root in self._set.level_roots if root in open_facts)
        return min(blamed, key=_RANK.__getitem__, default="")

    def _exemptions(self, applied: Sequence[int], pending: Sequence[int]) -> tuple[dict[str, str], dict[str, int]]:
        """The rules that are switched off, and those that may be."""
        kinds, rules = self._set.kinds, self._set.rules
        lifted: dict[str, str] = {}
        doubtful: dict[str, int] = {}
        for number in applied:
            if kinds[number] is Kind.EXEMPTION:
                lifted.update(dict.fromkeys(rules[number].rule.exempts, rules[number].id))
        for number in pending:
            if kinds[number] is Kind.EXEMPTION:
                doubtful.update(dict.fromkeys(rules[number].rule.exempts, number))
        return lifted, doubtful

    def _decide(
        self, values: Slots, applied: Sequence[int], pending: Sequence[int], lifted: Mapping[str, str],
        doubtful: Mapping[str, int],
    ) -> _Decision:  # fmt: skip
        """The outcome if it stands, else the open rules of the gravest effect that could still change it."""
        kinds, ids = self._set.kinds, self._set.ids
        certain: set[Kind] = set()
        blame: dict[Kind, list[int]] = {}
        for number in applied:
            kind = kinds[number]
            if kind > Kind.UNCONFIRMED_BAN or ids[number] in lifted or number in self._satisfied:
                continue
            if ids[number] in doubtful:
                blame.setdefault(kind, []).append(doubtful[ids[number]])
            else:
                certain.add(kind)
        for number in pending:
            kind = kinds[number]
            if kind <= Kind.UNCONFIRMED_BAN and ids[number] not in lifted and number not in self._satisfied:
                blame.setdefault(kind, []).append(number)
                if ids[number] in doubtful:
                    blame[kind].append(doubtful[ids[number]])
        for kind, legality in _LEGALITY.items():
            if kind in certain:
                return _Decision(legality)
            if kind in blame:
                return _Decision(None, tuple(blame[kind]))
        return self._coverage(values, applied, lifted)

    def _coverage(self, values: Slots, applied: Sequence[int], lifted: Mapping[str, str]) -> _Decision:
        """Whether the law of the place speaks of the specimen at all, where nothing forbids or asks."""
        if values[self._offered] is False:
            return _Decision(Legality.NOT_COVERED)
        kinds = self._set.kinds
        if lifted or any(kinds[number] is Kind.DOCUMENT for number in applied):
            return _Decision(Legality.ALLOWED)
        levels = [values[self._cites]]
        if self._set.annex_counts:
            levels.append(values[self._annex])
        if any(level not in (None, "none") for level in levels):
            return _Decision(Legality.ALLOWED)
        return _Decision(None, coverage=True) if None in levels else _Decision(Legality.NOT_COVERED)


def _satisfied(rules: RuleSet, verified: frozenset[str]) -> frozenset[int]:
    """The rules whose every document was confirmed by its issuer."""
    if not verified:
        return frozenset()
    return frozenset(
        number
        for number, rule in enumerate(rules.rules)
        if rules.kinds[number] is Kind.DOCUMENT
        and all(not verified.isdisjoint(kinds) for kinds in rule.rule.alternatives)
    )
