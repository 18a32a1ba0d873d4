"""A seller's words with what was read in them marked, each kind by its own line."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from lycaon.values.finding import Mention, MentionKind
from lycaon.values.listing import TextField

CLASSES = {
    MentionKind.NAME: "name",
    MentionKind.FORM: "form",
    MentionKind.QUANTITY: "form",
    MentionKind.PRICE: "price",
    MentionKind.CLAIM: "claim",
    MentionKind.DOCUMENT: "claim",
    MentionKind.MARK: "claim",
    MentionKind.CODE_WORD: "code",
}
"""The style class of each kind of words that is marked; the other kinds are not."""


def marked(text: str, mentions: Sequence[Mention], field: TextField, *, most: int = 4000) -> Markup:
    """Return ``text`` as HTML with its mentions marked; what overlaps is shown once, the deciding one first.

    Args:
        text: the published field.
        mentions: of the whole listing; those of other fields are passed over.
        field: which field ``text`` is.
        most: code points shown; a longer text is cut and says so with an ellipsis.
    """
    shown = text[:most]
    out, at = Markup(), 0
    for mention in apart(mentions, field, len(shown)):
        out += escape(shown[at : mention.span.start])
        css = CLASSES[mention.kind] + (" decides" if mention.decides else "")
        out += Markup('<mark class="{}">{}</mark>').format(css, shown[mention.span.start : mention.span.end])
        at = mention.span.end
    return out + escape(shown[at:]) + ("…" if len(text) > most else "")


def apart(mentions: Sequence[Mention], field: TextField, length: int) -> list[Mention]:
    """Return the mentions to draw in ``field``, in order, none overlapping: what decides wins, then what is longer."""
    here = [
        mention
        for mention in mentions
        if mention.span.field == field
        and mention.kind in CLASSES
        and 0 <= mention.span.start < mention.span.end <= length
    ]
    kept: list[Mention] = []
    for mention in sorted(here, key=lambda one: (not one.decides, one.span.start - one.span.end, one.span.start)):
        if all(mention.span.end <= other.span.start or other.span.end <= mention.span.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.span.start)
