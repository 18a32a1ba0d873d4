"""The only way to get a notice, a log or a request for a person. What is not addressed to one's own does not exist."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from lycaon.workbench.cases.access import cases_for
from lycaon.workbench.correspondence.models import Log, Notice, Request, Sending
from lycaon.workbench.correspondence.states import LogState, NoticeState, RequestState
from lycaon.workbench.correspondence.verbs import (
    READ_LOG,
    READ_NOTICE,
    SEE_OWN_LOGS,
    SEE_OWN_NOTICES,
    SEE_REQUESTS,
)
from lycaon.workbench.offers.models import Site
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.people.roles import Kind, Role

_NOT_OUT = (NoticeState.DRAFT, NoticeState.REVIEWED, NoticeState.BOUNCED)
_LOG_NOT_OUT = (LogState.DRAFT, LogState.REVIEWED, LogState.BOUNCED)
_REQUEST_NOT_OUT = (RequestState.DRAFT, RequestState.CHECKED, RequestState.SIGNED)
_M = TypeVar("_M", Notice, Log, Request)


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of the cases that the actor may know of."""
    if not allowed(actor, READ_NOTICE):
        return Notice.objects.none()
    if actor.is_software:
        return Notice.objects.all()
    return Notice.objects.filter(case__in=cases_for(actor), organisation=actor.organisation)


def notice_for(actor: Actor, reference: str) -> Notice:
    """Return one notice of the house.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    return _one(notices_for(actor).select_related("case", "offer", "recipient", "organisation"), reference)


def notices_to(actor: Actor) -> QuerySet[Notice]:
    """Return the notices that were sent to the actor's platform."""
    if not allowed(actor, SEE_OWN_NOTICES) or actor.organisation is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient=actor.organisation).exclude(state__in=_NOT_OUT).exclude(released="")


def notice_to(actor: Actor, reference: str) -> Notice:
    """Return one notice that was sent to the actor's platform.

    Raises:
        Http404: there is none of that name, or none for this platform.
    """
    return _one(notices_to(actor).select_related("case", "recipient", "organisation"), reference)


def logs_for(actor: Actor) -> QuerySet[Log]:
    """Return the information logs of the actor's house: those whose cases the actor may know of."""
    if not allowed(actor, READ_LOG):
        return Log.objects.none()
    if actor.is_software:
        return Log.objects.all()
    hidden = Log.objects.filter(told_offers__case__isnull=False).exclude(told_offers__case__in=cases_for(actor))
    return Log.objects.filter(organisation=actor.organisation).exclude(pk__in=hidden.values("pk"))


def log_for(actor: Actor, reference: str) -> Log:
    """Return one information log of the house.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    return _one(logs_for(actor).select_related("recipient", "organisation"), reference)


def logs_to(actor: Actor) -> QuerySet[Log]:
    """Return the information logs that were sent to the actor's authority."""
    if not allowed(actor, SEE_OWN_LOGS) or actor.organisation is None:
        return Log.objects.none()
    return Log.objects.filter(recipient=actor.organisation).exclude(state__in=_LOG_NOT_OUT).exclude(released="")


def log_to(actor: Actor, reference: str) -> Log:
    """Return one information log that was sent to the actor's authority.

    Raises:
        Http404: there is none of that name, or none for this authority.
    """
    return _one(logs_to(actor).select_related("recipient", "organisation"), reference)


def requests_for(actor: Actor) -> QuerySet[Request]:
    """Return the requests of the actor's authority, and those that were sent to the actor's platform."""
    if not allowed(actor, SEE_REQUESTS) or actor.organisation is None:
        return Request.objects.none()
    own = Request.objects.filter(organisation=actor.organisation) if actor.has(Role.AUTHORITY_OFFICER) else None
    sent = Request.objects.filter(recipient=actor.organisation).exclude(state__in=_REQUEST_NOT_OUT)
    return own if own is not None else sent


def request_for(actor: Actor, reference: str) -> Request:
    """Return one request.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    return _one(requests_for(actor).select_related("recipient", "organisation"), reference)


def sending_for(actor: Actor, reference: str) -> Sending:
    """Return one mail of a notice or a log that the actor may know of.

    Raises:
        Http404: there is none of that name, or none for this actor.
    """
    found = Sending.objects.filter(reference=reference)
    known = found.filter(notice__in=notices_for(actor)) | found.filter(log__in=logs_for(actor))
    sending = known.select_related("notice", "log").first()
    if sending is None:
        raise Http404
    return sending


def partners(kind: str) -> QuerySet[Organisation]:
    """Return the organisations of a kind with which the house works."""
    return Organisation.objects.filter(kind=kind, ended_at=None, is_host=False).order_by("name")


def platform_behind(site: Site) -> Organisation | None:
    """Return the platform to which a site belongs: by name, or because the site stands on one of its domains."""
    if site.organisation is not None:
        return site.organisation
    parts = site.host.lower().split(".")
    domains = [".".join(parts[start:]) for start in range(max(1, len(parts) - 1))]
    return partners(Kind.PLATFORM).filter(domains__overlap=domains).first()


def _one(rows: QuerySet[_M], reference: str) -> _M:
    found = rows.filter(reference=reference).first()
    if found is None:
        raise Http404
    return found
