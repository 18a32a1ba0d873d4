"""Tables of surveys. A survey belongs to the organisation that plans it; no other knows of it."""

from typing import TYPE_CHECKING

import msgspec
from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override

from lycaon.survey.codebook import Ad, Item
from lycaon.survey.plan import Frozen, thaw
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.record.reference import Referenced
from lycaon.workbench.surveys.states import Round, State

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Survey(Referenced):
    """One wave of a survey: a draft of three files until it is frozen, one text with its digest afterwards."""

    prefix = "SV"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    """As the plan has it, for lists."""
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    draft_plan = models.TextField()
    """``survey.yaml``, as somebody wrote it."""
    draft_frame = models.TextField()
    """``frame.csv``."""
    draft_keywords = models.TextField()
    """``keywords.csv``."""
    plan_text = models.TextField(blank=True)
    """Canonical JSON of the frozen plan; empty before."""
    plan_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of ``plan_text``: the name of the plan."""
    effort = models.TextField(blank=True)
    """``effort.csv``: the work on each site, day by day."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    publishing_since = models.DateTimeField(null=True, blank=True)
    """While the report is being made."""
    publishing_fault = models.TextField(blank=True)
    """Why the last attempt to make it ended without one."""
    published_at = models.DateTimeField(null=True, blank=True)
    if TYPE_CHECKING:
        observations: RelatedManager["Observation"]

    class Meta:
        db_table = "surveys_survey"
        indexes = (models.Index(fields=["organisation", "-made_at"], name="surveys_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, plan_text="") | (~Q(state=State.DRAFT) & ~Q(plan_digest="")),
                name="surveys_frozen_has_a_plan",
            ),
        )

    @property
    def frozen(self) -> Frozen:
        """The plan as it was frozen.

        Raises:
            EvidenceError: the text in the database is not the one that was frozen.
        """
        return thaw(self.plan_text, self.plan_digest, self.reference)


class Observation(models.Model):
    """One offer as the engine coded it for a survey. It holds a pseudonym of the account and never a handle."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="observations")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL, related_name="+")
    ad_id = models.CharField(max_length=20)
    """Reference of the offer: the name of the advertisement within the survey."""
    ad = models.JSONField()
    """:class:`lycaon.survey.codebook.Ad`."""
    items = models.JSONField()
    """Its :class:`lycaon.survey.codebook.Item`, line by line."""
    is_twice = models.BooleanField(default=False)
    """Whether a second coder looks at it, blind."""
    at = models.DateTimeField(default=timezone.now)
    if TYPE_CHECKING:
        codes: RelatedManager["Code"]

    class Meta:
        db_table = "surveys_observation"
        constraints = (models.UniqueConstraint(fields=["survey", "ad_id"], name="surveys_observed_once"),)

    @override
    def __str__(self) -> str:
        return self.ad_id

    @property
    def ad_value(self) -> Ad:
        """The advertisement, as a value of the code-book."""
        return msgspec.convert(self.ad, Ad)

    @property
    def item_values(self) -> tuple[Item, ...]:
        """Its lines."""
        return msgspec.convert(self.items, tuple[Item, ...])


class Code(models.Model):
    """One answer about one line of an observation. Rows are added and never changed."""

    observation = models.ForeignKey(Observation, on_delete=models.CASCADE, related_name="codes")
    round = models.CharField(max_length=8, choices=Round)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    line = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=20)
    code = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "surveys_code"
        constraints = (
            # Of two who answer the same round at once the database takes one.
            models.UniqueConstraint(fields=["observation", "round", "line", "field"], name="surveys_coded_once"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.observation} {self.line} {self.field}: {self.code}"
