"""Tables of deconfliction. Of the enquiry of another the house sees that it met one of its own cases, or nothing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.cases.models import Case
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

KEPT_FOR = timedelta(days=90)


def expiry() -> datetime:
    """Return when what is asked now lapses."""
    return timezone.now() + KEPT_FOR


class PartnerKey(models.Model):
    """The identity of a partner's own installation, as it was told and compared by telephone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(max_length=120)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "deconfliction_partner_key"
        constraints = (models.UniqueConstraint(fields=["organisation", "partner"], name="deconfliction_one_key"),)

    @override
    def __str__(self) -> str:
        return f"Key of {self.partner}"


class Enquiry(Referenced):
    """That one organisation asked another whether it works on the same. Kept for 90 days."""

    prefix = "E"

    asker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    """The asker's; None for an enquiry that came from another installation."""
    name = models.CharField(max_length=40)
    """What both sides call it; part of every key. The reference of whoever asked."""
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=expiry)
    answered_at = models.DateTimeField(null=True, blank=True)

    keys: "RelatedManager[Key]"

    class Meta:
        db_table = "deconfliction_enquiry"
        indexes = (models.Index(fields=["asker", "asked", "-asked_at"], name="deconfliction_latest"),)
        constraints = (models.UniqueConstraint(fields=["asker", "asked", "name"], name="deconfliction_once"),)


class Kind(models.TextChoices):
    """What is compared."""

    ACCOUNT = "account", _("account")
    OFFER = "offer", _("offer")


class Key(models.Model):
    """One keyed hash of an enquiry, and whether the asked side has the same."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind, blank=True)
    about = models.CharField(max_length=20, blank=True)
    """Reference of the asker's account or offer; empty for what came from another installation."""
    is_match = models.BooleanField(null=True)
    """None until it is answered."""
    met = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    """The asked side's case that has the same; never shown to the asker."""

    class Meta:
        db_table = "deconfliction_key"
        constraints = (models.UniqueConstraint(fields=["enquiry", "key"], name="deconfliction_key_once"),)

    @override
    def __str__(self) -> str:
        return f"{self.kind} {self.key[:8]}"
