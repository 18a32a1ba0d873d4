"""Where a number stands to what it counts: right before a noun, behind it, or at the opening of a field."""

import re
from collections.abc import Sequence

from lycaon.detect.wording import FieldWords

_FOLLOWED = re.compile(r"\s[^\W\d_]{2}")
_AND = re.compile(
    r"(?:[+&]|\b(?:and|plus|y|e|et|und|sowie|en|i|oraz|и|плюс|та|і|a|och|și|és|dan|ve|và)\b|[和加、]|และ|と)\s?\Z",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"\s*(?:$|[.,;:!?)/\n。，、！]|\s[-–—+]\s)")


def beside(words: FieldWords, end: int, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether something that is counted stands within three words behind ``end``."""
    for start, _ in nouns:
        if end <= start <= end + 32 and not words.breaks(end, start):
            between = words.text[end:start].split()
            # A digit within a word is a letter in disguise: "4 gr1ekse schildpadden".
            if len(between) <= 3 and not any(word[0].isdecimal() or "," in word or ":" in word for word in between):
                return True
    return False


def is_behind(words: FieldWords, start: int, end: int, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether a number word closes what it counts: "peinetas de carey, tres,", "jabuti, dois"."""
    if CLAUSE_END.match(words.text, end) is None:
        return False
    return any(0 < start - last <= 3 and not words.text[last:start].strip(" ,:(") for _, last in nouns)


def opens_or_follows(words: FieldWords, start: int, end: int, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether a number opens a field ("3 ballen massief") or stands right behind a name, and a word follows it."""
    if any(0 < start - last <= 2 and words.text[last:start].strip() == "(" for _, last in nouns):
        return words.text[end : end + 1] == ")"  # "Testudo hermanni (4)"
    if _FOLLOWED.match(words.text, end) is None:
        return False
    if not words.text[:start].strip(" -–*•(\"'"):
        return True
    if any(0 <= start - cue.end <= 1 for cue in words.of("offer.sale")):
        return True
    return any(0 < start - last <= 2 and not words.text[last:start].strip(" ,:") for _, last in nouns)


def closes(words: FieldWords, start: int, nouns: Sequence[tuple[int, int]]) -> bool:
    """Whether a count stands behind its name: "Königspython 1,3", "Königspython Gruppe 1,3"."""
    for _, end in nouns:
        between = words.text[end:start] if 0 < start - end <= 16 else "\n"
        if len(between.split()) <= 1 and not any(sign.isdecimal() or sign in ",:.\n" for sign in between):
            return True
    return False


def is_joined(words: FieldWords, start: int) -> bool:
    """Whether a word for "and" stands right before a place."""
    return _AND.search(words.text, max(0, start - 8), start) is not None
