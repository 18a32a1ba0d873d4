"""Offers: taken in, listed, looked at."""

from collections.abc import Sequence
from typing import Annotated, Literal

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import StringConstraints

from lycaon.errors import WrongStateError
from lycaon.law import wording
from lycaon.values.listing import Rejected
from lycaon.workbench.api import checking
from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.listings import ListingIn, ListingsIn
from lycaon.workbench.api.shapes.offers import (
    AlikeOut,
    AskedOut,
    AttachIn,
    CaptureOut,
    ListingOut,
    OfferOut,
    OffersPage,
    OfferWholeOut,
    ScannedOut,
    SellerOut,
    TakenOut,
)
from lycaon.workbench.api.shapes.words import Name, Size
from lycaon.workbench.offers import actions, elsewhere, evidence, queries
from lycaon.workbench.offers.access import offer_for, offers_for, seller_for
from lycaon.workbench.offers.models import Capture, Offer, Scan
from lycaon.workbench.offers.rows import row_of
from lycaon.workbench.offers.verbs import KEEP_CAPTURE, READ_OFFER, SEE_SELLER, TAKE_IN
from lycaon.workbench.offers.visiting import ask_visit, attach
from lycaon.workbench.people.acting import Actor, house_of
from lycaon.workbench.record.events import note_read

KEPT_FROM = 0.1
"""Least probability of wildlife at which a listing that comes in is kept as an offer."""
_MOST_SCANS = 50

router = Router(tags=["offers"])

OfferState = Literal["", "new", "confirmed", "rejected", "unsure", "in_case", "closed"]
Cursor = Annotated[str, StringConstraints(max_length=60, pattern=r"^([0-9.e-]{1,30}~[0-9]{1,18})?$")]


@router.get("/offers", response=answers(OffersPage))
@needs(Scope.OFFERS_READ, READ_OFFER)
def list_offers(request: Call, state: OfferState = "", after: Cursor = "", size: Size = 50) -> OffersPage:
    """List offers, the most pressing first."""
    whole = offers_for(request.actor).select_related("site", "account").order_by("-priority", "id")
    found = elsewhere.in_state(request.actor, whole, state)
    if after:
        text, _, number = after.partition("~")
        priority = _number(text)
        found = found.filter(Q(priority__lt=priority) | Q(priority=priority, pk__gt=int(number)))
    rows = list(found[: size + 1])
    elsewhere.veil(request.actor, rows)
    more = rows[size - 1] if len(rows) > size else None
    return OffersPage(
        items=[told_offer(offer) for offer in rows[:size]], next=f"{more.priority!r}~{more.pk}" if more else None
    )


@router.post("/offers", response=answers(TakenOut))
@needs(Scope.OFFERS_WRITE, TAKE_IN)
def take_in_offers(request: Call, told: ListingsIn) -> HttpResponse:
    """Scan listings and take in those that show a sign of wildlife. Sending the same again changes nothing."""
    return acted(request, lambda: _taken(request.actor, told.listings))


@router.get("/offers/{reference}", response=answers(OfferWholeOut))
@needs(Scope.OFFERS_READ, READ_OFFER)
def get_offer(request: Call, reference: Name) -> OfferWholeOut:
    """Show one offer with its latest listing."""
    found = elsewhere.as_seen(request.actor, offer_for(request.actor, reference))
    note_read(request.actor, READ_OFFER, found, reason="api")
    now = queries.current(found)
    listing = now.listing
    return OfferWholeOut(
        **told_offer(found).model_dump(),
        listing=ListingOut(
            listing_id=listing.listing_id, url=listing.url, title=listing.title, text=listing.text,
            language=listing.language, price=listing.price, place=listing.place, posted_on=listing.posted_at,
            seen_at=listing.seen_at,
        ),
        sentence=_sentence(now.scan),
        captures=[one.store_id for one in queries.captures(found)],
    )  # fmt: skip


@router.get("/offers/{reference}/verdicts", response=answers(list[ScannedOut]))
@needs(Scope.OFFERS_READ, READ_OFFER)
def list_verdicts(request: Call, reference: Name) -> list[ScannedOut]:
    """Show what the engine said of an offer, each time; the latest fifty."""
    found = offer_for(request.actor, reference)
    return [_scanned(scan) for scan in queries.history(found)[:_MOST_SCANS]]


@router.get("/offers/{reference}/captures", response=answers(list[CaptureOut]))
@needs(Scope.OFFERS_READ, READ_OFFER)
def list_captures(request: Call, reference: Name) -> list[CaptureOut]:
    """Show the captures of an offer, and whether their custody is unbroken."""
    found = offer_for(request.actor, reference)
    note_read(request.actor, READ_OFFER, found, reason="api")
    return [_capture(one) for one in queries.captures(found)]


@router.post("/offers/{reference}/captures", response=answers(AskedOut))
@needs(Scope.OFFERS_WRITE, KEEP_CAPTURE)
def ask_capture(request: Call, reference: Name) -> HttpResponse:
    """Have the page of an offer fetched; a job does it, and ``captures`` then names what it sealed."""
    found = offer_for(request.actor, reference)

    def act() -> AskedOut:
        ask_visit(request.actor, found)
        return AskedOut(pages=1)

    return acted(request, act)


@router.post("/offers/{reference}/captures/kept", response=answers(CaptureOut))
@needs(Scope.OFFERS_WRITE, KEEP_CAPTURE)
def attach_capture(request: Call, reference: Name, told: AttachIn) -> HttpResponse:
    """Attach a capture that stands in the evidence store already, by the beginning of its id."""
    found = offer_for(request.actor, reference)
    return acted(request, lambda: _capture(attach(request.actor, found, told.capture)))


@router.get("/offers/{reference}/similar", response=answers(list[AlikeOut]))
@needs(Scope.OFFERS_READ, READ_OFFER)
def list_similar_offers(request: Call, reference: Name) -> list[AlikeOut]:
    """Show the near-duplicates of an offer, and what differs."""
    found = offer_for(request.actor, reference)
    alike = queries.alike(offers_for(request.actor), found)
    elsewhere.veil(request.actor, [one.offer for one in alike])
    return [AlikeOut(offer=told_offer(one.offer), differs=sorted(one.differs)) for one in alike]


@router.get("/offers/{reference}/seller", response=answers(SellerOut))
@needs(Scope.OFFERS_READ, READ_OFFER)
def get_seller(request: Call, reference: Name) -> SellerOut:
    """Show the account behind an offer, as far as the reader may see it; its key is empty where none is known."""
    found = elsewhere.as_seen(request.actor, offer_for(request.actor, reference))
    seller = seller_for(request.actor, found)
    if seller is not None and seller.handle:
        note_read(request.actor, SEE_SELLER, found, reason="seller")
    return SellerOut(
        key=seller.key if seller else "",
        handle=seller.handle if seller else "",
        profile_url=seller.profile_url if seller else "",
        other_offers=[one.reference for one in queries.of_same_account(offers_for(request.actor), found)],
    )


def told_offer(found: Offer) -> OfferOut:
    """Return an offer as lists show it: without a handle, whatever its state."""
    seller = seller_for(_NOBODY, found)
    return OfferOut(
        reference=found.reference, state=found.state, title=found.title, taxon=found.taxon, taxon_id=found.taxon_id,
        form=found.form, jurisdiction=found.jurisdiction, legality=found.headline, probability=found.probability,
        priority=found.priority, site=found.site.host, seller_key=seller.key if seller else "",
        first_seen=found.first_seen, last_seen=found.last_seen,
    )  # fmt: skip


_NOBODY = Actor(None, None, frozenset())
"""For whom an account is a pseudonym, whatever the state of its offer: lists name no handles."""


def _taken(actor: Actor, listings: Sequence[ListingIn]) -> TakenOut:
    engine, today, house = checking.scanner(), timezone.localdate(), house_of(actor)
    rows: list[actions.Row] = []
    silent = 0
    for number, told in enumerate(listings):
        where = f"listing {number}"
        if not told.id:
            rows.append((where, Rejected(where=where, code="no_id", reason="it has no id")))
            continue
        listing = checking.listing_of(told, number)
        scan = engine.scan(listing, today=today)
        if scan.wildlife < KEPT_FROM:
            silent += 1
        else:
            rows.append((where, row_of(listing, scan, engine.catalogue)))
    taken = actions.take_in(actor, rows, tenant=house, source="api")
    return TakenOut(
        new=taken.new, changed=taken.changed, again=taken.again, silent=silent, rejected=len(taken.rejected)
    )


def _scanned(scan: Scan) -> ScannedOut:
    value = scan.value
    reading = value.verdict.reading if value.verdict else None
    return ScannedOut(
        at=scan.at, listing_id=scan.listing.listing_id, legality=reading.legality.value if reading else "",
        jurisdiction=reading.jurisdiction if reading else "", sentence=_sentence(scan), wildlife=value.wildlife,
        protected=value.protected,
        editions={"engine": scan.engine, "catalogue": scan.catalogue, "rules": scan.rules, "model": scan.model},
    )  # fmt: skip


def _sentence(scan: Scan) -> str:
    verdict = scan.value.verdict
    return wording.render(verdict).sentence if verdict and verdict.reading else ""


def _capture(one: Capture) -> CaptureOut:
    custody = evidence.custody(one.store_id)
    return CaptureOut(
        store_id=one.store_id, kind=one.kind, health=one.health, at=one.at, is_stamped=one.is_stamped,
        stamps_verified=custody.verified_stamps if custody else None,
        custody_is_unbroken=custody.is_unbroken if custody else None,
        is_destroyed=custody.is_destroyed if custody else None,
    )  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise WrongStateError("this place in the list is not one that we gave") from error
