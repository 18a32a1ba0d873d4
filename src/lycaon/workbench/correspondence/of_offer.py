"""What correspondence tells the page of an offer about one reader."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.correspondence.access import logs_for, notices_for
from lycaon.workbench.correspondence.states import Decision, LogState, NoticeState
from lycaon.workbench.offers.elsewhere import Use
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor


def uses(actor: Actor, offer: Offer) -> Sequence[Use]:
    """Return the notices about an offer, and the information logs in which it stands, the latest first."""
    notices = notices_for(actor).filter(offer=offer).order_by("-drafted_at")
    logs = logs_for(actor).filter(told_offers__offer=offer).distinct().order_by("-drafted_at")
    return [
        *(
            Use(
                what=_("Notice"),
                name=one.reference,
                url=reverse("correspondence:notice", args=[one.reference]),
                says=str(Decision(one.decision).label if one.decision else NoticeState(one.state).label),
            )
            for one in notices
        ),
        *(
            Use(
                what=_("Information log"),
                name=one.reference,
                url=reverse("correspondence:log", args=[one.reference]),
                says=str(LogState(one.state).label),
            )
            for one in logs
        ),
    ]
