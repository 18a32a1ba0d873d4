"""What every template can read: the head of the page, and how its reader wants it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lycaon.workbench.ui import languages, look, preferences
from lycaon.workbench.ui.masthead import masthead


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``page``, for ``context_processors``; nothing is asked of the database before a template reads it."""
    return {
        "page": {
            "masthead": SimpleLazyObject(lambda: masthead(request)),
            "current": SimpleLazyObject(lambda: masthead(request).current(request.path)),
            "preferences": preferences.read(request),
            "languages": languages.NAMES,
            "symbols": look.symbols,
        }
    }
