"""Of which events an organisation hears: what its own people did, and what others did to what it has a part in."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from lycaon.workbench.correspondence.models import Log, Notice, Request
from lycaon.workbench.correspondence.verbs import (
    ANSWER_LOG,
    ANSWER_NOTICE,
    ANSWER_REQUEST,
    SEND_LOG,
    SEND_NOTICE,
    SIGN_REQUEST,
    WITHDRAW_NOTICE,
)
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.models import Link

_TOLD = (
    (Notice, (SEND_NOTICE, WITHDRAW_NOTICE, ANSWER_NOTICE), ""),
    (Log, (SEND_LOG, ANSWER_LOG), ""),
    (Request, (SIGN_REQUEST,), '"signed":true'),  # not that it was checked, or that its answer was
    (Request, (ANSWER_REQUEST,), ""),
)
"""What has two sides, the acts of which the other side hears, and what the data of the event must say."""


def heard_by(organisation: Organisation) -> QuerySet[Link]:
    """Return the links of the events of which an organisation hears."""
    heard = Q(event__organisation=organisation.reference)
    for told in _of_others(organisation):
        heard |= told
    return Link.objects.filter(heard)


def _of_others(organisation: Organisation) -> Iterator[Q]:
    for model, verbs, mark in _TOLD:
        # Only what was let out: a draft is nobody else's business.
        mine = model.objects.filter(Q(organisation=organisation) | Q(recipient=organisation)).exclude(sent_at=None)
        told = Q(
            event__object_kind=str(model._meta.model_name),
            event__object_id__in=mine.values("reference"),
            event__verb__in=[verb.name for verb in verbs],
        )
        yield told & Q(event__data__contains=mark) if mark else told
