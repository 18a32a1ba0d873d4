"""What the templates of surveys are given: figures of the survey room put into words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.survey import coding
from lycaon.survey.coding import Place
from lycaon.survey.estimates.agreement import Agreement, Use
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
