"""One specimen at one place: what is known of it, and what it may be where nobody said.

The facts stand in slots, ``None`` is unknown. An uncertain fact waits among the *open* ones with its
answers and their weights; the decision tree settles it only where a rule asks for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from lycaon.law.coverage import NONE, Branch, Coverage, TaxonFacts, excluded_form, range_of
from lycaon.law.expression import TaxonSet
from lycaon.law.intervals import Interval, period_of
from lycaon.law.places import Places, country_of
from lycaon.law.statements import (
    UNSTATED,
    VAGUE,
    answers_of,
    grams,
    mass_of,
    offer_kinds,
    period,
    shifted,
    split_ages,
    statements_shown,
)
from lycaon.law.vocabulary import Answer, Vocabulary
from lycaon.values.finding import (
    DocumentState,
    Fact,
    Finding,
    Lot,
    Material,
    OfferKind,
    TaxonRef,
)
from lycaon.values.taxonomy import Form

T = TypeVar("T")
Slots = list[object]
_COMMERCIAL = frozenset(OfferKind) - {OfferKind.GIFT, OfferKind.INFO}
_FOR_MONEY = frozenset({OfferKind.SALE, OfferKind.AUCTION, OfferKind.RENT})
_FROM_BREEDING = frozenset({"A", "D"})


@dataclass(slots=True)
class Specimen:
    """The facts of one specimen: known in ``values``, uncertain in ``open``."""

    values: Slots
    open: dict[str, tuple[Answer, ...]]
    doubtful: dict[str, float] = field(default_factory=dict[str, float])
    """How sure the best value of an uncertain root is."""
    verified: frozenset[str] = frozenset()
    """Documents that their issuer confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
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
        self, vocabulary: Vocabulary, coverage: Coverage, places: Places, forms: dict[str, Form], mass: float
    ) -> None:
        self._vocabulary = vocabulary
        self._coverage = coverage
        self._places = places
        self._forms = forms
        self._mass = mass
        self._slot = vocabulary.slots
        self._size = len(vocabulary.slots) + 1
        sets = vocabulary.form_sets
        self._live = sets.get("live_forms", frozenset())
        self._raw, self._worked = sets.get("raw_forms", frozenset()), sets.get("worked_forms", frozenset())
        self._unfinished = sets.get("unfinished_forms", frozenset())
        self._instruments = sets.get("instrument_forms", frozenset())
        self._setters: dict[str, Callable[[Slots, dict[str, tuple[Answer, ...]], object], None]] = {
            "taxon": self._set_taxon,
            "standing": self._set_standing,
            "form": self._set_form,
            "origin_code": self._set_origin,
            "offer_kind": self._set_offer_kind,
            "exporting": self._set_exporting,
        }
        self._covering = frozenset({"taxon", "standing", *vocabulary.facts["cites"].needs, "origin_code", "offer_kind"})
        self._plants = vocabulary.group("plants")
        self._age_bounds = _bounds(vocabulary.answers["made"])

    def specimen(self, finding: Finding, lot: Lot, situation: Situation) -> Specimen:
        """Return the specimen of a lot in a situation."""
        specimen = Specimen([None] * self._size, {})
        self._put_situation(specimen, situation)
        self._put_statements(specimen, finding, lot)
        self._put_offer(specimen, finding)
        self._put_lot(specimen, lot)
        return specimen

    # settling facts

    def settle(self, root: str, value: object, values: Slots, open_facts: dict[str, tuple[Answer, ...]]) -> None:
        """Make ``root`` known, and all that follows from it."""
        setter = self._setters.get(root)
        if setter is not None:
            setter(values, open_facts, value)
        else:
            values[self._slot[root]] = value
        if root in self._covering:
            self._cover(values)

    def options(self, root: str, specimen_open: dict[str, tuple[Answer, ...]], values: Slots) -> tuple[Answer, ...]:
        """What an open fact may be, the likeliest first; weights sum to at most one."""
        answers = specimen_open[root]
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

    def _prior(self, root: str, answers: Sequence[Answer], values: Slots) -> tuple[Answer, ...]:
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
        prior = self._vocabulary.answers_for(root, case=case)
        if root == "made" and case == "live":
            on = self._day(values)
            return tuple(Answer(each.label, shifted(each.value, on), each.weight) for each in prior)
        return prior

    def _is_grown_form(self, values: Slots) -> bool:
        """Whether it is a plant as nurseries sell it; timber is felled far more often than grown."""
        taxon, plants = values[self._slot["taxon"]], self._plants
        is_plant = (
            isinstance(taxon, TaxonFacts) and isinstance(plants, TaxonSet) and taxon.within(plants.ids, plants.above)
        )
        return bool(is_plant) and values[self._slot["form_group"]] in {"live", "plant"}

    def _region_prior(self, values: Slots) -> tuple[Answer, ...]:
        weights = self._places.regions.get(str(values[self._slot["place"]]), {})
        return tuple(Answer(region, region, weight) for region, weight in weights.items())

    def _day(self, values: Slots) -> int:
        least, _ = values[self._slot["on"]]  # type: ignore[misc]  # a day's slot holds an interval
        return int(least)

    def levels(self, taxon_id: str, form_id: str, branch: Branch, on: date) -> tuple[str | None, str | None]:
        """The appendix and annex that cover a taxon in a form, whatever else is unknown."""
        values: Slots = [None] * self._size
        values[self._slot["on"]] = (on.toordinal(), on.toordinal())
        values[self._slot["taxon"]] = self._coverage.taxon(taxon_id, "", "species")
        self._set_form(values, {}, form_id)
        self._set_offer_kind(values, {}, OfferKind.SALE)
        return self._coverage.covered(branch, values, on)

    # what is known from the start

    def _put_situation(self, specimen: Specimen, situation: Situation) -> None:
        values, slot = specimen.values, self._slot
        country = country_of(situation.place)
        values[slot["place"]] = country
        if situation.place != country:
            values[slot["region"]] = situation.place
        elif country in self._places.regions:
            self._leave_open(specimen, "region")
        else:
            values[slot["region"]] = country
        values[slot["role"]] = situation.role
        day = situation.on.toordinal()
        values[slot["on"]] = (day, day)
        values[slot["importing"]] = situation.importing
        values[slot["entering_eu"]] = situation.importing and self._enters_union(situation)
        if situation.exporting is None:
            self._leave_open(specimen, "exporting")
        else:
            self.settle("exporting", situation.exporting, values, specimen.open)
            if situation.exporting and situation.to_place:
                values[slot["leaving_eu"]] = self._leaves_union(situation)
        for root in ("import_suspended", "trade_suspended", "re_export", "reserved_section", "across_states"):
            self._leave_open(specimen, root)

    def _enters_union(self, situation: Situation) -> bool:
        inside = self._places.in_union
        return inside(situation.place, situation.on) and not inside(situation.from_place, situation.on)

    def _leaves_union(self, situation: Situation) -> bool:
        inside = self._places.in_union
        return inside(situation.place, situation.on) and not inside(situation.to_place, situation.on)

    def _put_statements(self, specimen: Specimen, finding: Finding, lot: Lot) -> None:
        values, slot = specimen.values, self._slot
        shown = [document for document in finding.documents if not document.denied]
        values[slot["documents"]] = frozenset(document.kind for document in shown)
        values[slot["numbers"]] = frozenset(document.kind for document in shown if document.number)
        values[slot["denied"]] = frozenset(document.kind for document in finding.documents if document.denied)
        values[slot["marks"]] = frozenset(mark.kind for mark in finding.marks)
        values[slot["claims"]] = frozenset(claim.kind.value for claim in finding.claims if not claim.negated)
        values[slot["shown"]] = frozenset(statements_shown(finding, lot))
        specimen.verified = frozenset(document.kind for document in shown if document.state is DocumentState.ISSUER)

    def _put_offer(self, specimen: Specimen, finding: Finding) -> None:
        self._believe(specimen, "offer_kind", offer_kinds(finding), lambda kind: kind)
        self._believe(specimen, "seller_kind", finding.seller_kind, lambda kind: kind.value)
        self._believe(specimen, "postal", finding.postal, lambda truth: truth)

    def _put_lot(self, specimen: Specimen, lot: Lot) -> None:
        self._put_imitation(specimen, lot.material)
        self._believe(specimen, "worked", lot.worked, lambda state: state.value)
        self._believe(specimen, "form", lot.form, lambda form: None if form == "unknown" else form)
        self._believe(specimen, "origin_code", lot.origin_code, lambda code: code.value)
        self._believe(specimen, "made", split_ages(lot.age, self._age_bounds), period)
        self._believe(specimen, "mass_g", mass_of(lot), grams)
        self._believe(specimen, "ivory_share", lot.ivory_share_volume, lambda share: (share, share))
        self._believe(specimen, "origin_country", lot.origin_country, lambda code: code)
        self._leave_open(specimen, "ready_for_retail")
        self._leave_open(specimen, "native_to_eu")
        self._leave_open(specimen, "native_here")
        self._leave_open(specimen, "annex_x")
        self._put_taxon(specimen, lot)

    def _put_imitation(self, specimen: Specimen, material: Fact[Material]) -> None:
        # What is presented as real counts as real, so words that say nothing of imitation settle the matter.
        imitation = {Material.GENUINE: False, Material.CLAIMED_IMITATION: True, Material.AMBIGUOUS: None}
        if not material.candidates:
            specimen.values[self._slot["imitation"]] = False
            return
        self._believe(specimen, "imitation", material, lambda claim: imitation[claim])

    def _put_taxon(self, specimen: Specimen, lot: Lot) -> None:
        origin = lot.origin_country.candidates
        countries = frozenset({origin[0].value}) if origin and origin[0].probability >= 0.9 else frozenset[str]()
        self._believe(specimen, "taxon", lot.taxon, lambda ref: (ref, countries))

    def _leave_open(self, specimen: Specimen, root: str) -> None:
        if specimen.values[self._slot[root]] is None:
            specimen.open[root] = (Answer(UNSTATED, None, 1.0),)

    def _believe(self, specimen: Specimen, root: str, fact: Fact[T], read: Callable[[T], object]) -> None:
        """Make a fact known if it is sure, or leave it open with what is believed of it."""
        candidates = fact.candidates
        if not candidates:
            self._leave_open(specimen, root)
            return
        if candidates[0].probability >= self._mass:
            value = read(candidates[0].value)
            if value is not None and value != VAGUE:
                self.settle(root, value, specimen.values, specimen.open)
                return
        specimen.doubtful[root] = candidates[0].probability
        specimen.open[root] = tuple(answers_of(fact, read, self._mass))

    # setters

    def _set_taxon(self, values: Slots, open_facts: dict[str, tuple[Answer, ...]], value: object) -> None:
        ref, origin = value  # type: ignore[misc]  # as _put_taxon wrote it
        assert isinstance(ref, TaxonRef)  # noqa: S101  # for the type checker
        slot = self._slot
        facts = self._coverage.taxon(ref.id, ref.scientific_name, ref.rank)
        values[slot["taxon"]] = facts
        values[slot["domestic"]] = ref.domestic_form is not None
        generation = ref.hybrid_generation or 0
        values[slot["hybrid_generation"]] = (generation, generation)
        values[slot["listing_unverified"]] = facts.pending
        if facts.first_protected is not None:
            values[slot["first_protected"]] = period_of(facts.first_protected, facts.first_protected)
        self._know(values, open_facts, "native_to_eu", self._coverage.native_to_union(facts))
        self._know(values, open_facts, "native_here", facts.lives_in(range_of(str(values[slot["place"]]))))
        self._know(values, open_facts, "annex_x", self._coverage.is_in_annex_x(facts))
        self._set_branches(values, open_facts, ref, facts, origin)

    def _set_branches(
        self,
        values: Slots,
        open_facts: dict[str, tuple[Answer, ...]],
        ref: TaxonRef,
        facts: TaxonFacts,
        origin: frozenset[str],
    ) -> None:
        slot = self._slot
        if excluded_form(ref) or (ref.hybrid_generation or 0) >= 5:
            values[slot["cites"]] = values[slot["annex"]] = NONE
            values[slot["could_be_annex_a"]] = False
            return
        branches = self._coverage.branches(facts.id, date.fromordinal(self._day(values)), origin)
        values[slot["could_be_annex_a"]] = any(branch.annex == "A" for branch in branches)
        if len(branches) == 1:
            self.settle("standing", branches[0], values, open_facts)
        elif branches:
            ordered = sorted(branches, key=lambda branch: -branch.share)
            open_facts["standing"] = tuple(Answer(branch.label, branch, branch.share) for branch in ordered)

    def _know(self, values: Slots, open_facts: dict[str, tuple[Answer, ...]], root: str, truth: bool | None) -> None:
        if truth is not None:
            values[self._slot[root]] = truth
            open_facts.pop(root, None)

    def _set_standing(self, values: Slots, _: dict[str, tuple[Answer, ...]], branch: object) -> None:
        values[-1] = branch

    def _set_form(self, values: Slots, open_facts: dict[str, tuple[Answer, ...]], value: object) -> None:
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

    def _set_origin(self, values: Slots, _: dict[str, tuple[Answer, ...]], value: object) -> None:
        values[self._slot["origin_code"]] = value
        values[self._slot["artificially_propagated"]] = value in _FROM_BREEDING

    def _set_offer_kind(self, values: Slots, _: dict[str, tuple[Answer, ...]], value: object) -> None:
        kind = OfferKind(str(value))
        values[self._slot["offer_kind"]] = kind.value
        values[self._slot["commercial"]] = kind in _COMMERCIAL
        values[self._slot["offered"]] = kind is not OfferKind.INFO
        values[self._slot["for_money"]] = kind in _FOR_MONEY

    def _set_exporting(self, values: Slots, _: dict[str, tuple[Answer, ...]], value: object) -> None:
        slot = self._slot
        values[slot["exporting"]] = value
        if values[slot["leaving_eu"]] is None:
            on = date.fromordinal(self._day(values))
            values[slot["leaving_eu"]] = bool(value) and self._places.in_union(str(values[slot["place"]]), on)

    def _cover(self, values: Slots) -> None:
        slot = self._slot
        if values[slot["cites"]] is not None and values[slot["annex"]] is not None:
            return
        branch, imitation = values[-1], values[slot["imitation"]]
        if imitation:
            values[slot["cites"]] = values[slot["annex"]] = NONE
        elif isinstance(branch, Branch):
            on = date.fromordinal(self._day(values))
            cites, annex = self._coverage.covered(branch, values, on)
            # A listing that covers nothing is settled even where the words may mean an imitation.
            values[slot["cites"]] = cites if imitation is False or cites == NONE else None
            values[slot["annex"]] = annex if imitation is False or annex == NONE else None


def _bounds(answers: Sequence[Answer]) -> tuple[date, ...]:
    """The days at which the answers to "how old?" begin: those on which rules look."""
    starts = (cast("Interval", answer.value)[0] for answer in answers)
    return tuple(date.fromordinal(int(start)) for start in sorted(starts) if start > 0)
