"""Screens of surveys: parse, get by way of access, act, show."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lycaon.errors import DataError, WrongStateError
from lycaon.survey import coding
from lycaon.survey.method import agreements
from lycaon.workbench.offers import queries as offer_queries
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.surveys import actions, publication, queries
from lycaon.workbench.surveys.access import observation_for, survey_for, surveys_for
from lycaon.workbench.surveys.drafts import EMPTY, faults_of, texts_of
from lycaon.workbench.surveys.forms import CodingForm, ObserveForm, PlanForm
from lycaon.workbench.surveys.models import Observation, Survey
from lycaon.workbench.surveys.pages import agreed_rows, comparison_of, disputed_rows, said_at, tabs_of
from lycaon.workbench.surveys.states import OPEN_TO_OBSERVATIONS, Round, State
from lycaon.workbench.surveys.tasks import publish_later
from lycaon.workbench.surveys.verbs import CODE_OFFER, SETTLE_CODES
from lycaon.workbench.ui.happened import happened

_LATEST = 100
_REJECTED_SHOWN = 20
_DISPUTES_SHOWN = 50
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""The report's own style stands in it; it has no script, and could do nothing here if it had."""


def index(request: Request) -> HttpResponse:
    """List the surveys of the house."""
    found = surveys_for(request.actor).select_related("by").order_by("-made_at")
    return render(request, "surveys/list.html", {"surveys": found[:_LATEST], "count": found.count()})


def new(request: Request) -> HttpResponseBase:
    """Draft a plan."""
    form = PlanForm(request.POST, request.FILES) if request.method == "POST" else PlanForm(initial=EMPTY)
    if form.is_bound and form.is_valid():
        survey = actions.open_survey(request.actor, form.cleaned_data)
        happened(request, _("The draft is kept."))
        return _to("plan", survey)
    return render(request, "surveys/draft.html", {"form": form}, status=422 if form.errors else 200)


def change(request: Request, reference: str) -> HttpResponseBase:
    """Change a draft."""
    survey = survey_for(request.actor, reference)
    form = PlanForm(request.POST, request.FILES) if request.method == "POST" else PlanForm(initial=texts_of(survey))
    if form.is_bound and form.is_valid():
        actions.change_draft(request.actor, survey, form.cleaned_data)
        happened(request, _("The draft is kept."))
        return _to("plan", survey)
    return render(request, "surveys/draft.html", {"form": form, "survey": survey}, status=422 if form.errors else 200)


def plan(request: Request, reference: str) -> HttpResponse:
    """Show the plan: what is missing from a draft, or what was frozen."""
    survey = survey_for(request.actor, reference)
    is_draft = survey.state == State.DRAFT
    return render(
        request,
        "surveys/plan.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "plan"),
            "faults": faults_of(survey) if is_draft else (),
            "frozen": None if is_draft else survey.frozen,
        },
    )


@require_POST
def freeze(request: Request, reference: str) -> HttpResponseBase:
    """Make the plan final."""
    survey = actions.freeze(request.actor, survey_for(request.actor, reference))
    happened(request, _("The plan is frozen. Its name is %(name)s.") % {"name": survey.plan_digest[:12]})
    return _to("plan", survey)


def frozen_plan(request: Request, reference: str) -> HttpResponse:
    """Send the frozen plan, byte for byte as its digest names it."""
    survey = survey_for(request.actor, reference)
    return HttpResponse(
        survey.plan_text,
        content_type="application/json",
        status=200 if survey.plan_text else 404,
        headers={"Content-Disposition": f'attachment; filename="{survey.reference}-plan.json"'},
    )


def observe(request: Request, reference: str) -> HttpResponseBase:
    """Take offers in as observations, and show what was left out and why."""
    survey = survey_for(request.actor, reference)
    form = ObserveForm(request.POST, request.FILES) if request.method == "POST" else ObserveForm()
    taken = None
    if form.is_bound and form.is_valid():
        try:
            taken = actions.observe(request.actor, survey, effort=form.cleaned_data["effort"])
        except DataError as error:
            form.add_error("effort", str(error))
        else:
            survey.refresh_from_db()
            said = ngettext("One offer was taken in.", "%(n)d offers were taken in.", taken.new) % {"n": taken.new}
            happened(request, said)
            if not taken.rejected:
                return _to("observe", survey)
    return render(
        request,
        "surveys/observe.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "observe"),
            "form": form,
            "open": survey.state in OPEN_TO_OBSERVATIONS,
            "rejected": taken.rejected[:_REJECTED_SHOWN] if taken else (),
            "rejected_count": len(taken.rejected) if taken else 0,
            "progress": queries.progress(survey),
        },
        status=422 if form.errors else 200,
    )


def desk(request: Request, reference: str) -> HttpResponseBase:
    """Lead a coder to the next offer; say so where nothing waits."""
    survey = survey_for(request.actor, reference)
    following = _next(request, survey)
    if following is not None:
        return HttpResponseRedirect(reverse("surveys:code", args=[survey.reference, following.ad_id]))
    told = {"survey": survey, "tabs": tabs_of(survey, "desk"), "progress": queries.progress(survey)}
    return render(request, "surveys/desk_empty.html", told)


def code(request: Request, reference: str, ad_id: str) -> HttpResponseBase:
    """Show one offer and the questions of the code-book, and keep the answers; nobody else's are looked at."""
    survey = survey_for(request.actor, reference)
    observation = observation_for(request.actor, survey, ad_id)
    tasks = queries.tasks_of(observation)
    form = CodingForm(tasks, request.POST.dict() if request.method == "POST" else None)  # type: ignore[arg-type]
    if form.is_bound and not form.errors:
        actions.code(request.actor, observation, form.answers())
        happened(request, _("Coded: %(name)s.") % {"name": observation.ad_id})
        return HttpResponseRedirect(reverse("surveys:desk", args=[survey.reference]), status=303)
    note_read(request.actor, CODE_OFFER, survey)
    assert request.actor.person is not None  # noqa: S101 - the door lets nobody else in
    waiting = queries.waiting_for(survey, request.actor.person)
    return render(
        request,
        "surveys/code.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "desk"),
            "observation": observation,
            "listing": _listing(observation),
            "form": form,
            "waits": survey.state == State.CODING and waiting.filter(pk=observation.pk).exists(),
            "left": waiting.count(),
            "taxa": queries.taxa_of(survey),
            "following": _next(request, survey, observation),
        },
        status=422 if form.errors else 200,
    )


def agreement(request: Request, reference: str) -> HttpResponse:
    """Show how far coders agree, what they differ on, and whether two codings have one source."""
    survey = survey_for(request.actor, reference)
    rows = queries.rows_of(survey)
    given = queries.codes_of(rows, settled=False)
    progress = queries.progress(survey)
    return render(
        request,
        "surveys/agreement.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "agreement"),
            "progress": progress,
            "agreed": agreed_rows(agreements(given)),
            "disputed": disputed_rows(progress.unsettled)[:_DISPUTES_SHOWN],
            "copied": coding.copied(given),
            "can_close": survey.state == State.CODING and not progress.uncoded and not progress.unsettled,
        },
    )


def settle(request: Request, reference: str, ad_id: str) -> HttpResponseBase:
    """Show an offer on which two differ, what each said, and keep what a third decides."""
    survey = survey_for(request.actor, reference)
    observation = observation_for(request.actor, survey, ad_id)
    places = queries.disputes_of(observation)
    tasks = queries.disputed_tasks(observation, places)
    form = CodingForm(tasks, request.POST.dict() if request.method == "POST" else None)  # type: ignore[arg-type]
    if form.is_bound and not form.errors:
        actions.settle(request.actor, observation, form.answers())
        happened(request, _("Settled: %(name)s.") % {"name": observation.ad_id})
        return _to("agreement", survey)
    note_read(request.actor, SETTLE_CODES, survey)
    is_coder = observation.codes.filter(by=request.actor.person).exclude(round=Round.SETTLED).exists()
    return render(
        request,
        "surveys/settle.html",
        {
            "survey": survey,
            "tabs": tabs_of(survey, "agreement"),
            "observation": observation,
            "listing": _listing(observation),
            "form": form,
            "said": said_at(observation, places),
            "can_settle": bool(places) and not is_coder and survey.state == State.CODING,
            "is_coder": is_coder,
            "taxa": queries.taxa_of(survey),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def close(request: Request, reference: str) -> HttpResponseBase:
    """End the coding."""
    survey = actions.close_coding(request.actor, survey_for(request.actor, reference))
    happened(request, _("The coding is closed."))
    return _to("agreement", survey)


def report(request: Request, reference: str) -> HttpResponse:
    """Show the files of a publication, or what is left before there is one."""
    survey = survey_for(request.actor, reference)
    told = {"survey": survey, "tabs": tabs_of(survey, "report"), "files": publication.files_of(survey)}
    return render(request, "surveys/report.html", told if survey.state == State.PUBLISHED else told | {"files": []})


@require_POST
def make_report(request: Request, reference: str) -> HttpResponseBase:
    """Ask for the report."""
    survey = actions.ask_for_report(request.actor, survey_for(request.actor, reference))
    publish_later(survey.reference)
    happened(request, _("The report is being made. This takes about a minute."))
    return _to("report", survey)


def report_file(request: Request, reference: str, name: str) -> FileResponse:
    """Send one file of a publication: a page to be read in a sandbox, all else to be kept."""
    survey = survey_for(request.actor, reference)
    # Only a name that stands in the list is opened: what the address says never becomes a path by itself.
    if survey.state != State.PUBLISHED or name not in publication.files_of(survey):
        raise Http404
    is_page = name.endswith(".html") and request.GET.get("as") != "file"
    kept = f"{survey.reference}-{name.replace('/', '-')}"
    stream = (publication.home_of(survey) / "public" / name).open("rb")
    answer = FileResponse(stream, as_attachment=not is_page, filename=kept)
    answer["Content-Security-Policy"] = _SANDBOX
    return answer


def comparison(request: Request, reference: str) -> HttpResponse:
    """Lay a survey beside an earlier one."""
    survey = survey_for(request.actor, reference)
    if survey.state not in publication.COUNTABLE:
        raise WrongStateError(_("Close the coding first: figures that may still change are not compared."))
    others = surveys_for(request.actor).filter(state__in=publication.COUNTABLE, organisation=survey.organisation)
    others = others.exclude(pk=survey.pk).order_by("-made_at")
    wanted = request.GET.get("baseline", "")
    before = others.filter(reference=wanted).first() if wanted else publication.baseline_of(survey)
    compared = comparison_of(publication.wave_of(survey), publication.wave_of(before)) if before else None
    told = {"survey": survey, "tabs": tabs_of(survey, "comparison"), "others": others[:_LATEST], "before": before}
    return render(request, "surveys/comparison.html", told | {"compared": compared})


def _to(name: str, survey: Survey) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"surveys:{name}", args=[survey.reference]), status=303)


def _listing(observation: Observation) -> object:
    """Return the words of an observation's offer; None where they were forgotten since."""
    if observation.offer is None or not observation.offer.listings.exclude(title="", text="").exists():  # type: ignore[attr-defined]
        return None
    return offer_queries.current(observation.offer).listing


def _next(request: Request, survey: Survey, after: Observation | None = None) -> Observation | None:
    """Return what a coder takes next: the one after this, else the first."""
    assert request.actor.person is not None  # noqa: S101 - the door lets nobody else in
    if survey.state != State.CODING:
        return None
    waiting = queries.waiting_for(survey, request.actor.person)
    if after is None:
        return waiting.first()
    return waiting.filter(pk__gt=after.pk).first() or waiting.exclude(pk=after.pk).first()
