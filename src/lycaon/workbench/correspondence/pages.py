"""Pages with one form, which all screens of correspondence share: show, act, say what happened, or why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from lycaon.errors import FormatError, WithheldError, WrongStateError
from lycaon.workbench.people.doors import Request
from lycaon.workbench.ui.happened import happened

REFUSALS = (WrongStateError, WithheldError, FormatError)
"""What is said beside the form: a person can mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page with one form."""

    headline: str
    act: str
    """On its button."""
    back: str
    """Where one goes afterwards, and without doing it."""
    lede: str = ""
    over: str = ""
    """Reference of what it is about."""
    is_portal: bool = False
    before: str = ""
    """Template that stands before the form, with what :attr:`shows` names."""
    shows: Mapping[str, object] = field(default_factory=dict[str, object])


def form_page(
    request: Request, form: Form, page: FormPage, *, do: Callable[[dict[str, Any]], object], says: str
) -> HttpResponseBase:
    """Show a form; on its way back act, and say what happened. ``do`` may return the address to go to."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do(form.cleaned_data)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            happened(request, says)
            return see(done if isinstance(done, str) else page.back)
    return render(
        request,
        "correspondence/form.html",
        {**page.shows, "form": form, "page": page},
        status=422 if form.errors else 200,
    )


def see(address: str) -> HttpResponseBase:
    """Send a browser to a page after an act."""
    return HttpResponseRedirect(address, status=303)


def file(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Return a file to keep; its name is made of references, never of words that somebody wrote."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
