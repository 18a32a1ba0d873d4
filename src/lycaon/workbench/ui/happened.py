"""What an act did, said on the page that the act leads to; where it can be undone, the button stands beside it."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def happened(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Have the next page say ``words`` under its headline.

    Args:
        request: of the act.
        words: one translated sentence: "Rejected: imitation."
        undo: address that undoes the act when it is posted to, if it can be undone.
    """
    messages.info(request, words, extra_tags=undo)


def back_to(request: HttpRequest, otherwise: str = "/") -> str:
    """Return the page that a form names as ``next``, where that is one of ours."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe else otherwise
