"""Tables of people: organisations, persons, and who is what in which organisation."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override

from lycaon.workbench.people.agreements import FlowTerms, Onward
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.reference import Referenced


class Organisation(Referenced):
    """A party: the house that runs the installation, or one it works with."""

    prefix = "O"

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    is_host = models.BooleanField(default=False)
    """Whether it runs this installation."""
    country = models.CharField(max_length=2, blank=True)
    """ISO 3166-1 alpha-2 of its seat."""
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    """In which it is written to, best first."""
    time_zone = models.CharField(max_length=40, blank=True)
    domains = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    """Domains of its mail addresses; people of other addresses are not enrolled."""
    controller_name = models.CharField(max_length=200, blank=True)
    """Who answers for the personal data (GDPR Art. 4(7))."""
    controller_address = models.TextField(blank=True)
    controller_email = models.EmailField(blank=True)
    protection_officer_email = models.EmailField(blank=True)
    """Of the data protection officer, where there is one."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_organisation"
        constraints = (
            models.UniqueConstraint(fields=["is_host"], condition=Q(is_host=True), name="people_one_host"),
            models.UniqueConstraint(fields=["name"], name="people_organisation_name"),
        )

    @override
    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Persons, found by their address."""

    def enrol(self, email: str, *, name: str, password: str | None = None, language: str = "en") -> "Person":
        """Return a new person, who can sign in only once there is a password."""
        person = Person(email=self.normalize_email(email).casefold(), name=name, language=language)
        person.set_password(password)
        person.save()
        return person

    @override
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").casefold())


class Person(Referenced, AbstractBaseUser):
    """Somebody with an account. What they may do hangs on their memberships, never on them."""

    prefix = "P"
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_made_up = models.BooleanField(default=False)
    """A person of the demonstration, whose password everybody knows."""
    joined_at = models.DateTimeField(default=timezone.now)

    objects = People()

    class Meta:
        db_table = "people_person"

    @override
    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person is in an organisation. A change of roles changes the row; the record keeps what it was."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=30, choices=Role))
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_membership"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_at=None), name="people_one_membership"
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="people_membership_has_a_role"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"


STANDING = Q(ended_at=None, organisation__ended_at=None, person__is_active=True)
"""The memberships that hold now: the person is active, the organisation is, and neither left the other."""


class Invitation(Referenced):
    """That somebody was asked to join an organisation. The link that was sent is kept as a hash only."""

    prefix = "I"

    email = models.EmailField()
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    roles = ArrayField(models.CharField(max_length=30, choices=Role))
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_invitation"


class Agreement(Referenced):
    """What parties agreed to share. Signed, it is never edited: a change is a new agreement that takes its place."""

    prefix = "G"

    title = models.CharField(max_length=200)
    parties = models.ManyToManyField(Organisation, related_name="agreements", db_table="people_agreement_party")
    legal_basis = models.TextField()
    transfer_basis = models.TextField(blank=True)
    """Why personal data may leave for a country that needs a reason (GDPR Art. 44-49)."""
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""
    ended_on = models.DateField(null=True, blank=True)
    """When it was given up before its time."""
    document_sha256 = models.CharField(max_length=64, blank=True)
    """Of the signed paper."""

    class Meta:
        db_table = "people_agreement"

    def stands_on(self, day: date) -> bool:
        """Return whether it opens the gate on a day."""
        ends = [end for end in (self.ends_on, self.ended_on) if end is not None]
        return self.signed_on is not None and self.starts_on <= day and all(day < end for end in ends)


class Flow(models.Model):
    """One thing that may go one way, with which fields, for which purpose."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="flows")
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    object = models.CharField(max_length=40)
    """A key of ``flows.yaml``."""
    fields_allow = ArrayField(models.CharField(max_length=80))
    fields_deny = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    conditions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    purpose = models.CharField(max_length=40)
    tlp_max = models.CharField(max_length=12, choices=TLP, default=TLP.GREEN)
    pap_max = models.CharField(max_length=12, choices=PAP, default=PAP.GREEN)
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    onward = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Onward], default=Onward.FORBIDDEN
    )
    onward_to = models.ManyToManyField(Organisation, blank=True, related_name="+", db_table="people_flow_onward")
    feedback_due_days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "people_flow"

    @override
    def __str__(self) -> str:
        return f"{self.object}: {self.sender} to {self.recipient}"

    @property
    def terms(self) -> FlowTerms:
        """The flow as a plain value; ``agreement``, parties and ``onward_to`` should be fetched with it."""
        agreement = self.agreement
        ends = [day for day in (agreement.ends_on, agreement.ended_on) if day is not None]
        return FlowTerms(
            agreement=agreement.reference,
            sender=self.sender.reference,
            recipient=self.recipient.reference,
            object=self.object,
            fields_allow=tuple(self.fields_allow),
            fields_deny=tuple(self.fields_deny),
            conditions=frozenset(self.conditions),
            purpose=self.purpose,
            tlp_max=TLP(self.tlp_max),
            pap_max=PAP(self.pap_max),
            retention_days=self.retention_days,
            onward=Onward(self.onward),
            onward_to=frozenset(one.reference for one in self.onward_to.all()),
            feedback_due_days=self.feedback_due_days,
            starts_on=agreement.starts_on,
            ends_on=min(ends, default=None),
            transfer_basis=agreement.transfer_basis,
        )


class Consent(models.Model):
    """That whoever gave us something lets it go on, to whom and under which label."""

    originator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    tlp_min = models.CharField(max_length=12, choices=TLP)
    """The freest label that was consented to."""
    given_by = models.CharField(max_length=200)
    """Who said so, and how: "Ms X by mail of 3 May"."""
    given_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "people_consent"

    @override
    def __str__(self) -> str:
        return f"{self.originator} for {self.object_kind} {self.object_id}"


class Origin(models.Model):
    """That something here came from another organisation, and under which label; it goes no further without consent."""

    originator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    tlp = models.CharField(max_length=12, choices=TLP)
    received_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "people_origin"
        indexes = (models.Index(fields=["object_kind", "object_id"], name="people_origin_object"),)
        constraints = (
            models.UniqueConstraint(fields=["originator", "object_kind", "object_id"], name="people_origin_once"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id} from {self.originator}"
