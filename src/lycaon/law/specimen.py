"""One specimen at one place: what is known of it, and what it may be where nobody said.

The facts stand in slots, ``None`` is unknown. An uncertain fact waits among the *open* ones with its
answers and their weights; the decision tree settles it only where a rule asks for it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import cast

import msgspec

from lycaon.law.bearing import Bearing, Where
from lycaon.law.compiled import Values
from lycaon.law.coverage import NONE, Branch, Coverage, excluded_form, range_of
from lycaon.law.expression import TaxonSet
from lycaon.law.intervals import Ago, Interval, period_of
from lycaon.law.places import Places, country_of
from lycaon.law.questions import Questions
from lycaon.law.stated import NOT_STATED, Open, Stated, Stating
from lycaon.law.statements import UNSTATED, VAGUE
from lycaon.law.vocabulary import Answer, Vocabulary
from lycaon.values.finding import Finding, Lot, OfferKind, TaxonRef
from lycaon.values.taxonomy import Form

Slots = list[object]
_NEVER_STATED = (
    "import_suspended", "trade_suspended", "re_export", "reserved_section", "across_states", "ready_for_retail",
    "native_to_eu", "native_here", "annex_x",
)  # fmt: skip
"""Facts that no finding states."""
_COMMERCIAL = frozenset(OfferKind) - {OfferKind.GIFT, OfferKind.INFO}
_FOR_MONEY = frozenset({OfferKind.SALE, OfferKind.AUCTION, OfferKind.RENT})
_FROM_BREEDING = frozenset({"A", "D"})


Step = tuple[str, tuple[tuple[str, float], ...], object]
"""A fact that was asked for, the answers that led here with the part that each has in it, and the value of the first
of them, which stands for all; None where there is no value."""
Path = tuple[Step, ...]


class Specimen(msgspec.Struct):
    """The facts of one specimen: known in ``values``, uncertain in ``open``."""

    reader: "Reader"
    values: Slots
    open: Open
    doubtful: dict[str, float] = {}
    """How sure the best value of an uncertain root is."""
    verified: frozenset[str] = frozenset()
    """Documents that their issuer confirmed."""

    def after(self, path: Path) -> Values:
        """The facts once those of a path are settled."""
        values, open_facts = self.values.copy(), self.open.copy()
        for fact, _, value in path:
            open_facts.pop(fact, None)
            if value is not None:
                self.reader.settle(fact, value, values, open_facts)
        return values


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when a specimen is judged."""

    place: str
    role: str
    on: date
    exporting: bool | None
    importing: bool
    from_place: str = ""
    to_place: str = ""


class Reader:
    """Turns a finding into specimens."""

    def __init__(
        self, vocabulary: Vocabulary, coverage: Coverage, places: Places, forms: dict[str, Form], mass: float,
        questions: Questions,
    ) -> None:  # fmt: skip
        self._vocabulary = vocabulary
        self._coverage = coverage
        self._places = places
        self._forms = forms
        self._mass = mass
        self._questions = questions
        self.covering = questions.mask(*(condition.node for condition in coverage.conditions))
        """The bits of what annotations ask."""
        self._slot = vocabulary.slots
        self._size = len(vocabulary.slots) + 2
        sets = vocabulary.form_sets
        self._live = sets.get("live_forms", frozenset())
        self._raw, self._worked = sets.get("raw_forms", frozenset()), sets.get("worked_forms", frozenset())
        self._unfinished = sets.get("unfinished_forms", frozenset())
        self._instruments = sets.get("instrument_forms", frozenset())
        self._setters: dict[str, Callable[[Slots, Open, object], None]] = {
            "taxon": self._set_taxon,
            "standing": self._set_standing,
            "form": self._set_form,
            "origin_code": self._set_origin,
            "offer_kind": self._set_offer_kind,
            "exporting": self._set_exporting,
            "made": self._set_made,
        }
        self._covering = frozenset({"taxon", "standing", *vocabulary.facts["cites"].needs, "origin_code", "offer_kind"})
        self._age_bounds = _bounds(vocabulary.answers["made"])
        self._ages_alive = tuple(
            Answer(each.label, Ago(*cast("Interval", each.value)), each.weight)
            for each in vocabulary.answers_for("made", "live")
        )
        plants = vocabulary.group("plants")
        self.bearing = Bearing(self._slot, coverage, questions, plants if isinstance(plants, TaxonSet) else None)
        self._situated = lru_cache(maxsize=4000)(self._in_situation)
        self._standing = lru_cache(maxsize=20_000)(self._known_of_taxon)

    def stated(self, finding: Finding, lot: Lot) -> Stated:
        """Return what the words state of a lot; it serves in every situation."""
        return Stating(finding, lot, self._mass, self._age_bounds).stated

    def specimen(self, stated: Stated, situation: Situation) -> Specimen:
        """Return the specimen of which these things are stated, in a situation."""
        known, left_open = self._situated(situation)
        values = known.copy()
        open_facts = left_open | stated.open
        for root, value in stated.settled:
            self._put(root, value, values, open_facts)
        self._cover(values)
        return Specimen(self, values, open_facts, stated.doubtful, stated.verified)

    # settling facts

    def settle(self, root: str, value: object, values: Slots, open_facts: Open) -> None:
        """Make ``root`` known, and all that follows from it."""
        self._put(root, value, values, open_facts)
        if root in self._covering:
            self._cover(values)

    def _put(self, root: str, value: object, values: Slots, open_facts: Open) -> None:
        setter = self._setters.get(root)
        if setter is not None:
            setter(values, open_facts, value)
        else:
            values[self._slot[root]] = value

    def options(self, root: str, answers: tuple[Answer, ...], values: Values) -> tuple[Answer, ...]:
        """What an open fact of which this is stated may be, the likeliest first; weights sum to at most one."""
        if answers is NOT_STATED:
            return self._prior(root, answers, values) or answers
        if not any(answer.label == UNSTATED for answer in answers):
            return answers
        # A fact without any prior stays unknown in its branch; its mass must not be lost.
        prior = self._prior(root, answers, values) or (Answer(UNSTATED, None, 1.0),)
        spread: list[Answer] = []
        for answer in answers:
            if answer.label != UNSTATED:
                spread.append(answer)
            else:
                spread.extend(Answer(each.label, each.value, each.weight * answer.weight) for each in prior)
        return tuple(spread)

    def _prior(self, root: str, answers: Sequence[Answer], values: Values) -> tuple[Answer, ...]:
        case = ""
        if root in {"origin_code", "made"}:
            if root == "origin_code" and self._is_grown_form(values):
                case = "plant"
            elif values[self._slot["live"]]:
                case = "live"
            elif values[self._slot["form_group"]] == "ivory":
                case = "ivory" if root == "made" else ""
        if root == "made" and any(answer.value == VAGUE for answer in answers):
            case = "vague"
        if root == "region":
            return self._region_prior(values)
        prior = self._vocabulary.answers_for(root, case)
        return self._ages_alive if root == "made" and case == "live" else prior

    def _is_grown_form(self, values: Values) -> bool:
        """Whether it is a plant as nurseries sell it; timber is felled far more often than grown."""
        return self.bearing.is_plant(values[self._slot["taxon"]]) and values[self._slot["form_group"]] in {
            "live",
            "plant",
        }

    def _region_prior(self, values: Values) -> tuple[Answer, ...]:
        weights = self._places.regions.get(str(values[self._slot["place"]]), {})
        return tuple(Answer(region, region, weight) for region, weight in weights.items())

    def _day(self, values: Values) -> int:
        least, _ = values[self._slot["on"]]  # type: ignore[misc]  # a day's slot holds an interval
        return int(least)

    def levels(self, taxon_id: str, form_id: str, branch: Branch, on: date) -> tuple[str | None, str | None]:
        """The appendix and annex that cover a taxon in a form, whatever else is unknown."""
        values: Slots = [None] * self._size
        values[self._slot["on"]] = (on.toordinal(), on.toordinal())
        values[self._slot["taxon"]] = self._coverage.taxon(taxon_id, "", "species")
        self._set_form(values, {}, form_id)
        self._set_offer_kind(values, {}, OfferKind.SALE)
        for fact, value in self._coverage.assumed(form_id):
            if values[self._slot[fact]] is None:
                values[self._slot[fact]] = value
        return self._coverage.covered(branch, values, on)

    # what is known from the start

    def _in_situation(self, situation: Situation) -> tuple[Slots, Open]:
        """What a situation settles and what it leaves open; to be copied, never changed."""
        slot = self._slot
        values: Slots = [None] * self._size
        open_facts: Open = {}
        country = country_of(situation.place)
        values[slot["place"]] = country
        if situation.place != country:
            values[slot["region"]] = situation.place
        elif country in self._places.regions:
            open_facts["region"] = NOT_STATED
        else:
            values[slot["region"]] = country
        values[slot["role"]] = situation.role
        day = situation.on.toordinal()
        values[slot["on"]] = (day, day)
        values[slot["importing"]] = situation.importing
        values[slot["entering_eu"]] = situation.importing and self._enters_union(situation)
        if situation.exporting is None:
            open_facts["exporting"] = NOT_STATED
        else:
            self._put("exporting", situation.exporting, values, open_facts)
            if situation.exporting and situation.to_place:
                values[slot["leaving_eu"]] = self._leaves_union(situation)
        open_facts.update(dict.fromkeys(_NEVER_STATED, NOT_STATED))
        values[-2] = self._where(situation, country if "region" in open_facts else "")
        return values, open_facts

    def _where(self, situation: Situation, open_region: str) -> Where:
        on, day = situation.on, situation.on.toordinal()
        ages = [cast("Ago", each.value) for each in self._ages_alive]
        made = tuple(self._questions.answered_by(self._slot["made"], age.until(day)) for age in ages)
        inside = self._places.in_union(country_of(situation.place), on)
        recent = day + min([age.least for age in ages], default=0.0)
        turn = self._coverage.turn
        turns = tuple(turn(date.fromordinal(int(day + bound))) for age in ages for bound in age)
        return Where(on, country_of(situation.place), turn(on), turns, recent, made, open_region, inside)

    def _enters_union(self, situation: Situation) -> bool:
        inside = self._places.in_union
        return inside(situation.place, situation.on) and not inside(situation.from_place, situation.on)

    def _leaves_union(self, situation: Situation) -> bool:
        inside = self._places.in_union
        return inside(situation.place, situation.on) and not inside(situation.to_place, situation.on)

    # setters

    def _set_taxon(self, values: Slots, open_facts: Open, value: object) -> None:
        ref, origin = cast("tuple[TaxonRef, frozenset[str]]", value)  # as _put_taxon wrote it
        where = cast("Where", values[-2])
        known, settled, branches = self._standing(ref, str(values[self._slot["place"]]), where.turn, origin)
        for slot, said in known:
            values[slot] = said
        for root in settled:
            open_facts.pop(root, None)
        if len(branches) == 1:
            values[-1] = branches[0].value
        elif branches:
            open_facts["standing"] = branches

    def _known_of_taxon(
        self, ref: TaxonRef, place: str, on: date, origin: frozenset[str]
    ) -> tuple[tuple[tuple[int, object], ...], tuple[str, ...], tuple[Answer, ...]]:
        """What follows from the taxon at a place on a day: values of slots, roots that are settled, branches."""
        slot = self._slot
        facts = self._coverage.taxon(ref.id, ref.scientific_name, ref.rank)
        generation = ref.hybrid_generation or 0
        known: dict[str, object] = {
            "taxon": facts,
            "domestic": ref.domestic_form is not None,
            "hybrid_generation": (generation, generation),
            "listing_unverified": facts.pending,
        }
        if facts.first_protected is not None:
            known["first_protected"] = period_of(facts.first_protected, facts.first_protected)
        lives = {
            "native_to_eu": self._coverage.native_to_union(facts),
            "native_here": facts.lives_in(range_of(place)),
            "annex_x": self._coverage.is_in_annex_x(facts),
        }
        settled = {root: truth for root, truth in lives.items() if truth is not None}
        known |= settled
        branches: tuple[Branch, ...] = ()
        if excluded_form(ref) or generation >= 5:
            known |= {"cites": NONE, "annex": NONE}
        else:
            branches = self._coverage.branches(facts.id, on, origin)
        known["could_be_annex_a"] = any(branch.annex == "A" for branch in branches)
        ordered = sorted(branches, key=lambda branch: -branch.share)
        answers = tuple(Answer(branch.label, branch, branch.share) for branch in ordered)
        return tuple((slot[name], value) for name, value in known.items()), tuple(settled), answers

    def _set_standing(self, values: Slots, _: Open, branch: object) -> None:
        values[-1] = branch

    def _set_form(self, values: Slots, open_facts: Open, value: object) -> None:
        slot, form = self._slot, str(value)
        values[slot["form"]] = form
        values[slot["form_group"]] = self._forms[form].group if form in self._forms else "other"
        values[slot["live"]] = form in self._live
        values[slot["musical_instrument"]] = form in self._instruments
        if form != "unknown":
            values[slot["finished"]] = form not in self._unfinished
        stated = "worked" in open_facts and open_facts["worked"][0].label != UNSTATED
        if values[slot["worked"]] is None and not stated and form in (self._raw | self._worked):
            values[slot["worked"]] = "raw" if form in self._raw else "worked"
            open_facts.pop("worked", None)

    def _set_origin(self, values: Slots, _: Open, value: object) -> None:
        values[self._slot["origin_code"]] = value
        values[self._slot["artificially_propagated"]] = value in _FROM_BREEDING

    def _set_offer_kind(self, values: Slots, _: Open, value: object) -> None:
        kind = value if isinstance(value, OfferKind) else OfferKind(str(value))
        values[self._slot["offer_kind"]] = kind.value
        values[self._slot["commercial"]] = kind in _COMMERCIAL
        values[self._slot["offered"]] = kind is not OfferKind.INFO
        values[self._slot["for_money"]] = kind in _FOR_MONEY

    def _set_exporting(self, values: Slots, _: Open, value: object) -> None:
        slot = self._slot
        values[slot["exporting"]] = value
        if values[slot["leaving_eu"]] is None:
            on = date.fromordinal(self._day(values))
            values[slot["leaving_eu"]] = bool(value) and self._places.in_union(str(values[slot["place"]]), on)

    def _set_made(self, values: Slots, _: Open, value: object) -> None:
        values[self._slot["made"]] = value.until(self._day(values)) if isinstance(value, Ago) else value

    def _cover(self, values: Slots) -> None:
        slot = self._slot
        if values[slot["cites"]] is not None and values[slot["annex"]] is not None:
            return
        branch, imitation = values[-1], values[slot["imitation"]]
        if imitation:
            values[slot["cites"]] = values[slot["annex"]] = NONE
        elif isinstance(branch, Branch):
            cites, annex = self._coverage.covered(branch, values, cast("Where", values[-2]).on)
            # A listing that covers nothing is settled even where the words may mean an imitation.
            values[slot["cites"]] = cites if imitation is False or cites == NONE else None
            values[slot["annex"]] = annex if imitation is False or annex == NONE else None


def _bounds(answers: Sequence[Answer]) -> tuple[date, ...]:
    """The days at which the answers to "how old?" begin: those on which rules look."""
    starts = (cast("Interval", answer.value)[0] for answer in answers)
    return tuple(date.fromordinal(int(start)) for start in sorted(starts) if start > 0)
