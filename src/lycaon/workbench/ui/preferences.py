"""How a reader wants the pages: theme, language, keys. Kept in cookies, so that it works before anyone signs in."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from lycaon.workbench.ui.languages import NAMES

_A_YEAR_S = 365 * 24 * 3600
_THEME, _KEYS = "lycaon_theme", "lycaon_keys"


class Theme(StrEnum):
    """Light, dark, or as the machine of the reader says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    """As read from the cookies of a request; what cannot be read is the default."""

    theme: Theme = Theme.SYSTEM
    keys: bool = True
    """Whether single letters act (WCAG 2.1.4 asks that they can be switched off)."""


def read(request: HttpRequest) -> Preferences:
    """Return the preferences of the reader of this request."""
    theme = request.COOKIES.get(_THEME, "")
    return Preferences(
        theme=Theme(theme) if theme in tuple(Theme) else Theme.SYSTEM, keys=request.COOKIES.get(_KEYS) != "off"
    )


def write(response: HttpResponseBase, asked: dict[str, str]) -> None:
    """Keep what was asked for, for a year; what is no preference of ours is passed over.

    Args:
        response: the answer that carries the cookies.
        asked: any of ``theme``, ``language`` and ``keys``, as a form sent them.
    """
    if asked.get("theme") in tuple(Theme):
        _keep(response, _THEME, asked["theme"])
    if asked.get("language") in dict(NAMES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, asked["language"])
    if asked.get("keys") in ("on", "off"):
        _keep(response, _KEYS, asked["keys"])


def _keep(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=_A_YEAR_S, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
