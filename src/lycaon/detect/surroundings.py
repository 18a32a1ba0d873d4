"""The sense words of a listing, once, for all its namings: topics, forms, and what masks a name."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from lycaon.detect.disguise import Undone
from lycaon.detect.forms import FormWord
from lycaon.detect.senses import MASK, Senses
from lycaon.detect.wording import FieldWords, Wording
from lycaon.text import tokens
from lycaon.values.finding import Span
from lycaon.values.listing import TextField

KIND, COLOUR = "kind", "colour"
"""What tells one animal from another: "варан степной", "金刚鹦鹉 蓝黄"; cars have colours, too."""
TOLD_APART = frozenset({KIND, COLOUR})
"""Topics that only a bare listing is read by; the decision does not hear them."""
_UNHEARD = TOLD_APART | {"shelf"}
_LONG_TEXT = 120
"""Tokens after which a text is long."""
_PROSE = ("title", "text")
_SEEN = (*_PROSE, "category")
_THROWN_IN = re.compile(r"[+&]\s*(?:\w+\s+)?$")
"""What stands before a cage that goes with the animal: "2 inséparables + cage", "leopard gecko + big tank"."""
_BEFORE = 16
"""Code points before a word in which a plus is looked for."""


class Surroundings(msgspec.Struct, frozen=True):
    """All sense words of a listing, once, for all its namings."""

    words: tuple[FormWord, ...]
    masks: tuple[Span, ...]
    weight: float
    """What a word far from a name is worth: less in a long text, where every topic is touched."""
    forms: tuple[FormWord, ...]
    """Those of title and text that tell a form of specimens."""
    title: frozenset[str]
    """Labels of the title."""
    shelf: frozenset[str]
    """Labels of the site's category."""
    topics: tuple[FormWord, ...]
    """Those of title and text that tell a topic which the decision hears."""


def surroundings(
    senses: Senses, wording: Wording, languages: frozenset[str], undone: Mapping[TextField, Undone]
) -> Surroundings:
    """Read the sense words of title, text and category, and those that a disguise hid: ``undone`` by field."""
    words: dict[tuple[str, str, int, int], FormWord] = {}
    masks: list[Span] = []
    for field in wording.fields:
        if field.name not in _SEEN:
            continue
        for word in _said(senses, field, undone.get(field.name), languages):
            if word.label == MASK:
                masks.append(word.span)
            else:
                words.setdefault((word.label, word.field, word.first, word.last), word)
    length = sum(len(field.tokens) for field in wording.prose)
    kept = _with_care(tuple(words.values()), wording)
    prose = [word for word in kept if word.field != "category"]
    return Surroundings(
        words=kept,
        masks=tuple(masks),
        weight=min(1.0, _LONG_TEXT / max(1, length)),
        forms=tuple([word for word in prose if word.label.startswith("form:")]),
        title=frozenset([word.label for word in kept if word.field == "title"]),
        shelf=frozenset([word.label for word in kept if word.field == "category"]),
        topics=tuple([word for word in prose if ":" not in word.label and word.label not in _UNHEARD]),
    )


def _with_care(words: Sequence[FormWord], wording: Wording) -> tuple[FormWord, ...]:
    """Call the first equipment of a field care where it is thrown in with what stands before it.

    Only the first: a terrarium with a lamp, a bowl and a heater is for sale by itself.
    """
    first: dict[str, FormWord] = {}
    for word in words:
        if word.label == "equipment" and word.field in _PROSE:
            first[word.field] = min(word, first.get(word.field, word), key=lambda each: each.first)
    thrown_in = {word for word in first.values() if _is_thrown_in(word, wording)}
    return tuple([replace(word, label="live_care") if word in thrown_in else word for word in words])


def _is_thrown_in(word: FormWord, wording: Wording) -> bool:
    text = wording.field(word.span.field).text
    return _THROWN_IN.search(text, max(0, word.span.start - _BEFORE), word.span.start) is not None


def _said(senses: Senses, field: FieldWords, undone: Undone | None, languages: frozenset[str]) -> Iterator[FormWord]:
    """Yield the sense words of a field, and then those that are there only once disguises are undone."""
    for hit in senses.find_in(field.tokens, languages, field.text):
        span = Span(field.name, field.tokens[hit.first].start, field.tokens[hit.last - 1].end)
        yield FormWord(hit.label, field.name, hit.first, hit.last, span)
    if undone is None or not undone.changes:
        return
    cut = tokens(undone.text)
    starts = [token.start for token in field.tokens]
    for hit in senses.find_in(cut, languages, undone.text):
        start, end = undone.published(cut[hit.first].start, cut[hit.last - 1].end)
        if undone.within(start, end):
            first, last = max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)
            yield FormWord(hit.label, field.name, first, max(last, first + 1), Span(field.name, start, end))
