"""How long the words of a decision are kept: as long as the words that it is about."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from lycaon.workbench.offers.models import Scan
from lycaon.workbench.record.retention import Sweep
from lycaon.workbench.triage.models import Decision


def _over(_before: datetime) -> QuerySet[Decision]:
    there = Scan.objects.filter(listing__offer=OuterRef("offer"))
    return Decision.objects.filter(~Exists(there)).exclude(says="").select_related("offer")


def _forget(decisions: Sequence[Decision]) -> None:
    Decision.objects.filter(pk__in=[one.pk for one in decisions]).update(says="")


SWEEPS = (
    Sweep(name="decision_words", says="What was written to a decision about an offer that is forgotten: emptied",
          days=0, due=_over, forget=_forget, held_as=lambda one: (("offer", one.offer.reference),),
          basis="Choice and ground are enough for agreement and statistics."),
)  # fmt: skip
