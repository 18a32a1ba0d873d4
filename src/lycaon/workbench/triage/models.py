"""Tables of triage."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from typing_extensions import override

from lycaon.workbench.offers.models import Offer, Scan
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.triage.states import Choice, Ground

LOCKED_FOR = timedelta(minutes=10)
"""How long an offer that somebody looks at is kept from others; longer than anybody reads, shorter than lunch."""
UNDO_FOR = timedelta(minutes=10)
"""How long one's own decision can be taken back without a lead."""


class Lock(models.Model):
    """That somebody looks at an offer now. It lapses by itself: nobody has to come back to let go."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        db_table = "triage_lock"

    @override
    def __str__(self) -> str:
        return f"{self.offer} by {self.by}"


class Decision(models.Model):
    """What a person decided about an offer. Rows are kept: what was taken back says so."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    scan = models.ForeignKey(Scan, null=True, on_delete=models.SET_NULL, related_name="+")
    """What the engine had said when the person decided."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    ground = models.CharField(max_length=16, choices=Ground, blank=True)
    says = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    """From the page to the decision; None where it is not known. Never used to rank people."""
    is_second = models.BooleanField(default=False)
    """Made without sight of the first."""
    with_offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    """The offer on the screen, where this one was a near-duplicate that was taken along."""
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "triage_decision"
        indexes = (
            models.Index(fields=["offer", "-at"], name="triage_decision_offer"),
            models.Index(fields=["organisation", "-at"], name="triage_decision_latest"),
            models.Index(fields=["by", "-at"], name="triage_decision_by"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(Q(choice=Choice.REJECT) & ~Q(ground="")) | (~Q(choice=Choice.REJECT) & Q(ground="")),
                name="triage_rejected_with_ground",
            ),
        )

    @override
    def __str__(self) -> str:
        return f"{self.choice} {self.offer}"


class Second(models.Model):
    """That an offer is to be decided a second time by somebody else, who does not see the first decision."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="+")
    first = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="+")
    second = models.OneToOneField(Decision, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "triage_second"
        indexes = (models.Index(fields=["organisation"], condition=Q(second=None), name="triage_second_open"),)
        constraints = (
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("first")), name="triage_second_is_another"),
        )

    @override
    def __str__(self) -> str:
        return f"Second look at {self.offer}"
