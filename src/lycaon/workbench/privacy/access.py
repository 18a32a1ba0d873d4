"""The only way to get something of the data protection desk for somebody who asks."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.privacy.models import Breach, Hold, SubjectRequest
from lycaon.workbench.record.models import Event, Read

_R = TypeVar("_R", Breach, Hold, SubjectRequest)


def requests_for(actor: Actor) -> QuerySet[SubjectRequest]:
    """Return the requests of persons to the actor's organisation."""
    return SubjectRequest.objects.filter(organisation=actor.organisation)


def request_for(actor: Actor, reference: str) -> SubjectRequest:
    """Return one request, or raise 404."""
    return _one(requests_for(actor), reference)


def breaches_for(actor: Actor) -> QuerySet[Breach]:
    """Return the breaches at the actor's organisation."""
    return Breach.objects.filter(organisation=actor.organisation)


def breach_for(actor: Actor, reference: str) -> Breach:
    """Return one breach, or raise 404."""
    return _one(breaches_for(actor), reference)


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """Return the holds that people of the actor's organisation placed."""
    return Hold.objects.filter(placed_by__memberships__organisation=actor.organisation).distinct()


def hold_for(actor: Actor, reference: str) -> Hold:
    """Return one hold, or raise 404."""
    return _one(holds_for(actor), reference)


def events_for(actor: Actor) -> QuerySet[Event]:
    """Return the record of the actor's organisation; of the whole installation for the house that runs it."""
    events = Event.objects.order_by("-id")
    return events if _is_of_the_house(actor) else events.filter(organisation=actor.organisation_reference)


def reads_for(actor: Actor) -> QuerySet[Read]:
    """Return the read log of the actor's organisation; of the whole installation for the house that runs it."""
    reads = Read.objects.order_by("-id")
    return reads if _is_of_the_house(actor) else reads.filter(organisation=actor.organisation_reference)


def _is_of_the_house(actor: Actor) -> bool:
    return actor.is_software or (actor.organisation is not None and actor.organisation.is_host)


def _one(rows: QuerySet[_R], reference: str) -> _R:
    row = rows.filter(reference=reference).first()
    if row is None:
        raise Http404
    return row
