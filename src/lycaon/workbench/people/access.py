"""The only way to get an organisation, a person or an agreement for somebody who asks."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.models import Agreement, Invitation, Membership, Organisation, Origin, Person
from lycaon.workbench.people.verbs import RECORD_CONSENT, SEE_AGREEMENTS, SEE_PEOPLE
from lycaon.workbench.record.reference import Referenced, find

_R = TypeVar("_R", Organisation, Person, Invitation, Agreement)


def organisations_for(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations that the actor may know of: all for the house that runs it, else one's own."""
    if not allowed(actor, SEE_PEOPLE):
        return Organisation.objects.none()
    if actor.is_software or _is_of_the_house(actor):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk=actor.organisation.pk if actor.organisation else None)


def organisation_for(actor: Actor, reference: str) -> Organisation:
    """Return one organisation.

    Raises:
        Http404: there is none of that name for this actor.
    """
    return _one(organisations_for(actor), reference)


def person_for(actor: Actor, reference: str) -> Person:
    """Return somebody who is or was of an organisation that the actor may know of.

    Raises:
        Http404: there is nobody of that name for this actor.
    """
    known = Membership.objects.filter(organisation__in=organisations_for(actor))
    return _one(Person.objects.filter(pk__in=known.values("person")), reference)


def membership_for(actor: Actor, person: Person, organisation: str) -> Membership:
    """Return the standing membership of a person in an organisation that the actor may know of.

    Raises:
        Http404: there is none.
    """
    memberships = Membership.objects.filter(
        person=person, organisation__in=organisations_for(actor), organisation__reference=organisation, ended_at=None
    )
    membership = memberships.select_related("person", "organisation").first()
    if membership is None:
        raise Http404
    return membership


def invitation_for(actor: Actor, reference: str) -> Invitation:
    """Return one invitation.

    Raises:
        Http404: there is none of that name for this actor.
    """
    return _one(Invitation.objects.filter(organisation__in=organisations_for(actor)), reference)


def agreements_for(actor: Actor) -> QuerySet[Agreement]:
    """Return the agreements that the actor may know of: those of the own organisation; in the house, all."""
    if not allowed(actor, SEE_AGREEMENTS):
        return Agreement.objects.none()
    if actor.is_software or _is_of_the_house(actor):
        return Agreement.objects.all()
    return Agreement.objects.filter(parties=actor.organisation)


def agreement_for(actor: Actor, reference: str) -> Agreement:
    """Return one agreement.

    Raises:
        Http404: there is none of that name for this actor.
    """
    return _one(agreements_for(actor), reference)


def origins_for(actor: Actor) -> QuerySet[Origin]:
    """Return what people of the actor's organisation recorded as received from others."""
    if not allowed(actor, RECORD_CONSENT):
        return Origin.objects.none()
    own = Origin.objects.filter(recorded_by__memberships__organisation=actor.organisation)
    return own.select_related("originator").distinct()


def origin_for(actor: Actor, number: int) -> Origin:
    """Return one of them.

    Raises:
        Http404: there is none of that number for this actor.
    """
    origin = origins_for(actor).filter(pk=number).first()
    if origin is None:
        raise Http404
    return origin


def thing_for(actor: Actor, reference: str) -> Referenced | None:
    """Return an object of the actor's own organisation, of whatever app; None where the actor knows of none.

    Where an object has members, who is none of them is told that there is none.
    """
    thing = find(reference)
    if thing is None or getattr(thing, "organisation", None) != actor.organisation:
        return None
    members = getattr(thing, "members", None)
    knows = members is None or actor.person is None or members.filter(pk=actor.person.pk).exists()
    return thing if knows else None


def _is_of_the_house(actor: Actor) -> bool:
    return actor.organisation is not None and actor.organisation.is_host


def _one(rows: QuerySet[_R], reference: str) -> _R:
    row = rows.filter(reference=reference).first()
    if row is None:
        raise Http404
    return row
