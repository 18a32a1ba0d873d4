"""How long answers under idempotency keys are kept: long enough for any program that was away to ask again."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from lycaon.workbench.api.models import Answered
from lycaon.workbench.record.retention import Sweep


def _due(before: datetime) -> QuerySet[Answered]:
    return Answered.objects.filter(at__lt=before)


def _forget(rows: Sequence[Answered]) -> None:
    Answered.objects.filter(pk__in=[row.pk for row in rows]).delete()


SWEEPS = (
    Sweep(name="api_answers", says="Answers under idempotency keys of programs: deleted", days=7, due=_due,
          forget=_forget, basis="A program that was away for a week asks anew.", held_as=lambda _: ()),
)  # fmt: skip
