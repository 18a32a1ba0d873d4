"""Addresses of the screen on which people keep their tokens, and of the interface itself."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from lycaon.workbench.api import views
from lycaon.workbench.api.operations import api
from lycaon.workbench.api.verbs import KEEP_TOKENS
from lycaon.workbench.people.doors import View, door, guarded
from lycaon.workbench.people.permissions import PUBLIC

tokens_urls = [
    door("", views.tokens, KEEP_TOKENS, name="list"),
    door("<str:reference>/revoke/", views.revoke, KEEP_TOKENS, name="revoke"),
]


def _doors() -> Iterator[URLPattern]:
    """Give every operation its door.

    The door is open, for an operation asks for a token and not for a session; ``needs`` names scope and verb of each.
    """
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern):
            yield path(str(pattern.pattern), _without_session(pattern.callback), name=pattern.name)


def _without_session(view: View) -> View:
    def called(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded(called, PUBLIC))


api_urls = list(_doors())
