"""Whose a count is, where a listing offers several kinds: each count goes to the name that it leans on.

A list is read item by item. A count stands right before its name ("2 boas"), or behind it within the item
("Boa imperator 2.1", "horsfields x3"); commas and the names of others lie between it and what it does not count.
"""

from collections.abc import Sequence

from lycaon.detect.standing import Standing
from lycaon.detect.tally import QuantityKind, QuantityMention
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Span

_FAR = 1 << 20
"""Farther than any count that is somebody's."""
_REACH = 60
"""Code points around a name in which its count stands."""
_COMMA, _STOP = 12, 40
"""Code points that a comma, and the end of a sentence, make a count farther away."""
_BEHIND = 2
"""How much farther a count behind a name is than one before it: "2 boas" is said more often than "boas 2"."""
_APART = frozenset(",;.:()/!?\n，、。；：！？（）")
_BEFORE_NAME = 24
"""Code points between a count and the name of what it counts: "two young box turtles"."""
_VAGUE = frozenset({QuantityKind.LITTER, QuantityKind.LOT})


def counts_of(
    names: Sequence[Sequence[Span]], at: int, mentions: Sequence[QuantityMention], wording: Wording
) -> tuple[QuantityMention, ...]:
    """Return the counts of one kind of several.

    Args:
        names: where each kind is named.
        at: the kind that is asked for.
        mentions: the counts of the listing.
        wording: the listing's words.

    Returns:
        The count nearest to the names of the kind, with the sex counts that its line adds to it ("Royals: 2.3 pastel,
        0.1 clown"); none where every count is somebody else's.
    """
    own: list[tuple[int, QuantityMention]] = []
    for mention in mentions:
        if mention.standing is Standing.ALL and not any(
            name.field == mention.span.field and 0 <= mention.span.start - name.end <= 1
            for each in names
            for name in each
        ):
            continue  # "450 for all three", but "赫曼3只一起1500"
        if mention.standing is Standing.GONE or (mention.kind in _VAGUE and mention.quantity.best > 1):
            continue  # "10 for £60", of all kinds together
        words = wording.field(mention.span.field)
        mine = min([_distance(words, name, mention) for name in names[at]], default=_FAR)
        if mine < _FAR and not any(_distance(words, name, mention) < mine for each in names for name in each):
            own.append((mine, mention))
    if not own:
        return ()
    _, nearest = min(own, key=lambda each: (each[1].kind in _VAGUE, each[0]))
    if nearest.kind is not QuantityKind.SEX_COUNT:
        return (nearest,)
    return tuple(mention for _, mention in own if _adds(nearest, mention))


def picked_out(names: Sequence[Span], mentions: Sequence[QuantityMention]) -> QuantityMention | None:
    """Return the count right before the one kind that is offered, where other things are counted beside it.

    "2 casques rouges, 1 triton, 4 strombes géants, 5 porcelaines" are four conches, not twelve.
    """
    counts = [m for m in mentions if m.kind in {QuantityKind.COUNT, QuantityKind.NUMBER} and not m.sexed]
    own = [mention for mention in counts if any(_is_right_before(mention, name) for name in names)]
    beside = [m for m in counts if own and m not in own and m.sentence == own[0].sentence]
    return own[0] if len(own) == 1 and len(beside) > 1 else None


def elsewhere_left_out(
    mentions: Sequence[QuantityMention], beside: Sequence[Span], wording: Wording
) -> tuple[QuantityMention, ...]:
    """Return the counts without those of what the listing only mentions: "lived with two box turtles".

    Args:
        mentions: the counts of the listing.
        beside: where it names what it does not offer.
        wording: the listing's words.
    """
    if not beside:
        return tuple(mentions)
    return tuple(mention for mention in mentions if not any(_leads_to(mention, name, wording) for name in beside))


def _leads_to(mention: QuantityMention, name: Span, wording: Wording) -> bool:
    """Whether a count stands before a name with nothing but words between."""
    between = wording.field(name.field).text[mention.span.end : name.start]
    return (
        mention.span.field == name.field
        and 0 <= name.start - mention.span.end <= _BEFORE_NAME
        and not any(sign in _APART for sign in between)
    )


def _is_right_before(mention: QuantityMention, name: Span) -> bool:
    return mention.span.field == name.field and 0 <= name.start - mention.span.end <= 1


def _adds(nearest: QuantityMention, mention: QuantityMention) -> bool:
    same = mention.span.field == nearest.span.field and mention.sentence == nearest.sentence
    return mention is nearest or (same and mention.kind is QuantityKind.SEX_COUNT)


def _distance(words: FieldWords, name: Span, mention: QuantityMention) -> int:
    """Return how far a count is from a name, in code points and what separates; ``_FAR`` where they are apart."""
    if mention.span.field != name.field:
        return _FAR
    before = mention.span.start < name.start
    low, high = (mention.span.end, name.start) if before else (name.end, mention.span.start)
    between = words.text[min(low, high) : max(low, high)]
    if len(between) > _REACH or "\n" in between:
        return _FAR
    apart = _COMMA * (between.count(",") + between.count(":")) + (_STOP if words.breaks(low, high) else 0)
    return len(between) * (1 if before else _BEHIND) + apart
