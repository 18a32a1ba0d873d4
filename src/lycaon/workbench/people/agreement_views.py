"""Pages of agreements."""

import hashlib

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.errors import DecisionError
from lycaon.workbench.people import agreeing, queries
from lycaon.workbench.people.access import agreement_for, agreements_for
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.forms import AgreementForm, FlowForm, ReasonForm, SignatureForm
from lycaon.workbench.people.models import Agreement, Flow
from lycaon.workbench.people.verbs import RECORD_CONSENT
from lycaon.workbench.ui.happened import happened


def agreements(request: Request) -> HttpResponse:
    """Show every agreement and what it lets through."""
    rows = queries.with_flows(agreements_for(request.actor))
    told = {"agreements": rows, "today": timezone.localdate(), "may_record": allowed(request.actor, RECORD_CONSENT)}
    return render(request, "people/agreements.html", told)


def draft(request: Request) -> HttpResponse:
    """Begin an agreement."""
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = agreeing.draft_agreement(request.actor, form.draft(), form.cleaned_data["parties"])
        except DecisionError as error:
            form.add_error(None, str(error))
        else:
            return _told(request, made, _("Drafted. Add what may be shared, then sign."))
    return render(request, "people/draft.html", {"form": form}, status=422 if form.errors else 200)


def agreement(request: Request, reference: str) -> HttpResponse:
    """Show one agreement; while it is a draft, with what can be added."""
    there = agreement_for(request.actor, reference)
    return _shown(request, there, FlowForm(), SignatureForm(), ReasonForm())


@require_POST
def add(request: Request, reference: str) -> HttpResponse:
    """Add the usual flows of one thing."""
    there = agreement_for(request.actor, reference)
    form = FlowForm(request.POST)
    if form.is_valid():
        drafts = agreeing.usual_flows(there.parties.all(), str(form.cleaned_data["thing"]))
        if drafts:
            for one in drafts:
                agreeing.add_flow(request.actor, there, one)
            return _told(request, there, _("Added."))
        form.add_error("thing", _("This is not shared between organisations of these kinds."))
    return _shown(request, there, form, SignatureForm(), ReasonForm(), status=422)


@require_POST
def remove(request: Request, reference: str, number: int) -> HttpResponse:
    """Take a flow out of a draft."""
    there = agreement_for(request.actor, reference)
    flow = Flow.objects.filter(agreement=there, pk=number).first()
    if flow is None:
        raise Http404
    agreeing.remove_flow(request.actor, there, flow)
    return _told(request, there, _("Removed."))


@require_POST
def sign(request: Request, reference: str) -> HttpResponse:
    """Say that all parties signed."""
    there = agreement_for(request.actor, reference)
    form = SignatureForm(request.POST, request.FILES)
    if form.is_valid():
        digest = hashlib.sha256()
        for chunk in form.cleaned_data["document"].chunks():
            digest.update(chunk)
        try:
            agreeing.sign_agreement(
                request.actor, there, signed_on=form.cleaned_data["signed_on"], document_sha256=digest.hexdigest()
            )
        except DecisionError as error:
            form.add_error(None, str(error))
        else:
            return _told(request, there, _("Signed. The gate is open for what it allows."))
    return _shown(request, there, FlowForm(), form, ReasonForm(), status=422)


@require_POST
def end(request: Request, reference: str) -> HttpResponse:
    """Give an agreement up."""
    there = agreement_for(request.actor, reference)
    form = ReasonForm(request.POST)
    if form.is_valid():
        agreeing.end_agreement(request.actor, there, reason=str(form.cleaned_data["reason"]))
        return _told(request, there, _("Ended. The gate is closed."))
    return _shown(request, there, FlowForm(), SignatureForm(), form, status=422)


def _shown(
    request: Request,
    there: Agreement,
    flow: FlowForm,
    signature: SignatureForm,
    reason: ReasonForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "agreement": there,
        "parties": there.parties.all(),
        "flows": Flow.objects.filter(agreement=there).select_related("sender", "recipient").order_by("id"),
        "stands": there.stands_on(timezone.localdate()),
        "flow_form": flow,
        "signature_form": signature,
        "reason_form": reason,
    }
    return render(request, "people/agreement.html", context, status=status)


def _told(request: Request, there: Agreement, said: str) -> HttpResponseRedirect:
    happened(request, said)
    return HttpResponseRedirect(reverse("people:agreement", args=[there.reference]), status=303)
