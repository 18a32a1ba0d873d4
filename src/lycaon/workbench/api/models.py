"""Tables of the interface."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced


class Scope(models.TextChoices):
    """What a token is for; within it, the roles of its person decide."""

    CHECK = "check", _("check listings")
    OFFERS_READ = "offers:read", _("read offers")
    OFFERS_WRITE = "offers:write", _("take in and decide offers")
    CASES_READ = "cases:read", _("read cases")
    CASES_WRITE = "cases:write", _("work on cases")
    SIGN = "sign", _("review and sign as oneself")
    LETTERS_READ = "letters:read", _("read notices and information logs")
    LETTERS_WRITE = "letters:write", _("draft and follow notices and information logs")
    LETTERS_SEND = "letters:send", _("send and withdraw notices and information logs")
    PORTAL_READ = "portal:read", _("read what was sent to one’s organisation, and its requests")
    PORTAL_WRITE = "portal:write", _("answer what was sent to one’s organisation, and draft its requests")
    SURVEYS_READ = "surveys:read", _("read surveys")
    SURVEYS_WRITE = "surveys:write", _("plan, observe and publish surveys")
    HOUSE_READ = "house:read", _("read agreements, the record and periods of retention")
    HOUSE_WRITE = "house:write", _("draft and end agreements, hold and let go")
    EXPORT = "export", _("export decisions")
    HOOKS = "hooks", _("keep webhooks")


class Token(Referenced):
    """A key for a program. Only its hash is kept; it is shown once, when it is made."""

    prefix = "K"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    """What program it is for."""
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_token"


class Answered(models.Model):
    """An answer that was given under an idempotency key: asked again, it is given again, and nothing is done twice."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)
    """SHA-256 of method, path and body."""
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "api_answered"
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="api_answered_once"),)

    @override
    def __str__(self) -> str:
        return self.key


class Called(models.Model):
    """How often a token called in the minute of its last call."""

    token = models.OneToOneField(Token, on_delete=models.CASCADE, primary_key=True, related_name="+")
    minute = models.BigIntegerField()
    """Since the epoch."""
    calls = models.PositiveIntegerField()

    class Meta:
        db_table = "api_called"

    @override
    def __str__(self) -> str:
        return f"{self.token}: {self.calls}"


class Hook(Referenced):
    """An address of a partner's program that hears what happened, signed."""

    prefix = "H"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    url = models.TextField()
    secret = models.CharField(max_length=64)
    verbs = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """Of the acts it hears of; empty: of all."""
    after = models.BigIntegerField(default=0)
    """The number in the chain of the last event that arrived."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    next_at = models.DateTimeField(default=timezone.now)
    """Nothing is sent before: somebody is sending, or the address failed."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_hook"
