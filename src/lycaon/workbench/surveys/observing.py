"""From the house's offers to observations: the rows that a scan would have written, without the handle."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from lycaon.survey.observe import OBSERVED_FROM, Observed, observe_rows
from lycaon.survey.plan import Plan
from lycaon.survey.prices import Prices
from lycaon.workbench.offers.models import Offer, Scan
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.ui.reading import catalogue

_MOST = 20_000
"""Offers of one taking; a census of six weeks has a quarter of it."""


def candidates(house: Organisation, plan: Plan) -> QuerySet[Offer]:
    """Return the house's offers that a plan may count: likely enough, and seen about its period."""
    return Offer.objects.filter(
        organisation=house,
        probability__gte=OBSERVED_FROM,
        site__host__in=[site.id for site in plan.chosen],
        last_seen__date__gte=plan.period.start,
        first_seen__date__lte=plan.period.end,
    )


def observed(offers: QuerySet[Offer], plan: Plan) -> Observed:
    """Return offers as advertisements of the code-book, as the engine codes them."""
    return observe_rows(list(_rows(offers, plan)), plan, catalogue(), Prices.load())


def _rows(offers: QuerySet[Offer], plan: Plan) -> Iterable[dict[str, object]]:
    latest = Scan.objects.filter(listing__offer=OuterRef("pk")).order_by("-listing__seen_at", "-pk")
    chosen = list(offers.select_related("site", "account").order_by("pk")[:_MOST])
    latest_of = offers.annotate(latest=Subquery(latest.values("pk")[:1])).values_list("pk", "latest")
    numbers = {offer: scan for offer, scan in latest_of if scan is not None}
    scans = Scan.objects.select_related("listing").in_bulk(numbers.values())
    for offer in chosen:
        if offer.pk not in numbers:  # its words were forgotten: nobody could code it
            continue
        scan = scans[numbers[offer.pk]]
        listing = scan.listing
        yield {
            # The offer's own name, for the site's would lead to the page and from there to the account.
            "listing_id": offer.reference,
            "site": offer.site.host,
            "seen_on": _seen_on(offer, plan),
            "protected": offer.probability,
            "posted_on": listing.posted_at,
            "country": offer.jurisdiction,
            "language": listing.language,
            "title": listing.title,
            "text": listing.text,
            "seller": offer.account.seller_key if offer.account else "",
            "price_written": listing.price,
            "scan": scan.json,
        }


def _seen_on(offer: Offer, plan: Plan) -> date:
    """Return the day in the period on which an offer was seen; its first where none was."""
    zone = ZoneInfo(plan.period.timezone)
    days = [moment.astimezone(zone).date() for moment in (offer.first_seen, offer.last_seen)]
    return next((day for day in days if plan.period.holds(day)), days[0])
