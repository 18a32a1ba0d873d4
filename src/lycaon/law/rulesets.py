"""The rules of one place on one day, and how far they are settled.

Which rules apply and which are open decides all that follows from rules alone: what is switched off, what the outcome
is, what to ask next. Few such states occur, so each is worked out once and remembered with the steps that led on from
it. What is remembered follows from the rules and from the answers; forgetting it changes no verdict.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache

from lycaon.law.logic import Truth
from lycaon.law.papers import Paper, fewest_papers
from lycaon.law.questions import Questions
from lycaon.law.rules import LoadedRule
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
_TELLING = frozenset({"taxon", "standing", "form", "offer_kind", "imitation"})
"""Facts that show in what is reported, whether or not a rule hangs on them."""
_REMEMBERED = 20_000
"""Steps of one set of rules; a fresh start is cheap."""


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


def _kind(rule: LoadedRule) -> Kind:
    match rule.effect:
        case Effect.PROHIBIT:
            return Kind.UNCONFIRMED_BAN if rule.draft else Kind.BAN
        case Effect.REQUIRE:
            return Kind.DOCUMENT
        case Effect.EXEMPT if not rule.draft:
            return Kind.EXEMPTION
        case _:
            return Kind.REMARK


class RuleSet:
    """The rules of one place on one day, in one role, ready to be asked."""

    def __init__(
        self, rules: Sequence[LoadedRule], level_roots: tuple[str, ...], questions: Questions, *, annex_counts: bool
    ) -> None:
        self.rules = tuple(rules)
        self.kinds = tuple(_kind(rule) for rule in rules)
        self.tests = tuple(questions.holds(rule.asks) for rule in rules)
        """For each rule whether it applies, by what a specimen answers."""
        self.ids = tuple(rule.id for rule in rules)
        self.certainties = {rule.id: rule.certainty for rule in rules}
        self.telling = tuple(number for number, kind in enumerate(self.kinds) if kind is not Kind.REMARK)
        """The rules that can change the outcome."""
        self.remarks = tuple(number for number, kind in enumerate(self.kinds) if kind is Kind.REMARK)
        self.doubted = tuple(number for number in self.remarks if rules[number].effect is Effect.EXEMPT)
        """The remarks on whose proofs something rests: exemptions that nobody has confirmed."""
        self.touched = {root: self._touched_by(root) for root in PRIORITY}
        """For each fact of the offer, the telling rules that may answer otherwise once it is known."""
        self.level_asks = in_order(level_roots)
        """What decides whether the specimen is covered at all, in the order in which it is asked for."""
        self.annex_counts = annex_counts
        self.displays = frozenset(number for number, rule in enumerate(rules) if rule.effect is Effect.DISPLAY)
        self.papers = lru_cache(maxsize=_REMEMBERED)(self._papers)
        """The fewest papers for the rules that apply, by those that are lifted and by what the offer speaks of."""
        self.states = lru_cache(maxsize=64)(self._states)
        """The states of these rules, by the documents that their issuers confirmed."""
        self.asked = tuple(questions.mask(rule.asks) for rule in rules)
        """For each rule the bits of what it asks."""
        self.remarked = self.asks_of(self.remarks)
        """The bits of what remarks ask."""

    def telling_of(self, answered: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rules that apply to a specimen that answers so, and those that stay open."""
        truths = [(number, self.tests[number](answered)) for number in self.telling]
        applied = tuple([number for number, truth in truths if truth])
        return applied, tuple([number for number, truth in truths if truth is None])

    def remarks_on(self, answered: int) -> tuple[int, ...]:
        """The remarks that apply to a specimen that answers so."""
        return tuple([number for number in self.remarks if self.tests[number](answered)])

    def mask(self, pending: Sequence[int]) -> int:
        """The bits of what these rules and the remarks ask."""
        return self.remarked | self.asks_of(pending)

    def asks_of(self, numbers: Sequence[int]) -> int:
        """The bits of what these rules ask."""
        found = 0
        for number in numbers:
            found |= self.asked[number]
        return found

    def _states(self, verified: frozenset[str]) -> "States":
        return States(self, self._satisfied(verified))

    def _papers(self, applied: tuple[int, ...], lifted: tuple[str, ...], shown: frozenset[str]) -> tuple[Paper, ...]:
        return fewest_papers((self.rules[number] for number in applied), lifted, shown)

    def _touched_by(self, root: str) -> frozenset[int]:
        roots = {root, *_ENTAILED.get(root, ())}
        return frozenset(number for number in self.telling if not roots.isdisjoint(self.rules[number].roots))

    def _satisfied(self, verified: frozenset[str]) -> frozenset[int]:
        """The rules whose every document was confirmed by its issuer."""
        return frozenset(
            number
            for number, rule in enumerate(self.rules)
            if self.kinds[number] is Kind.DOCUMENT
            and all(not verified.isdisjoint(kinds) for kinds in rule.rule.alternatives)
        )


def in_order(roots: Sequence[str]) -> tuple[str, ...]:
    """The facts among these that can be asked for, the first to ask first."""
    return tuple(sorted({root for root in roots if root in _RANK}, key=_RANK.__getitem__))


class States:
    """The states of a set of rules that have occurred."""

    def __init__(self, rules: RuleSet, satisfied: frozenset[int]) -> None:
        self.rules = rules
        self.satisfied = satisfied
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], State] = {}
        self._steps = 0

    def state(self, applied: tuple[int, ...], pending: tuple[int, ...]) -> "State":
        """The state in which these rules apply, in the order in which they were found to, and these are open."""
        key = (applied, pending)
        found = self._known.get(key)
        if found is None:
            self._steps += 1
            if self._steps > _REMEMBERED:
                self._known, self._steps = {}, 0
            found = self._known[key] = State(self, applied, pending)
        return found

    def moved(self, state: "State", numbers: Sequence[int], truths: Sequence[Truth]) -> "State":
        """The state after open rules were asked again; knowing more never undoes what is settled."""
        self._steps += 1
        found = tuple(number for number, truth in zip(numbers, truths, strict=True) if truth)
        settled = {number for number, truth in zip(numbers, truths, strict=True) if truth is not None}
        return self.state(state.applied + found, tuple(number for number in state.pending if number not in settled))


class State:
    """Which rules apply and which are open, and what follows from that alone."""

    __slots__ = ("_after", "_states", "applied", "asks", "blame", "is_ruled", "legality", "lifted", "mask", "pending")

    def __init__(self, states: States, applied: tuple[int, ...], pending: tuple[int, ...]) -> None:
        self._states = states
        self._after: dict[tuple[str, int], State] = {}
        self.applied = applied
        self.pending = pending
        rules = states.rules
        self.lifted, doubtful = self._exemptions(rules)
        """Rule to the rule that switches it off."""
        self.legality: Legality | None
        """The outcome, if the rules alone settle it."""
        self.blame: tuple[int, ...]
        """The open rules of the gravest effect that could still change it."""
        self.legality, self.blame = self._decided(rules, doubtful)
        self.asks = in_order([root for number in self.blame for root in rules.rules[number].roots])
        """The facts that those rest on, the first to ask first."""
        self.mask = rules.mask(pending)
        """The bits of what open rules and remarks ask: other answers change nothing from here on."""
        self.is_ruled = bool(self.lifted) or any(rules.kinds[number] is Kind.DOCUMENT for number in applied)
        """Whether a rule speaks of the specimen, so that the law of the place covers it."""

    def after(self, root: str, answered: int) -> "State":
        """The state once a fact is known, whatever it turned out to be; ``answered`` is what all facts answer then."""
        key = (root, answered & self.mask)
        found = self._after.get(key)
        if found is None:
            rules = self._states.rules
            numbers = self._touched(root)
            truths = [rules.tests[number](answered) for number in numbers]
            found = self._after[key] = self._states.moved(self, numbers, truths)
        return found

    def supposed(self, number: int) -> tuple["State", "State"]:
        """The states in which an open rule applies, and does not."""
        left = tuple(each for each in self.pending if each != number)
        return self._states.state((*self.applied, number), left), self._states.state(self.applied, left)

    def shows(self, root: str) -> bool:
        """Whether it matters to what is reported what a fact that was asked for turned out to be."""
        return root in _TELLING or not self._states.rules.touched[root].isdisjoint(self.pending)

    def _touched(self, root: str) -> tuple[int, ...]:
        """The open rules that may answer otherwise once a fact is known."""
        return tuple([number for number in self.pending if number in self._states.rules.touched[root]])

    def _exemptions(self, rules: RuleSet) -> tuple[dict[str, str], dict[str, int]]:
        """The rules that are switched off, and those that may be."""
        lifted: dict[str, str] = {}
        doubtful: dict[str, int] = {}
        for number in self.applied:
            if rules.kinds[number] is Kind.EXEMPTION:
                lifted.update(dict.fromkeys(rules.rules[number].rule.exempts, rules.ids[number]))
        for number in self.pending:
            if rules.kinds[number] is Kind.EXEMPTION:
                doubtful.update(dict.fromkeys(rules.rules[number].rule.exempts, number))
        return lifted, doubtful

    def _decided(self, rules: RuleSet, doubtful: Mapping[str, int]) -> tuple[Legality | None, tuple[int, ...]]:
        """The outcome if it stands, else the open rules of the gravest effect that could still change it."""
        certain: set[Kind] = set()
        blame: dict[Kind, list[int]] = {}
        for number in self.applied:
            kind, name = rules.kinds[number], rules.ids[number]
            if kind > Kind.UNCONFIRMED_BAN or name in self.lifted or number in self._states.satisfied:
                continue
            if name in doubtful:
                blame.setdefault(kind, []).append(doubtful[name])
            else:
                certain.add(kind)
        for number in self.pending:
            kind, name = rules.kinds[number], rules.ids[number]
            if kind <= Kind.UNCONFIRMED_BAN and name not in self.lifted and number not in self._states.satisfied:
                blame.setdefault(kind, []).append(number)
                if name in doubtful:
                    blame[kind].append(doubtful[name])
        for kind, legality in _LEGALITY.items():
            if kind in certain:
                return legality, ()
            if kind in blame:
                return None, tuple(blame[kind])
        return None, ()
