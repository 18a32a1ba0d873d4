"""The code-book in words and keys: what the desk prints beside each code, and what it listens to."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lycaon.survey.coding import FIELDS
from lycaon.survey.files import LANGUAGES
from lycaon.survey.printed import Words

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "message": "m", "taxon": "x", "group": "e", "at_sale": "a", "specimens": "p", "legality": "l", "document": "d",
        "taxon_certainty": "t", "material_certainty": "q", "role": "o", "scam": "s", "tactic": "y",
    }
)  # fmt: skip
"""A letter for each question; letter and figure give a code, the letter alone leads to a field of words.

None is j, k, u or g, which mean the same on every page.
"""
FIGURES = "123456789"

_CODES: Mapping[str, Mapping[str, Promise]] = MappingProxyType(
    {
        "message": {
            "active": _("an offer that stands"),
            "wanted": _("somebody wants to buy"),
            "past": _("an offer that was over before the period"),
            "other": _("talk, information, a stock list"),
        },
        "at_sale": {
            "live": _("alive"),
            "live_other": _("eggs and the like, of a trade in the living"),
            "part": _("dead, a part or a product"),
        },
        "document": {
            "none": _("speaks of no papers"),
            "vague": _("“with papers”"),
            "typed": _("names the kind of paper"),
            "numbered": _("gives a number"),
        },
        "taxon_certainty": {
            "T1": _("stated and seen"),
            "T2": _("seen"),
            "T3": _("stated"),
            "T4": _("inferred"),
        },
        "material_certainty": {
            "M1": _("genuine"),
            "M2": _("claimed genuine"),
            "M3": _("suspected"),
            "M4": _("an imitation"),
        },
        "role": {
            "private": _("appears to be private"),
            "trader": _("appears to trade"),
            "unknown": _("not told"),
        },
        "scam": {
            "none": _("no sign of it"),
            "copied_photos": _("copied photos"),
            "impossible_price": _("an impossible price"),
            "advance_fee": _("money in advance"),
        },
    }
)

HINTS: Mapping[str, Promise] = MappingProxyType(
    {
        "taxon": _("Accepted scientific name, as far as words decide; never guessed lower."),
        "specimens": _("3, 5-10 or 1000+. A pair is 2, a litter without a number 1+."),
        "tactic": _("How the sale is arranged; “none” where nothing is said. Never published by row."),
    }
)


def field_words(field: str) -> str:
    """Return the name of a question in the reader's language."""
    return Words(language()).coded("field", field)


def code_words(field: str, code: str) -> str:
    """Return the words for a code in the reader's language; words and numbers stand as they are."""
    if own := _CODES.get(field):
        return str(own.get(code, code))
    return Words(language()).coded(field, code) if field in {"group", "legality"} else code


def key_of(field: str, number: int) -> str:
    """Return the keys for the code of this number, from 0: ``m 1``; nothing beyond the ninth."""
    return f"{LETTERS[field]} {FIGURES[number]}" if number < len(FIGURES) else ""


def language() -> str:
    """Return the language of the reader that the survey room has words in."""
    wanted = (get_language() or "en").partition("-")[0]
    return wanted if wanted in LANGUAGES else "en"


if missing := {field.name for field in FIELDS} - set(LETTERS):
    raise RuntimeError(f"the code-book asks what the desk has no key for: {', '.join(sorted(missing))}")
