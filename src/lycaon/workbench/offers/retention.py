"""How long offers are kept outside a case, and what remains of them.

Casework: what is not relevant loses its text after 7 days, what was rejected after 90, what was confirmed and went
into no case after 24 months. What remains is a row that can be counted and a keyed hash by which the same ad is known
again, so that it is not taken in a second time; it names nobody.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from lycaon.workbench.offers.models import Account, Listing, Offer, Scan
from lycaon.workbench.offers.states import State
from lycaon.workbench.record.retention import Sweep

RELEVANT = 0.5
"""Probability of a protected specimen below which an offer that nobody looked at counts as not relevant."""

STUB = "stub:"
"""How the name of an ad begins that was forgotten."""


def stub(listing_id: str) -> str:
    """Return what is left of the name of an ad: a keyed hash, the same for the same ad."""
    return STUB + hmac.new(settings.SELLER_KEY.encode(), listing_id.encode(), hashlib.sha256).hexdigest()


def _unforgotten(*states: State) -> QuerySet[Offer]:
    there = Listing.objects.filter(offer=OuterRef("pk")).exclude(listing_id__startswith=STUB)
    return Offer.objects.filter(Exists(there), state__in=states).select_related("account")


def _irrelevant(before: datetime) -> QuerySet[Offer]:
    return _unforgotten(State.NEW).filter(first_seen__lte=before, probability__lt=RELEVANT)


def _undecided(before: datetime) -> QuerySet[Offer]:
    return _unforgotten(State.NEW, State.UNSURE).filter(last_seen__lte=before)


def _rejected(before: datetime) -> QuerySet[Offer]:
    return _unforgotten(State.REJECTED).filter(state_since__lte=before)


def _confirmed(before: datetime) -> QuerySet[Offer]:
    return _unforgotten(State.CONFIRMED).filter(state_since__lte=before)


def forget_offers(offers: Sequence[Offer]) -> None:
    """Leave of each offer a row for the statistics and a stub for each of its ads."""
    listings = list(Listing.objects.filter(offer__in=offers))
    Scan.objects.filter(listing__in=listings).delete()
    for listing in listings:
        listing.listing_id = stub(listing.listing_id)
        listing.digest = hashlib.sha256(listing.listing_id.encode() + listing.digest.encode()).hexdigest()
        listing.url = listing.title = listing.text = listing.price = listing.place = ""
        listing.images, listing.attributes = [], {}
    Listing.objects.bulk_update(
        listings, ["listing_id", "digest", "url", "title", "text", "price", "place", "images", "attributes"]
    )
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(title="", account=None, group="")


def _idle_accounts(_before: datetime) -> QuerySet[Account]:
    recent = Offer.objects.filter(account=OuterRef("pk"))
    return Account.objects.filter(~Exists(recent)).exclude(handle="", profile_url="", displayed_name="")


def _forget_accounts(accounts: Sequence[Account]) -> None:
    Account.objects.filter(pk__in=[account.pk for account in accounts]).update(
        handle="", profile_url="", displayed_name=""
    )


def _held_as(row: Offer) -> Sequence[tuple[str, str]]:
    own = (("offer", row.reference),)
    return (*own, ("account", row.account.reference)) if row.account else own


def _offers(name: str, says: str, days: int, due: Callable[[datetime], QuerySet[Offer]], basis: str) -> Sweep:
    return Sweep(name=name, says=says, days=days, due=due, forget=forget_offers, basis=basis, held_as=_held_as)


SWEEPS = (
    _offers("irrelevant_offers", "Offers that nobody looked at, probably nothing: anonymised", 7, _irrelevant,
            "They were collected by accident of the search."),
    _offers("undecided_offers", "Offers that nobody decided on: anonymised", 180, _undecided,
            "What was not needed in half a year is not needed."),
    _offers("rejected_offers", "Rejected offers: anonymised", 90, _rejected, "Long enough to mend a wrong rejection."),
    _offers("confirmed_offers", "Confirmed offers in no case: a row for the statistics remains", 730, _confirmed,
            "Long enough to see that an account comes back."),
    Sweep(name="idle_accounts", says="Handles of accounts whose offers were all forgotten: emptied", days=0,
          due=_idle_accounts, forget=_forget_accounts, basis="Nothing needs them any more."),
)  # fmt: skip
