"""What triage tells the pages of offers about one reader."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.cases.access import cases_for
from lycaon.workbench.cases.models import CaseOffer
from lycaon.workbench.offers.elsewhere import Way
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.triage.models import Second
from lycaon.workbench.triage.states import TO_DECIDE
from lycaon.workbench.triage.verbs import DECIDE_OFFER


def undisclosed(actor: Actor) -> QuerySet[Any]:
    """Return the offers of which a person may still make the second decision, but those of the person's own cases."""
    if actor.person is None or not allowed(actor, DECIDE_OFFER):
        return Second.objects.none().values("offer")
    known = CaseOffer.objects.filter(case__in=cases_for(actor), left_at=None).values("offer")
    waiting = Second.objects.filter(second=None, organisation=actor.organisation).exclude(first__by=actor.person)
    return waiting.exclude(offer__in=known).values("offer")


def ways(actor: Actor, offer: Offer) -> Sequence[Way]:
    """Return the way to the queue, where the offer waits for a decision."""
    if offer.state not in TO_DECIDE or not allowed(actor, DECIDE_OFFER):
        return []
    return [Way(words=_("Decide"), url=reverse("triage:offer", args=[offer.reference]), key="d")]
