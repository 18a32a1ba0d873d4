"""The languages of the screens, and how they meet the languages of the engine."""

from django.utils.translation import get_language

from lycaon.report.words import LANGUAGES

NAMES = (("en", "English"), ("fr", "Français"), ("de", "Deutsch"), ("nl", "Nederlands"))
"""Code and own name, for ``settings.LANGUAGES`` and the switch at the foot of every page."""


def spoken() -> str:
    """Return the language of this request as the engine knows it: ``en`` where it has no words of its own.

    >>> from django.utils.translation import override
    >>> with override("nl-be"):
    ...     spoken()
    'nl'
    """
    language = (get_language() or "en").split("-")[0]
    return language if language in LANGUAGES else "en"
