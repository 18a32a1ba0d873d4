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
        membership = _membership(request)
        request.actor = Actor.of(membership) if membership else None  # pyright: ignore[reportAttributeAccessIssue]
        if membership is None or not membership.organisation.time_zone:
            return answer(request)
        with timezone.override(membership.organisation.time_zone):
            return answer(request)

    return known


def _membership(request: HttpRequest) -> Membership | None:
    user = request.user
    if not isinstance(user, Person) or not user.is_authenticated:
        return None
    chosen = request.session.get(CHOSEN)
    memberships = list(
        Membership.objects.filter(STANDING, person=user).select_related("person", "organisation").order_by("id")
    )
    for membership in memberships:
        if membership.organisation.reference == chosen:
            return membership
    return memberships[0] if memberships else None
