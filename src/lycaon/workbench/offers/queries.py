"""What screens read of offers. Nothing here writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lycaon.workbench.offers.forms import Wanted
from lycaon.workbench.offers.models import Capture, Listing, Offer, Scan
from lycaon.workbench.ui.pagination import Window, window


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


A_PAGE = 50
_SEARCHED = 20_000
"""Titles are looked through among so many of the latest offers: an answer in time is worth more than an old one."""
_MOST_ALIKE = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list of offers, which runs from the latest to the oldest."""

    number: int = 0
    """Primary key beside which the page begins; 0 for the start of the list."""
    back: bool = False

    @classmethod
    def read(cls, text: str, *, back: bool) -> "Place":
        """Return the place that an address names; one that cannot be read is the start."""
        return cls(int(text), back) if text.isascii() and text.isdecimal() and len(text) < 19 else cls()


def page_of(offers: QuerySet[Offer], wanted: Wanted, place: Place) -> Window[Offer]:
    """Return one page of the offers that are wanted, latest first; their state is looked for elsewhere, by reader."""
    rows = _filtered(offers, wanted)
    if place.number:
        rows = rows.filter(pk__gt=place.number) if place.back else rows.filter(pk__lt=place.number)
    backwards = place.back and bool(place.number)
    found = list(rows.select_related("site").order_by("pk" if backwards else "-pk")[: A_PAGE + 1])
    if backwards:
        return _backwards(found)
    return window(found, [str(one.pk) for one in found], size=A_PAGE, first=not place.number)


def _backwards(found: list[Offer]) -> Window[Offer]:
    shown = list(reversed(found[:A_PAGE]))
    return Window(
        items=shown,
        before=str(shown[0].pk) if len(found) > A_PAGE else "",
        after=str(shown[-1].pk) if shown else "",
    )


def _filtered(offers: QuerySet[Offer], wanted: Wanted) -> QuerySet[Offer]:
    if wanted.headline:
        offers = offers.filter(headline=wanted.headline)
    if wanted.country:
        offers = offers.filter(jurisdiction=wanted.country)
    if not wanted.words:
        return offers
    latest = Offer.objects.filter(pk__in=offers.order_by("-pk").values("pk")[:_SEARCHED])
    words = wanted.words
    return latest.filter(Q(title__icontains=words) | Q(taxon__istartswith=words) | Q(reference__iexact=words))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is behind each tab of an offer."""

    verdicts: int
    captures: int
    similar: int


def captures(offer: Offer) -> QuerySet[Capture]:
    """Return the captures of an offer, oldest first."""
    return Capture.objects.filter(offer=offer).order_by("at", "pk")


def counts(offer: Offer) -> Counts:
    """Return how many verdicts, captures and near-duplicates an offer has."""
    return Counts(history(offer).count(), captures(offer).count(), near_duplicates(offer).count())


@dataclass(frozen=True, slots=True)
class Alike:
    """A near-duplicate, and what of it differs: its price, place or title where they are not the same."""

    offer: Offer
    listing: Listing
    differs: Mapping[str, tuple[str, str]]
    """Name of the field, (here, there)."""


def alike(offers: QuerySet[Offer], offer: Offer) -> list[Alike]:
    """Return the near-duplicates of an offer among ``offers``, the latest first."""
    mine = current(offer).listing
    group = offers.filter(group=offer.group).exclude(pk=offer.pk) if offer.group else Offer.objects.none()
    others = list(group.select_related("site").order_by("-last_seen")[:_MOST_ALIKE])
    latest: dict[int, Listing] = {
        one.offer.pk: one  # the last of each offer stays
        for one in Listing.objects.filter(offer__in=others).select_related("offer").order_by("seen_at", "pk")
    }
    return [Alike(one, latest[one.pk], _difference(mine, latest[one.pk])) for one in others if one.pk in latest]


def _difference(mine: Listing, other: Listing) -> dict[str, tuple[str, str]]:
    pairs = {name: (str(getattr(mine, name)), str(getattr(other, name))) for name in ("title", "price", "place")}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def of_same_account(offers: QuerySet[Offer], offer: Offer) -> Sequence[Offer]:
    """Return the other offers of the account of an offer, the latest first."""
    if offer.account is None:
        return []
    same = offers.filter(account=offer.account).exclude(pk=offer.pk)
    return list(same.select_related("site").order_by("-last_seen")[:_MOST_ALIKE])
