"""Tables of the data protection desk."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.models import AppendOnly
from lycaon.workbench.record.reference import Referenced

NOTIFY_WITHIN = timedelta(hours=72)
"""From becoming aware of a breach to telling the supervisory authority (GDPR Art. 33(1))."""


class Period(models.Model):
    """For how long this installation keeps one kind of thing, where it is not as long as the software proposes."""

    sweep = models.CharField(max_length=60, unique=True)
    days = models.PositiveIntegerField()
    reason = models.TextField()

    class Meta:
        db_table = "privacy_period"

    @override
    def __str__(self) -> str:
        return f"{self.sweep}: {self.days} days"


class Hold(Referenced):
    """That something must not be forgotten while it stands: a court, an authority or a request asked for it."""

    prefix = "H"

    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    reason = models.TextField()
    basis = models.CharField(max_length=200)
    """Who asked, under which rule."""
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    review_on = models.DateField()
    """When somebody asks whether it is still needed; a hold without end is a way of never deleting."""
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "privacy_hold"
        constraints = (
            models.UniqueConstraint(
                fields=["object_kind", "object_id"], condition=models.Q(lifted_at=None), name="privacy_one_hold"
            ),
        )


class Sweeping(AppendOnly):
    """Proof that what was over was forgotten: how many rows, and a digest of their names. Never changed."""

    at = models.DateTimeField(default=timezone.now)
    sweep = models.CharField(max_length=60)
    days = models.PositiveIntegerField()
    """For how long they were kept."""
    before = models.DateTimeField()
    """What was last touched before this moment was over."""
    forgotten = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    left = models.PositiveIntegerField()
    """Rows that were over and are still there afterwards, holds aside: anything but 0 is a fault."""
    digest = models.CharField(max_length=64)
    """SHA-256 over the sorted names of the rows, one a line: who has a name can show that it was among them."""

    class Meta:
        db_table = "privacy_sweeping"

    @override
    def __str__(self) -> str:
        return f"{self.sweep} {self.at:%Y-%m-%d}: {self.forgotten}"


class Right(models.TextChoices):
    """What a person asks for (GDPR Art. 15-21)."""

    ACCESS = "access", _("access (Art. 15)")
    RECTIFICATION = "rectification", _("rectification (Art. 16)")
    ERASURE = "erasure", _("erasure (Art. 17)")
    RESTRICTION = "restriction", _("restriction (Art. 18)")
    OBJECTION = "objection", _("objection (Art. 21)")


class Answer(models.TextChoices):
    """How a request ended."""

    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused")
    NOTHING_HELD = "nothing_held", _("nothing is held")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SubjectRequest(Referenced):
    """What a person asked of the controller, and by when it is answered: a month, two more where it is complex."""

    prefix = "S"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=15, choices=Right)
    received_on = models.DateField()
    due_on = models.DateField()
    contact = models.CharField(max_length=300)
    """Where to answer; emptied with the request."""
    about = models.TextField(blank=True)
    """What identifies the data: a site and a handle, a mail address; in the person's words."""
    identity_checked_on = models.DateField(null=True, blank=True)
    extended_because = models.TextField(blank=True)
    answer = models.CharField(max_length=15, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    because = models.TextField(blank=True)
    """What was done; of a refusal the exemption that it rests on."""

    class Meta:
        db_table = "privacy_request"


class Breach(Referenced):
    """A breach of personal data (GDPR Art. 33(5): every one is written down, told or not)."""

    prefix = "B"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    aware_at = models.DateTimeField()
    what = models.TextField()
    categories = models.TextField()
    """Of persons and of records."""
    persons_affected = models.PositiveIntegerField(null=True, blank=True)
    """About how many; None is not known yet."""
    consequences = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    is_risk = models.BooleanField(default=True)
    """Whether it is likely to be a risk to persons: if not, nobody need be told, and ``because`` says why."""
    is_high_risk = models.BooleanField(default=False)
    """Whether the persons themselves must be told (Art. 34)."""
    authority_told_at = models.DateTimeField(null=True, blank=True)
    authority_reference = models.CharField(max_length=200, blank=True)
    persons_told_at = models.DateTimeField(null=True, blank=True)
    because = models.TextField(blank=True)
    """Why nobody was told, or why it took longer than 72 hours."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "privacy_breach"

    @property
    def tell_by(self) -> datetime:
        """The moment by which the supervisory authority knows."""
        return self.aware_at + NOTIFY_WITHIN


class Assessment(AppendOnly):
    """A data protection impact assessment as it was signed, with the digest of the configuration that it describes."""

    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    configuration = models.CharField(max_length=64)
    """SHA-256: another one today means that it must be looked at again (GDPR Art. 35(11))."""

    class Meta:
        db_table = "privacy_assessment"

    @override
    def __str__(self) -> str:
        return f"{self.signed_at:%Y-%m-%d}"


class Head(AppendOnly):
    """The last link of the record on one day, signed, as it was published."""

    seq = models.BigIntegerField(unique=True)
    """Number of the link."""
    at = models.DateTimeField()
    document = models.TextField()
    """The bytes that were signed: canonical JSON."""
    signature = models.BinaryField()
    """Ed25519, 64 bytes."""

    class Meta:
        db_table = "privacy_head"

    @override
    def __str__(self) -> str:
        return f"{self.seq} on {self.at:%Y-%m-%d}"
