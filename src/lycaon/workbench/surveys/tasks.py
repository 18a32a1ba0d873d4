"""What the worker does for surveys: make the report."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from lycaon.errors import LycaonError
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.surveys import actions, publication
from lycaon.workbench.surveys.models import Survey

logger = logging.getLogger(__name__)


@app.task(name="surveys.publish")
def publish_one(reference: str) -> None:
    """Make the report of a survey; why it could not be made is said on its page."""
    survey = Survey.objects.get(reference=reference)
    software, began = Actor.software("survey_report"), timezone.now()
    try:
        publication.make(survey)
    except LycaonError as error:
        logger.warning("survey=%s not published: %s", reference, error)
        actions.end_publication(software, survey, fault=str(error))
    else:
        actions.end_publication(software, survey)
        logger.info("survey=%s published seconds=%.1f", reference, (timezone.now() - began).total_seconds())


def publish_later(reference: str) -> None:
    """Put the report of a survey on the queue."""
    publish_one.defer(reference=reference)
