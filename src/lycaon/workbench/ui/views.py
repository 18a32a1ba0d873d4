"""The pages that belong to no app: preferences, keys, and what stands when something went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from lycaon.workbench.ui import preferences
from lycaon.workbench.ui.happened import back_to


@require_POST
def keep_preferences(request: HttpRequest) -> HttpResponse:
    """Keep theme, language or keys, and lead back to the page that asked."""
    response = HttpResponseRedirect(back_to(request), status=303)
    preferences.write(response, {name: str(value) for name, value in request.POST.items()})
    return response


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Show every key, and the switch that turns them off."""
    return render(request, "ui/keys.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that the request could not be read."""
    return render(request, "400.html", {"reference": _reference(request)}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that the role of the reader does not allow this."""
    return render(request, "403.html", {"reference": _reference(request)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that the form was too old or came from elsewhere, and that nothing was done."""
    return render(request, "403_csrf.html", {"reference": _reference(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that there is nothing here, or nothing that the reader may know of; the page is the same for both."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something broke; asks nothing of the database, which may be what broke."""
    return render(request, "500.html", {"reference": _reference(request)}, status=500)


def _reference(request: HttpRequest) -> str:
    return str(getattr(request, "id", ""))
