"""The report's own words, in four languages, kept as data beside the code."""

from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "fr", "de", "nl")

_THIN = "\u2009"


@cache
def _messages(language: str) -> dict[str, object]:
    return yaml.safe_load(files("lycaon.report").joinpath("words", f"{language}.yaml").read_text("utf-8"))


def keys(language: str) -> dict[str, str]:
    """Return all messages of a language by their dotted keys."""

    def flat(value: object, prefix: str) -> dict[str, str]:
        if not isinstance(value, dict):
            return {prefix: str(value)}
        return {
            k: v
            for name, inner in value.items()
            for k, v in flat(inner, f"{prefix}.{name}" if prefix else str(name)).items()
        }

    return flat(_messages(language), "")


class Words:
    """Messages of one language: ``words("verdict.unknown")``, ``words("headline.many", read="400", count="37")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = keys(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a message with its places filled.

        Raises:
            KeyError: there is no such message; an untranslated key must never reach a reader.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def group(self, scientific_name: str) -> str:
        """Return what a report calls an order or family; its scientific name where we have no word for it."""
        return self._texts.get(f"group.{scientific_name}", scientific_name)

    def number(self, value: float) -> str:
        """Return a figure with thin spaces between thousands: ``2 416``."""
        return f"{value:,.0f}".replace(",", _THIN)

    def decimal(self, value: float) -> str:
        """Return a figure with one decimal, as the language writes it: ``8.3``, ``8,3``."""
        return f"{value:.1f}" if self.language == "en" else f"{value:.1f}".replace(".", ",")

    def percent(self, probability: float) -> str:
        """Return a probability as whole per cent, never as 0 or 100."""
        return f"{min(99, max(1, round(probability * 100)))}\u00a0%"

    def likelihood(self, probability: float) -> str:
        """Return the word that goes with a probability."""
        steps = ((0.95, "almost"), (0.85, "very"), (0.70, "likely"), (0.60, "rather"))
        return self("likelihood." + next((word for least, word in steps if probability >= least), "unclear"))
