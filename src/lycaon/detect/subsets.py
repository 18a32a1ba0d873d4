"""Counts of some of those that were counted before: which are sold of more, and which are only talked about."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from lycaon.detect.standing import Standing, Standings
from lycaon.detect.tally import FIRM, QuantityMention
from lycaon.detect.wording import FieldWords

_SOME_OF = re.compile(
    r"\s(?:of (?:the|them|these|those|which)|dos|das|deles|delas|de (?:los|las|ellos|ellas)|des|d['’]entre|dei|delle"
    r"|di loro|van (?:de|die|hen)|der|davon|von (?:den|ihnen|diesen)|из (?:них|самцов|самок)|z nich|dari)\b",
    re.IGNORECASE,
)
"""What follows a number of some of those that were counted: "1 of the males"."""
_OF_A = re.compile(
    r"\b(?:(?:one|other|half|1) of (?:the|a|this|my)|vom|hälfte eines|(?:eine?r?|anderen?) (?:des|eines)|l['’]un du"
    r"|uno de una|um de um|uno di una|een van een)\s\Z",
    re.IGNORECASE,
)
"""What leads to a pair of which one is meant: "the other of the pair"."""


def is_one_of_pair(words: FieldWords, start: int) -> bool:
    """Whether a pair that starts there is one of which only one is meant: "the other of the pair"."""
    return _OF_A.search(words.text, max(0, start - 12), start) is not None


def sold_of_more(
    words: FieldWords, counts: Sequence[QuantityMention], standings: Standings, languages: Sequence[str]
) -> list[QuantityMention]:
    """Return the counts, those that are sold of more as what is left, and parts of others left out.

    "nasceram 9, vendo 6" are six; "2 males and a female, 1 of the males sings" are three.
    """
    kept: list[QuantityMention] = []
    for count in counts:
        more = [each for each in kept if each.kind in FIRM and each.quantity.best >= count.quantity.best]
        if more and count.standing is Standing.THERE and _SOME_OF.match(words.text, count.span.end):
            continue
        sold = (
            count.standing is Standing.THERE
            and any(each.quantity.best > count.quantity.best for each in more)
            and standings.sells_before(words, count.span.start, languages)
        )
        kept.append(replace(count, standing=Standing.LEFT) if sold else count)
    return kept
