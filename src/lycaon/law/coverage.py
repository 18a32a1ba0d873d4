"""What the catalogue says about a taxon, prepared for rules: where it stands, where it lives, what is covered.

A taxon's place in CITES and in the EU annexes may have several branches (populations, species below a group).
The two instruments move together, so their branches are joined from the gravest down, never crossed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from lycaon.catalogue import Catalogue
from lycaon.errors import DataError
from lycaon.law.compiled import Values
from lycaon.law.datafile import Data, read_data
from lycaon.law.expression import Condition, TaxonSet, compile_condition
from lycaon.law.logic import Truth
from lycaon.law.places import Places, country_of
from lycaon.law.vocabulary import Vocabulary
from lycaon.values.finding import TaxonRef
from lycaon.values.taxonomy import Instrument, Standing

NONE = "none"
_GRAVITY = {"I": 0, "A": 0, "II": 1, "B": 1, "III": 2, "C": 2, "D": 3, NONE: 4}
_LIVES = frozenset({"native", "reintroduced"})
_MOST_MEMBERS = 400
_SPECIES_EXCLUDED = frozenset({"budgerigar", "cockatiel", "rose-ringed-parakeet", "peach-faced-lovebird"})
"""Whole species that the appendices leave out: their own rows decide, with their own dates."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a taxon may stand in both instruments."""

    share: float
    cites: str
    annex: str
    cites_annotation: str
    annex_annotation: str
    label: str
    kind: tuple[str, str, str, str] = field(init=False)
    """All of it that the law looks at."""

    def __post_init__(self) -> None:
        kind = (self.cites, self.annex, self.cites_annotation, self.annex_annotation)
        object.__setattr__(self, "kind", kind)

    def __hash__(self) -> int:
        return hash(self.label)  # quick: it is a part of many keys


@dataclass(frozen=True, slots=True, eq=False)
class TaxonFacts:
    """What is known of a taxon whatever the offer."""

    id: str
    name: str
    lineage: frozenset[str]
    is_group: bool
    first_protected: date | None
    range: frozenset[str] | None
    """Countries where it lives in the wild; None where nobody wrote them down or the group is too large."""
    pending: bool
    is_known: bool = True
    """Whether the catalogue has it; else nothing is known of what it belongs to."""

    def within(self, ids: frozenset[str], above: frozenset[str]) -> Truth:
        """Whether it is one of ``ids`` or below one; undetermined if it stands above one."""
        if not self.lineage.isdisjoint(ids):
            return True
        return None if not self.is_known or self.id in above else False

    def lives_in(self, countries: frozenset[str]) -> Truth:
        """Whether it lives in any of these countries; undetermined for groups with some members there."""
        if self.range is None:
            return None
        if self.range.isdisjoint(countries):
            return False
        return None if self.is_group else True


class _Annotation(Data, frozen=True, kw_only=True):
    ref: str
    valid_from: date
    valid_to: date | None = None
    covers: str
    checked: str


class _Assumed(Data, frozen=True, kw_only=True, rename={"is_": "is"}):
    fact: str
    is_: str | bool
    because: str
    forms: frozenset[str] = frozenset()


class _Annotations(Data, frozen=True, kw_only=True):
    annotations: tuple[_Annotation, ...]
    assumed: tuple[_Assumed, ...] = ()


class Coverage:
    """The catalogue as rules see it, with what was asked remembered."""

    def __init__(
        self, catalogue: Catalogue, vocabulary: Vocabulary, annotations: "Annotations", places: Places
    ) -> None:
        self._catalogue = catalogue
        self._annotations = annotations
        self._places = places
        self._priors = vocabulary.priors
        self.annex_x = vocabulary.group("annex_x_birds")
        self.conditions = annotations.conditions
        """What annotations ask of a specimen."""
        self.turn = lru_cache(maxsize=4000)(self._turn)
        self.taxon = lru_cache(maxsize=20_000)(self._taxon)
        self.branches = lru_cache(maxsize=50_000)(self._branches)

    @classmethod
    def load(cls, directory: Path, catalogue: Catalogue, vocabulary: Vocabulary, places: Places) -> "Coverage":
        """Read ``annotations.yaml`` of a directory."""
        return cls(catalogue, vocabulary, Annotations.load(directory, vocabulary), places)

    def _taxon(self, id: str, name: str, rank: str) -> TaxonFacts:  # noqa: A002
        try:
            line = self._catalogue.line(id)
        except (LookupError, DataError):
            # The reader named something the catalogue does not have: nothing is known of it but its name.
            lineage_by_name = frozenset({id, name, name.partition(" ")[0]})
            return TaxonFacts(id, name, lineage_by_name, rank != "species", None, None, pending=False, is_known=False)
        is_group = self._catalogue.taxon(id).rank not in {"species", "subspecies", "variety"}
        return TaxonFacts(
            id,
            name,
            frozenset(line),
            is_group,
            self._first_protected(line),
            self._range(id, is_group=is_group),
            self._catalogue.pending(id),
        )

    def _first_protected(self, line: Sequence[str]) -> date | None:
        days = [row.valid_from for each in line for row in self._catalogue.protections(each, Instrument.CITES)]
        return min(days, default=None)

    def _range(self, id: str, *, is_group: bool) -> frozenset[str] | None:  # noqa: A002
        if is_group and self._catalogue.count_of_species(id) > _MOST_MEMBERS:
            return None
        ids = self._catalogue.species(id) if is_group else (id,)
        return self._catalogue.countries_of(ids, _LIVES)

    def _branches(self, id: str, on: date, origin: frozenset[str]) -> tuple[Branch, ...]:  # noqa: A002
        members = self._priors.get(id)
        if members is None:
            return self._own_branches(id, on, origin)
        return tuple(
            replace(branch, share=branch.share * share)
            for member, share in members.items()
            for branch in self._own_branches(member, on, origin)
        )

    def _own_branches(self, id: str, on: date, origin: frozenset[str]) -> tuple[Branch, ...]:  # noqa: A002
        try:
            cites = self._catalogue.standings(id, Instrument.CITES, on, origin=origin)
            annex = self._catalogue.standings(id, Instrument.EU, on, origin=origin)
        except (LookupError, DataError):
            return ()
        return tuple(_joined(cites, annex))

    def _turn(self, on: date) -> date:
        """The last day until ``on`` on which a protection or an annotation began or ended."""
        return max(self._catalogue.turn(on), self._annotations.turn(on))

    def assumed(self, form_id: str) -> tuple[tuple[str, object], ...]:
        """Facts, and their values, that are taken for granted of a form where only its cover is asked."""
        return self._annotations.assumed(form_id)

    def asked(self, branch: Branch, on: date) -> tuple[object, ...]:
        """All that :meth:`covered` looks at, beside what facts answer to the questions of annotations."""
        asks = self._annotations.asks
        return branch.cites, branch.annex, asks(branch.cites_annotation, on), asks(branch.annex_annotation, on)

    def covered(self, branch: Branch, values: Values, on: date) -> tuple[str | None, str | None]:
        """The appendix and annex that cover the specimen in its form; None where that is undetermined."""
        cites = self._annotations.applied(branch.cites, branch.cites_annotation, values, on)
        if (branch.annex_annotation, branch.cites) == (branch.cites_annotation, branch.annex):
            return cites, cites
        return cites, self._annotations.applied(branch.annex, branch.annex_annotation, values, on)

    def native_to_union(self, taxon: TaxonFacts) -> Truth:
        """Whether it lives in the wild in a Member State."""
        return taxon.lives_in(self._places.eu)

    def is_in_annex_x(self, taxon: TaxonFacts) -> Truth:
        """Whether it stands in Annex X."""
        return taxon.within(self.annex_x.ids, self.annex_x.above) if isinstance(self.annex_x, TaxonSet) else False


class Annotations:
    """What the annotations (#) cover, as conditions with dates."""

    def __init__(
        self, rows: Sequence[tuple[_Annotation, Condition]], assumed: Sequence[tuple[_Assumed, object]] = ()
    ) -> None:
        self._rows = rows
        self._assumed = assumed
        self._on = lru_cache(maxsize=2000)(self._in_force)
        days = {day for row, _ in rows for day in (row.valid_from, row.valid_to) if day is not None}
        self._turns = sorted(days)

    @classmethod
    def load(cls, directory: Path, vocabulary: Vocabulary) -> "Annotations":
        """Read ``annotations.yaml`` of a directory."""
        path = directory / "annotations.yaml"
        file = read_data(path, _Annotations)
        conditions = [compile_condition(row.covers, vocabulary, where=f"{path}: {row.ref}") for row in file.annotations]
        return cls(
            list(zip(file.annotations, conditions, strict=True)),
            [(row, vocabulary.value(row.fact, row.is_)) for row in file.assumed],
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of every annotation, of every day."""
        return tuple(condition for _, condition in self._rows)

    def turn(self, on: date) -> date:
        """The last day until ``on`` on which an annotation began or ended."""
        passed = bisect_right(self._turns, on)
        return self._turns[passed - 1] if passed else date.min

    def assumed(self, form_id: str) -> tuple[tuple[str, object], ...]:
        """Facts that are taken for granted of a form, with their values."""
        return tuple((row.fact, value) for row, value in self._assumed if not row.forms or form_id in row.forms)

    def _in_force(self, ref: str, on: date) -> Condition | None:
        for row, condition in self._rows:
            if row.ref == ref and row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
                return condition
        return None

    def asks(self, ref: str, on: date) -> object:
        """What stands for an annotation as it reads on a day."""
        return self._on(ref, on)

    def applied(self, level: str, ref: str, values: Values, on: date) -> str | None:
        """The level if the annotation covers the specimen, ``none`` if not, None if undetermined."""
        if not ref or level == NONE:
            return level
        # Without a text for that day the listing is read as covering everything: asking for a paper too
        # often is the smaller mistake, and the reason names the listing.
        condition = self._on(ref, on)
        truth = True if condition is None else condition.test(values)
        return None if truth is None else level if truth else NONE


def excluded_form(ref: TaxonRef) -> bool:
    """Whether the words mean a domesticated form, which no annex covers."""
    return ref.domestic_form is not None and ref.domestic_form not in _SPECIES_EXCLUDED


def _joined(cites: Sequence[Standing], annex: Sequence[Standing]) -> Iterator[Branch]:
    """Couple the branches of both instruments from the gravest down, so that I goes with A."""
    one, other = _graded(cites), _graded(annex)
    left, right = 0, 0
    left_share, right_share = one[0].share, other[0].share
    while left < len(one) and right < len(other):
        share = min(left_share, right_share)
        if share > 1e-6:  # less is rounding, not a branch
            yield _branch(share, one[left], other[right])
        left_share, right_share = left_share - share, right_share - share
        if left_share <= 1e-6:
            left += 1
            left_share = one[left].share if left < len(one) else 0.0
        if right_share <= 1e-6:
            right += 1
            right_share = other[right].share if right < len(other) else 0.0


def _graded(standings: Sequence[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda each: _GRAVITY[each.level or NONE])


def _branch(share: float, cites: Standing, annex: Standing) -> Branch:
    levels = "/".join((cites.level or NONE, annex.level or NONE))
    populations = cites.populations or annex.populations
    return Branch(
        share,
        cites.level or NONE,
        annex.level or NONE,
        cites.annotation,
        annex.annotation,
        f"{levels} ({populations})" if populations else levels,
    )


def range_of(place: str) -> frozenset[str]:
    """A place as a set of countries."""
    return frozenset({country_of(place)})
