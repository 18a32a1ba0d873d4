"""Names that a seller says are not meant: "Büffelhorn, nicht Nashorn", "不收象牙犀角", "Ivoire ? non : résine"."""

import re
from collections.abc import Callable, Sequence

from lycaon.detect.naming import Naming
from lycaon.detect.wording import Wording

_DENIED_ELSEWHERE = 0.6
"""What a denial is worth that stands beside another mention of the same animal or stuff."""
_DENIED_TWICE = 1.6
"""What it is worth to say no to two mentions: "palissandre ? non ... ce n'est pas du palissandre"."""
_NO = r"(?:no|non|nein|nee|nie|não|nao|нет|не|ні|hayır|tidak|bukan|không|不是?|否|いいえ|違|ไม่)(?!\w)"
_ASKED = re.compile(r"[^\n.!?？]{0,24}[?？]")
_ANSWERED_NO = re.compile(_ASKED.pattern + r"\W*" + _NO, re.IGNORECASE)
_AN_ANSWER = re.compile(r"[?？]\W*" + _NO + r"\W*$", re.IGNORECASE)
"""What stands before a name that the question was not about: "Bengal cat? no, leopard cat"."""
_FARTHEST = 16
"""Code points between a question mark and the name after its answer."""


def denied_by(
    naming: Naming, others: Sequence[Naming], wording: Wording, are_related: Callable[[Naming, Naming], bool]
) -> float:
    """Return how far the words say that a name is not meant: 1 right beside it or its neighbour in a list, 0 nowhere.

    More than 1 means that another mention is denied, too.

    Args:
        naming: the name.
        others: all names of the listing.
        wording: the words of the listing.
        are_related: whether two names speak of the same animal or stuff.
    """
    if _is_refused(naming, wording):
        again = (are_related(naming, other) and _is_refused(other, wording) for other in others if other is not naming)
        return _DENIED_TWICE if any(again) else 1.0
    refused = [other for other in others if other is not naming and _is_denied(other, wording)]
    if any(_adjoins(other, naming) for other in refused):
        return 1.0
    if not any(are_related(naming, other) for other in refused):
        return 0.0
    return 1.0 if _is_asked(naming, wording) else _DENIED_ELSEWHERE


def _is_refused(naming: Naming, wording: Wording) -> bool:
    return _is_denied(naming, wording) or _is_answered_no(naming, wording)


def _is_denied(naming: Naming, wording: Wording) -> bool:
    """Whether the words right before a name say that it is none: "Büffelhorn, nicht Nashorn", "不收象牙"."""
    words = wording.field(naming.span.field)
    negations = words.of("negation")
    if not negations:
        return False
    start = naming.span.start
    if _AN_ANSWER.search(words.text[max(0, start - _FARTHEST) : start]):
        return False
    return any(
        cue.value == "before" and 0 <= naming.first - cue.last <= 1 and not words.breaks(cue.end, naming.span.start)
        for cue in negations
    )


def _is_answered_no(naming: Naming, wording: Wording) -> bool:
    """Whether a name is asked about and answered with no: "Ivoire ? non : résine", "Seekuh? Nein, Seehund"."""
    return _ANSWERED_NO.match(wording.field(naming.span.field).text, naming.span.end) is not None


def _is_asked(naming: Naming, wording: Wording) -> bool:
    """Whether the seller wonders what it is: "Nashorn Griff?", which "Büffelhorn, nicht Nashorn" answers."""
    return _ASKED.match(wording.field(naming.span.field).text, naming.span.end) is not None


def _adjoins(one: Naming, other: Naming) -> bool:
    """Whether one name follows another at once, as in a list: "no ivory, rhino horn"."""
    return one.span.field == other.span.field and 0 <= other.first - one.last <= 1
