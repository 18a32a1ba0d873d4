"""Tables of correspondence. What was written is kept as the JSON of its standard; columns hold what is asked for."""

import json
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.exchange import information_log as log_values
from lycaon.exchange import notice as notice_values
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.correspondence.states import (
    Decision,
    LogState,
    NoticeState,
    RequestState,
    Revisit,
    SendingState,
)
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Channel(models.TextChoices):
    """The way by which something reaches its recipient."""

    EMAIL = "email", _("e-mail")
    PORTAL = "portal", _("portal")
    FILE = "file", _("file handed over")


class Contact(models.Model):
    """Where an organisation is written to, and where it is answered."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="contact")
    email = models.EmailField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "correspondence_contact"

    @override
    def __str__(self) -> str:
        return f"Contact of {self.organisation}"


class Flagger(Referenced):
    """That a coordinator made the house a trusted flagger (DSA Art. 22): in which field, from when until when."""

    prefix = "FL"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    """Under which the coordinator lists it."""
    awarded_by = models.CharField(max_length=200)
    scope = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""

    class Meta:
        db_table = "correspondence_flagger"


class Notice(Referenced):
    """One notice about one offer to one platform."""

    prefix = "N"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The house that sends it."""
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=12, choices=NoticeState, default=NoticeState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in notice_values.NoticeKind])
    document = models.TextField()
    """The notice as the house has it; canonical JSON of :class:`lycaon.exchange.notice.Notice`."""
    released = models.TextField(blank=True)
    """What the gate let through, and all that left; empty until it was sent."""
    tlp = models.CharField(max_length=12, choices=TLP, default=TLP.AMBER)
    pap = models.CharField(max_length=12, choices=PAP, default=PAP.GREEN)
    is_pressing = models.BooleanField(default=False)
    """A live animal of Annex A, or prohibited with high certainty: 24 hours, not 72."""
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=200, blank=True)
    """The platform's own name of the notice."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    is_reversed = models.BooleanField(default=False)
    """Whether the platform took its decision back after a complaint; the notice then counts as not upheld."""
    revisit = models.CharField(max_length=12, choices=Revisit, blank=True)
    revisited_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    statements: "RelatedManager[Statement]"
    sendings: "RelatedManager[Sending]"

    class Meta:
        db_table = "correspondence_notice"
        indexes = (
            models.Index(fields=["organisation", "state", "-drafted_at"], name="corr_notice_house"),
            models.Index(fields=["recipient", "-sent_at"], name="corr_notice_recipient"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["offer", "recipient"],
                condition=~Q(state__in=["closed", "withdrawn", "no_answer"]),
                name="corr_one_open_notice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"]) | ~Q(reviewed_by=None), name="corr_notice_reviewed"
            ),
        )

    @property
    def value(self) -> notice_values.Notice:
        """The notice as the house has it."""
        return notice_values.read(self.document.encode())

    @property
    def told(self) -> notice_values.Notice:
        """The notice as it left."""
        return notice_values.read(self.released.encode())


class Statement(Referenced):
    """A statement of reasons (DSA Art. 17) that a platform sent; matched with its notice, or waiting for a person."""

    prefix = "SR"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The platform that decided."""
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    digest = models.CharField(max_length=64)
    """SHA-256 of what was uploaded: the same file twice is one statement."""
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    document = models.TextField()
    """What the gate let through of it, as JSON."""
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "correspondence_statement"
        constraints = (models.UniqueConstraint(fields=["organisation", "digest"], name="corr_statement_once"),)

    @property
    def told(self) -> dict[str, str]:
        """What the gate let through of it, by the name of each field."""
        return {name: str(value) for name, value in json.loads(self.document).items()}


class Log(Referenced):
    """An information log: one or several offers of one account, to one authority."""

    prefix = "L"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="logs")
    state = models.CharField(max_length=10, choices=LogState, default=LogState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    document = models.TextField()
    """The log as the house has it; canonical JSON of :class:`lycaon.exchange.information_log.InformationLog`."""
    released = models.TextField(blank=True)
    """What the gate let through, and all that left."""
    tlp = models.CharField(max_length=12, choices=TLP, default=TLP.AMBER)
    pap = models.CharField(max_length=12, choices=PAP, default=PAP.AMBER)
    channel = models.CharField(max_length=8, choices=Channel, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    recipient_reference = models.CharField(max_length=80, blank=True)
    """The authority's own file."""
    answer_note = models.TextField(blank=True)

    told_offers: "RelatedManager[LogOffer]"
    reviews: "RelatedManager[LogReview]"
    sendings: "RelatedManager[Sending]"

    class Meta:
        db_table = "correspondence_log"
        indexes = (
            models.Index(fields=["organisation", "state", "-drafted_at"], name="corr_log_house"),
            models.Index(fields=["recipient", "-sent_at"], name="corr_log_recipient"),
        )

    @property
    def value(self) -> log_values.InformationLog:
        """The log as the house has it."""
        return log_values.read(self.document.encode())

    @property
    def told(self) -> log_values.InformationLog:
        """The log as it left."""
        return log_values.read(self.released.encode())


class LogOffer(models.Model):
    """That an offer is told in a log, and what the authority says came of it."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="told_offers")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=16, choices=Result, blank=True)
    result_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "correspondence_log_offer"
        constraints = (models.UniqueConstraint(fields=["log", "offer"], name="corr_offer_once_in_log"),)

    @override
    def __str__(self) -> str:
        return f"{self.offer} in {self.log}"


class LogReview(models.Model):
    """That a person reviewed a log."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "correspondence_log_review"
        constraints = (models.UniqueConstraint(fields=["log", "by"], name="corr_review_once"),)

    @override
    def __str__(self) -> str:
        return f"{self.by} reviewed {self.log}"


class RequestKind(models.TextChoices):
    """What an authority asks a platform for."""

    PRESERVATION = "preservation", _("preservation of data")
    PRODUCTION = "production", _("production of data")
    REMOVAL = "removal", _("removal order (DSA Art. 9)")
    INFORMATION = "information", _("information order (DSA Art. 10)")


class Request(Referenced):
    """A request or an order of an authority to a platform. Only the authority signs it."""

    prefix = "R"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The authority."""
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=RequestKind)
    state = models.CharField(max_length=16, choices=RequestState, default=RequestState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    document = models.JSONField()
    """The common fields; :class:`.ordering.Order`."""
    released = models.JSONField(default=dict)
    """What the gate let through."""
    renews = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals")
    """The request whose time it prolongs."""
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_due = models.DateTimeField(null=True, blank=True)
    lapses_on = models.DateField(null=True, blank=True)
    """The first day on which the platform no longer keeps the data."""
    answer = models.JSONField(default=dict)
    """What the gate let through of the platform's answer."""
    answered_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        renewals: RelatedManager["Request"]

    class Meta:
        db_table = "correspondence_request"
        indexes = (
            models.Index(fields=["organisation", "state"], name="corr_request_authority"),
            models.Index(fields=["recipient", "-sent_at"], name="corr_request_recipient"),
        )


class SendingKind(models.TextChoices):
    """What a mail carries."""

    NOTICE = "notice", _("notice")
    WITHDRAWAL = "withdrawal", _("withdrawal")
    LOG = "log", _("information log")


class Sending(Referenced):
    """A mail in the outbox. It is marked before a server hears of it, and a mark is never sent again by itself."""

    prefix = "M"

    kind = models.CharField(max_length=12, choices=SendingKind)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="sendings")
    log = models.ForeignKey(Log, null=True, on_delete=models.PROTECT, related_name="sendings")
    key = models.CharField(max_length=80, unique=True)
    """What is sent, in which version: the same thing is put into the outbox once."""
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    """The letter, built from what the gate let through; kept as proof of what was written."""
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=SendingState, default=SendingState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    marked_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "correspondence_sending"
        indexes = (models.Index(fields=["state", "queued_at"], name="corr_sending_queue"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(notice=None, log__isnull=False) | Q(log=None, notice__isnull=False),
                name="corr_sending_of_one_thing",
            ),
        )
