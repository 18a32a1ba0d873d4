"""Who a request comes from: ``request.actor``, or None before signing in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import STANDING, Membership, Person

CHOSEN = "organisation"
"""Key in the session: the reference of the organisation for which a person of several acts now."""


def know_actor(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set ``request.actor``, and show times in the zone of the organisation."""

    def known(request: HttpRequest) -> HttpResponseBase:
        memberships = _memberships(request)
        membership = _chosen(request, memberships)
        request.acts_for_several = len(memberships) > 1  # pyright: ignore[reportAttributeAccessIssue]
        request.actor = Actor.of(membership) if membership else None  # pyright: ignore[reportAttributeAccessIssue]
        if membership is None or not membership.organisation.time_zone:
            return answer(request)
        with timezone.override(membership.organisation.time_zone):
            return answer(request)

    return known


def _memberships(request: HttpRequest) -> list[Membership]:
    user = request.user
    if not isinstance(user, Person) or not user.is_authenticated:
        return []
    rows = Membership.objects.filter(STANDING, person=user).select_related("person", "organisation")
    return list(rows.order_by("id"))


def _chosen(request: HttpRequest, memberships: list[Membership]) -> Membership | None:
    """Return the one that was chosen, as long as it stands; else the first."""
    if len(memberships) > 1:
        wanted = request.session.get(CHOSEN)
        return next((one for one in memberships if one.organisation.reference == wanted), memberships[0])
    return memberships[0] if memberships else None
