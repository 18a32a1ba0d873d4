"""Tables of cases. A case belongs to one organisation; only its members know of it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Because, Route
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Tlp(models.TextChoices):
    """Traffic Light Protocol 2.0: who may be told."""

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"


class Pap(models.TextChoices):
    """Permissible Actions Protocol: what may be done with it."""

    RED = "PAP:RED"
    AMBER = "PAP:AMBER"
    GREEN = "PAP:GREEN"
    CLEAR = "PAP:CLEAR"


class Case(Referenced):
    """Offers that belong together, and what is done about them."""

    prefix = "C"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    """Says what is offered, not who offers it."""
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    """The person who answers for the case: nothing leaves a case without one."""
    members = models.ManyToManyField(Person, related_name="+")
    is_restricted = models.BooleanField(default=False)
    """Whether even other leads of the house do not know of it."""
    is_urgent = models.BooleanField(default=False)
    """Whether an animal appears to be in danger: route and referral may then come before their turn."""
    tlp = models.CharField(max_length=20, choices=Tlp, default=Tlp.AMBER)
    pap = models.CharField(max_length=10, choices=Pap, default=Pap.AMBER)
    route = models.CharField(max_length=24, choices=Route, blank=True)
    route_because = models.CharField(max_length=24, choices=Because, blank=True)
    """What the rules said."""
    route_reason = models.TextField(blank=True)
    """In the words of the lead; needed where another route was chosen than proposed."""
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    keep_until = models.DateField(null=True, blank=True)
    """The day after which its evidence is destroyed or handed over."""

    joined: "RelatedManager[CaseOffer]"
    passed: "RelatedManager[Passed]"
    signatures: "RelatedManager[Signature]"
    tasks: "RelatedManager[Task]"
    notes: "RelatedManager[Note]"
    outcomes: "RelatedManager[Outcome]"

    class Meta:
        db_table = "cases_case"
        indexes = (models.Index(fields=["organisation", "closed_at", "-opened_at"], name="cases_case_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None) | (~Q(closing_reason="") & ~Q(keep_until=None)),
                name="cases_closed_with_reason",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether work goes on."""
        return self.closed_at is None


class CaseOffer(models.Model):
    """That an offer is part of a case. An offer is in one case at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joined")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "cases_case_offer"
        constraints = (
            models.UniqueConstraint(fields=["offer"], condition=Q(left_at=None), name="cases_offer_in_one_case"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.offer} in {self.case}"


class Passed(models.Model):
    """A step that is behind the case: done, or left out with a reason."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="passed")
    step = models.CharField(max_length=12, choices=Step)
    is_left_out = models.BooleanField(default=False)
    says = models.TextField(blank=True)
    """What was found, or why it was left out or came before its turn."""
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_passed"
        constraints = (
            models.UniqueConstraint(fields=["case", "step"], name="cases_step_once"),
            models.CheckConstraint(condition=Q(is_left_out=False) | ~Q(says=""), name="cases_left_out_with_reason"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.step} of {self.case}"


class Signature(models.Model):
    """That a person looked at species, law and links of a case and agrees."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agrees = ArrayField(models.CharField(max_length=10))
    """``taxon``, ``law``, ``links``, ``welfare``: what was looked at."""
    says = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_signature"
        constraints = (models.UniqueConstraint(fields=["case", "by"], name="cases_sign_once"),)

    @override
    def __str__(self) -> str:
        return f"{self.by} on {self.case}"


class Task(Referenced):
    """Something to be done in a case, by a day."""

    prefix = "T"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    says = models.CharField(max_length=300)
    who = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    """Law or own rule that set the day."""
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "cases_task"
        indexes = (models.Index(fields=["who", "done_at", "due"], name="cases_task_due"),)


class Note(models.Model):
    """What the next person needs to know. A note never leaves with a bundle."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_note"

    @override
    def __str__(self) -> str:
        return f"Note {self.pk} of {self.case}"


class Result(models.TextChoices):
    """What came of an offer. Unknown is an answer."""

    REMOVED = "removed", _("offer removed")
    ACCOUNT_CLOSED = "account_closed", _("account closed")
    WARNING = "warning", _("warning given")
    SEIZURE = "seizure", _("specimens seized")
    PROSECUTION = "prosecution", _("prosecution")
    CONVICTION = "conviction", _("conviction")
    LAWFUL = "lawful", _("found lawful")
    NO_ACTION = "no_action", _("no action")
    UNKNOWN = "unknown", _("unknown")


class Outcome(models.Model):
    """What came of an offer, and from whom we know."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=16, choices=Result)
    on = models.DateField(null=True, blank=True)
    """The day on which it happened; None where that is not known."""
    known_from = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_outcome"

    @override
    def __str__(self) -> str:
        return f"{self.result} for {self.offer}"


KEEP_CASE = timedelta(days=6 * 365 + 2)
"""How long the evidence of a closed case is kept unless the house says otherwise: six years."""


class StepDeadline(models.Model):
    """That a house gives a step another time than the procedure proposes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    """From the opening of a case; None: the step has no clock."""
    reason = models.TextField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "cases_step_deadline"
        constraints = (models.UniqueConstraint(fields=["organisation", "step"], name="cases_one_deadline_a_step"),)

    @override
    def __str__(self) -> str:
        return f"{self.step}: {self.days} days"
