"""Looking at the address of an offer: a person asks, the worker fetches, seals and attaches what came.

Fetching is no part of a request: a site may take minutes to answer, or never end. What came is kept whatever it is; a
page that says "gone" is the proof of a removal.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lycaon import __version__
from lycaon.collect.capture import capture_page
from lycaon.collect.fetching import Limits
from lycaon.collect.recording import Settings
from lycaon.errors import EvidenceError, TargetRefusedError, UnreachableError, WrongStateError
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.values.evidence import Ailment
from lycaon.values.evidence import Capture as Captured
from lycaon.workbench.offers.actions import keep_capture
from lycaon.workbench.offers.evidence import own_store
from lycaon.workbench.offers.models import Capture, Fault, Health, Offer, Visit
from lycaon.workbench.offers.queries import current
from lycaon.workbench.offers.verbs import KEEP_CAPTURE
from lycaon.workbench.people.acting import Actor, action, allowed, person_of
from lycaon.workbench.people.models import STANDING, Membership
from lycaon.workbench.record.events import write

LOST_AFTER = timedelta(minutes=15)
"""A visit that took longer has lost its worker; it can be asked for again."""
TASK = "offers.visit"
SHORTEST_ID = 8
"""Characters of an id that name a capture."""
_TOOL = f"lycaon {__version__}"
_LIMITS = Limits(connect_s=10, total_s=60, size=64 * 1024 * 1024)
_LONGEST_S = 300
_HEALTH = {
    Ailment.NONE: Health.WHOLE,
    Ailment.TRUNCATED: Health.PARTIAL,
    Ailment.GONE: Health.GONE,
    Ailment.SOFT_404: Health.GONE,
}


def has_address(offer: Offer) -> bool:
    """Return whether there is a page to ask for."""
    return bool(current(offer).listing.url)


def waiting_visit(offer: Offer, at: datetime | None = None) -> Visit | None:
    """Return the visit that is under way; None where there is none, or where its worker was lost."""
    since = (at or timezone.now()) - LOST_AFTER
    return Visit.objects.filter(offer=offer, done_at=None, asked_at__gt=since).order_by("-asked_at").first()


def last_visit(offer: Offer) -> Visit | None:
    """Return the visit that ended last."""
    done = Visit.objects.filter(offer=offer).exclude(done_at=None).select_related("capture")
    return done.order_by("-done_at").first()


@action(KEEP_CAPTURE)
def ask_visit(actor: Actor, offer: Offer) -> Visit:
    """Ask for the page of an offer.

    Raises:
        WrongStateError: no address is known, or the page is being asked for.
    """
    Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if not has_address(offer):
        raise WrongStateError(_("The listing of offer %(offer)s names no address.") % {"offer": offer.reference})
    if waiting_visit(offer) is not None:
        raise WrongStateError(_("The page of offer %(offer)s is being asked for.") % {"offer": offer.reference})
    visit = Visit.objects.create(offer=offer, asked_by=person_of(actor))
    write(actor, KEEP_CAPTURE, offer, data={"visit": visit.pk})
    transaction.on_commit(lambda: app.configure_task(TASK, queue="visits").defer(number=visit.pk))
    return visit


def attach(actor: Actor, offer: Offer, beginning: str) -> Capture:
    """Attach a capture that stands in the store already: one with a browser, or an exhibit that somebody handed over.

    Args:
        actor: who attaches it.
        offer: which it shows.
        beginning: of its id; eight characters or more.

    Raises:
        WrongStateError: the store knows none that begins so, or several, or it is attached.
    """
    wanted = beginning.strip().lower()
    if len(wanted) < SHORTEST_ID:
        raise WrongStateError(_("Give the first %(count)d characters of its id, or more.") % {"count": SHORTEST_ID})
    with own_store() as store:
        try:
            store_id = store.resolve(wanted)
            found = store.capture(store_id)
        except EvidenceError as error:
            raise WrongStateError(_("The evidence store knows no one capture whose id begins so.")) from error
    health = _HEALTH.get(found.health.ailment, Health.OTHER)
    return keep_capture(actor, offer, store_id, kind=found.kind.value, at=found.at, health=health)


def make_visit(visit: Visit) -> None:
    """Fetch the page, keep and seal what came, and attach it; doing it twice fetches once.

    Raises:
        EvidenceError: the store does not take it; the visit counts as lost after a while.
    """
    if visit.done_at is not None:
        return
    offer = visit.offer
    membership = Membership.objects.filter(STANDING, person=visit.asked_by, organisation=offer.organisation).first()
    if membership is None or not allowed(Actor.of(membership), KEEP_CAPTURE):
        Visit.objects.filter(pk=visit.pk).update(done_at=timezone.now(), fault=Fault.NOT_ALLOWED)
        return
    actor = Actor.of(membership)
    try:
        store_id, found = _kept(visit, Custodian(visit.asked_by.name, str(actor)))
    except TargetRefusedError:
        _end(actor, visit, fault=Fault.REFUSED)
    except UnreachableError:
        _end(actor, visit, fault=Fault.UNREACHABLE)
    else:
        _end(actor, visit, store_id=store_id, found=found)


@action(KEEP_CAPTURE)
def _end(
    actor: Actor, visit: Visit, *, store_id: str = "", found: Captured | None = None, fault: Fault | None = None
) -> None:
    """Write down what came of a visit."""
    if found is not None:
        health = _HEALTH.get(found.health.ailment, Health.OTHER)
        visit.capture = keep_capture(actor, visit.offer, store_id, kind=found.kind.value, at=found.at, health=health)
    visit.fault, visit.done_at = fault.value if fault else "", timezone.now()
    visit.save(update_fields=["capture", "fault", "done_at"])
    write(actor, KEEP_CAPTURE, visit.offer, data={"visit": visit.pk, "fault": visit.fault})


def _kept(visit: Visit, who: Custodian) -> tuple[str, Captured]:
    """Return the capture of a visit as the store has it; one that was killed after keeping is not fetched again."""
    order = f"visit {visit.pk} of offer {visit.offer.reference}"
    with own_store() as store:
        known = store.answered(order) or _fetched(visit, order, store, who)
        return known, store.capture(known)


def _fetched(visit: Visit, order: str, store: Store, who: Custodian) -> str:
    reason = f"asked for in the workbench, offer {visit.offer.reference}"
    how = Settings(
        user_agent=f"lycaon/{__version__} (evidence capture)", allowed=frozenset(settings.CAPTURE_ALLOW),
        limits=_LIMITS, longest_s=_LONGEST_S,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "capture"
        found = capture_page(current(visit.offer).listing.url, folder, how, tool=_TOOL, reason=reason, order=order)
        kept = store.keep(found, folder, who)
    store.seal([kept], who, reason)
    return kept
