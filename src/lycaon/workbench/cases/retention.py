"""How long closed cases are kept, and what remains: figures, no words, no names.

A case says itself until when it is kept (six years from its closing unless the house said otherwise); the sweep adds
no time of its own. What it held as evidence is destroyed in the store by a person, with a certificate.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from lycaon.workbench.cases.models import Case, CaseOffer, Note, Outcome, Passed, Signature, Task
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.retention import forget_offers
from lycaon.workbench.record.retention import Sweep

FORGOTTEN = "forgotten"
"""What stands where words stood that a constraint asks for."""


def _over(before: datetime) -> QuerySet[Case]:
    return Case.objects.filter(keep_until__lte=before.date()).exclude(title=FORGOTTEN)


def forget_cases(cases: Sequence[Case]) -> None:
    """Leave of each case its days, its route and the outcomes of its offers."""
    numbers = [case.pk for case in cases]
    Note.objects.filter(case__in=numbers).delete()
    Task.objects.filter(case__in=numbers).update(says=FORGOTTEN, basis="")
    Signature.objects.filter(case__in=numbers).update(says="")
    Passed.objects.filter(case__in=numbers, is_left_out=False).update(says="")
    Passed.objects.filter(case__in=numbers, is_left_out=True).update(says=FORGOTTEN)
    Outcome.objects.filter(case__in=numbers).update(known_from="")
    forget_offers(list(Offer.objects.filter(pk__in=CaseOffer.objects.filter(case__in=numbers).values("offer"))))
    for case in cases:
        case.members.clear()
    Case.objects.filter(pk__in=numbers).update(title=FORGOTTEN, route_reason="", closing_reason=FORGOTTEN)


def _held_as(case: Case) -> Sequence[tuple[str, str]]:
    joined = CaseOffer.objects.filter(case=case).select_related("offer__account")
    offers = [one.offer for one in joined]
    accounts = [offer.account.reference for offer in offers if offer.account]
    return (
        ("case", case.reference),
        *(("offer", offer.reference) for offer in offers),
        *(("account", reference) for reference in accounts),
    )


SWEEPS = (
    Sweep(
        name="closed_cases",
        says="Closed cases whose time is over: figures remain",
        days=0,
        due=_over,
        forget=forget_cases,
        basis="Until the case's own day: six years from its closing, as long as an act can be prosecuted.",
        held_as=_held_as,
    ),
)
