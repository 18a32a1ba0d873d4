"""What every template can read: the head of the page, and how its reader wants it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lycaon.workbench.ui import languages, look, preferences
from lycaon.workbench.ui.masthead import masthead


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``shell``, for ``context_processors``; nothing is asked of the database before a template reads it."""
    head = SimpleLazyObject(lambda: masthead(request))
    return {
        "shell": {
            "masthead": head,
            "current": SimpleLazyObject(lambda: head.current(request.path)),
            "preferences": preferences.read(request),
            "languages": languages.NAMES,
            "symbols": look.symbols,
        }
    }
