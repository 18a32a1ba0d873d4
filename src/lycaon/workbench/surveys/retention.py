"""How long a survey can lead back to accounts, and what remains: the coded rows, which lead to nobody."""

import shutil
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from lycaon.workbench.record.retention import Sweep
from lycaon.workbench.surveys.models import Observation, Survey
from lycaon.workbench.surveys.publication import home_of
from lycaon.workbench.surveys.states import State

_LEADS_BACK = ("seller", "item_id", "text_key", "near")
"""What in a coded row is a key to an account, an ad or its words."""


def _over(before: datetime) -> QuerySet[Survey]:
    """Return the surveys whose rows still lead back to accounts, after their time."""
    keys = Q(offer__isnull=False)
    for name in _LEADS_BACK:
        keys |= Q(**{f"ad__{name}__gt": ""})
    rows = Observation.objects.filter(keys, survey=OuterRef("pk"))
    return Survey.objects.filter(Exists(rows), made_at__lte=before)


def _forget(surveys: Sequence[Survey]) -> None:
    rows = list(Observation.objects.filter(survey__in=surveys))
    for row in rows:
        row.offer = None
        row.ad = {name: "" if name in _LEADS_BACK else value for name, value in row.ad.items()}
    Observation.objects.bulk_update(rows, ["offer", "ad"], batch_size=500)
    for survey in surveys:
        # With the secret goes the last way from a published row to an account.
        shutil.rmtree(home_of(survey) / "restricted", ignore_errors=True)


def _drafts(before: datetime) -> QuerySet[Survey]:
    return Survey.objects.filter(state=State.DRAFT, made_at__lte=before)


def _forget_drafts(surveys: Sequence[Survey]) -> None:
    Survey.objects.filter(pk__in=[one.pk for one in surveys]).delete()


SWEEPS = (
    Sweep(name="survey_accounts", says="Pseudonyms and digests in rows of surveys, and the secret behind their"
          " published names: emptied; the coded rows remain", days=1826, due=_over, forget=_forget,
          basis="Five years: long enough for the next waves to be compared with this one."),
    Sweep(name="survey_drafts", says="Plans that were never frozen: deleted", days=730, due=_drafts,
          forget=_forget_drafts, basis="What was not begun in two years will not be."),
)  # fmt: skip
