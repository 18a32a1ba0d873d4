"""The engine's words for verdicts and probabilities, in the language of the request: the same as in its report."""

from functools import cache

from lycaon.law import wording
from lycaon.report.words import Words
from lycaon.values.verdict import Legality
from lycaon.workbench.ui.languages import spoken

SYMBOLS = {
    Legality.PROHIBITED: "v1",
    Legality.NEEDS_DOCUMENT: "v2",
    Legality.UNKNOWN: "v5",
    Legality.ALLOWED: "v3",
    Legality.NOT_COVERED: "v4",
}
"""The mark of each verdict, and its part of the strip; the order is the one in which verdicts are always shown."""


def words() -> Words:
    """Return the engine's words in the language of this request."""
    return _words(spoken())


@cache
def _words(language: str) -> Words:
    return Words(language)


def legality_in_words(legality: Legality) -> str:
    """Return "Appears prohibited", "Needs a document" ..."""
    return words()(f"verdict.{legality}")


def probability_in_words(probability: float) -> tuple[str, str]:
    """Return the word and the figure that go together: ("very likely", "88 %")."""
    return words().likelihood(probability), words().percent(probability)


def place_in_words(code: str) -> str:
    """Return "in France" of the code of a jurisdiction; empty where there is none.

    >>> place_in_words("FR")
    'in France'
    """
    if not code:
        return ""
    said = wording.messages(spoken())
    return said.places.get(code) or said.elsewhere.format(code=code)
