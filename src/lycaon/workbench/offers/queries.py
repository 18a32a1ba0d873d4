"""What screens read of offers. Nothing here writes."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lycaon.workbench.offers.models import Listing, Offer, Scan


@dataclass(frozen=True, slots=True)
class Current:
    """An offer as it stands: its latest listing and the latest scan of it."""

    offer: Offer
    listing: Listing
    scan: Scan


def current(offer: Offer) -> Current:
    """Return the latest listing and scan of an offer; there is always one of each."""
    scan = (
        Scan.objects.filter(listing__offer=offer).select_related("listing").order_by("-listing__seen_at", "-id").first()
    )
    if scan is None:  # pragma: no cover - an offer is made from a scan
        raise LookupError(offer.reference)
    return Current(offer, scan.listing, scan)


def history(offer: Offer) -> QuerySet[Scan]:
    """Return every scan of an offer, latest first."""
    return Scan.objects.filter(listing__offer=offer).select_related("listing").order_by("-id")


def near_duplicates(offer: Offer) -> QuerySet[Offer]:
    """Return the offers that share the group of this one, without it."""
    if not offer.group:
        return Offer.objects.none()
    return Offer.objects.filter(organisation=offer.organisation, group=offer.group).exclude(pk=offer.pk)


def by_state(offers: QuerySet[Offer]) -> dict[str, int]:
    """Return how many offers are in each state."""
    return {row["state"]: row["n"] for row in offers.values("state").annotate(n=Count("id")).order_by("state")}
