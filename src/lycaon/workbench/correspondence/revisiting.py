"""What was seen at the address of an offer after the platform decided: a capture speaks, a person judges."""

from lycaon.workbench.correspondence.models import Notice
from lycaon.workbench.correspondence.states import Decision, Revisit
from lycaon.workbench.offers import evidence
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Health

_TAKES_AWAY = frozenset({Decision.REMOVED, Decision.ALREADY_GONE, Decision.ACCOUNT_ACTION})
"""Decisions after which nothing is to be seen at the address."""


def seen_since(notice: Notice) -> Capture | None:
    """Return the latest capture of the offer since the decision; None where nobody has looked."""
    if notice.decided_at is None:
        return None
    captures = Capture.objects.filter(offer=notice.offer, at__gte=notice.decided_at.replace(microsecond=0))
    return captures.exclude(health=Health.INFORMAL).order_by("-at", "-pk").first()


def signs_of(capture: Capture) -> tuple[str, ...]:
    """Return the words and figures by which the capture was judged, as its manifest has them."""
    custody = evidence.custody(capture.store_id)
    return custody.manifest.health.signs if custody else ()


def speaks_for(notice: Notice, capture: Capture | None) -> Revisit | None:
    """Return what a capture speaks for; None where it leaves the matter open.

    A page that is gone bears out a removal and nothing else; one that shows the offer contradicts it.
    """
    if capture is None or notice.decision not in _TAKES_AWAY:
        return None
    if capture.health == Health.GONE:
        return Revisit.CONFIRMED
    return Revisit.STILL_UP if capture.health in SHOWS_OFFER else None
