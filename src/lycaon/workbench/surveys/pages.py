"""What the templates of surveys are given: figures of the survey room put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lycaon.survey import coding, report
from lycaon.survey.coding import Place
from lycaon.survey.estimates.agreement import Agreement, Use
from lycaon.survey.estimates.change import Story, changed, story
from lycaon.survey.estimates.interval import Estimate, Refused
from lycaon.survey.estimates.ratio import Answer, answer, site_ratio
from lycaon.survey.plan import Fault, repeats
from lycaon.survey.printed import Words
from lycaon.survey.wave import Wave
from lycaon.workbench.surveys import book, queries
from lycaon.workbench.surveys.models import Observation, Survey
from lycaon.workbench.surveys.states import State


@dataclass(frozen=True, slots=True)
class Tab:
    """A step of a survey, in the row of tabs under its title."""

    words: str
    url: str
    is_here: bool
    key: str


def tabs_of(survey: Survey, here: str) -> list[Tab]:
    """Return the steps that a survey has reached."""
    steps = [("plan", _("Plan"), "1")]
    if survey.state != State.DRAFT:
        steps.append(("observe", _("Observe"), "2"))
    if survey.state not in {State.DRAFT, State.FROZEN}:
        steps += [("desk", _("Code"), "3"), ("agreement", _("Agree"), "4")]
    if survey.state in {State.ADJUDICATED, State.PUBLISHED}:
        steps += [("report", _("Publish"), "5"), ("comparison", _("Compare"), "6")]
    return [Tab(words, reverse(f"surveys:{name}", args=[survey.reference]), name == here, f"v {key}")
            for name, words, key in steps]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """Agreement on one question, in words."""

    field: str
    agreement: Agreement
    use: str
    is_weak: bool


def agreed_rows(found: Sequence[Agreement]) -> list[AgreedRow]:
    """Return agreement by question, as the survey room measured it."""
    uses = {
        Use.PUBLISH: _("publish"),
        Use.NOTE: _("publish with a note"),
        Use.RECODE: _("code again"),
        Use.ONE_CLASS: _("one class only"),
        Use.NOT_CODED_TWICE: _("not coded twice"),
    }
    weak = {Use.NOTE, Use.RECODE}
    return [AgreedRow(book.field_words(one.field), one, uses[one.use], one.use in weak) for one in found]


@dataclass(frozen=True, slots=True)
class DisputedRow:
    """An offer on which two coders differ."""

    ad_id: str
    fields: str


def disputed_rows(places: Sequence[Place]) -> list[DisputedRow]:
    """Return the offers in dispute and the questions, without anybody's answer."""
    fields: dict[str, list[str]] = {}
    for ad, _line, field in places:
        fields.setdefault(ad, []).append(book.field_words(field))
    return [DisputedRow(ad, ", ".join(dict.fromkeys(names))) for ad, names in fields.items()]


@dataclass(frozen=True, slots=True)
class Said:
    """What two coders answered to one question."""

    words: str
    answers: tuple[str, ...]
    """In the order of the words, so that none has an author."""


def said_at(observation: Observation, places: Sequence[Place]) -> list[Said]:
    """Return the answers at the places of an observation that are in dispute."""
    given = coding.by_place(queries.codes_of(observation.codes.select_related("observation", "by"), settled=False))
    return [
        Said(
            words=book.field_words(field),
            answers=tuple(sorted(book.code_words(field, code) for code in given[ad, line, field].values())),
        )
        for ad, line, field in places
    ]


@dataclass(frozen=True, slots=True)
class Compared:
    """A ratio of two waves, in words."""

    words: str
    ratio: Estimate | None
    """None where it cannot be told."""
    refused: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two waves side by side, as the survey room compares them."""

    now: int
    before: int
    sites: int
    story: Promise
    answer: Promise | str
    target: float | None
    rows: tuple[Compared, ...]
    faults: tuple[Fault, ...]


def comparison_of(now: Wave, before: Wave) -> Comparison:
    """Return what the survey room says of two waves."""
    sites = report.pairs(now, before)
    ratio, change = site_ratio(sites), changed(sites)
    target = now.frozen.plan.analysis.target_ratio
    rows = (
        (_("Offers per work"), ratio),
        (_("Treated sites"), change.treated),
        (_("Sites where trade could go"), change.exposed),
        (_("Control sites"), change.control),
        (_("Effect: treated against control"), change.effect),
        (_("Displacement: exposed against control"), change.displacement),
    )
    return Comparison(
        now=sum(pair.now for pair in sites),
        before=sum(pair.before for pair in sites),
        sites=len(sites),
        story=_STORIES[story(sites)],
        answer=_ANSWERS[answer(ratio, target)] if target is not None and isinstance(ratio, Estimate) else "",
        target=target,
        rows=tuple(_compared(words, found) for words, found in rows),
        faults=repeats(now.frozen.plan, before.frozen.plan),
    )


def _compared(words: str, found: Estimate | Refused) -> Compared:
    if isinstance(found, Refused):
        return Compared(words, None, Words(book.language()).coded("refused", found.code))
    return Compared(words, found, "")


_STORIES = {
    Story.FELL: gettext_lazy("Offers fell, in equal effort"),
    Story.MOVED: gettext_lazy("Offers fell where something was done and rose where trade could go"),
    Story.LESS_LOOKED_AT: gettext_lazy(
        "Fewer offers were found because less was looked for; per work they did not fall"
    ),
    Story.ROSE: gettext_lazy("Offers rose, in equal effort"),
    Story.UNDETERMINED: gettext_lazy("Nothing can be told: the interval holds both a fall and a rise"),
}
_ANSWERS = {
    Answer.MET: gettext_lazy("The target is met"),
    Answer.NOT_MET: gettext_lazy("The target is not met"),
    Answer.UNDETERMINED: gettext_lazy("Whether the target is met cannot be told: the interval holds it"),
}
