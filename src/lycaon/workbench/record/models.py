"""Tables of the record. Rows are added and read; triggers and grants refuse everything else."""

from typing import ClassVar

from django.apps import apps
from django.db import models
from django.utils import timezone


class AppendOnly(models.Model):
    """Rows that the application can add and read. The migration of such a table also holds its :func:`guard`."""

    is_written_by_database: ClassVar[bool] = False
    """Whether the application can only read them."""

    class Meta:
        abstract = True


class Event(AppendOnly):
    """One act of one person, or of the software. Names are references: the record holds nobody's data."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=40)
    """Reference of the person, or ``lycaon:<job>``."""
    role = models.CharField(max_length=40)
    """The role that allowed it."""
    organisation = models.CharField(max_length=20, blank=True)
    """Reference of the organisation for which the person acted."""
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    data = models.TextField(default="{}")
    """Canonical JSON; text and not ``jsonb``, for its bytes are hashed."""

    class Meta:
        db_table = "record_event"
        indexes = (
            models.Index(fields=["object_kind", "object_id", "id"], name="record_event_object"),
            models.Index(fields=["actor", "-id"], name="record_event_actor"),
            models.Index(fields=["organisation", "-id"], name="record_event_organisation"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"


class Link(AppendOnly):
    """The place of an event in the chain. Only the database makes links, at the end of each transaction.

    ``hash`` is SHA-256 over the previous hash and the event, as :mod:`lycaon.workbench.record.chain` writes it down;
    a chain whose last hash was published proves every event before it.
    """

    is_written_by_database = True

    seq = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="link")
    written_at = models.DateTimeField()
    """The database's clock, whatever ``at`` says."""
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "record_link"

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class Read(AppendOnly):
    """That somebody opened something with other people's data in it. Kept for 24 months."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=40)
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    """Under which it was shown."""
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "record_read"
        indexes = (
            models.Index(fields=["object_kind", "object_id", "-id"], name="record_read_object"),
            models.Index(fields=["actor", "-id"], name="record_read_actor"),
        )

    def __str__(self) -> str:
        return f"{self.actor} read {self.object_kind} {self.object_id}"


def tables_of_record() -> dict[str, tuple[str, ...]]:
    """Return the tables of which no row is ever changed, of all apps, and what the application may do in each."""
    return {
        model._meta.db_table: ("SELECT",) if model.is_written_by_database else ("SELECT", "INSERT")
        for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table)
        if issubclass(model, AppendOnly)
    }
