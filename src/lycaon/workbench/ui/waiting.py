"""Parts of a page that wait for the worker: they ask again by themselves, until there is something to show."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def asks_again(request: HttpRequest) -> bool:
    """Whether a part of the page asks, and not a person: that is no other look at what the page shows."""
    return bool(getattr(request, "htmx", False))


def whole_when_done(request: HttpRequest, response: R, *, waits: bool) -> R:
    """Have the whole page loaded anew once nothing is left to wait for: more than the part that waited has changed."""
    if asks_again(request) and not waits:
        response["HX-Refresh"] = "true"
    return response
