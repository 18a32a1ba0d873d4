"""The only way to get a survey for a person: those of the own house."""

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.surveys.models import Observation, Survey
from lycaon.workbench.surveys.verbs import SEE_SURVEYS


def surveys_for(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys that the actor may know of."""
    if not allowed(actor, SEE_SURVEYS):
        return Survey.objects.none()
    if actor.is_software:
        return Survey.objects.all()
    return Survey.objects.filter(organisation=actor.organisation)


def survey_for(actor: Actor, reference: str) -> Survey:
    """Return one survey.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    survey = surveys_for(actor).filter(reference=reference).first()
    if survey is None:
        raise Http404
    return survey


def observation_for(actor: Actor, survey: Survey, ad_id: str) -> Observation:
    """Return one observation of a survey that the actor may know of.

    Raises:
        Http404: there is none.
    """
    found = Observation.objects.filter(survey__in=surveys_for(actor), survey=survey, ad_id=ad_id)
    observation = found.select_related("offer", "survey").first()
    if observation is None:
        raise Http404
    return observation
