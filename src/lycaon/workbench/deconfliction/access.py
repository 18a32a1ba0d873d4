"""The only way to get an enquiry for a person: one's own side of it."""

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.cases.access import cases_for
from lycaon.workbench.deconfliction.models import Enquiry, Key
from lycaon.workbench.deconfliction.verbs import DECONFLICT
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.models import Organisation


def enquiries_for(actor: Actor) -> QuerySet[Enquiry]:
    """Return what the actor's house asked about cases that the actor may know of."""
    if not allowed(actor, DECONFLICT) or actor.organisation is None:
        return Enquiry.objects.none()
    return Enquiry.objects.filter(asker=actor.organisation, case__in=cases_for(actor)).select_related("asked", "case")


def enquiry_for(actor: Actor, reference: str) -> Enquiry:
    """Return one enquiry that the actor's house asked, or that came to it from another installation.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    found = enquiries_for(actor).filter(reference=reference).first()
    found = found or brought_for(actor).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def brought_for(actor: Actor) -> QuerySet[Enquiry]:
    """Return the enquiries that came to the actor's house from other installations; their answer is a file."""
    if not allowed(actor, DECONFLICT) or actor.organisation is None:
        return Enquiry.objects.none()
    return Enquiry.objects.filter(asked=actor.organisation, case=None).select_related("asker", "asked")


def met_for(actor: Actor) -> QuerySet[Key]:
    """Return where somebody else asked about what is in a case that the actor may know of."""
    if not allowed(actor, DECONFLICT) or actor.organisation is None:
        return Key.objects.none()
    own = Key.objects.filter(is_match=True, met__in=cases_for(actor), enquiry__asked=actor.organisation)
    return own.select_related("enquiry__asker", "met").order_by("-enquiry__asked_at", "pk")


def partners_of(actor: Actor) -> QuerySet[Organisation]:
    """Return the organisations with which a standing agreement lets one compare."""
    from_us = Organisation.objects.filter(ended_at=None).exclude(pk=actor.organisation.pk if actor.organisation else 0)
    return from_us.filter(
        agreements__flows__object="deconfliction", agreements__flows__sender=actor.organisation,
        agreements__signed_on__isnull=False,
    ).distinct().order_by("name")  # fmt: skip
