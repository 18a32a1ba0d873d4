"""The report's own words, in four languages, kept as data beside the code."""

from lycaon import look
from lycaon.look import LANGUAGES, Messages

__all__ = ["LANGUAGES", "Words", "keys"]

_PACKAGE = "lycaon.report"


def keys(language: str) -> dict[str, str]:
    """Return all messages of a language by their dotted keys."""
    return look.keys(_PACKAGE, language)


class Words(Messages):
    """Messages of one language: ``words("verdict.unknown")``, ``words("headline.many", read="400", count="37")``."""

    def __init__(self, language: str) -> None:
        super().__init__(_PACKAGE, language)

    def group(self, scientific_name: str) -> str:
        """Return what a report calls an order or family; its scientific name where we have no word for it."""
        return self.or_else(f"group.{scientific_name}", scientific_name)

    def percent(self, probability: float) -> str:
        """Return a probability as whole per cent, never as 0 or 100."""
        return f"{min(99, max(1, round(probability * 100)))}\u00a0%"

    def likelihood(self, probability: float) -> str:
        """Return the word that goes with a probability."""
        steps = ((0.95, "almost"), (0.85, "very"), (0.70, "likely"), (0.60, "rather"))
        return self("likelihood." + next((word for least, word in steps if probability >= least), "unclear"))
