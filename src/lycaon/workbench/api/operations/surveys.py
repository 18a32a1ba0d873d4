"""Surveys: planned, observed, read. Coding is no call: a coder sees the offer as published, and nothing else."""

import mimetypes
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpResponse
from ninja import Router

from lycaon.errors import WrongStateError
from lycaon.survey.method import agreements
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, page_of, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.surveys import (
    AgreedOut,
    ComparedOut,
    ComparisonOut,
    EffortIn,
    ObservedOut,
    PlanIn,
    SurveyOut,
    SurveysPage,
    SurveyWholeOut,
)
from lycaon.workbench.api.shapes.words import After, Name, Size
from lycaon.workbench.surveys import actions, publication, queries
from lycaon.workbench.surveys.access import survey_for, surveys_for
from lycaon.workbench.surveys.drafts import faults_of
from lycaon.workbench.surveys.models import Survey
from lycaon.workbench.surveys.pages import comparison_of
from lycaon.workbench.surveys.states import State
from lycaon.workbench.surveys.tasks import publish_later
from lycaon.workbench.surveys.verbs import OBSERVE, PLAN_SURVEY, PUBLISH_SURVEY, SEE_SURVEYS, SETTLE_CODES

router = Router(tags=["surveys"])


@router.get("/surveys", response=answers(SurveysPage))
@needs(Scope.SURVEYS_READ, SEE_SURVEYS)
def list_surveys(request: Call, after: After = "", size: Size = 50) -> SurveysPage:
    """List the surveys of the house, the latest first."""
    rows, following = page_of(surveys_for(request.actor), after, size)
    return SurveysPage(items=[_survey(one) for one in rows], next=following)


@router.post("/surveys", response=answers(SurveyOut))
@needs(Scope.SURVEYS_WRITE, PLAN_SURVEY)
def draft_survey(request: Call, told: PlanIn) -> HttpResponse:
    """Keep the draft of a new survey: its three files."""
    return acted(request, lambda: _survey(actions.open_survey(request.actor, _texts(told))))


@router.get("/surveys/{reference}", response=answers(SurveyWholeOut))
@needs(Scope.SURVEYS_READ, SEE_SURVEYS)
def get_survey(request: Call, reference: Name) -> SurveyWholeOut:
    """Show a survey: its plan, how far its coding is and how far coders agree; no answer of any coder."""
    found = survey_for(request.actor, reference)
    is_draft, done = found.state == State.DRAFT, queries.progress(found)
    agreed = agreements(queries.codes_of(queries.rows_of(found), settled=False)) if done.coded_twice else ()
    return SurveyWholeOut(
        **_survey(found).model_dump(),
        plan=found.draft_plan if is_draft else found.plan_text,
        lacking=[f"{one.where}: {one.what}".strip(": ") for one in faults_of(found)] if is_draft else [],
        observations=done.observations, coded=done.coded, coded_twice=done.coded_twice, uncoded=done.uncoded,
        unsettled=len(done.unsettled),
        agreement=[AgreedOut.model_validate(one, from_attributes=True) for one in agreed],
        files=publication.files_of(found) if found.state == State.PUBLISHED else [],
    )  # fmt: skip


@router.put("/surveys/{reference}", response=answers(SurveyOut))
@needs(Scope.SURVEYS_WRITE, PLAN_SURVEY)
def change_survey(request: Call, reference: Name, told: PlanIn) -> HttpResponse:
    """Keep other words of a draft."""
    return _on(request, reference, lambda one: actions.change_draft(request.actor, one, _texts(told)))


@router.post("/surveys/{reference}/freeze", response=answers(SurveyOut))
@needs(Scope.SURVEYS_WRITE, PLAN_SURVEY)
def freeze_survey(request: Call, reference: Name) -> HttpResponse:
    """Make a plan final; from here on it is one text, known by its digest."""
    return _on(request, reference, lambda one: actions.freeze(request.actor, one))


@router.post("/surveys/{reference}/observations", response=answers(ObservedOut))
@needs(Scope.SURVEYS_WRITE, OBSERVE)
def observe_offers(request: Call, reference: Name, told: EffortIn) -> HttpResponse:
    """Take the house's offers into a survey as observations; says what was left out and why."""
    found = survey_for(request.actor, reference)

    def act() -> ObservedOut:
        taken = actions.observe(request.actor, found, effort=told.effort)
        left_out = [f"{one.where}: {one.code}" for one in taken.rejected]
        return ObservedOut(new=taken.new, known=taken.known, rejected=left_out)

    return acted(request, act)


@router.post("/surveys/{reference}/close-coding", response=answers(SurveyOut))
@needs(Scope.SURVEYS_WRITE, SETTLE_CODES)
def close_coding(request: Call, reference: Name) -> HttpResponse:
    """End the coding: every offer is coded, every drawn one twice, every dispute settled."""
    return _on(request, reference, lambda one: actions.close_coding(request.actor, one))


@router.post("/surveys/{reference}/report", response=answers(SurveyOut))
@needs(Scope.SURVEYS_WRITE, PUBLISH_SURVEY)
def make_report(request: Call, reference: Name) -> HttpResponse:
    """Ask for the report; a job makes it, and ``files`` of the survey then names what it made."""

    def do(survey: Survey) -> Survey:
        asked = actions.ask_for_report(request.actor, survey)
        publish_later(asked.reference)
        return asked

    return _on(request, reference, do)


@router.get("/surveys/{reference}/report/{path:name}", openapi_extra=sends("application/octet-stream"))
@needs(Scope.SURVEYS_READ, SEE_SURVEYS)
def get_report_file(request: Call, reference: Name, name: str) -> FileResponse:
    """Hand over one file of a publication, as ``files`` names it."""
    found = survey_for(request.actor, reference)
    # Only a name that stands in the list is opened: what the address says never becomes a path by itself.
    if found.state != State.PUBLISHED or name not in publication.files_of(found):
        raise Http404
    stream = (publication.home_of(found) / "public" / name).open("rb")
    return FileResponse(stream, as_attachment=True, content_type=mimetypes.guess_type(name)[0])


@router.get("/surveys/{reference}/comparison", response=answers(ComparisonOut))
@needs(Scope.SURVEYS_READ, SEE_SURVEYS)
def compare_surveys(request: Call, reference: Name, baseline: Name = "") -> ComparisonOut:
    """Lay a survey beside an earlier one: the baseline of its plan, where none is named."""
    found = survey_for(request.actor, reference)
    if found.state not in publication.COUNTABLE:
        raise WrongStateError("figures that may still change are not compared: close the coding first")
    others = surveys_for(request.actor).filter(state__in=publication.COUNTABLE).exclude(pk=found.pk)
    before = others.filter(reference=baseline).first() if baseline else publication.baseline_of(found)
    if before is None:
        raise Http404
    compared = comparison_of(publication.wave_of(found), publication.wave_of(before))
    rows = [
        ComparedOut(
            what=str(row.words), refused=row.refused, value=row.ratio.value if row.ratio else None,
            low=row.ratio.low if row.ratio else None, high=row.ratio.high if row.ratio else None,
        )
        for row in compared.rows
    ]  # fmt: skip
    return ComparisonOut(
        baseline=before.reference, now=compared.now, before=compared.before, sites=compared.sites,
        story=str(compared.story), answer=str(compared.answer), rows=rows,
    )  # fmt: skip


def _on(request: Call, reference: str, do: Callable[[Survey], Survey]) -> HttpResponse:
    found = survey_for(request.actor, reference)
    return acted(request, lambda: _survey(do(found)))


def _texts(told: PlanIn) -> dict[str, str]:
    return {"draft_plan": told.plan, "draft_frame": told.frame, "draft_keywords": told.keywords}


def _survey(one: Survey) -> SurveyOut:
    return SurveyOut.model_validate(one, from_attributes=True)
