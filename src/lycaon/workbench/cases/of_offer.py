"""What cases tell the page of an offer about one reader."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lycaon.workbench.cases.access import cases_for
from lycaon.workbench.cases.verbs import OPEN_CASE
from lycaon.workbench.offers.elsewhere import Use, Way
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor, allowed


def uses(actor: Actor, offer: Offer) -> Sequence[Use]:
    """Return the case of an offer, and cases that it left."""
    return [
        Use(
            what=_("Case"),
            name=case.reference,
            url=reverse("cases:case", args=[case.reference]),
            says=_("under way") if case.is_open else pgettext("case", "closed"),
        )
        for case in cases_for(actor).filter(joined__offer=offer).order_by("-opened_at")
    ]


def ways(actor: Actor, offer: Offer) -> Sequence[Way]:
    """Return the way into a case, where the offer is confirmed and in none."""
    if offer.state != State.CONFIRMED or not allowed(actor, OPEN_CASE):
        return []
    address = f"{reverse('cases:open')}?{urlencode({'offers': offer.reference})}"
    return [Way(words=_("Open a case"), url=address, key="o")]
