"""Doors: the only way to give a page an address. Each names the verb that opens it, so that none can be forgotten."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django_htmx.middleware import HtmxDetails

from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.permissions import OWN_ACCOUNT, Verb


class Request(HttpRequest):
    """A request that came through a door: its actor is known."""

    actor: Actor
    id: str
    """Name of the request, in the log and on the page of failure."""
    htmx: HtmxDetails
    csp_nonce: str


_VERB = "verb"

View = Callable[..., HttpResponseBase]


def door(route: str, view: View, verb: Verb, *, name: str) -> URLPattern:
    """Return an address of a page and the verb that opens it.

    Who has not signed in is asked to; whose role does not include the verb gets 403. Whether the person may know of
    the object that an address names is for the view, by way of its app's ``access.py``: 404.

    Args:
        route: as Django writes it: ``"<str:reference>/notes/"``.
        view: takes a :class:`Request` and what the route names.
        verb: what one does there.
        name: within the app; ``app_name`` stands before it.
    """
    return path(route, guarded(view, verb), name=name)


def guarded(view: View, verb: Verb) -> View:
    """Return ``view`` behind its verb; for addresses that another library hands us."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refusal = _refused(request, verb)
        return refusal if refusal is not None else view(request, *args, **kwargs)

    setattr(enter, _VERB, verb)
    return enter


def verb_of(view: View) -> Verb | None:
    """Return the verb that opens a view; None for one without a door."""
    return cast("Verb | None", getattr(view, _VERB, None))


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who asks, on pages for which no account is needed."""
    return cast("Actor | None", getattr(request, "actor", None))


def _refused(request: HttpRequest, verb: Verb) -> HttpResponseBase | None:
    if verb.is_public:
        return None
    actor = actor_of(request)
    if actor is None or actor.person is None:
        return redirect_to_login(request.get_full_path())
    if not allowed(actor, verb):
        raise PermissionDenied(verb.name)
    if settings.SECOND_FACTOR_REQUIRED and verb is not OWN_ACCOUNT and not is_mfa_enabled(actor.person):
        return redirect("mfa_index")
    return None
