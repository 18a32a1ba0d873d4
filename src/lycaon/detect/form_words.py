"""Words that tell a form, and which of them are heard: none inside a longer one, none that is part of a name."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from lycaon.detect.naming import NameClass, Naming
from lycaon.values.finding import Span

KINDS = ("form", "thing")
"""What the label of a word for a form begins with; everyday words for things tell a form as well as others do."""
_LIVE = "live"
_IN_NAMES = {
    NameClass.ANIMAL: frozenset({
        "tail", "foot", "ear", "hair", "claw", "horn", "trophy", "musical_instrument", "garment",
    }),
    NameClass.PLANT: frozenset({"tail", "foot", "ear", "claw", "horn", "stem"}),
}  # fmt: skip
"""Forms whose words are words of names too: a red-tailed boa, a Cape zebra, the tortue luth, a goat's horn cactus."""
_CUT = frozenset({"sawn_wood", "veneer"})
_SOWN_OR_LAID = frozenset({"egg", "egg_live", "seed"})


class FormWord(msgspec.Struct, frozen=True):
    """A word for a form or for life, and where it stands: field and token, with its span."""

    label: str
    """``form:tusk`` or a topic (``breeding``)"""
    field: str
    first: int
    last: int
    span: Span


@lru_cache(maxsize=1024)
def form_of(label: str) -> str:
    """Return the form that a label tells; empty for a topic.

    >>> form_of("thing:leather_small"), form_of("breeding")
    ('leather_small', '')
    """
    kind, _, form = label.partition(":")
    return form if kind in KINDS else ""


def audible(words: Sequence[FormWord], namings: Sequence[Naming]) -> list[FormWord]:
    """Return the words that are heard: none inside a longer one ("fur" in "fur coat"), and no topic twice.

    An instrument before a word for what is sawn is what that is meant for: clarinet billets; so it is behind a word
    for a part: pegs of a violin.
    A topic says nothing of life where its word is the name, or what is sown or laid: "seeds" is of the plant trade.
    """
    words = [word for word in words if not _belongs_to_a_name(word, namings)]
    told = [word for word in words if form_of(word.label)]
    long = [word for word in told if word.last - word.first > 1]
    named = [each.span for each in namings]
    other = {(word.field, word.first) for word in told if form_of(word.label) in _SOWN_OR_LAID}
    cut = {(word.field, word.first) for word in told if form_of(word.label) in _CUT}
    parts = {(word.field, at) for word in told if form_of(word.label) == "wood_product" for at in _beside(word)}
    return [
        word
        for word in words
        if (
            not any(each is not word and _covers(each, word) for each in long)
            and not (
                form_of(word.label) == "musical_instrument"
                and ((word.field, word.last) in cut or (word.field, word.first) in parts)
            )
            if form_of(word.label)
            else (word.field, word.first) not in other and not any(is_inside(word.span, span) for span in named)
        )
    ]


def _beside(part: FormWord) -> tuple[int, int]:
    """Return where the whole begins of which ``part`` is said to be one: right behind it, or behind one word more."""
    return part.last, part.last + 1


def _belongs_to_a_name(word: FormWord, namings: Sequence[Naming]) -> bool:
    """Whether a word for a part is one of the words of an animal's name: the red-tailed boa, the tortue luth.

    Scripts without spaces are left out: their names of goods are names of the animal and the goods.
    """
    form = form_of(word.label)
    return any(
        not each.form_id
        and form in _IN_NAMES.get(each.kind, ())
        and each.tokens > word.last - word.first
        and each.words.isascii()
        and is_inside(word.span, each.span)
        for each in namings
    )


def _covers(longer: FormWord, word: FormWord) -> bool:
    return (
        longer.field == word.field
        and longer.first <= word.first
        and word.last <= longer.last
        and longer.last - longer.first > word.last - word.first
    )


def is_inside(inner: Span, outer: Span) -> bool:
    """Whether one span lies within another."""
    return inner.field == outer.field and outer.start <= inner.start and inner.end <= outer.end
