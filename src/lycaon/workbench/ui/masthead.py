"""What stands at the head and foot of every page. The project fills it in; the look knows no app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One word of the navigation: where it leads, how many wait there, and the key that leads there (``g t``)."""

    label: str
    url: str
    count: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """Head and foot of a page, for one person."""

    entries: tuple[Entry, ...] = ()
    who: str = ""
    """Role and organisation of the reader: "analyst · wildlife desk"."""
    who_url: str = ""
    sign_out_url: str = ""
    foot: str = ""
    """Editions that the page rests on: "law as of 22 Nov 2026 · catalogue 2026.11"."""

    def current(self, path: str) -> Entry | None:
        """Return the entry that ``path`` belongs to: of several, the one that says most of it. "/" has no parts."""
        fitting = [one for one in self.entries if path == one.url or (one.url != "/" and path.startswith(one.url))]
        return max(fitting, key=lambda entry: len(entry.url), default=None)


def masthead(request: HttpRequest) -> Masthead:
    """Return what ``settings.LYCAON_MASTHEAD`` makes for this request, or an empty one where it is not set."""
    path: str = getattr(settings, "LYCAON_MASTHEAD", "")
    if not path:
        return Masthead()
    return cast("Callable[[HttpRequest], Masthead]", import_string(path))(request)
