"""What waits at the data protection desk: law's clocks for requests and breaches, our own for holds."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.privacy.access import breaches_for, holds_for, requests_for
from lycaon.workbench.privacy.verbs import HOLD, KEEP_BREACH, KEEP_REQUEST
from lycaon.workbench.ui.today import Due


def due(actor: Actor) -> Sequence[Due]:
    """Return the clocks that run for whoever keeps the desk."""
    return [*_requests(actor), *_breaches(actor), *_holds(actor)]


def _requests(actor: Actor) -> list[Due]:
    if not allowed(actor, KEEP_REQUEST):
        return []
    return [
        Due(
            when=one.due_on,
            what=_("Request of a person %(name)s") % {"name": one.reference},
            url=reverse("privacy:request", args=[one.reference]),
            next_step=_("Answer") if one.identity_checked_on else _("Check the identity"),
            basis=_("GDPR Art. 12(3)"),
            is_legal=True,
        )
        for one in requests_for(actor).filter(answered_on=None).order_by("due_on")[:50]
    ]


def _breaches(actor: Actor) -> list[Due]:
    if not allowed(actor, KEEP_BREACH):
        return []
    open_ones = breaches_for(actor).filter(closed_at=None, authority_told_at=None, is_risk=True)
    return [
        Due(
            when=one.tell_by,
            what=_("Breach %(name)s") % {"name": one.reference},
            url=reverse("privacy:breach", args=[one.reference]),
            next_step=_("Tell the supervisory authority"),
            basis=_("GDPR Art. 33(1)"),
            is_legal=True,
        )
        for one in open_ones.order_by("aware_at")[:50]
    ]


def _holds(actor: Actor) -> list[Due]:
    if not allowed(actor, HOLD):
        return []
    return [
        Due(
            when=one.review_on,
            what=_("Hold on %(name)s") % {"name": one.object_id},
            url=reverse("privacy:lift", args=[one.reference]),
            next_step=_("Ask whether it is still needed"),
        )
        for one in holds_for(actor).filter(lifted_at=None).order_by("review_on")[:20]
    ]
