"""The law of this room behind one face: load it once, judge any number of findings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from lycaon.catalogue import Catalogue
from lycaon.errors import DataError
from lycaon.law.branching import Nodes
from lycaon.law.combine import LEGALITIES, Combiner, Outcome
from lycaon.law.coverage import NONE, Coverage
from lycaon.law.evaluate import Limits, Tree
from lycaon.law.places import CROSS_BORDER, NOWHERE, Places
from lycaon.law.policies import Policies
from lycaon.law.questions import Questions
from lycaon.law.rules import LoadedRule, digest, load_rules
from lycaon.law.rulesets import RuleSet
from lycaon.law.situations import Plan, plan
from lycaon.law.specimen import Reader, Situation, Specimen
from lycaon.law.stated import Stated
from lycaon.law.thresholds import Thresholds
from lycaon.law.vocabulary import Vocabulary
from lycaon.values.finding import Finding, Lot, OfferKind, TaxonRef, certain
from lycaon.values.verdict import Legality, PolicyReading, Reading, Reason, Verdict

BUNDLED = Path(__file__).parent
NOT_LOADED = "XX-01"
NOTHING_OFFERED = "XX-02"
NOT_CLEAR = "XX-09"


class Judged(msgspec.Struct):
    """A reading with the tree it came from."""

    reading: Reading
    tree: Tree | None
    specimen: Specimen | None
    rules: tuple[LoadedRule, ...]
    certainty: float
    weakest_rule: str


class Law:
    """Rules, annotations, places and policies, compiled; pure and safe to share between threads."""

    def __init__(
        self, *, edition: str, vocabulary: Vocabulary, coverage: Coverage, places: Places, thresholds: Thresholds,
        rules: tuple[LoadedRule, ...], policies: Policies, catalogue: Catalogue,
    ) -> None:  # fmt: skip
        self.edition = edition
        self.vocabulary = vocabulary
        self.coverage = coverage
        self.places = places
        self.thresholds = thresholds
        self.rules = rules
        self.policies = policies
        self.forms = catalogue.forms
        conditions = (condition.node for condition in coverage.conditions)
        self._questions = Questions([*(rule.asks for rule in rules), *conditions])
        self._reader = Reader(vocabulary, coverage, places, dict(catalogue.forms), thresholds.mass, self._questions)
        self._combiner = Combiner(vocabulary, thresholds.headline)
        self._limits = Limits(splits=thresholds.splits, negligible=thresholds.negligible, remarked=thresholds.remarked)
        self._jurisdictions = frozenset(rule.jurisdiction for rule in rules)
        self._general = {rule.id: rule for rule in rules if rule.jurisdiction == NOWHERE}
        self.rules_at = lru_cache(maxsize=4000)(self._rules_at)
        self.is_loaded = lru_cache(maxsize=4000)(self._is_loaded)
        self._nodes = lru_cache(maxsize=500)(self._new_nodes)
        self._rule_set = lru_cache(maxsize=500)(self._new_rule_set)
        self.covered = lru_cache(maxsize=100_000)(self._covered)

    @classmethod
    def load(cls, catalogue: Catalogue, directory: Path | None = None) -> "Law":
        """Read and compile the law of a directory, the bundled one by default.

        A directory without ``facts.yaml`` holds rules alone: they are read with the bundled facts and groups.

        Raises:
            RuleError: a file cannot be used; the message names file, line and what is wrong.
        """
        home = directory or BUNDLED
        rules = home / "rules"
        if not (home / "facts.yaml").is_file():
            home, rules = BUNDLED, home
        places = Places.load(home)
        thresholds = Thresholds.load(home)
        vocabulary = Vocabulary.load(home, catalogue, places.codes())
        return cls(
            edition=digest(rules.parent if rules.parent == home else rules),
            vocabulary=vocabulary,
            coverage=Coverage.load(home, catalogue, vocabulary, places),
            places=places,
            thresholds=thresholds,
            rules=load_rules(rules, vocabulary, thresholds.certainty),
            policies=Policies.load(home / "policies", vocabulary),
            catalogue=catalogue,
        )

    def judge(
        self, finding: Finding, *, on: date, on_basis: str = "given", also_on: date | None = None,
        markets: tuple[str, ...] = (), site: str = "",
    ) -> Verdict:  # fmt: skip
        """Return what the law appears to say about an offer.

        Args:
            finding: what was read out of the listing.
            on: the day it was offered; the law and the annexes of that day are read.
            on_basis: how the day was chosen: posted, first_seen, capture, given, today.
            also_on: a second day; its readings are added where they differ.
            markets: places the site sells to, its main one first.
            site: the platform, for its own policy.
        """
        planned = plan(finding, on, markets, self.places, self.thresholds)
        lots = finding.lots or (Lot(),)
        stated = [self._reader.stated(finding, lot) for lot in lots]
        judged = [
            self.reading(finding, number, lot, situation, on_basis, stated=stated[number])
            for situation in planned.situations
            for number, lot in enumerate(lots)
        ]
        speaking, because = self._speaking(judged, planned, max(1, len(finding.lots)))
        head = judged[speaking]
        readings = [each.reading for each in judged]
        if also_on is not None and also_on != on:
            readings.extend(self._differing(finding, stated, also_on, markets, judged))
        confidence, weakest = self._confidence(head, planned)
        return Verdict(
            listing_id=finding.listing_id,
            readings=tuple(readings),
            headline=speaking,
            headline_because=because,
            weakest_link=weakest,
            confidence=confidence,
            policies=self._policies(head, site, on),
        )

    def reading(
        self, finding: Finding, number: int, lot: Lot, situation: Situation, basis: str = "given",
        forced: Mapping[str, bool] | None = None, stated: Stated | None = None,
    ) -> Judged:  # fmt: skip
        """Judge one lot at one place.

        ``forced`` settles facts that no finding states; ``stated`` is what the words state, where it was read already.
        """
        if not finding.lots or _is_no_offer(finding):
            return self._without_law(situation, number, basis, NOTHING_OFFERED, Legality.NOT_COVERED)
        if not self.is_loaded(situation.place, situation.on):
            return self._without_law(situation, number, basis, NOT_LOADED, Legality.UNKNOWN)
        rules = self.rules_at(situation.place, situation.on, situation.role)
        specimen = self._reader.specimen(stated or self._reader.stated(finding, lot), situation)
        for fact, truth in (forced or {}).items():
            self._reader.settle(fact, truth, specimen.values, specimen.open)
            specimen.open.pop(fact, None)
        tree = Tree(self._nodes(rules, specimen.verified), specimen, self._limits, self.vocabulary.slots)
        outcome = self._combiner.outcome(tree.leaves, rules, finding, lot)
        reading = _reading(outcome, situation, number, basis)
        if not reading.reasons:
            reading = replace(reading, reasons=self._general_reason(NOT_CLEAR, situation))
        return Judged(reading, tree, specimen, rules.rules, outcome.certainty, outcome.weakest_rule)

    def _is_loaded(self, place: str, on: date) -> bool:
        """Whether any law of a place is loaded."""
        return any(part in self._jurisdictions for part in self.places.chain(place, on) if part != NOWHERE)

    def concerning(self, place: str, on: date, taxon: str = "") -> tuple[LoadedRule, ...]:
        """The rules in force at a place that can concern a taxon: those that its name alone does not rule out.

        Raises:
            DataError: no taxon of the catalogue has that scientific name.
        """
        role = "cross_border" if place == CROSS_BORDER else "item"
        rules = self.rules_at(place, on, role).rules
        if not taxon:
            return rules
        try:
            taxon_id, rank = self.vocabulary.taxonomy.ranked(taxon)
        except KeyError as error:
            raise DataError(f"the catalogue has no taxon {taxon!r}; 'lycaon taxon' finds names") from error
        situation = Situation(place=place, role=role, on=on, exporting=None, importing=False)
        lot = Lot(taxon=certain(TaxonRef(taxon_id, taxon, rank)))
        values = self._reader.specimen(self._reader.stated(Finding(listing_id=""), lot), situation).values
        answered = self._questions.answered(values)
        return tuple(rule for rule in rules if self._questions.holds(rule.asks)(answered) is not False)

    def _rules_at(self, place: str, on: date, role: str) -> RuleSet:
        chain = self.places.chain(place, on)
        rules = tuple(
            rule
            for part in chain
            for rule in self.rules
            if rule.jurisdiction == part and rule.in_force(on) and (role in rule.roles or part == NOWHERE)
        )
        # The United Kingdom kept the annexes when it left.
        return self._rule_set(rules, self.places.in_union(place, on) or place.startswith("GB"))

    def _new_nodes(self, rules: RuleSet, verified: frozenset[str]) -> Nodes:
        return Nodes(rules, verified, self._reader, self._questions, self.vocabulary.slots)

    def _new_rule_set(self, rules: tuple[LoadedRule, ...], annex_counts: bool) -> RuleSet:
        """Days and places with the same rules share them, and what is remembered of them."""
        fact = "annex" if annex_counts else "cites"
        return RuleSet(rules, self.vocabulary.roots_of[fact], self._questions, annex_counts=annex_counts)

    def _without_law(self, situation: Situation, number: int, basis: str, rule_id: str, legality: Legality) -> Judged:
        reading = Reading(
            jurisdiction=situation.place,
            on=situation.on,
            legality=legality,
            probabilities=tuple((each, 1.0 if each is legality else 0.0) for each in LEGALITIES),
            reasons=self._general_reason(rule_id, situation),
            lot=number,
            law_loaded=rule_id != NOT_LOADED,
            basis_of_day=basis,
        )
        return Judged(reading, None, None, (), 1.0, "")

    def _general_reason(self, rule_id: str, situation: Situation) -> tuple[Reason, ...]:
        """A reason that the engine gives itself, worded and sourced as any other rule."""
        rule = self._general.get(rule_id)
        if rule is None:
            return ()
        return (
            Reason(
                rule=rule.id,
                version=rule.version,
                jurisdiction=situation.place,
                effect=rule.effect,
                title=rule.titles,
                basis=rule.basis,
                role=situation.role,
            ),
        )

    def _speaking(self, judged: Sequence[Judged], planned: Plan, lots: int) -> tuple[int, str]:
        """Which reading speaks for the offer: the gravest lot of the place that counts."""
        speaking = range(planned.speaking * lots)
        loaded = [number for number in speaking if judged[number].reading.law_loaded]
        if loaded:
            return _gravest(judged, loaded), planned.because
        elsewhere = [number for number in range(len(judged)) if judged[number].reading.law_loaded]
        crossing = [number for number in elsewhere if judged[number].reading.jurisdiction == "CITES"]
        if crossing:
            return _gravest(judged, crossing), "cross_border"
        if elsewhere:
            return _gravest(judged, elsewhere), "market"
        return 0, planned.because

    def _differing(
        self, finding: Finding, stated: Sequence[Stated], on: date, markets: tuple[str, ...],
        judged: Sequence[Judged],
    ) -> list[Reading]:  # fmt: skip
        """The readings of another day that differ from those we have."""
        known = {(each.reading.jurisdiction, each.reading.lot): each for each in judged}
        found: list[Reading] = []
        for situation in plan(finding, on, markets, self.places, self.thresholds).situations:
            for number, lot in enumerate(finding.lots):
                before = known.get((situation.place, number))
                if before is not None and self._comes_to_the_same(before, finding, stated[number], situation):
                    continue
                reading = self.reading(finding, number, lot, situation, "today", stated=stated[number]).reading
                if before is None or _gist(before.reading) != _gist(reading):
                    found.append(reading)
        return found

    def _comes_to_the_same(self, before: Judged, finding: Finding, stated: Stated, situation: Situation) -> bool:
        """Whether the gist of another day is the one we have, which needs no reasons: nearly always it is.

        Where its tree would grow like the one that has grown already, so is all that it says: new rules are mostly
        about other animals, plants and goods.
        """
        if before.tree is None or before.specimen is None or not self.is_loaded(situation.place, situation.on):
            return False
        specimen = self._reader.specimen(stated, situation)
        rules = self.rules_at(situation.place, situation.on, situation.role)
        nodes = self._nodes(rules, specimen.verified)
        if specimen.open == before.specimen.open and nodes.root(specimen.values).is_like(before.tree.root):
            return True
        tree = Tree(nodes, specimen, self._limits, self.vocabulary.slots)
        return self._combiner.gist(tree.leaves, rules, finding) == _gist(before.reading)

    def _confidence(self, head: Judged, planned: Plan) -> tuple[float, str]:
        reading = head.reading
        probability = dict(reading.probabilities)[reading.legality]
        if not reading.law_loaded:
            return 0.0, "law"
        links = {"rule": head.certainty, "country": planned.place_probability}
        if head.specimen is not None:
            links.update(head.specimen.doubtful)
        weakest = min(links, key=lambda link: links[link])
        confidence = probability * head.certainty * max(planned.place_probability, 0.5)
        if links[weakest] >= self.thresholds.mass or probability < links[weakest]:
            asked = next((each.fact for each in reading.missing), "")
            weakest = asked if probability < self.thresholds.mass else ""
        return round(confidence, 6), weakest

    def _policies(self, head: Judged, site: str, on: date) -> tuple[PolicyReading, ...]:
        if not site:
            return ()
        values = max(head.tree.leaves, key=lambda leaf: leaf.weight).values if head.tree else None
        return self.policies.judge(site, values, on)

    def _covered(self, taxon_id: str, form_id: str, on: date, *, origin: frozenset[str] = frozenset()) -> float:
        """Probability that CITES or the EU annexes cover the taxon in that form on that day."""
        branches = self.coverage.branches(taxon_id, on, origin)
        total = 0.0
        for branch in branches:
            levels = self._reader.levels(taxon_id, form_id, branch, on)
            if any(level not in (None, NONE) for level in levels):
                total += branch.share
            elif None in levels:
                total += branch.share / 2
        return min(1.0, total)


def _is_no_offer(finding: Finding) -> bool:
    candidates = finding.offer_kind.candidates
    return bool(candidates) and candidates[0].value is OfferKind.INFO and candidates[0].probability >= 0.98


def _gravest(judged: Sequence[Judged], numbers: Sequence[int]) -> int:
    return min(numbers, key=lambda number: LEGALITIES.index(judged[number].reading.legality))


def _gist(reading: Reading) -> tuple[Legality, tuple[str, ...]]:
    return reading.legality, tuple(document.kind for document in reading.documents)


def _reading(outcome: Outcome, situation: Situation, number: int, basis: str) -> Reading:
    return Reading(
        jurisdiction=situation.place,
        on=situation.on,
        legality=outcome.legality,
        probabilities=outcome.probabilities,
        reasons=outcome.reasons,
        missing=outcome.missing,
        documents=outcome.documents,
        duties=outcome.duties,
        lot=number,
        basis_of_day=basis,
    )
