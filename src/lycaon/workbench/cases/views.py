"""Screens of cases: parse, get by way of access, act, show."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lycaon.errors import WrongStateError
from lycaon.workbench.cases import actions, queries
from lycaon.workbench.cases.access import case_for, cases_for, offers_of, task_for
from lycaon.workbench.cases.capturing import ask_captures
from lycaon.workbench.cases.forms import (
    JoinForm,
    MembersForm,
    NoteForm,
    OpenCaseForm,
    OutcomeForm,
    ReasonForm,
    RouteForm,
    SignForm,
    StepForm,
    TaskForm,
)
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.cases.procedure import PROCEDURE, Step
from lycaon.workbench.cases.route import Because, Route
from lycaon.workbench.cases.verbs import READ_CASE, SKIP_STEP
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened
from lycaon.workbench.ui.waiting import asks_again, whole_when_done

_A_PAGE = 50


def listed(request: Request) -> HttpResponse:
    """List the cases of which the person may know."""
    closed = request.GET.get("closed") == "yes"
    cases = (
        cases_for(request.actor)
        .filter(closed_at__isnull=not closed)
        .select_related("lead")
        .order_by("-opened_at", "-pk")
    )
    page = Paginator(cases, _A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "cases/list.html", {"rows": queries.rows(list(page.object_list)), "page": page, "closed": closed}
    )


def opened(request: Request) -> HttpResponseBase:
    """Open a case."""
    form = OpenCaseForm(request.POST or None, actor=request.actor, initial={"offers": request.GET.get("offers", "")})
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.open_case(
                request.actor,
                form.cleaned_data["offers"],
                title=form.cleaned_data["title"],
                is_urgent=form.cleaned_data["is_urgent"],
            )
        except WrongStateError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("The case is open."))
            return _to(case)
    context = {"form": form, "headline": _("Open a case"), "act": _("Open the case"), "case": None}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def shown(request: Request, reference: str) -> HttpResponse:
    """Show a case."""
    case = case_for(request.actor, reference)
    if not asks_again(request):
        note_read(request.actor, READ_CASE, case)
    steps = queries.steps_of(case)
    proposed, because = queries.proposal(case)
    rows = queries.offer_rows(case)
    following = next((one for one in steps if one.is_next), None)
    awaited = any(row.is_awaited for row in rows)
    page = render(
        request,
        "cases/case.html",
        {
            "case": case,
            "steps": steps,
            "passed": sum(one.passed is not None for one in steps),
            "following": following,
            "next_page": _page_of(following.step) if following else "",
            "offers": rows,
            "uncaptured": sum(not row.captures and not row.is_awaited for row in rows),
            "awaited": awaited,
            "can_capture": allowed(request.actor, KEEP_CAPTURE),
            "tasks": case.tasks.filter(done_at=None).select_related("who").order_by("due", "pk"),
            "notes": case.notes.select_related("by").order_by("-pk"),
            "outcomes": [(Result(one.result).label, one) for one in case.outcomes.select_related("offer")],
            "events": queries.timeline(case),
            "signatures": case.signatures.select_related("by").order_by("pk"),
            "members": case.members.order_by("name"),
            "route": Route(case.route).label if case.route else "",
            "route_because": Because(case.route_because).label if case.route_because else "",
            "proposed": proposed.label,
            "because": because.label,
        },
    )
    return whole_when_done(request, page, waits=awaited)


def step(request: Request, reference: str, name: str) -> HttpResponseBase:
    """Complete a step; some steps have pages of their own."""
    case, wanted = case_for(request.actor, reference), _step(name)
    if wanted in _OWN_PAGES:
        return HttpResponseRedirect(reverse(_OWN_PAGES[wanted], args=[case.reference]))
    return _form_page(
        request,
        case,
        StepForm(request.POST or None),
        headline=str(wanted.label),
        lede=_("Done when %(condition)s.") % {"condition": PROCEDURE[wanted].done_when},
        act=_("The step is done"),
        do=lambda told: actions.complete_step(request.actor, case, wanted, says=told["says"]),
        says=_("The step is done: %(step)s.") % {"step": wanted.label},
        other=(reverse("cases:leave-out", args=[case.reference, wanted.value]), _("Leave this step out"))
        if PROCEDURE[wanted].may_be_left_out and allowed(request.actor, SKIP_STEP)
        else None,
    )


def leave_out(request: Request, reference: str, name: str) -> HttpResponseBase:
    """Leave out a step, with the reason."""
    case, wanted = case_for(request.actor, reference), _step(name)
    return _form_page(
        request,
        case,
        ReasonForm(request.POST or None),
        headline=_("Leave out: %(step)s") % {"step": wanted.label},
        lede=_("The reason is shown wherever the step would be."),
        act=_("Leave the step out"),
        do=lambda told: actions.leave_out(request.actor, case, wanted, reason=told["reason"]),
        says=_("The step is left out: %(step)s.") % {"step": wanted.label},
    )


def sign(request: Request, reference: str) -> HttpResponseBase:
    """Sign what a case says."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        SignForm(request.POST or None),
        headline=_("Sign what this case says"),
        lede=_("Two persons sign before anything leaves the house."),
        act=_("Sign"),
        do=lambda told: actions.sign(request.actor, case, agrees=told["agrees"], says=told["says"]),
        says=_("Signed."),
    )


def route(request: Request, reference: str) -> HttpResponseBase:
    """Choose the route."""
    case = case_for(request.actor, reference)
    proposed, because = queries.proposal(case)
    proposed_words = (str(proposed.label), str(because.label))
    return _form_page(
        request,
        case,
        RouteForm(request.POST or None, initial={"route": case.route or proposed.value}),
        headline=_("Choose the route"),
        proposal=proposed_words,
        act=_("Choose this route"),
        do=lambda told: actions.choose_route(request.actor, case, Route(told["route"]), reason=told["reason"]),
        says=_("The route is chosen."),
    )


def members(request: Request, reference: str) -> HttpResponseBase:
    """Say who may know of a case."""
    case = case_for(request.actor, reference)
    now = {
        "lead": case.lead.reference,
        "members": [person.reference for person in case.members.all()],
        "is_restricted": case.is_restricted,
    }
    return _form_page(
        request,
        case,
        MembersForm(request.POST or None, case=case, initial=now),
        headline=_("Who may know of this case"),
        lede=_("Whoever is not named here is told that there is no such case."),
        act=_("Keep"),
        do=lambda told: actions.name_members(request.actor, case, **told),
        says=_("Members are kept."),
    )


def task(request: Request, reference: str) -> HttpResponseBase:
    """Write a task."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        TaskForm(request.POST or None, case=case),
        headline=_("Write a task"),
        act=_("Keep the task"),
        do=lambda told: actions.add_task(request.actor, case, **told),
        says=_("The task is kept."),
    )


@require_POST
def finish(request: Request, reference: str) -> HttpResponseBase:
    """Finish a task."""
    done = actions.finish_task(request.actor, task_for(request.actor, reference))
    happened(request, _("The task is finished."))
    return _to(done.case)


def note(request: Request, reference: str) -> HttpResponseBase:
    """Write a note."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        NoteForm(request.POST or None),
        headline=_("Write a note"),
        act=_("Keep the note"),
        do=lambda told: actions.write_note(request.actor, case, told["text"]),
        says=_("The note is kept."),
    )


def outcome(request: Request, reference: str) -> HttpResponseBase:
    """Record an outcome."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        OutcomeForm(request.POST or None, case=case, initial={"offer": request.GET.get("offer", "")}),
        headline=_("Record what came of an offer"),
        act=_("Keep the outcome"),
        do=lambda told: actions.record_outcome(
            request.actor,
            case,
            told["offer"],
            Result(told["result"]),
            on=told["on"],
            known_from=told["known_from"],
        ),
        says=_("The outcome is kept."),
    )


def join(request: Request, reference: str) -> HttpResponseBase:
    """Add offers to a case."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        JoinForm(request.POST or None, actor=request.actor, initial={"offers": request.GET.get("offers", "")}),
        headline=_("Add offers"),
        lede=_("Steps that spoke of every offer are to be done again, and signatures to be given again."),
        act=_("Add to the case"),
        do=lambda told: actions.join_offers(request.actor, case, told["offers"]),
        says=_("The offers are part of the case."),
    )


@require_POST
def capture(request: Request, reference: str) -> HttpResponseBase:
    """Have the pages fetched of which the case has no capture."""
    case = case_for(request.actor, reference)
    asked = ask_captures(request.actor, case)
    happened(
        request,
        ngettext("One page is being asked for.", "%(count)d pages are being asked for.", asked) % {"count": asked},
    )
    return _to(case)


def out(request: Request, reference: str, offer: str) -> HttpResponseBase:
    """Take an offer out of a case."""
    case = case_for(request.actor, reference)
    found = offers_of(case).filter(reference=offer).first()
    if found is None:
        raise Http404
    return _form_page(
        request,
        case,
        ReasonForm(request.POST or None),
        headline=_("Take offer %(offer)s out of the case") % {"offer": found.reference},
        act=_("Take it out"),
        do=lambda told: actions.take_out(request.actor, case, found, reason=told["reason"]),
        says=_("The offer is out of the case."),
    )


def close(request: Request, reference: str) -> HttpResponseBase:
    """Close a case."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        ReasonForm(request.POST or None),
        headline=_("Close the case"),
        lede=_(
            "From then on its retention clock runs; its evidence is kept for six years unless the house says otherwise."
        ),
        act=_("Close the case"),
        do=lambda told: actions.close_case(request.actor, case, reason=told["reason"]),
        says=_("The case is closed."),
    )


def open_again(request: Request, reference: str) -> HttpResponseBase:
    """Open a closed case again."""
    case = case_for(request.actor, reference)
    return _form_page(
        request,
        case,
        ReasonForm(request.POST or None),
        headline=_("Open the case again"),
        act=_("Open again"),
        do=lambda told: actions.open_again(request.actor, case, reason=told["reason"]),
        says=_("The case is open again."),
    )


_OWN_PAGES = {Step.ASSESS: "cases:sign", Step.ROUTE: "cases:route", Step.CLOSE: "cases:close"}


def _page_of(step: Step) -> str:
    """Return the name of the page on which a step is done."""
    return _OWN_PAGES.get(step, "cases:step")


def _form_page(
    request: Request,
    case: Case,
    form: Form,
    *,
    headline: str,
    act: str,
    do: Callable[[dict[str, Any]], object],
    says: str,
    lede: str = "",
    other: tuple[str, str] | None = None,
    proposal: tuple[str, str] = ("", ""),
) -> HttpResponseBase:
    """Show a form; on its way back act, and say what happened on the page of the case."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except WrongStateError as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, says)
            return _to(case)
    context = {"case": case, "form": form, "headline": headline, "lede": lede, "act": act, "other": other}
    context |= {"proposed": proposal[0], "because": proposal[1]}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def _to(case: Case) -> HttpResponseBase:
    return HttpResponseRedirect(reverse("cases:case", args=[case.reference]), status=303)


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError as error:
        raise Http404 from error
