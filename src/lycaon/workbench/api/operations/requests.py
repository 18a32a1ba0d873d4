"""Requests and orders: an authority drafts and checks, a platform answers. Signing is no call: it takes a person."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import File, Router, UploadedFile

from lycaon.errors import WithheldError
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, page_of
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.operations.notices import recipients
from lycaon.workbench.api.shapes.letters import RecipientOut
from lycaon.workbench.api.shapes.requests import (
    RenewIn,
    RequestAnswerIn,
    RequestIn,
    RequestOut,
    RequestsPage,
    RequestToIn,
)
from lycaon.workbench.api.shapes.words import After, Name, Size
from lycaon.workbench.correspondence import request_actions as actions
from lycaon.workbench.correspondence.access import partners, request_for, requests_for
from lycaon.workbench.correspondence.leaving import answer_now, request_now
from lycaon.workbench.correspondence.models import Request
from lycaon.workbench.correspondence.ordering import Order
from lycaon.workbench.correspondence.states import RequestState
from lycaon.workbench.correspondence.verbs import ANSWER_REQUEST, DRAFT_REQUEST, SEE_REQUESTS, SIGN_REQUEST
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import note_read

router = Router(tags=["requests"])

_UNSIGNED = frozenset({RequestState.DRAFT, RequestState.CHECKED})


@router.get("/requests", response=answers(RequestsPage))
@needs(Scope.PORTAL_READ, SEE_REQUESTS)
def list_requests(request: Call, after: After = "", size: Size = 50) -> RequestsPage:
    """List the requests of one's authority, or those to one's platform, the latest first."""
    rows, following = page_of(requests_for(request.actor).select_related("organisation", "recipient"), after, size)
    return RequestsPage(items=[_request(request.actor, one) for one in rows], next=following)


@router.post("/requests", response=answers(RequestOut))
@needs(Scope.PORTAL_WRITE, DRAFT_REQUEST)
def draft_request(request: Call, told: RequestToIn) -> HttpResponse:
    """Draft a request to a platform. What is missing or asks for too much is said in ``lacking``."""
    recipient = partners(Kind.PLATFORM).filter(reference=told.recipient).first()
    if recipient is None:
        raise Http404
    return acted(
        request,
        lambda: _request(request.actor, actions.draft_request(request.actor, recipient, _order(told))),
    )


@router.get("/requests/recipients", response=answers(list[RecipientOut]))
@needs(Scope.PORTAL_READ, DRAFT_REQUEST)
def list_recipients_of_requests(request: Call) -> list[RecipientOut]:  # noqa: ARG001 - the door has asked it all
    """List the platforms to which a request can go."""
    return recipients(Kind.PLATFORM)


@router.get("/requests/{reference}", response=answers(RequestOut))
@needs(Scope.PORTAL_READ, SEE_REQUESTS)
def get_request(request: Call, reference: Name) -> RequestOut:
    """Show a request: to its authority whole, to its platform as it was released."""
    found = request_for(request.actor, reference)
    note_read(request.actor, SEE_REQUESTS, found, reason="api")
    return _request(request.actor, found)


@router.put("/requests/{reference}", response=answers(RequestOut))
@needs(Scope.PORTAL_WRITE, DRAFT_REQUEST)
def change_request(request: Call, reference: Name, told: RequestIn) -> HttpResponse:
    """Change a draft; one that was checked is to be checked again."""
    found = request_for(request.actor, reference)
    return acted(request, lambda: _request(request.actor, actions.change_request(request.actor, found, _order(told))))


@router.post("/requests/{reference}/renewals", response=answers(RequestOut))
@needs(Scope.PORTAL_WRITE, DRAFT_REQUEST)
def renew_request(request: Call, reference: Name, told: RenewIn) -> HttpResponse:
    """Draft the renewal of a preservation: the same request, which somebody else checks and an officer signs anew."""
    found = request_for(request.actor, reference)
    if found.organisation != request.actor.organisation:
        raise Http404

    def act() -> RequestOut:
        return _request(request.actor, actions.renew_request(request.actor, found, deadline=told.deadline))

    return acted(request, act)


@router.post("/requests/{reference}/check", response=answers(RequestOut))
@needs(Scope.SIGN, SIGN_REQUEST)
def check_request(request: Call, reference: Name) -> HttpResponse:
    """Say that a request stands on its law; somebody else than its drafter does."""
    found = request_for(request.actor, reference)
    return acted(request, lambda: _request(request.actor, actions.check_request(request.actor, found)))


@router.post("/requests/{reference}/receipt", response=answers(RequestOut))
@needs(Scope.PORTAL_WRITE, ANSWER_REQUEST)
def acknowledge_request(request: Call, reference: Name) -> HttpResponse:
    """Confirm the receipt of a request."""
    found = _to_us(request.actor, reference)
    return acted(request, lambda: _request(request.actor, actions.acknowledge(request.actor, found)))


@router.post("/requests/{reference}/answer", response=answers(RequestOut))
@needs(Scope.PORTAL_WRITE, ANSWER_REQUEST)
def answer_request(request: Call, reference: Name, told: RequestAnswerIn) -> HttpResponse:
    """Answer a request, with the hashes of what is handed over; it passes the gate of the platform's own agreement."""
    found = _to_us(request.actor, reference)
    effect, hashes = RequestState(told.effect), {one.name: one.sha256 for one in told.files}

    def act() -> RequestOut:
        return _request(
            request.actor,
            actions.answer_request(request.actor, found, effect, refusal=told.refusal, hashes=hashes),
        )

    return acted(request, act)


@router.post("/requests/{reference}/verify", response=answers(RequestOut))
@needs(Scope.SIGN, SIGN_REQUEST)
def verify_answer(request: Call, reference: Name, name: Name, file: File[UploadedFile]) -> RequestOut:
    """Compare a file that was handed over with the hash that the platform gave for ``name``."""
    found = request_for(request.actor, reference)
    return _request(request.actor, actions.verify_answer(request.actor, found, name, file.read()))


@router.post("/requests/{reference}/close", response=answers(RequestOut))
@needs(Scope.SIGN, SIGN_REQUEST)
def close_request(request: Call, reference: Name) -> HttpResponse:
    """Close a request on which nothing more is to come."""
    found = request_for(request.actor, reference)
    return acted(request, lambda: _request(request.actor, actions.close_request(request.actor, found)))


def _to_us(actor: Actor, reference: str) -> Request:
    """Return a request that was sent to the actor's platform; its own authority does not answer it.

    Raises:
        Http404: there is none of that name, or none for this platform.
    """
    found = request_for(actor, reference)
    if found.recipient != actor.organisation:
        raise Http404
    return found


def _order(told: RequestIn) -> Order:
    fields = told.model_dump(exclude={"recipient", "deadline", "data_classes", "kind", "way"})
    return Order(
        **fields, kind=told.kind.value, way=told.way.value, data_classes=tuple(one.value for one in told.data_classes),
        deadline=told.deadline.isoformat() if told.deadline else "",
    )  # fmt: skip


def _request(actor: Actor, one: Request) -> RequestOut:
    is_own = one.organisation == actor.organisation
    whole = is_own and RequestState(one.state) in _UNSIGNED
    fields: Mapping[str, Any] = one.released or one.document if is_own else {}
    answer: dict[str, Any] = {}
    with suppress(WithheldError):  # a row of a list is there, with what the agreement lets through today
        fields = fields if is_own else request_now(actor, one)
        answer = dict(answer_now(actor, one) if is_own and one.answer else one.answer)
    if answer:
        answer["watermark"] = actions.watermark(one, actor, timezone.now())
    return RequestOut(
        reference=one.reference, state=one.state, kind=one.kind, organisation=one.organisation.reference,
        recipient=one.recipient.reference, sent_at=one.sent_at, answer_due=one.answer_due, lapses_on=one.lapses_on,
        fields=dict(fields),
        lacking=[fault.says for fault in actions.faults_of(one)] if whole else [], answer=answer,
    )  # fmt: skip
