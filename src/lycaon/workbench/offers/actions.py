"""What is done with offers: they are taken in from scans, and captures are attached to them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.values.listing import Rejected
from lycaon.workbench.offers.models import Account, Capture, Health, Listing, Offer, Scan, Site
from lycaon.workbench.offers.priority import priority
from lycaon.workbench.offers.pseudonym import seller_key
from lycaon.workbench.offers.retention import stub
from lycaon.workbench.offers.rows import Found, read
from lycaon.workbench.offers.verbs import KEEP_CAPTURE, TAKE_IN
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.events import write
from lycaon.workbench.record.reference import new_reference

_AT_ONCE = 1_000
"""Rows of one transaction: large enough to be fast, small enough that a killed import loses seconds."""

Row = tuple[str, Mapping[str, object] | Rejected]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the rows: ``new + changed + again + len(rejected)`` is their number."""

    new: int = 0
    changed: int = 0
    """Listings of known offers that were edited since."""
    again: int = 0
    """Listings that stood there already as they are."""
    rejected: tuple[Rejected, ...] = ()

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            again=self.again + other.again,
            rejected=self.rejected + other.rejected,
        )


def take_in(
    actor: Actor, rows: Iterable[Row], *, tenant: Organisation, source: str, at: datetime | None = None
) -> Taken:
    """Take in rows of findings, a thousand to a transaction. Doing it twice changes nothing.

    Args:
        actor: who imports; the software itself for a watch.
        rows: place and row, as :func:`~lycaon.workbench.offers.rows.rows_in` reads them.
        tenant: to whom the offers belong.
        source: name of the file or watch, for the record.
        at: when they were seen; now by default.
    """
    taken, seen_at = Taken(), at or timezone.now()
    for some in _batches(read(rows)):
        rejected = tuple(one for one in some if isinstance(one, Rejected))
        usable = [one for one in some if isinstance(one, Found)]
        taken += _take_in_some(actor, usable, rejected=rejected, tenant=tenant, source=source, at=seen_at)
    return taken


@action(TAKE_IN)
def _take_in_some(
    actor: Actor,
    usable: Sequence[Found],
    *,
    rejected: tuple[Rejected, ...],
    tenant: Organisation,
    source: str,
    at: datetime,
) -> Taken:
    known = _unforgotten(usable, tenant)
    offers, new = _offers(known, tenant, at)
    kept = _keep_listings(known, offers, tenant, at)
    taken = Taken(new=new, changed=kept - new, again=len(usable) - kept, rejected=rejected)
    write(
        actor,
        TAKE_IN,
        tenant,
        data={"source": source, "new": taken.new, "changed": taken.changed, "again": taken.again,
              "rejected": dict(Counter(one.code for one in rejected))},
    )  # fmt: skip
    return taken


@action(KEEP_CAPTURE)
def keep_capture(
    actor: Actor,
    offer: Offer,
    store_id: str,
    *,
    kind: str,
    at: datetime,
    health: Health = Health.WHOLE,
    is_stamped: bool = False,
) -> Capture:
    """Attach a capture that stands in the evidence store to an offer.

    Raises:
        WrongStateError: it is attached already.
    """
    if Capture.objects.filter(offer=offer, store_id=store_id).exists():
        raise WrongStateError(
            _("Capture %(capture)s is attached to offer %(offer)s already.")
            % {"capture": store_id[:12], "offer": offer.reference}
        )
    capture = Capture.objects.create(
        offer=offer, store_id=store_id, kind=kind, at=at, health=health, is_stamped=is_stamped
    )
    write(actor, KEEP_CAPTURE, offer, data={"capture": store_id, "kind": kind, "health": health.value})
    return capture


def _unforgotten(usable: Sequence[Found], tenant: Organisation) -> list[Found]:
    """Return the rows without the ads whose time with us is over: they are known by their stub and not kept again."""
    stubs = {stub(one.listing.id): one.listing.id for one in usable}
    forgotten = Listing.objects.filter(organisation=tenant, listing_id__in=stubs).values_list("listing_id", flat=True)
    over = {stubs[name] for name in forgotten}
    return [one for one in usable if one.listing.id not in over]


def _offers(usable: Sequence[Found], tenant: Organisation, at: datetime) -> tuple[dict[str, Offer], int]:
    """Return the offer of each listing id, bringing known ones up to date, and how many are new."""
    latest = {one.listing.id: one for one in usable}
    known = {
        listing.listing_id: listing.offer
        for listing in Listing.objects.filter(organisation=tenant, listing_id__in=latest).select_related("offer")
    }
    sites = _sites(usable)
    accounts = _accounts(usable, sites)
    fresh: dict[str, Offer] = {}
    for name, one in latest.items():
        offer = known.get(name) or Offer(
            reference=new_reference(Offer.prefix), organisation=tenant, site=sites[one.listing.site], first_seen=at
        )
        offer.account = accounts.get((one.listing.site, one.listing.seller))
        _describe(offer, one, at)
        if name not in known:
            fresh[name] = offer
    Offer.objects.bulk_create(fresh.values())
    Offer.objects.bulk_update(known.values(), [*_DESCRIBED, "account", "last_seen"])
    return known | fresh, len(fresh)


_DESCRIBED = (
    "title", "taxon_id", "taxon", "form", "jurisdiction", "headline", "probability",
    "harm", "certainty", "perishability", "priority",
)  # fmt: skip


def _describe(offer: Offer, one: Found, at: datetime) -> None:
    rank = priority(
        levels=one.levels,
        legality=one.legality,
        specimens=one.specimens,
        protected=one.protected,
        legality_probability=one.legality_probability,
        form=one.form,
        offered_on=one.listing.posted_at,
        today=at.date(),
    )
    offer.title = one.listing.title[:300]
    offer.taxon_id, offer.taxon, offer.form = one.taxon_id, one.taxon, one.form
    offer.jurisdiction, offer.headline, offer.probability = one.jurisdiction, one.legality, one.protected
    offer.harm, offer.certainty, offer.perishability = rank.harm, rank.certainty, rank.perishability
    offer.priority = rank.product
    offer.last_seen = max(offer.last_seen, at) if offer.pk else at


def _keep_listings(usable: Sequence[Found], offers: Mapping[str, Offer], tenant: Organisation, at: datetime) -> int:
    """Keep what was published, where it is not kept already, with its scan; return how many are new."""
    there = set(Listing.objects.filter(organisation=tenant, listing_id__in=offers).values_list("listing_id", "digest"))
    listings: list[Listing] = []
    scans: list[Scan] = []
    for one in usable:
        if (key := (one.listing.id, one.digest)) in there:
            continue
        there.add(key)
        listings.append(_listing(one, offers[one.listing.id], tenant, at))
        editions = one.editions
        scans.append(
            Scan(listing=listings[-1], json=one.scan_json, engine=editions.engine, catalogue=editions.catalogue,
                 rules=editions.rules, model=editions.model, at=at)
        )  # fmt: skip
    Listing.objects.bulk_create(listings)
    Scan.objects.bulk_create(scans)
    return len(listings)


def _listing(one: Found, offer: Offer, tenant: Organisation, at: datetime) -> Listing:
    told = one.listing
    return Listing(
        offer=offer, organisation=tenant, listing_id=told.id, digest=one.digest, url=told.url, title=told.title,
        text=told.text, language=told.language, price=told.price, place=told.place, images=list(told.images),
        attributes=dict(told.attributes), posted_at=told.posted_at, seen_at=at,
    )  # fmt: skip


def _sites(usable: Sequence[Found]) -> dict[str, Site]:
    hosts = {one.listing.site for one in usable}
    Site.objects.bulk_create([Site(name=host, host=host) for host in sorted(hosts)], ignore_conflicts=True)
    return {site.host: site for site in Site.objects.filter(host__in=hosts)}


def _accounts(usable: Sequence[Found], sites: Mapping[str, Site]) -> dict[tuple[str, str], Account]:
    keys = {
        (one.listing.site, one.listing.seller): seller_key(one.listing.site, one.listing.seller)
        for one in usable
        if one.listing.seller
    }
    Account.objects.bulk_create(
        # Sorted, for two imports at once must take the same rows in the same order.
        [
            Account(reference=new_reference(Account.prefix), site=sites[host], seller_key=key, handle=handle[:300])
            for (host, handle), key in sorted(keys.items(), key=lambda item: item[1])
        ],
        ignore_conflicts=True,
    )
    found = {account.seller_key: account for account in Account.objects.filter(seller_key__in=keys.values())}
    return {pair: found[key] for pair, key in keys.items()}


def _batches(items: Iterator[Found | Rejected]) -> Iterator[list[Found | Rejected]]:
    while some := list(islice(items, _AT_ONCE)):
        yield some
