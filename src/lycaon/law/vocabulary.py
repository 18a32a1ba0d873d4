"""What conditions may name: the facts of an offer, and named groups of taxa and forms."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import msgspec

from lycaon.catalogue import Catalogue
from lycaon.errors import RuleError
from lycaon.law.datafile import Data, read_data
from lycaon.law.expression import TaxonSet
from lycaon.law.intervals import Interval, period_of
from lycaon.values.taxonomy import NameKind

Kind = Literal["flag", "code", "number", "period", "day", "set", "taxon"]


class FactKind(Data, frozen=True, kw_only=True):
    """One fact that rules may name."""

    kind: Kind
    meaning: str
    root: str = ""
    """The fact of the offer that settles it; itself where empty."""
    values: list[str] | str | None = None
    needs: tuple[str, ...] = ()
    """Further facts that it is computed from."""
    answers: dict[str, tuple[bool | str, float]] = msgspec.field(default_factory=dict)
    answers_live: dict[str, tuple[bool | str, float]] = msgspec.field(default_factory=dict)
    answers_plant: dict[str, tuple[bool | str, float]] = msgspec.field(default_factory=dict)
    answers_ivory: dict[str, tuple[bool | str, float]] = msgspec.field(default_factory=dict)
    answers_vague: dict[str, tuple[bool | str, float]] = msgspec.field(default_factory=dict)
    answers_from: str = ""


class _TaxonGroup(Data, frozen=True, kw_only=True, rename={"except_": "except"}):
    names: tuple[str, ...]
    reference: str
    checked: str = "✓"
    complete: bool = True
    absent: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()


class _Groups(Data, frozen=True, kw_only=True):
    taxa: dict[str, _TaxonGroup]
    priors: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    forms: dict[str, frozenset[str]]


class DocumentKind(Data, frozen=True, kw_only=True):
    """A paper: who issues it, and what it is called in each language."""

    issuer: str
    en: str
    fr: str
    de: str
    nl: str


class DocumentFile(Data, frozen=True, kw_only=True):
    """What ``documents.yaml`` says."""

    documents: dict[str, DocumentKind]


class Answer(msgspec.Struct, frozen=True):
    """One thing that an unstated fact may be."""

    label: str
    value: object
    weight: float


class Taxonomy:
    """Names to taxa, through the catalogue; a name it does not have stays a name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.unknown: list[str] = []
        """Names of groups that the catalogue does not have; ``lycaon law check`` lists them."""

    def id_of(self, name: str) -> str:
        """Return the id of the accepted taxon of this scientific name; raises KeyError with the name."""
        found = self._catalogue.find(name, language="la")
        for kind in (NameKind.ACCEPTED, NameKind.SYNONYM):
            for each in found:
                if each.kind is kind and each.taxon_id:
                    return each.taxon_id
        raise KeyError(name)

    def ranked(self, name: str) -> tuple[str, str]:
        """Return the id and rank of the accepted taxon of this name; raises KeyError with the name."""
        found = self.id_of(name)
        return found, self._catalogue.taxon(found).rank

    def set_of(self, names: Iterable[str], *, strict: bool = True) -> TaxonSet:
        """Return the taxa of these names and all that stand above them."""
        ids: set[str] = set()
        for name in names:
            try:
                ids.add(self.id_of(name))
            except KeyError:
                if strict:
                    raise
                self.unknown.append(name)
                ids.add(name)
        return TaxonSet(frozenset(ids), self.above(ids))

    def above(self, ids: Iterable[str]) -> frozenset[str]:
        """Return every proper ancestor of these taxa."""
        found: set[str] = set()
        for each in ids:
            if each not in self.unknown:
                found.update(taxon.id for taxon in self._catalogue.lineage(each)[1:])
        return frozenset(found)


class Vocabulary:
    """The facts and the groups; implements :class:`lycaon.law.expression.Names`."""

    def __init__(
        self, facts: Mapping[str, FactKind], groups: _Groups, catalogue: Catalogue, places: frozenset[str],
        documents: Iterable[str],
    ) -> None:  # fmt: skip
        self.facts = facts
        self.slots: Mapping[str, int] = {name: number for number, name in enumerate(facts)}
        self.kinds: Mapping[str, str] = {name: fact.kind for name, fact in facts.items()}
        self.taxonomy = Taxonomy(catalogue)
        self.form_sets = groups.forms
        self.documents: frozenset[str] = frozenset(documents)
        self._groups = groups
        self._forms = catalogue.forms
        self._places = places
        self._sets: dict[str, TaxonSet] = {}
        self.priors = {
            self.taxonomy.id_of(group): {self.taxonomy.id_of(name): share for name, share in members.items()}
            for group, members in groups.priors.items()
        }
        """What the name of a group stands for in trade, where counting its species would mislead."""
        self.answers = {name: _answers(fact.kind, fact.answers) for name, fact in facts.items()}
        self.answers_for = cache(self._answers_for)
        """What an unstated fact may be, by fact and case; the case is live, plant, ivory or vague, or "" for any."""

    @classmethod
    def load(cls, directory: Path, catalogue: Catalogue, places: frozenset[str]) -> "Vocabulary":
        """Read ``facts.yaml`` and ``groups.yaml`` of a directory."""
        facts = read_data(directory / "facts.yaml", dict[str, FactKind])
        groups = read_data(directory / "groups.yaml", _Groups)
        _check_roots(facts, directory)
        documents = read_data(directory / "documents.yaml", DocumentFile).documents
        return cls(facts, groups, catalogue, places, documents)

    def value(self, fact: str, written: str | bool) -> object:
        """Return a fact's value as data files write it; raises RuleError if there is no such fact."""
        if fact not in self.kinds:
            raise RuleError(f"annotations.yaml: assumed: unknown fact {fact!r}")
        return _value(self.kinds[fact], written)

    def values_of(self, fact: str) -> frozenset[str] | None:
        """The words a code or a set may hold; None if any will do."""
        values = self.facts[fact].values
        match values:
            case "forms":
                return frozenset(self._forms) or None
            case "form groups":
                return frozenset(form.group for form in self._forms.values()) or None
            case "places":
                return self._places
            case "documents":
                return self.documents
            case list():
                return frozenset(values)
            case _:
                return None

    def taxa(self, names: Iterable[str]) -> TaxonSet:
        """The taxa of these scientific names."""
        return self.taxonomy.set_of(names)

    def group(self, name: str) -> TaxonSet | frozenset[str] | None:
        """A named group of taxa, or a named set of forms."""
        if name in self.form_sets:
            return self.form_sets[name]
        if name not in self._groups.taxa:
            return None
        if name not in self._sets:
            self._sets[name] = self._taxon_set(self._groups.taxa[name])
        return self._sets[name]

    def _taxon_set(self, group: _TaxonGroup) -> TaxonSet:
        found = self.taxonomy.set_of(group.names, strict=False)
        absent = self.taxonomy.set_of(group.absent, strict=False).ids
        excepted = self.taxonomy.set_of(group.except_, strict=False).ids
        return TaxonSet(found.ids, found.above, group.complete, absent, excepted)

    @property
    def group_names(self) -> Iterable[str]:
        """All groups, of taxa and of forms."""
        return [*self._groups.taxa, *self.form_sets]

    def root_of(self, fact: str) -> str:
        """The fact of the offer that settles ``fact``."""
        return self.facts[fact].root or fact

    @cached_property
    def roots_of(self) -> Mapping[str, tuple[str, ...]]:
        """For every fact, the roots that it is computed from."""
        return {
            name: (self.root_of(name), *(self.root_of(need) for need in fact.needs))
            for name, fact in self.facts.items()
        }

    def _answers_for(self, fact: str, case: str) -> tuple[Answer, ...]:
        kind = self.facts[fact]
        special = {
            "live": kind.answers_live,
            "plant": kind.answers_plant,
            "ivory": kind.answers_ivory,
            "vague": kind.answers_vague,
        }.get(case)
        return _answers(kind.kind, special) if special else self.answers[fact]


def _check_roots(facts: Mapping[str, FactKind], directory: Path) -> None:
    for name, fact in facts.items():
        for other in (fact.root, *fact.needs):
            if other and other not in facts and other != "standing":
                raise RuleError(f"{directory / 'facts.yaml'}: {name}: unknown fact {other!r}")


def _answers(kind: str, raw: Mapping[str, tuple[bool | str, float]]) -> tuple[Answer, ...]:
    return tuple(Answer(label, _value(kind, value), weight) for label, (value, weight) in raw.items())


def _value(kind: str, raw: bool | str) -> object:
    if isinstance(raw, bool) or kind == "code":
        return raw
    return interval_of(raw) if kind in {"number", "period"} else raw


def interval_of(written: str) -> Interval:
    """Read an interval as data files write it: days with ``/`` ("../1947-03-02"), figures with ``..`` ("200..").

    Days relative to the day of the offer ("-400/-10") stay small numbers; the reader adds the day.

    >>> interval_of("0.1..0.19")
    (0.1, 0.19)
    """
    if "/" in written:
        least, most = written.split("/")
        if least.startswith("-"):
            return (float(least), float(most))
        return period_of(_day(least), _day(most))
    least, most = written.split("..")
    return (float(least) if least else -math.inf, float(most) if most else math.inf)


def _day(written: str) -> date | None:
    return None if written == ".." else date.fromisoformat(written)
