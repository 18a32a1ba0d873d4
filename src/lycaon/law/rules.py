"""Rules as data: their shape, their files, and what a file may not do.

One file per instrument or topic below ``rules/<jurisdiction>/``. A rule is a condition over named facts, one
of five effects, where it stands in the law and since when, how sure we are, and two or more vectors.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from lycaon.errors import RuleError
from lycaon.law.compiled import Node
from lycaon.law.datafile import Data, line_of, read_data
from lycaon.law.expression import Condition, compile_condition
from lycaon.law.places import CROSS_BORDER
from lycaon.law.vocabulary import Vocabulary
from lycaon.values.verdict import Basis, Effect

LANGUAGES = ("en", "fr", "de", "nl")
Mark = Literal["✓", "≈", "?"]
Alternatives = tuple[str, ...]
"""Kinds of document of which one will do."""


class Vector(Data, frozen=True, kw_only=True):
    """Facts in, legality out, on a day, at a place."""

    on: date
    place: str
    facts: dict[str, object]
    legality: str
    applies: bool | None = None
    """Whether this very rule applies in the likeliest branch."""
    note: str = ""


class Rule(Data, frozen=True, kw_only=True):
    """One rule as its file says it."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2,5}-[A-Za-z0-9]+$")]
    title: dict[str, str]
    roles: frozenset[Literal["item", "seller", "market"]] = frozenset({"item", "seller", "market"})
    when: str
    unless: str = ""
    effect: Effect
    exempts: tuple[str, ...] = ()
    documents: tuple[str | Alternatives, ...] = ()
    display: tuple[str, ...] = ()
    basis: Annotated[tuple[tuple[str, str], ...], msgspec.Meta(min_length=1)]
    valid_from: date
    valid_to: date | None = None
    if_unsettled: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.3
    """How likely it applies where the facts are known but do not settle it (a list that is not complete here)."""
    status: Literal["active", "draft", "superseded"] = "active"
    supersedes: str = ""
    version: int = 1
    checked: Mark
    checked_on: date | None = None
    checked_by: str = ""
    note: str = ""
    vectors: tuple[Vector, ...] = ()

    def __post_init__(self) -> None:
        if missing := [language for language in LANGUAGES if not self.title.get(language)]:
            raise ValueError(f"{self.id}: no title in {', '.join(missing)}")
        if self.checked == "?" and self.status == "active":
            raise ValueError(f"{self.id}: marked ? but active; a doubtful rule is a draft")
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError(f"{self.id}: valid_to is not after valid_from")
        needed = {Effect.EXEMPT: self.exempts, Effect.REQUIRE: self.documents, Effect.DISPLAY: self.display}
        if self.effect in needed and not needed[self.effect]:
            raise ValueError(f"{self.id}: {self.effect} names nothing")
        if len(self.vectors) < 2:
            raise ValueError(f"{self.id}: a rule has at least two vectors")

    @property
    def alternatives(self) -> tuple[Alternatives, ...]:
        """All of these are needed; of each, one kind will do."""
        return tuple((each,) if isinstance(each, str) else each for each in self.documents)


class Instrument(Data, frozen=True, kw_only=True):
    """A law, and where to read it."""

    name: str
    url: str


class _File(Data, frozen=True, kw_only=True):
    jurisdiction: str
    topic: str
    checked_on: date
    instruments: dict[str, Instrument]
    rules: tuple[Rule, ...]


class LoadedRule(msgspec.Struct, frozen=True, eq=False):
    """A rule that is ready to be asked."""

    rule: Rule
    id: str
    """The rule's name, stable for ever."""
    version: str
    """The version of the rule, as reasons quote it."""
    effect: Effect
    draft: bool
    """Whether it may only raise a question."""
    jurisdiction: str
    topic: str
    basis: tuple[Basis, ...]
    when: Condition
    unless: Condition | None
    asks: Node
    """What decides whether it applies to a specimen, exemptions by other rules aside."""
    roots: tuple[str, ...]
    """The facts of the offer that its conditions rest on."""
    facts: tuple[str, ...]
    """The facts that its conditions name."""
    titles: tuple[tuple[str, str], ...]
    roles: frozenset[str]
    certainty: float
    where: str
    """``rules/fr/ivory.yaml:14``"""
    checked_on: date

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day; superseded rules hold on no day."""
        rule = self.rule
        return rule.status != "superseded" and rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)


def load_rules(directory: Path, vocabulary: Vocabulary, certainty: Mapping[str, float]) -> tuple[LoadedRule, ...]:
    """Read every rule below ``directory``, sorted by jurisdiction and id.

    Raises:
        RuleError: a file cannot be used; the message names file, line, rule and what is near.
    """
    loaded: list[LoadedRule] = []
    for path in rule_files(directory):
        loaded.extend(_load_file(path, directory, vocabulary, certainty))
    _check_ids(loaded)
    _check_exemptions(loaded)
    return tuple(sorted(loaded, key=lambda each: (each.jurisdiction, each.id, each.rule.valid_from)))


def rule_files(directory: Path) -> list[Path]:
    """The rule files below a directory, in the order in which they are read."""
    return sorted(directory.rglob("*.yaml"))


def digest(directory: Path) -> str:
    """Eight hexadecimal digits that change with any file of the law."""
    hashed = sha256()
    for path in sorted(directory.rglob("*.yaml")):
        hashed.update(str(path.relative_to(directory)).encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:8]


def _load_file(
    path: Path, directory: Path, vocabulary: Vocabulary, certainty: Mapping[str, float]
) -> Iterator[LoadedRule]:
    file = read_data(path, _File)
    name = f"rules/{path.relative_to(directory)}"
    for number, rule in enumerate(file.rules):
        try:
            yield _ready(rule, file, name, vocabulary, certainty)
        except RuleError as error:
            line = line_of(path.read_text(encoding="utf-8"), ("rules", number, "when"))
            raise RuleError(f"{name}:{line}: {rule.id}: {error}") from error


def _ready(rule: Rule, file: _File, where: str, vocabulary: Vocabulary, certainty: Mapping[str, float]) -> LoadedRule:
    for kind in {kind for kinds in rule.alternatives for kind in kinds} - vocabulary.documents:
        raise RuleError(f"unknown document {kind!r}; documents.yaml lists them")
    when = compile_condition(rule.when, vocabulary, where="when")
    unless = compile_condition(rule.unless, vocabulary, where="unless") if rule.unless else None
    facts = dict.fromkeys(when.facts + (unless.facts if unless else ()))
    roots = dict.fromkeys(root for fact in facts for root in vocabulary.roots_of[fact])
    return LoadedRule(
        rule=rule,
        id=rule.id,
        version=str(rule.version),
        effect=rule.effect,
        draft=rule.status == "draft",
        jurisdiction=file.jurisdiction,
        topic=file.topic,
        basis=tuple(_basis(file, key, article) for key, article in rule.basis),
        when=when,
        unless=unless,
        asks=when.but_not(unless) if unless else when.node,
        roots=tuple(roots),
        facts=tuple(facts),
        titles=tuple((language, rule.title[language]) for language in LANGUAGES),
        roles=frozenset({"cross_border"}) if file.jurisdiction == CROSS_BORDER else rule.roles,
        certainty=certainty[rule.checked],
        where=where,
        checked_on=rule.checked_on or file.checked_on,
    )


def _basis(file: _File, key: str, article: str) -> Basis:
    if key not in file.instruments:
        raise RuleError(f"basis names {key!r}, which is not among the instruments of the file")
    instrument = file.instruments[key]
    return Basis(instrument=instrument.name, article=article, url=instrument.url)


def _check_ids(rules: Iterable[LoadedRule]) -> None:
    seen: dict[tuple[str, int], str] = {}
    for each in rules:
        key = (each.id, each.rule.version)
        if key in seen:
            raise RuleError(f"{each.where}: {each.id} version {each.rule.version} stands in {seen[key]} too")
        seen[key] = each.where


def _check_exemptions(rules: Iterable[LoadedRule]) -> None:
    """An exemption switches off rules of its own jurisdiction only: a stricter national rule stands."""
    every = tuple(rules)
    homes = {each.id: each.jurisdiction for each in every}
    for each in every:
        for other in each.rule.exempts:
            if other not in homes:
                raise RuleError(f"{each.where}: {each.id} exempts {other!r}, which is no rule")
            if homes[other] != each.jurisdiction:
                raise RuleError(
                    f"{each.where}: {each.id} of {each.jurisdiction} cannot switch off {other} of {homes[other]}: "
                    "a stricter measure elsewhere stands"
                )
