"""The portal of partners: an authority's information logs. It sees what was released to it."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lycaon.errors import WrongStateError
from lycaon.workbench.cases.models import Result
from lycaon.workbench.correspondence import bundling, log_actions
from lycaon.workbench.correspondence.access import log_to, logs_to
from lycaon.workbench.correspondence.leaving import log_now, logs_now
from lycaon.workbench.correspondence.log_forms import AnswerLogForm, ChosenForm, OutcomeForm
from lycaon.workbench.correspondence.log_views import document_of
from lycaon.workbench.correspondence.models import Log
from lycaon.workbench.correspondence.pages import FormPage, form_page, see
from lycaon.workbench.correspondence.states import LOG_STEPS, LogState
from lycaon.workbench.correspondence.verbs import SEE_OWN_LOGS
from lycaon.workbench.people.acting import house_of
from lycaon.workbench.people.doors import Request
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened

_A_PAGE = 100


def logs(request: Request) -> HttpResponse:
    """List the logs to one's authority."""
    found = logs_to(request.actor).select_related("organisation").order_by("-sent_at", "-pk")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    context = {
        "page": page,
        "rows": list(zip(shown, logs_now(request.actor, shown, house_of(request.actor)), strict=True)),
        "to_confirm": found.filter(state=LogState.SENT).count(),
    }
    return render(request, "correspondence/portal_logs.html", context)


def log(request: Request, reference: str) -> HttpResponse:
    """Show a log."""
    found = log_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_LOGS, found)
    after = LOG_STEPS[LogState(found.state)]
    context = {
        "log": found,
        "value": log_now(request.actor, found),
        "results": {row.offer.reference: row for row in found.told_offers.exclude(result="").select_related("offer")},
        "may_confirm": LogState.RECEIVED in after,
        "may_answer": LogState.ACCEPTED in after,
        "may_tell": LogState.OUTCOME in after,
        "has_bundle": bool(bundling.in_store(found)),
    }
    return render(request, "correspondence/portal_log.html", context)


@require_POST
def received(request: Request) -> HttpResponseBase:
    """Confirm the receipt of logs, one or many."""
    form = ChosenForm(
        request.POST,
        logs=logs_to(request.actor).filter(state=LogState.SENT).select_related("recipient", "organisation"),
    )
    if not form.is_valid():
        raise WrongStateError(_("Choose at least one log."))
    done = log_actions.receive_logs(request.actor, list(form.cleaned_data["logs"]))
    says = ngettext("The receipt of one log is confirmed.", "The receipt of %(n)d logs is confirmed.", len(done))
    happened(request, says % {"n": len(done)})
    return see(_address(done[0]) if len(done) == 1 else reverse("correspondence:portal-logs"))


def answered(request: Request, reference: str) -> HttpResponseBase:
    """Accept, return or decline a log."""
    found = log_to(request.actor, reference)
    page = FormPage(
        headline=_("Answer log %(log)s") % {"log": found.reference}, act=_("Answer"), over=found.reference,
        back=_address(found), is_portal=True,
    )  # fmt: skip
    return form_page(
        request, AnswerLogForm(request.POST or None), page, says=_("Your answer is kept, and the sender sees it."),
        do=lambda told: bool(log_actions.answer_logs(
            request.actor, [found], LogState(told["answer"]), reference=told["reference"], note=told["note"]
        )),
    )  # fmt: skip


def outcome(request: Request, reference: str) -> HttpResponseBase:
    """Tell what came of the offers of a log."""
    found = log_to(request.actor, reference)
    page = FormPage(
        headline=_("Tell what came of it"), act=_("Tell"), over=found.reference, back=_address(found), is_portal=True,
        lede=_("The sender gets the outcome and its date, and nothing of your file: so says the agreement."),
    )  # fmt: skip
    form = OutcomeForm(request.POST or None, log=log_now(request.actor, found))
    return form_page(
        request, form, page, says=_("The outcome is told."),
        do=lambda told: bool(log_actions.tell_outcome(
            request.actor, found, dict.fromkeys(told["offers"], Result(told["result"])), on=told["on"]
        )),
    )  # fmt: skip


def document(request: Request, reference: str, kind: str) -> HttpResponse:
    """Hand over a log as PDF, JSON or the bundle of evidence."""
    found = log_to(request.actor, reference)
    note_read(request.actor, SEE_OWN_LOGS, found)
    return document_of(request, found, kind)


def _address(found: Log) -> str:
    return reverse("correspondence:portal-log", args=[found.reference])
