"""How long keys are kept: 90 days, then the enquiry is gone; that there was one stands in the record."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from lycaon.workbench.deconfliction.models import Enquiry
from lycaon.workbench.record.retention import Sweep


def _lapsed(before: datetime) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(expires_at__lte=before)


def _forget(enquiries: Sequence[Enquiry]) -> None:
    Enquiry.objects.filter(pk__in=[one.pk for one in enquiries]).delete()


SWEEPS = (
    Sweep(name="deconfliction", says="Enquiries between organisations and their keyed hashes: deleted", days=0,
          due=_lapsed, forget=_forget, held_as=lambda one: (("enquiry", one.reference),),
          basis="They lapse after 90 days: work that goes on is asked about anew."),
)  # fmt: skip
