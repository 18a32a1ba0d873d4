"""What happens to every request: it gets a name, its answer is shut off from other sites, a refusal gets its words."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from lycaon.errors import DecisionError, NotAllowedError
from lycaon.workbench.ui.views import bad_request

Answer = Callable[[HttpRequest], HttpResponseBase]


def name_request(answer: Answer) -> Answer:
    """Give each request a name that a page of failure can show and a log line can be found by."""

    def named(request: HttpRequest) -> HttpResponseBase:
        request.id = uuid.uuid4().hex[:12]  # pyright: ignore[reportAttributeAccessIssue]
        response = answer(request)
        response["X-Request-Id"] = str(request.id)  # pyright: ignore[reportAttributeAccessIssue]
        return response

    return named


LARGEST = 100 * 1024 * 1024
"""Bytes of a request of somebody who has signed in: a file that a platform handed over."""
LARGEST_OF_STRANGERS = 1024 * 1024
"""Bytes of a request of somebody who has not: more than any form asks of them."""


def refuse_what_is_too_large(answer: Answer) -> Answer:
    """Answer 413 before anything of a request is read that is larger than whoever sends it could need."""

    def measured(request: HttpRequest) -> HttpResponseBase:
        known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        told = request.headers.get("Content-Length") or "0"
        if not told.isdecimal() or int(told[:20]) > (LARGEST if known else LARGEST_OF_STRANGERS):
            return HttpResponse(
                "This is larger than anything that is asked for here.\n", status=413, content_type="text/plain"
            )
        return answer(request)

    return measured


def keep_apart(answer: Answer) -> Answer:
    """Say in every answer what other sites, caches and devices may do with it: nothing."""

    def apart(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        # Pages hold other people's data: the next person at this computer must not find them under "back".
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return apart


class refuse_in_words:  # noqa: N801 - stands among functions, and is one to Django
    """Turn a :class:`~lycaon.errors.DecisionError` into a page that says why not, and what would help."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, unless it holds a character that no database of ours keeps and no person types."""
        if "\x00" in request.path or _holds_nul(request.GET) or _holds_nul(request.POST):
            return bad_request(request)
        return self._answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 403 where the role is lacking and 409 where the moment is wrong; leave the rest to Django."""
        if not isinstance(error, DecisionError):
            return None
        status = 403 if isinstance(error, NotAllowedError) else 409
        return render(request, "project/refused.html", {"error": error}, status=status)


def _holds_nul(sent: QueryDict) -> bool:
    return any("\x00" in str(value) for values in sent.lists() for value in (values[0], *values[1]))
