"""Screens of information logs in the house."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lycaon.errors import WrongStateError
from lycaon.exchange import information_log as values
from lycaon.workbench.cases.access import case_for, offers_of
from lycaon.workbench.correspondence import bundling, clocks, log_actions
from lycaon.workbench.correspondence.access import log_for, logs_for, partners
from lycaon.workbench.correspondence.forms import SendForm
from lycaon.workbench.correspondence.leaving import log_now
from lycaon.workbench.correspondence.log_forms import ChosenForm, GroupForm, LogForm
from lycaon.workbench.correspondence.models import Channel, Contact, Log
from lycaon.workbench.correspondence.pages import REFUSALS, FormPage, file, form_page, see
from lycaon.workbench.correspondence.queries import told_about
from lycaon.workbench.correspondence.states import LOG_STEPS, LogState
from lycaon.workbench.correspondence.verbs import CLOSE_LOG, DRAFT_LOG, READ_LOG, REVIEW_LOG, SEND_LOG
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened

_A_PAGE = 100


def listed(request: Request) -> HttpResponse:
    """List the information logs; several are reviewed or sent at once."""
    state = request.GET.get("state", "")
    logs = logs_for(request.actor).select_related("recipient")
    if state in LogState.values:
        logs = logs.filter(state=state)
    page = Paginator(logs.order_by("-drafted_at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(log, log.value, next(iter(clocks.of_log(log)), None)) for log in page.object_list],
        "state": state,
        "states": LogState.choices,
        "may_review": state == LogState.DRAFT.value and allowed(request.actor, REVIEW_LOG),
        "may_send": state == LogState.REVIEWED.value and allowed(request.actor, SEND_LOG),
        "channels": Channel.choices,
    }
    return render(request, "correspondence/logs.html", context)


def grouped(request: Request) -> HttpResponseBase:
    """Group offers of a case, or confirmed offers, into logs."""
    reference = request.GET.get("case", "")
    case = case_for(request.actor, reference) if reference else None
    form = GroupForm(
        request.POST or None, actor=request.actor, authorities=partners(Kind.AUTHORITY),
        initial={"offers": request.GET.get("offers", "")},
    )  # fmt: skip
    page = FormPage(
        headline=_("Group offers into information logs"),
        lede=_("One log holds the offers of one account, for one authority."),
        act=_("Draft the logs"),
        over=case.reference if case else "",
        back=reverse("cases:case", args=[case.reference]) if case else reverse("correspondence:logs"),
    )

    def do(told: dict[str, object]) -> str:
        named, recipient = told["offers"], told["recipient"]
        offers = named if named or case is None else list(offers_of(case))
        log_actions.draft_logs(request.actor, offers, recipient)  # pyright: ignore[reportArgumentType]
        return f"{reverse('correspondence:logs')}?state={LogState.DRAFT.value}"

    return form_page(request, form, page, do=do, says=_("The logs are drafted. Two others review them."))


def shown(request: Request, reference: str) -> HttpResponseBase:
    """Show a log; a draft with its words, which can be changed."""
    log = log_for(request.actor, reference)
    may_change = LogState.DRAFT in LOG_STEPS[LogState(log.state)] or log.state == LogState.DRAFT
    is_open = may_change and allowed(request.actor, DRAFT_LOG)
    form = LogForm(request.POST or None, initial=LogForm.shows(log.value)) if is_open else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            log_actions.change_log(request.actor, log, form.changes())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, _("The draft is kept; two others review it."))
            return see(_address(log))
    if request.method == "GET":
        note_read(request.actor, READ_LOG, log)
    context = {
        "log": log,
        "value": log.told if log.released else log.value,
        "form": form,
        "lacking": [one for one in log_actions.faults_of(log) if one.field != "reviewers"],
        "rows": log.told_offers.select_related("offer").order_by("pk"),
        "reviews": log.reviews.select_related("by").order_by("pk"),
        "may_review": log.state == LogState.DRAFT.value and _may_review(request, log),
        "may_send": log.state == LogState.REVIEWED and allowed(request.actor, SEND_LOG),
        "may_close": LogState.CLOSED in LOG_STEPS[LogState(log.state)] and allowed(request.actor, CLOSE_LOG),
        "has_bundle": bool(log.released and bundling.in_store(log)),
        "clocks": clocks.of_log(log),
        "sendings": log.sendings.order_by("-queued_at"),
        "events": told_about(log),
    }
    return render(request, "correspondence/log.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
def reviewed(request: Request) -> HttpResponseBase:
    """Review several logs at once."""
    logs = _chosen(request, LogState.DRAFT)
    done = log_actions.review_logs(request.actor, logs)
    happened(request, ngettext("One log is reviewed.", "%(n)d logs are reviewed.", len(done)) % {"n": len(done)})
    return see(f"{reverse('correspondence:logs')}?state={LogState.DRAFT.value}")


@require_POST
def sent_all(request: Request) -> HttpResponseBase:
    """Send several logs at once."""
    logs = _chosen(request, LogState.REVIEWED)
    channel = request.POST.get("channel", "")
    if channel not in Channel.values:
        raise WrongStateError(_("Say by which way the logs go."))
    done = log_actions.send_logs(request.actor, logs, Channel(channel))
    happened(request, ngettext("One log is on its way.", "%(n)d logs are on their way.", len(done)) % {"n": len(done)})
    return see(f"{reverse('correspondence:logs')}?state={LogState.SENT.value}")


def sent(request: Request, reference: str) -> HttpResponseBase:
    """Send one log."""
    log = log_for(request.actor, reference)
    has_address = Contact.objects.filter(organisation=log.recipient).exists()
    page = FormPage(
        headline=_("Send the information log"), act=_("Send"), over=log.reference, back=_address(log),
        lede=_("It passes the agreement with the authority; what the agreement withholds does not leave."),
    )  # fmt: skip
    form = SendForm(request.POST or None, initial={"channel": Channel.EMAIL if has_address else Channel.PORTAL})
    return form_page(
        request, form, page, says=_("The log is on its way."),
        do=lambda told: bool(log_actions.send_logs(request.actor, [log], Channel(told["channel"]))),
    )  # fmt: skip


@require_POST
def closed(request: Request, reference: str) -> HttpResponseBase:
    """Close a log."""
    log = log_for(request.actor, reference)
    log_actions.close_log(request.actor, log)
    happened(request, _("The log is closed."))
    return see(_address(log))


def document(request: Request, reference: str, kind: str) -> HttpResponse:
    """Hand over what was sent, as PDF, JSON or the bundle of evidence."""
    log = log_for(request.actor, reference)
    note_read(request.actor, READ_LOG, log)
    return document_of(request, log, kind)


def document_of(request: Request, log: Log, kind: str) -> HttpResponse:
    """Return a file of a log, made from what the gate lets through today of what was sent, and nothing else.

    In the house too: a file that is downloaded is one that is handed over.
    """
    if not log.released:
        return HttpResponse(_("This log was not sent."), status=409, content_type="text/plain")
    if kind == "pdf":
        return file(values.printed(log_now(request.actor, log)), f"{log.reference}.pdf", "application/pdf")
    if kind == "json":
        return file(values.written(log_now(request.actor, log)), f"{log.reference}.json", "application/json")
    if kind == "evidence":
        return file(bundling.bundled(request.actor, log), f"{log.reference}-evidence.zip", "application/zip")
    return HttpResponse(status=404)


def _chosen(request: Request, state: LogState) -> list[Log]:
    known = logs_for(request.actor).filter(state=state).select_related("recipient", "organisation")
    form = ChosenForm(request.POST, logs=known)
    if not form.is_valid():
        raise WrongStateError(_("Choose at least one log."))
    return list(form.cleaned_data["logs"])


def _may_review(request: Request, log: Log) -> bool:
    person = request.actor.person
    return (
        allowed(request.actor, REVIEW_LOG) and person != log.drafted_by and not log.reviews.filter(by=person).exists()
    )


def _address(log: Log) -> str:
    return reverse("correspondence:log", args=[log.reference])
