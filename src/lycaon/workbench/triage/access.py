"""Which decisions a person may get."""

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.roles import Role
from lycaon.workbench.triage.models import Decision
from lycaon.workbench.triage.verbs import HAND_ON_DECISIONS, UNDO_DECISION


def decisions_for(actor: Actor) -> QuerySet[Decision]:
    """Return one's own decisions; for a lead those of the house."""
    if not allowed(actor, UNDO_DECISION):
        return Decision.objects.none()
    of_house = Decision.objects.filter(organisation=actor.organisation)
    return of_house if actor.has(Role.LEAD) else of_house.filter(by=actor.person)


def decision_for(actor: Actor, number: int) -> Decision:
    """Return one decision.

    Raises:
        Http404: there is none of that number for this person.
    """
    decision = decisions_for(actor).select_related("offer").filter(pk=number).first()
    if decision is None:
        raise Http404
    return decision


def decisions_to_hand_on(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions of the house that stand, for learning."""
    if not allowed(actor, HAND_ON_DECISIONS):
        return Decision.objects.none()
    return Decision.objects.filter(organisation=actor.organisation, undone_at=None, is_second=False)
