"""Near-duplicates among the offers of a house: found by their words, decided together in triage."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lycaon.link import near_duplicates
from lycaon.values.listing import Listing as ListingValue
from lycaon.workbench.offers.models import Listing, Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.models import Organisation

REACH = timedelta(days=120)
"""Offers older than this are not compared: a re-post comes within weeks."""
MOST = 50_000
"""Offers compared at once; the newest, where there are more."""


def group_alike(house: Organisation, *, at: datetime | None = None) -> int:
    """Give near-duplicates of a house a group in common; return how many offers are in one.

    Groups of offers that are decided or in a case stay as they are: what was decided together was decided on that
    sight. An offer that is like one of them joins its group.
    """
    since = (at or timezone.now()) - REACH
    latest: dict[int, Listing] = {}
    rows = Listing.objects.filter(organisation=house, offer__last_seen__gte=since).select_related("offer")
    for listing in rows.order_by("-seen_at", "-pk")[:MOST]:
        latest.setdefault(listing.offer.pk, listing)
    offers = {str(number): listing.offer for number, listing in latest.items()}
    groups = near_duplicates(
        ListingValue(id=str(number), title=listing.title, text=listing.text, seen_at=listing.seen_at)
        for number, listing in latest.items()
    )
    grouped = 0
    with transaction.atomic():
        for group in groups:
            members = [offers[one] for one in group.ids]
            name = next((offer.group for offer in members if offer.group), members[0].reference)
            fresh = [offer.pk for offer in members if offer.group != name and offer.state in {State.NEW, State.UNSURE}]
            Offer.objects.filter(pk__in=[*fresh, *(offer.pk for offer in members if not offer.group)]).update(
                group=name
            )
            grouped += len(members)
    return grouped
