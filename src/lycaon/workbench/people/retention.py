"""How long people of the workbench are remembered, and what they looked at."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from lycaon.workbench.people.models import Invitation
from lycaon.workbench.record.retention import Sweep


def _over(before: datetime) -> QuerySet[Invitation]:
    is_over = Q(accepted_at__lte=before) | Q(withdrawn_at__lte=before) | Q(expires_at__lte=before)
    return Invitation.objects.filter(is_over).exclude(email="")


def _forget(invitations: Sequence[Invitation]) -> None:
    Invitation.objects.filter(pk__in=[one.pk for one in invitations]).update(email="", name="")


def _expired(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=before)


def _end(sessions: Sequence[Session]) -> None:
    Session.objects.filter(pk__in=[one.pk for one in sessions]).delete()


SWEEPS = (
    Sweep(name="invitations", says="Addresses of old invitations: emptied", days=90, due=_over, forget=_forget,
          basis="Long enough to answer who was invited and why nobody came."),
    Sweep(name="sessions", says="Sessions that have expired: deleted", days=0, due=_expired, forget=_end,
          basis="They open nothing any more.", name_of=lambda _: "session", held_as=lambda _: ()),
)  # fmt: skip
