"""Triage: the queue, decisions, and how well they agree."""

from collections.abc import Sequence

from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, sends
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.operations.offers import told_offer
from lycaon.workbench.api.shapes.offers import DecidedOut, DecidersOut, DecisionIn, OfferOut, QueueOut
from lycaon.workbench.api.shapes.words import Name, ReasonIn
from lycaon.workbench.offers.access import offer_for, offers_for
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.triage import actions, queries
from lycaon.workbench.triage.access import decision_for
from lycaon.workbench.triage.states import TO_DECIDE
from lycaon.workbench.triage.verbs import DECIDE_OFFER, HAND_ON_DECISIONS, SEE_QUEUE, UNDO_DECISION

router = Router(tags=["triage"])


@router.get("/queue", response=answers(QueueOut))
@needs(Scope.OFFERS_READ, SEE_QUEUE)
def get_queue(request: Call) -> QueueOut:
    """Show what waits to be decided, the next first; second looks stand among the others, unmarked."""
    rows = queries.upcoming(request.actor)
    return QueueOut(items=[told_offer(offer) for offer in rows], waiting=queries.how_many(request.actor))


@router.post("/offers/{reference}/decision", response=answers(DecidedOut))
@needs(Scope.OFFERS_WRITE, DECIDE_OFFER)
def decide_offer(request: Call, reference: Name, told: DecisionIn) -> HttpResponse:
    """Confirm or reject an offer, or hand it to an expert; near-duplicates along with it."""
    found = offer_for(request.actor, reference)
    along = _along(request.actor, found, told.along)

    def act() -> DecidedOut:
        made = actions.decide(request.actor, [found, *along], told.choice, ground=told.ground, says=told.says)
        return DecidedOut(number=made.pk, offer=told_offer(offer_for(request.actor, reference)))

    return acted(request, act)


@router.post("/decisions/{number}/undo", response=answers(OfferOut))
@needs(Scope.OFFERS_WRITE, UNDO_DECISION)
def undo_decision(request: Call, number: int, told: ReasonIn) -> HttpResponse:
    """Take a decision back, with the reason."""
    found = decision_for(request.actor, number if 0 <= number < 2**63 else 0)
    return acted(request, lambda: told_offer(actions.undo(request.actor, found, reason=told.reason)))


@router.get("/decisions/agreement", response=answers(DecidersOut))
@needs(Scope.OFFERS_READ, SEE_QUEUE)
def get_agreement_of_decisions(request: Call) -> DecidersOut:
    """Show how often two persons decide alike, and the pace of the house."""
    found = queries.agreement(request.actor)
    return DecidersOut(
        pairs=found.pairs, alike=found.alike, kappa=found.kappa,
        median_seconds=queries.pace(request.actor).median_seconds,
    )  # fmt: skip


@router.post("/decisions/export", openapi_extra=sends("application/octet-stream"))
@needs(Scope.EXPORT, HAND_ON_DECISIONS)
def export_decisions(request: Call) -> StreamingHttpResponse:
    """Hand on the decisions of the house as lines of JSON that ``lycaon learn`` reads; no handle is among them."""
    return StreamingHttpResponse(actions.hand_on(request.actor), content_type="application/octet-stream")


def _along(actor: Actor, found: Offer, names: Sequence[str]) -> list[Offer]:
    """Return the near-duplicates that were named; only those of the offer's own group are taken along."""
    if not names or not found.group:
        return []
    of_group = offers_for(actor).filter(group=found.group, state__in=TO_DECIDE)
    return list(of_group.filter(reference__in=names).exclude(pk=found.pk))
