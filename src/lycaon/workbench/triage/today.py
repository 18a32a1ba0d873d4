"""What triage tells the start page about one person."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.values.verdict import Legality
from lycaon.workbench.offers.access import offers_for
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.roles import Role
from lycaon.workbench.triage import queries
from lycaon.workbench.triage.verbs import SEE_QUEUE
from lycaon.workbench.ui.today import Waiting


def waiting(actor: Actor) -> Sequence[Waiting]:
    """Return the heaps of the queue, by what the law appears to say."""
    if actor.is_software or not allowed(actor, SEE_QUEUE):
        return []
    address = reverse("triage:first")
    heaps = [
        Waiting(what=_("Offers to decide"), count=count, url=address, legality=legality.value)
        for legality in (Legality.PROHIBITED, Legality.NEEDS_DOCUMENT, Legality.UNKNOWN)
        if (count := queries.queue(actor).filter(headline=legality.value).order_by()[: queries.COUNTED].count())
    ]
    if actor.has(Role.LEAD, Role.REVIEWER):
        unsure = offers_for(actor).filter(state=State.UNSURE)
        if count := unsure.order_by()[: queries.COUNTED].count():
            first = unsure.order_by("-priority", "id").first()
            there = reverse("triage:offer", args=[first.reference]) if first else address
            heaps.append(Waiting(what=_("Offers for an expert"), count=count, url=there))
    return heaps
