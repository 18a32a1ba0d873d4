"""Screens of requests: an authority drafts, checks, signs; a platform answers. Each sees its own alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lycaon.workbench.correspondence import clocks, request_actions
from lycaon.workbench.correspondence.access import partners, request_for, requests_for
from lycaon.workbench.correspondence.leaving import answer_now, request_now
from lycaon.workbench.correspondence.models import Request as Asked
from lycaon.workbench.correspondence.ordering import DataClass
from lycaon.workbench.correspondence.pages import FormPage, file, form_page, see
from lycaon.workbench.correspondence.queries import told_about
from lycaon.workbench.correspondence.request_forms import AnswerRequestForm, OrderForm, RenewForm, VerifyForm
from lycaon.workbench.correspondence.states import REQUEST_STEPS, RequestState
from lycaon.workbench.correspondence.verbs import ANSWER_REQUEST, DRAFT_REQUEST, SEE_REQUESTS, SIGN_REQUEST
from lycaon.workbench.people.acting import allowed
from lycaon.workbench.people.doors import Request
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read
from lycaon.workbench.ui.happened import happened

_A_PAGE = 50


def listed(request: Request) -> HttpResponse:
    """List the requests of one's authority, or those to one's platform."""
    found = requests_for(request.actor).select_related("organisation", "recipient").order_by("-state_since", "-pk")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "rows": [(one, next(iter(clocks.of_request(one, today)), None)) for one in page.object_list],
        "may_draft": allowed(request.actor, DRAFT_REQUEST),
    }
    return render(request, "correspondence/requests.html", context)


def drafted(request: Request) -> HttpResponseBase:
    """Draft a request."""
    form = OrderForm(request.POST or None, platforms=partners(Kind.PLATFORM))
    page = FormPage(
        headline=_("Draft a request to a platform"), act=_("Keep the draft"), is_portal=True,
        lede=_("Only your authority signs it. What is missing or asks for too much is said before anybody signs."),
        back=reverse("correspondence:requests"),
    )  # fmt: skip
    return form_page(
        request, form, page, says=_("The request is drafted. Somebody else checks it."),
        do=lambda told: _address(request_actions.draft_request(request.actor, told["recipient"], form.order())),
    )  # fmt: skip


def changed(request: Request, reference: str) -> HttpResponseBase:
    """Change a draft."""
    found = request_for(request.actor, reference)
    initial = found.document | {"recipient": found.recipient.reference}
    form = OrderForm(
        request.POST or None, platforms=partners(Kind.PLATFORM).filter(pk=found.recipient.pk), initial=initial
    )
    page = FormPage(
        headline=_("Change the request"),
        act=_("Keep the draft"),
        over=found.reference,
        back=_address(found),
        is_portal=True,
    )
    return form_page(
        request, form, page, says=_("The draft is kept."),
        do=lambda _told: bool(request_actions.change_request(request.actor, found, form.order())),
    )  # fmt: skip


def shown(request: Request, reference: str) -> HttpResponse:
    """Show a request: to its authority whole, to its platform as it was released."""
    found = request_for(request.actor, reference)
    note_read(request.actor, SEE_REQUESTS, found)
    is_own = found.organisation == request.actor.organisation
    after, state = REQUEST_STEPS[RequestState(found.state)], RequestState(found.state)
    signs, answers = allowed(request.actor, SIGN_REQUEST), allowed(request.actor, ANSWER_REQUEST)
    fields = (found.released or _document(found)) if is_own else request_now(request.actor, found)
    context = {
        "asked": found,
        "is_own": is_own,
        "fields": fields,
        "words": _words(fields),
        "answer": _answer(request, found, is_own=is_own),
        "faults": request_actions.faults_of(found) if is_own and state in _UNSIGNED else (),
        "may_change": is_own and RequestState.DRAFT in after,
        "may_check": is_own and signs and RequestState.CHECKED in after and found.drafted_by != request.actor.person,
        "may_sign": is_own and signs and RequestState.SIGNED in after,
        "may_answer": not is_own and answers and RequestState.REFUSED in after,
        "may_acknowledge": not is_own and answers and RequestState.ACKNOWLEDGED in after,
        "may_verify": is_own and signs and RequestState.VERIFIED in after and bool(found.answer.get("hashes")),
        "may_renew": is_own and allowed(request.actor, DRAFT_REQUEST) and request_actions.may_be_renewed(found),
        "may_close": is_own and signs and RequestState.CLOSED in after,
        "clocks": clocks.of_request(found, timezone.localdate()),
        "warns": clocks.warns_of_lapse(found, timezone.localdate()),
        "watermark": request_actions.watermark(found, request.actor, timezone.now()),
        "events": told_about(found) if is_own else [],
    }
    return render(request, "correspondence/request.html", context)


def _words(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document has in codes as a page says it; a moment that cannot be read is left to the faults."""
    period = fields.get("period") or {}
    known = dict(DataClass.choices)
    return {
        "data": [known.get(one, one) for one in fields.get("data_classes") or ()],
        "begins": _moment(period.get("begins", "")),
        "ends": _moment(period.get("ends", "")),
        "answer_by": parse_date(fields.get("deadline") or ""),
    }


def _moment(said: str) -> datetime | None:
    """Return a moment with a time zone."""
    try:
        moment = parse_datetime(said)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


_UNSIGNED = frozenset({RequestState.DRAFT, RequestState.CHECKED})


@require_POST
def checked(request: Request, reference: str) -> HttpResponseBase:
    """Check a request."""
    found = request_for(request.actor, reference)
    request_actions.check_request(request.actor, found)
    happened(request, _("The request is checked."))
    return see(_address(found))


@require_POST
def signed(request: Request, reference: str) -> HttpResponseBase:
    """Sign and send a request."""
    found = request_for(request.actor, reference)
    request_actions.sign_request(request.actor, found)
    happened(request, _("The request is signed and sent."))
    return see(_address(found))


@require_POST
def acknowledged(request: Request, reference: str) -> HttpResponseBase:
    """Confirm the receipt of a request."""
    found = _to_us(request, reference)
    request_actions.acknowledge(request.actor, found)
    happened(request, _("The receipt is confirmed."))
    return see(_address(found))


def answered(request: Request, reference: str) -> HttpResponseBase:
    """Answer a request."""
    found = _to_us(request, reference)
    form = AnswerRequestForm(request.POST or None)
    page = FormPage(
        headline=_("Answer the request"), act=_("Answer"), over=found.reference, back=_address(found), is_portal=True,
        lede=_("Hand files over by the channel that the request names; here goes their hash."),
    )  # fmt: skip
    return form_page(
        request, form, page, says=_("The answer is kept, and the authority sees it."),
        do=lambda told: bool(request_actions.answer_request(
            request.actor, found, RequestState(told["effect"]), refusal=told["refusal"], hashes=form.hashes()
        )),
    )  # fmt: skip


def verified(request: Request, reference: str) -> HttpResponseBase:
    """Compare a file with the hash that the platform gave."""
    found = request_for(request.actor, reference)
    name = next(iter(found.answer.get("hashes", {})), "")
    page = FormPage(
        headline=_("Check the file that was handed over"), act=_("Check"), over=found.reference, back=_address(found),
        is_portal=True,
    )  # fmt: skip
    return form_page(
        request, VerifyForm(request.POST or None, request.FILES or None), page,
        says=_("The file is the one that the platform hashed."),
        do=lambda told: bool(request_actions.verify_answer(request.actor, found, name, told["file"].read())),
    )  # fmt: skip


@require_POST
def closed(request: Request, reference: str) -> HttpResponseBase:
    """Close a request."""
    found = request_for(request.actor, reference)
    request_actions.close_request(request.actor, found)
    happened(request, _("The request is closed."))
    return see(_address(found))


def answer_file(request: Request, reference: str) -> HttpResponse:
    """Hand over the answer of a platform; the copy says to whom it was given."""
    found = request_for(request.actor, reference)
    if not found.answer:
        raise Http404
    note_read(request.actor, SEE_REQUESTS, found)
    answer = _answer(request, found, is_own=found.organisation == request.actor.organisation)
    told = {"watermark": request_actions.watermark(found, request.actor, timezone.now()), **answer}
    return file(json.dumps(told, ensure_ascii=False, indent=1).encode(), f"{found.reference}.json", "application/json")


def renewed(request: Request, reference: str) -> HttpResponseBase:
    """Draft the renewal of a preservation."""
    found = request_for(request.actor, reference)
    if found.organisation != request.actor.organisation:
        raise Http404
    page = FormPage(
        headline=_("Renew the preservation"), act=_("Draft the renewal"), over=found.reference, back=_address(found),
        lede=_("The same request, which somebody else checks and an officer signs anew."), is_portal=True,
    )  # fmt: skip
    return form_page(
        request, RenewForm(request.POST or None), page, says=_("The renewal is drafted. Somebody else checks it."),
        do=lambda told: _address(request_actions.renew_request(request.actor, found, deadline=told["deadline"])),
    )  # fmt: skip


def _answer(request: Request, found: Asked, *, is_own: bool) -> Mapping[str, Any]:
    """Return the answer: a platform sees its own whole, the authority what the agreement lets through today."""
    return answer_now(request.actor, found) if is_own and found.answer else found.answer


def _to_us(request: Request, reference: str) -> Asked:
    """Return a request that was sent to the actor's platform; its own authority does not answer it.

    Raises:
        Http404: there is none of that name, or none for this platform.
    """
    found = request_for(request.actor, reference)
    if found.recipient != request.actor.organisation:
        raise Http404
    return found


def _document(found: Asked) -> dict[str, object]:
    signatory = found.signed_by.name if found.signed_by else ""
    return request_actions.order_of(found).document(
        order_id=found.reference, authority=found.organisation.name, signatory=signatory, language=""
    )


def _address(found: Asked) -> str:
    return reverse("correspondence:request", args=[found.reference])
