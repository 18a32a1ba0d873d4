"""The only way to get a case for a person: need to know, and silence about the rest."""

from django.db.models import Q, QuerySet
from django.http import Http404

from lycaon.workbench.cases.models import Case, Task
from lycaon.workbench.cases.verbs import READ_CASE
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.roles import Role


def cases_for(actor: Actor) -> QuerySet[Case]:
    """Return the cases that the actor may know of: as a member, or as a lead where the case is not restricted."""
    if not allowed(actor, READ_CASE):
        return Case.objects.none()
    if actor.is_software:
        return Case.objects.all()
    knows = Q(members=actor.person) | Q(lead=actor.person)
    if actor.has(Role.LEAD):
        knows |= Q(is_restricted=False)
    return Case.objects.filter(knows, organisation=actor.organisation).distinct()


def case_for(actor: Actor, reference: str) -> Case:
    """Return one case.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    case = cases_for(actor).select_related("lead", "organisation").filter(reference=reference).first()
    if case is None:
        raise Http404
    return case


def task_for(actor: Actor, reference: str) -> Task:
    """Return one task of a case that the actor may know of.

    Raises:
        Http404: there is none.
    """
    task = Task.objects.select_related("case").filter(case__in=cases_for(actor), reference=reference).first()
    if task is None:
        raise Http404
    return task


def offers_of(case: Case) -> QuerySet[Offer]:
    """Return the offers that are part of a case now."""
    return Offer.objects.filter(pk__in=case.joined.filter(left_at=None).values("offer")).select_related(
        "site", "account"
    )
