"""A page's own words, in four languages, kept as data beside the code that shows them."""

from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "fr", "de", "nl")

_THIN = "\u202f"
"""Between thousands: a thin space that no line breaks at."""


@cache
def _messages(package: str, language: str) -> dict[str, object]:
    return yaml.safe_load(files(package).joinpath("words", f"{language}.yaml").read_text("utf-8"))


def keys(package: str, language: str) -> dict[str, str]:
    """Return all messages of ``words/<language>.yaml`` in a package by their dotted keys."""

    def flat(value: object, prefix: str) -> dict[str, str]:
        if not isinstance(value, dict):
            return {prefix: str(value)}
        return {
            k: v
            for name, inner in value.items()
            for k, v in flat(inner, f"{prefix}.{name}" if prefix else str(name)).items()
        }

    return flat(_messages(package, language), "")


class Messages:
    """Messages of one language: ``words("verdict.unknown")``, ``words("headline.many", read="400", count="37")``."""

    def __init__(self, package: str, language: str) -> None:
        self.language = language
        self._texts = keys(package, language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a message with its places filled.

        Raises:
            KeyError: there is no such message; an untranslated key must never reach a reader.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def or_else(self, key: str, otherwise: str) -> str:
        """Return a message, or ``otherwise`` where the language has no word of its own for it."""
        return self._texts.get(key, otherwise)

    def number(self, value: float) -> str:
        """Return a figure with thin spaces between thousands: ``2 416``."""
        return f"{value:,.0f}".replace(",", _THIN)

    def decimal(self, value: float, places: int = 1) -> str:
        """Return a figure with decimals, as the language writes it: ``8.3``, ``1 208,3``."""
        whole, _, rest = f"{value:,.{places}f}".partition(".")
        point = "." if self.language == "en" else ","
        return whole.replace(",", _THIN) + (point + rest if rest else "")
