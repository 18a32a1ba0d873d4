"""The plan of a survey: complete, signed and frozen before the first observation.

A plan that is frozen is one canonical JSON text; its SHA-256 is the name of the plan and is printed in every
report. Whoever changes a keyword afterwards has another plan, and with it another wave.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lycaon.errors import DecisionError, EvidenceError, FormatError
from lycaon.survey.codebook import VERSION, SiteKind
from lycaon.survey.rowfile import read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A row of the frame: a site that serves the market, why it stands there, and how likely it was to be chosen."""

    id: str
    """As in listings: ``kleinmarkt.example``."""
    code: str
    """How a report calls it: A, B, C."""
    kind: SiteKind
    countries: str
    """Markets it serves, ``DE;AT``."""
    language: str
    reach: str = ""
    """As the source of the frame says: rank, visits."""
    reason: str
    """Why it stands in the frame: search engine, traffic rank, earlier survey, expert."""
    checked_on: date | None = None
    """When somebody looked whether it is alive and not a second name of another site."""
    alive: bool = True
    duplicate_of: str = ""
    stratum: str = ""
    pi: float | None = None
    """Probability with which it was chosen; 1 in a census."""
    chosen: bool = True
    treated: str = ""
    """For comparisons: ``treated`` by a policy, ``exposed`` to trade that moves, ``control``, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One search: words in a language for a taxon and a form."""

    words: str
    language: str
    taxon: str
    form: str = ""
    kind: Literal["common", "scientific", "trade", "misspelt", "coded", "emoji", "category"] = "common"
    half: Literal["", "A", "B"] = ""
    """Which of two independent searchers uses it, where coverage is estimated."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Period(_Part):
    """Consecutive days in the market's own time; days are counted as dates, so a change of clocks loses none."""

    start: date
    end: date
    """The last day, included."""
    timezone: str = "Europe/Brussels"
    hours: str = ""
    """When people look, ``09:00-18:00``; a repeat keeps them."""
    weights: bool = False
    """Whether counts are divided by days where a repeat is longer or shorter than its baseline."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.end < self.start:
            raise ValueError("the period ends before it begins")
        return self

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"no time zone {name!r}; write a name such as Europe/Paris") from error
        return name

    @property
    def days(self) -> int:
        """How many dates it has.

        >>> Period(start=date(2026, 3, 28), end=date(2026, 3, 30)).days  # clocks change on the 29th
        3
        """
        return (self.end - self.start).days + 1

    @property
    def exposure_hours(self) -> float:
        """Hours that pass in it; 23 on the day when clocks go forward."""
        zone = ZoneInfo(self.timezone)
        ends = [
            datetime(day.year, day.month, day.day, tzinfo=zone) for day in (self.start, self.end + timedelta(days=1))
        ]
        return (ends[1].timestamp() - ends[0].timestamp()) / 3600

    def holds(self, moment: date | datetime) -> bool:
        """Return whether a day or an aware moment falls into it, in the market's own time."""
        if isinstance(moment, datetime):
            moment = moment.astimezone(ZoneInfo(self.timezone)).date()
        return self.start <= moment <= self.end


class Access(_Part):
    """What nobody does for a survey, and who signed it."""

    public_pages_only: bool = False
    no_false_identity: bool = False
    no_closed_groups: bool = False
    no_contact: bool = False
    robots_and_terms: str = ""
    """The decision on robots files and terms of use, and where it is recorded."""
    signed_by: str = ""
    signed_on: date | None = None


class Ethics(_Part):
    """Papers that must exist before people look at such material."""

    data_protection_assessment: str = ""
    coder_welfare: str = ""
    retention: str = ""
    legal_content: str = ""


class Analysis(_Part):
    """What will be counted and asked, written before anybody has seen a figure."""

    tables: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    target_ratio: Annotated[float, Field(gt=0)] | None = None
    """0.20 for "four fifths fewer"."""
    baseline: str = ""
    """Id of the plan of the wave that this one is compared with."""
    fixed_rate_day: date | None = None
    """The one day at whose rates sums of several waves are compared."""
    double_share: Annotated[float, Field(ge=0, le=1)] = 0.10


class Plan(_Part):
    """Everything that is decided before the first observation."""

    title: str
    wave: Annotated[int, Field(ge=1)] = 1
    question: str
    population: str
    taxa: tuple[str, ...]
    taxa_as_of: date | None = None
    """The taxa are those protected on this day."""
    forms: tuple[str, ...] = ()
    countries: tuple[str, ...]
    sites: tuple[Site, ...] = ()
    site_count_definition: str = ""
    """"106 sites and 4 social networks" and "106 sites and networks together" are two figures."""
    sampling: Literal["census", "strata"] = "census"
    period: Period
    keywords: tuple[Keyword, ...] = ()
    depth_pages: Annotated[int, Field(ge=1)] = 5
    order: str = "newest first"
    filters: str = ""
    access: Access = Access()
    code_book: str = VERSION
    ethics: Ethics = Ethics()
    analysis: Analysis = Analysis()
    funder_text: str = ""

    @property
    def keywords_digest(self) -> str:
        """Digest of the keyword list, in the order of the file."""
        rows = [f"{k.words}\x1f{k.language}\x1f{k.taxon}\x1f{k.form}\x1f{k.kind}\x1f{k.half}" for k in self.keywords]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    @property
    def chosen(self) -> tuple[Site, ...]:
        """The sites that are observed."""
        return tuple(site for site in self.sites if site.chosen)

    def site(self, site_id: str) -> Site | None:
        """Return a site of the frame."""
        return next((site for site in self.sites if site.id == site_id), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plan may not be frozen: where, what, and what to do."""

    where: str
    what: str
    mend: str


def faults(plan: Plan) -> tuple[Fault, ...]:
    """Return every reason why the plan is not complete; a plan without faults may be frozen."""
    return (*_of_frame(plan), *_of_papers(plan), *_of_analysis(plan))


def _of_frame(plan: Plan) -> Iterable[Fault]:
    if not plan.sites:
        yield Fault("frame.csv", "no site", "write one row a site, with the reason why it stands in the frame")
    ids = [site.id for site in plan.sites]
    codes = [site.code for site in plan.sites]
    for what, values in (("id", ids), ("code", codes)):
        for twice in sorted({value for value in values if values.count(value) > 1}):
            yield Fault("frame.csv", f"{what} {twice!r} stands twice", "keep one row, or give the other its own")
    for site in plan.sites:
        yield from _of_site(site, plan)


def _of_site(site: Site, plan: Plan) -> Iterable[Fault]:
    where = f"frame.csv, {site.id}"
    if site.checked_on is None:
        yield Fault(where, "nobody checked that it is alive and no second name of another site", "fill checked_on")
    if site.chosen and not site.alive:
        yield Fault(where, "chosen, but dead", "set chosen to false; it stays in the frame")
    if site.chosen and site.duplicate_of:
        yield Fault(where, f"chosen, but a second name of {site.duplicate_of}", "set chosen to false")
    if not site.reason:
        yield Fault(where, "no reason why it stands in the frame", "fill reason")
    if plan.sampling == "strata" and (site.pi is None or not 0 < site.pi <= 1):
        yield Fault(where, "no probability of being chosen", "fill pi, or draw with `lycaon survey plan --draw`")
    if plan.sampling == "strata" and not site.stratum:
        yield Fault(where, "no stratum", "fill stratum, for instance type and reach")


def _of_papers(plan: Plan) -> Iterable[Fault]:
    if plan.taxa_as_of is None:
        yield Fault("survey.yaml, taxa_as_of", "the set of taxa has no date", "say on which day they were protected")
    if not plan.keywords:
        yield Fault("keywords.csv", "no keyword", "write one row a search: words, language, taxon")
    access = plan.access
    for name in ("public_pages_only", "no_false_identity", "no_closed_groups", "no_contact"):
        if not getattr(access, name):
            yield Fault(f"survey.yaml, access.{name}", "not agreed", "set it to true, or do not survey")
    if not access.robots_and_terms:
        yield Fault("survey.yaml, access.robots_and_terms", "no decision recorded", "say what was decided, and where")
    if not access.signed_by or access.signed_on is None:
        yield Fault("survey.yaml, access", "the rule of access is unsigned", "fill signed_by and signed_on")
    for name in ("data_protection_assessment", "coder_welfare", "retention", "legal_content"):
        if not getattr(plan.ethics, name):
            yield Fault(f"survey.yaml, ethics.{name}", "missing", "name the paper, or its number")
    if plan.code_book != VERSION:
        yield Fault("survey.yaml, code_book", f"version {plan.code_book} is not known here", f"write {VERSION}")


def _of_analysis(plan: Plan) -> Iterable[Fault]:
    if not plan.analysis.tables:
        yield Fault("survey.yaml, analysis.tables", "no table is announced", "list them: T1, T2 ...")
    if not plan.analysis.tests:
        yield Fault("survey.yaml, analysis.tests", "no test is announced", "say what will be asked, or: none")
    if plan.wave > 1 and not plan.analysis.baseline:
        yield Fault("survey.yaml, analysis.baseline", "a repeat without its baseline", "give the first wave's plan id")
    if not plan.site_count_definition:
        yield Fault(
            "survey.yaml, site_count_definition",
            "nobody can tell whether networks count as sites",
            "write it as it will be printed: 106 sites and 4 social networks",
        )


def repeats(plan: Plan, baseline: Plan) -> tuple[Fault, ...]:
    """Return why a repeat cannot be laid beside its baseline as it is."""
    found: list[Fault] = []
    if plan.period.days != baseline.period.days and not plan.period.weights:
        words = f"{plan.period.days} days, the baseline had {baseline.period.days}"
        found.append(Fault("period", words, "observe as many days, or set period.weights to divide by days"))
    if plan.period.start.weekday() != baseline.period.start.weekday() and plan.period.days % 7:
        found.append(Fault("period", "other weekdays than the baseline", "begin on the same weekday"))
    if plan.period.hours != baseline.period.hours:
        found.append(Fault("period.hours", "other hours than the baseline", "keep the hours"))
    if plan.keywords_digest != baseline.keywords_digest:
        found.append(Fault("keywords.csv", "another list than the baseline's", "compare common keywords only"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A plan that cannot change any more, and its name."""

    plan: Plan
    text: str
    """Canonical JSON."""

    @property
    def id(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def short(self) -> str:
        """Its first twelve figures, as printed."""
        return self.id[:12]


def freeze(plan: Plan) -> Frozen:
    """Return the plan as it will stand for good.

    Raises:
        DecisionError: it is not complete; the message names every fault.
    """
    if found := faults(plan):
        lines = "\n".join(f"  {fault.where}: {fault.what}; {fault.mend}" for fault in found)
        raise DecisionError(f"the plan is not complete, {len(found)} to mend before the first observation:\n{lines}")
    return Frozen(plan, _canonical(plan))


def _canonical(plan: Plan) -> str:
    return json.dumps(plan.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def thaw(text: str, digest: str, where: str) -> Frozen:
    """Return a frozen plan that was read back.

    Raises:
        EvidenceError: the text is not the one that was frozen.
    """
    if hashlib.sha256(text.encode()).hexdigest() != digest.strip():
        raise EvidenceError(f"{where}: the plan was changed after it was frozen; a changed plan is a new wave")
    return Frozen(Plan.model_validate_json(text), text)


def read_plan(folder: Path) -> Plan:
    """Read ``survey.yaml``, ``frame.csv`` and ``keywords.csv`` of a draft.

    Raises:
        FormatError: a file is not what it should be; the message names the field.
    """
    path = folder / "survey.yaml"
    try:
        drafted = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise FormatError(f"{path}: no YAML: {error}") from error
    if not isinstance(drafted, dict):
        raise FormatError(
            f"{path}: expected fields such as title, question, period; `lycaon survey plan --new` writes them"
        )
    rows = {"sites": read_rows(folder / "frame.csv", Site), "keywords": read_rows(folder / "keywords.csv", Keyword)}
    try:
        return Plan.model_validate({**drafted, **rows})
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise FormatError(f"{path}: {lines}") from error
