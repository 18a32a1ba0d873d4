"""A listing with its gloss: the seller's words, marked and numbered, and what each of them was read as."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from lycaon.catalogue import Catalogue
from lycaon.report.gloss import Gloss, Told
from lycaon.report.marked import CLASSES, apart
from lycaon.values.finding import Mention, MentionKind
from lycaon.values.listing import TextField
from lycaon.values.scanned import Scan
from lycaon.values.taxonomy import NameKind
from lycaon.workbench.ui.claims import claim_in_words
from lycaon.workbench.ui.languages import spoken
from lycaon.workbench.ui.words import words

_MOST = 20_000
"""Code points shown of one field; a seller's text without end must not make a page without end."""


@cache
def catalogue() -> Catalogue:
    """Return the catalogue, loaded once a process."""
    return Catalogue.load()


def told(scan: Scan) -> Told:
    """Return what stands beside a listing, in the language of this request."""
    return Gloss(catalogue(), words()).of(scan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What some words of a listing were read as; its number stands beside them."""

    number: int
    kind: str
    """In words: "name", "claim"."""
    surface: str
    """The seller's words."""
    meaning: str
    """What they were read as: "Psittacus erithacus"; empty where the kind says it all."""
    probability: float | None
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """The title and text of a listing with marks, and the notes that the marks lead to."""

    title: SafeString
    text: SafeString
    notes: tuple[Note, ...]


def annotated(title: str, text: str, mentions: Sequence[Mention]) -> Annotated:
    """Mark what was read in a listing. Equal readings share a number; what overlaps is marked once.

    Args:
        title: as published, not cut.
        text: as published.
        mentions: of the finding; their spans count code points of these very strings.
    """
    notes: dict[tuple[MentionKind, str], Note] = {}
    marked_title = _marked(title, mentions, "title", notes)
    marked_text = _marked(text, mentions, "text", notes)
    return Annotated(title=marked_title, text=marked_text, notes=tuple(notes.values()))


def _marked(
    text: str, mentions: Sequence[Mention], field: TextField, notes: dict[tuple[MentionKind, str], Note]
) -> SafeString:
    out, at, shown = "", 0, text[:_MOST]
    for mention in apart(mentions, field, len(shown)):
        here = mention.span
        note = _note(mention, shown[here.start : here.end], notes)
        out += escape(shown[at : here.start]) + _mark(mention, shown[here.start : here.end], note)
        at = here.end
    return mark_safe(out + escape(shown[at:]) + ("…" if len(text) > _MOST else ""))  # noqa: S308 - escaped piecewise


def _mark(mention: Mention, surface: str, note: Note) -> SafeString:
    return format_html(
        '<mark class="{}">{}<span class="vh"> ({}, </span><sup><a href="#note-{}">{}</a></sup>'
        '<span class="vh">)</span></mark>',
        CLASSES[mention.kind] + (" decides" if mention.decides else ""),
        surface,
        note.kind,
        note.number,
        note.number,
    )


def _note(mention: Mention, surface: str, notes: dict[tuple[MentionKind, str], Note]) -> Note:
    best = mention.meanings[0] if mention.meanings else None
    key = (mention.kind, best.value if best else surface.casefold())
    if key not in notes:
        notes[key] = Note(
            number=len(notes) + 1,
            kind=words()(f"mark.{CLASSES[mention.kind]}"),
            surface=surface,
            meaning=_meaning(mention.kind, best.value) if best else "",
            probability=best.probability if best and mention.kind is MentionKind.NAME else None,
            decides=mention.decides,
        )
    return notes[key]


def _meaning(kind: MentionKind, meant: str) -> str:
    """Return what an id of the catalogue is called; empty where it has no words of its own (a price)."""
    knowledge = catalogue()
    if kind is MentionKind.FORM and meant in knowledge.forms:
        names = dict(knowledge.forms[meant].names)
        return names.get(spoken(), names["en"])
    if kind is MentionKind.CLAIM:
        return claim_in_words(meant)
    if kind is not MentionKind.NAME or meant not in knowledge:
        return ""
    taxon = knowledge.taxon(meant)
    common = next((name.text for name in knowledge.names(meant, spoken()) if name.kind is NameKind.COMMON), "")
    return f"{taxon.scientific_name}, {common}" if common else taxon.scientific_name
