"""What authorities and platforms do with requests: drafted, checked by another, signed, sent, answered, verified."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.correspondence.drafting import language_of
from lycaon.workbench.correspondence.leaving import let_out
from lycaon.workbench.correspondence.models import Request, RequestKind
from lycaon.workbench.correspondence.ordering import MOST_RENEWALS, PRESERVE_DAYS, RENEW_DAYS, Fault, Order, Way, faults
from lycaon.workbench.correspondence.states import REQUEST_STEPS, RequestState, must_follow
from lycaon.workbench.correspondence.verbs import ANSWER_REQUEST, DRAFT_REQUEST, SIGN_REQUEST
from lycaon.workbench.people.acting import Actor, TurnedAwayError, action, person_of
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import write

_KEPT = frozenset({RequestState.PRESERVED, RequestState.PARTIALLY})


@action(DRAFT_REQUEST)
def draft_request(actor: Actor, recipient: Organisation, order: Order) -> Request:
    """Draft a request to a platform. Only the authority itself drafts and signs.

    Raises:
        WrongStateError: the recipient is no platform.
    """
    if recipient.kind not in {Kind.PLATFORM, Kind.CARRIER} or recipient.ended_at is not None:
        raise WrongStateError(_("A request goes to a platform that is enrolled."))
    if actor.organisation is None:
        raise WrongStateError(_("Only somebody who acts for an organisation does this."))
    request = Request.objects.create(
        organisation=actor.organisation,
        recipient=recipient,
        kind=order.kind,
        document=asdict(order),
        drafted_by=person_of(actor),
    )
    write(actor, DRAFT_REQUEST, request, data={"kind": order.kind, "to": recipient.reference})
    return request


@action(DRAFT_REQUEST)
def renew_request(actor: Actor, request: Request, *, deadline: date) -> Request:
    """Draft the renewal of a preservation: the same request, checked and signed anew, that prolongs the first.

    Raises:
        WrongStateError: nothing is preserved under it any more, one is under way, or the law knows no further one.
    """
    if request.kind != RequestKind.PRESERVATION or request.state not in _KEPT or _has_lapsed(request):
        raise WrongStateError(_("Only what is still preserved can be renewed. Ask for it anew."))
    if request.renewals.exclude(state=RequestState.CLOSED).exists():
        raise WrongStateError(_("A renewal of this request is under way."))
    way = Way(order_of(request).way)
    if _renewed(request) >= MOST_RENEWALS.get(way, _ENDLESS):
        raise WrongStateError(_("This ground knows no further renewal. Ask for the data before they lapse."))
    renewal = Request.objects.create(
        organisation=request.organisation, recipient=request.recipient, kind=request.kind, renews=request,
        document={**request.document, "deadline": deadline.isoformat()}, drafted_by=person_of(actor),
    )  # fmt: skip
    write(actor, DRAFT_REQUEST, renewal, data={"kind": renewal.kind, "renews": request.reference})
    return renewal


def may_be_renewed(request: Request) -> bool:
    """Return whether a renewal can be drafted now."""
    return (
        request.kind == RequestKind.PRESERVATION
        and request.state in _KEPT
        and not _has_lapsed(request)
        and not request.renewals.exclude(state=RequestState.CLOSED).exists()
        and _renewed(request) < MOST_RENEWALS.get(Way(order_of(request).way), _ENDLESS)
    )


def _has_lapsed(request: Request) -> bool:
    return request.lapses_on is None or request.lapses_on <= timezone.localdate()


def _renewed(request: Request) -> int:
    """Return how often what a request asks for was renewed before."""
    count, one = 0, request
    while one.renews is not None:
        count, one = count + 1, one.renews
    return count


def _lapse(request: Request) -> date:
    """Return the first day on which a platform that says yes today no longer keeps the data."""
    way, today = Way(order_of(request).way), timezone.localdate()
    if request.renews is None or request.renews.lapses_on is None:
        return today + timedelta(days=PRESERVE_DAYS[way])
    return max(today, request.renews.lapses_on) + timedelta(days=RENEW_DAYS.get(way, 0))


_ENDLESS = 1_000


@action(DRAFT_REQUEST)
def change_request(actor: Actor, request: Request, order: Order) -> Request:
    """Change a draft; one that was checked is to be checked again.

    Raises:
        WrongStateError: it is signed.
    """
    _move(request, RequestState.DRAFT)
    request.document, request.kind = asdict(order), order.kind
    request.drafted_by, request.checked_by = person_of(actor), None
    request.save(update_fields=["document", "kind", "drafted_by", "checked_by", "state", "state_since"])
    write(actor, DRAFT_REQUEST, request, data={"changed": True})
    return request


@action(SIGN_REQUEST)
def check_request(actor: Actor, request: Request) -> Request:
    """Say that a request stands on its law; somebody else than its drafter does.

    Raises:
        WrongStateError: the person drafted it, or it asks for too much, or lacks something.
    """
    person = person_of(actor)
    if person == request.drafted_by:
        raise WrongStateError(_("You drafted this request. Somebody else checks it."))
    _move(request, RequestState.CHECKED)
    _must_stand(request)
    request.checked_by = person
    request.save(update_fields=["checked_by", "state", "state_since"])
    write(actor, SIGN_REQUEST, request, data={"checked": True})
    return request


@action(SIGN_REQUEST)
def sign_request(actor: Actor, request: Request) -> Request:
    """Sign a checked request, as a named person of an enrolled authority, and send it through the gate.

    Raises:
        WrongStateError: it was not checked, or no longer stands.
        TurnedAwayError: the requester is not verified, or no agreement lets it out; the refusal is kept.
    """
    person = person_of(actor)
    _must_be_verified(request, person)
    _move(request, RequestState.SIGNED)
    _must_stand(request)
    order = order_of(request)
    document = order.document(
        order_id=request.reference, authority=request.organisation.name, signatory=person.name,
        language=language_of(request.recipient),
    )  # fmt: skip
    told = let_out(
        actor, request, "order", document, sender=request.organisation, recipient=request.recipient,
        purpose="law_enforcement", tlp=TLP.AMBER, pap=PAP.AMBER, conditions=frozenset({"order_signed"}),
    )  # fmt: skip
    now = timezone.now()
    request.signed_by, request.signed_at, request.sent_at, request.released = person, now, now, dict(told)
    request.answer_due = _end_of(date.fromisoformat(order.deadline))
    must_follow(REQUEST_STEPS, RequestState(request.state), RequestState.SENT)
    request.state = RequestState.SENT.value
    request.save()
    write(actor, SIGN_REQUEST, request, data={"signed": True, "kind": request.kind})
    return request


@action(ANSWER_REQUEST)
def acknowledge(actor: Actor, request: Request) -> Request:
    """Confirm the receipt of a request.

    Raises:
        WrongStateError: it is acknowledged or answered.
    """
    _move(request, RequestState.ACKNOWLEDGED)
    request.save(update_fields=["state", "state_since"])
    write(actor, ANSWER_REQUEST, request, data={"acknowledged": True})
    return request


@action(ANSWER_REQUEST)
def answer_request(
    actor: Actor, request: Request, effect: RequestState, *, refusal: str = "", hashes: Mapping[str, str] | None = None
) -> Request:
    """Answer a request: what effect was given, and the hashes of the files that are handed over.

    Raises:
        WrongStateError: it is answered, or a refusal has no ground, or data are handed over without a hash.
        WithheldError: no agreement lets the answer out.
    """
    if effect is RequestState.REFUSED and not refusal.strip():
        raise WrongStateError(_("Give the ground of the refusal."))
    if effect is RequestState.PRODUCED and not hashes:
        raise WrongStateError(_("Give the SHA-256 of each file that you hand over."))
    _move(request, effect)
    now = timezone.now().isoformat(timespec="seconds")
    document = {
        "order_id": request.reference, "effect": effect.value, "answered_at": now,
        "files": sorted(hashes or {}), "hashes": dict(hashes or {}), "refusal": refusal.strip()[:2_000],
    }  # fmt: skip
    told = let_out(
        actor, request, "order_answer", document, sender=request.recipient, recipient=request.organisation,
        purpose="law_enforcement", tlp=TLP.AMBER, pap=PAP.AMBER, conditions=frozenset({"order_signed"}),
    )  # fmt: skip
    request.answer, request.answered_at = dict(told), timezone.now()
    if effect in _KEPT and request.kind == RequestKind.PRESERVATION:
        request.lapses_on = _lapse(request)
        if request.renews is not None and request.renews.state in _KEPT:
            _move(request.renews, RequestState.CLOSED)  # from now on the renewal holds, with a clock of its own
            request.renews.save(update_fields=["state", "state_since"])
    request.save(update_fields=["answer", "answered_at", "lapses_on", "state", "state_since"])
    write(actor, ANSWER_REQUEST, request, data={"effect": effect.value})
    return request


@action(SIGN_REQUEST)
def verify_answer(actor: Actor, request: Request, name: str, data: bytes) -> Request:
    """Compare a file that was handed over with the hash that the platform gave.

    Raises:
        WrongStateError: nothing was handed over, or the file is another one.
    """
    hashes = request.answer.get("hashes", {})
    given = hashes.get(name, "") if isinstance(hashes, dict) else ""
    if not given or hashlib.sha256(data).hexdigest() != str(given).casefold():
        raise WrongStateError(_("This file is not the one that the platform hashed. Ask for it again; keep both."))
    _move(request, RequestState.VERIFIED)
    request.save(update_fields=["state", "state_since"])
    write(actor, SIGN_REQUEST, request, data={"verified": given})
    return request


@action(SIGN_REQUEST)
def close_request(actor: Actor, request: Request) -> Request:
    """Close a request on which nothing more is to come.

    Raises:
        WrongStateError: an answer is still awaited.
    """
    _move(request, RequestState.CLOSED)
    request.save(update_fields=["state", "state_since"])
    write(actor, SIGN_REQUEST, request, data={"closed": True})
    return request


def order_of(request: Request) -> Order:
    """Return the fields of a request."""
    told: dict[str, Any] = dict(request.document)
    told["data_classes"] = tuple(told.get("data_classes", ()))
    return Order(**told)


def faults_of(request: Request) -> tuple[Fault, ...]:
    """Return what keeps a request from being signed."""
    return faults(
        order_of(request), authority=request.organisation.country, platform=request.recipient.country,
        today=timezone.localdate(),
    )  # fmt: skip


def watermark(request: Request, actor: Actor, at: datetime) -> str:
    """Return the line that every copy of an answer carries: for whom, under which request, when."""
    who = actor.person.name if actor.person else ""
    return f"{request.reference} · {request.organisation.name} · {who} · {at.isoformat(timespec='seconds')}"


def _must_stand(request: Request) -> None:
    found = faults_of(request)
    if found:
        raise WrongStateError(" ".join(fault.says for fault in found))


def _must_be_verified(request: Request, person: Person) -> None:
    """Pass for a person of the authority's own domain who has a second factor."""
    domain = person.email.rpartition("@")[2].casefold()
    lacks = (
        "domain" if domain not in request.organisation.domains else "" if is_mfa_enabled(person) else "second_factor"
    )
    if lacks:
        raise TurnedAwayError(
            _("The requester is not verified: it takes a mail address of the authority and a second factor."),
            verb=SIGN_REQUEST, about=request, data={"answer": "refused", "reason": lacks},
        )  # fmt: skip


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def _move(request: Request, wanted: RequestState) -> None:
    now = Request.objects.select_for_update().values_list("state", flat=True).get(pk=request.pk)
    must_follow(REQUEST_STEPS, RequestState(now), wanted)
    request.state, request.state_since = wanted.value, timezone.now()
