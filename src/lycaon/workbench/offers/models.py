"""Tables of offers. An offer belongs to the organisation that found it; no other ever sees its row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from typing_extensions import override

from lycaon.values.codec import from_json
from lycaon.values.scanned import Scan as ScanValue
from lycaon.values.verdict import Legality
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced


class Site(models.Model):
    """Where listings come from; its organisation is the platform behind it, where we work with one."""

    name = models.CharField(max_length=200)
    host = models.CharField(max_length=253, unique=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sites"
    )

    class Meta:
        db_table = "offers_site"

    @override
    def __str__(self) -> str:
        return self.name


class Account(Referenced):
    """A handle on a site, never a person. Outside a case it is known by its key alone."""

    prefix = "A"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="accounts")
    seller_key = models.CharField(max_length=64, unique=True)
    """Keyed hash of site and handle: the same account has the same key, and the key tells nobody the handle."""
    handle = models.CharField(max_length=300, blank=True)
    """As published; emptied when its time is over."""
    profile_url = models.TextField(blank=True)
    displayed_name = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "offers_account"


class Offer(Referenced):
    """Something proposed, seen in one or many listings."""

    prefix = "F"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The tenant: who found it."""
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="offers")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    state_since = models.DateTimeField(db_default=Now())
    """Kept by the database whenever the state changes; retention counts from it."""
    title = models.CharField(max_length=300, blank=True)
    """The beginning of the title of its latest listing, for rows of a list."""
    taxon_id = models.CharField(max_length=120, blank=True)
    taxon = models.CharField(max_length=200, blank=True)
    """Accepted name of the likeliest taxon."""
    form = models.CharField(max_length=60, blank=True)
    jurisdiction = models.CharField(max_length=10, blank=True)
    headline = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Legality], blank=True)
    """What the law appears to say; empty where nothing was judged."""
    probability = models.FloatField(default=0)
    """Calibrated probability that a protected species' specimen is proposed."""
    harm = models.FloatField(default=0)
    certainty = models.FloatField(default=0)
    perishability = models.FloatField(default=0)
    priority = models.FloatField(default=0)
    """Product of the three scores before it; a score and not a probability. :mod:`.priority` explains them."""
    group = models.CharField(max_length=40, blank=True)
    """Near-duplicates share one; empty where there are none."""
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "offers_offer"
        indexes = (
            models.Index(fields=["organisation", "state", "-priority", "id"], name="offers_queue"),
            models.Index(fields=["organisation", "group"], name="offers_group", condition=~models.Q(group="")),
            models.Index(fields=["state", "state_since"], name="offers_retention"),
        )


class Listing(models.Model):
    """One ad as one site published it at one moment; an edited ad is another row of the same offer."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="listings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    listing_id = models.CharField(max_length=300)
    """``site:ad-id``."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was published; an ad that was not edited has the same."""
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    price = models.TextField(blank=True)
    place = models.TextField(blank=True)
    images = ArrayField(models.TextField(), default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    posted_at = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "offers_listing"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "listing_id", "digest"], name="offers_listing_once"),
        )

    @override
    def __str__(self) -> str:
        return self.listing_id


class Scan(models.Model):
    """What the engine said of one listing, kept as it is and never edited; a later scan is another row."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="scans")
    json = models.TextField()
    """Canonical, as ``lycaon.scan`` wrote it."""
    engine = models.CharField(max_length=60)
    catalogue = models.CharField(max_length=60)
    rules = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "offers_scan"

    @override
    def __str__(self) -> str:
        return f"{self.listing} at {self.at:%Y-%m-%d}"

    @property
    def value(self) -> ScanValue:
        """The scan as the engine's value; its spans count code points of the listing's own fields."""
        return from_json(self.json.encode(), ScanValue)


class Health(models.TextChoices):
    """Whether a capture is what it should be."""

    WHOLE = "whole", "whole"
    PARTIAL = "partial", "partial"
    INFORMAL = "informal", "informal"
    GONE = "gone", "gone"
    """The site said that the offer is no longer there; a capture of that is proof too."""
    OTHER = "other", "other"
    """A wall, a block or an error came in place of the offer."""


SHOWS_OFFER = (Health.WHOLE, Health.PARTIAL)
"""Captures on which a notice or a log can rest: the offer itself is in them."""


class Capture(models.Model):
    """That an offer was captured; the capture itself stands in the evidence store under the same id."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="captures")
    store_id = models.CharField(max_length=64)
    """SHA-256 of its manifest."""
    kind = models.CharField(max_length=12)
    """``captured``, ``received`` or ``redacted``: what others gave us is never called captured."""
    health = models.CharField(max_length=10, choices=Health, default=Health.WHOLE)
    is_stamped = models.BooleanField(default=False)
    """Whether a time-stamp of an authority is there; without one it is pending, and said so."""
    at = models.DateTimeField()

    class Meta:
        db_table = "offers_capture"
        constraints = (models.UniqueConstraint(fields=["offer", "store_id"], name="offers_capture_once"),)

    @override
    def __str__(self) -> str:
        return self.store_id[:12]


class Fault(models.TextChoices):
    """Why a visit brought no capture."""

    REFUSED = "refused", "refused"
    """The address is not on the public web."""
    UNREACHABLE = "unreachable", "unreachable"
    NOT_ALLOWED = "not_allowed", "not allowed"
    """Who asked for it may not any more."""


class Visit(models.Model):
    """That a person asked for the page of an offer; the worker fetches it, and the capture stands in the store."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="visits")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    capture = models.OneToOneField(Capture, null=True, blank=True, on_delete=models.PROTECT, related_name="visit")
    fault = models.CharField(max_length=12, choices=Fault, blank=True)

    class Meta:
        db_table = "offers_visit"
        indexes = (models.Index(fields=["offer", "-asked_at"], name="offers_visit_latest"),)

    @override
    def __str__(self) -> str:
        return f"visit of {self.offer.reference} at {self.asked_at:%Y-%m-%d %H:%M}"
