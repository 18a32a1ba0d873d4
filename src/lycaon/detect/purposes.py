"""What a stuff is only meant for: "rosewood set for guitar", "Python, Reststücke für Schuhe", "手串用"."""

import re
from collections.abc import Sequence

from lycaon.detect.form_words import FormWord, form_of
from lycaon.detect.wording import Wording

_MADE = frozenset({
    "leather_small", "leather_large", "garment", "fur_small", "fur_large", "rug", "musical_instrument", "furniture",
    "jewellery", "ivory_jewellery", "ivory_carving", "carving", "wood_product", "horn_product", "horn_carving",
    "bone_carving", "bone_product", "hair_product", "piano_keys", "soup", "medicine",
})  # fmt: skip
"""Forms that somebody may make of what is sold."""
_MEANT_FOR = re.compile(
    r"(?:\b(?:for|für|voor|pour|para|pra|per|dla|do|na|под|на|для|untuk|buat|utk|till|til)"
    r"(?:\s+(?:a|an|the|your|making|eine?n?|een|une?|les?|la|fare|fazer|hacer|faire|szycia|шитья|membuat))?\s+"
    r"|做|制作|車珠)\Z",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"\b(?:sale|look\w*|search\w*|hunt\w*|want\w*|ask\w*|swap|trade|exchange)\s+for\s+\w*\s?\Z", re.I)
_MEANT_BEHIND = re.compile(r"\s?(?:用|için\b)", re.IGNORECASE)
_BEFORE = 24
"""Code points before a word in which a preposition is looked for."""


def not_meant(words: Sequence[FormWord], wording: Wording, *, named: bool) -> list[FormWord]:
    """Return sense words without those that say what may be made of the specimen.

    They are kept where nothing else tells a form, neither another word nor, if ``named``, a name: whoever looks
    "for a handbag" wants that.
    """
    meant = {word for word in words if form_of(word.label) in _MADE and _is_meant(word, wording)}
    if not meant:
        return list(words)
    if not named and not any(form_of(word.label) not in {"", "live"} for word in words if word not in meant):
        return list(words)
    return [word for word in words if word not in meant]


def _is_meant(word: FormWord, wording: Wording) -> bool:
    text = wording.field(word.span.field).text
    if _MEANT_BEHIND.match(text, word.span.end) is not None:
        return True
    before = text[max(0, word.span.start - _BEFORE) : word.span.start]
    return _MEANT_FOR.search(before) is not None and _OFFERED.search(before) is None
