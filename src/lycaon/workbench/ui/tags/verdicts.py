"""Tags for what the law appears to say: by shape and word, then number; never by hue."""

from collections.abc import Sequence

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lycaon.values.scanned import Scan
from lycaon.values.verdict import Legality, Reading
from lycaon.workbench.ui.words import SYMBOLS, legality_in_words, probability_in_words, words

register = Library()


@register.simple_tag
def verdict(of: Scan | Reading | Legality | str | None, *, big: bool = False, place: str = "") -> SafeString:
    """Draw the mark and the words of a verdict.

    Args:
        of: a scan, a reading, or the code of a legality; None (nothing was judged) is Unknown.
        big: larger, at the head of a gloss.
        place: where the verdict holds, in words: "in France".
    """
    legality = _legality(of)
    return format_html(
        '<span class="v worded{}"><svg aria-hidden="true"><use href="#{}"/></svg>{}{}</span>',
        mark_safe(" v--big") if big else "",
        SYMBOLS[legality],
        legality_in_words(legality),
        f" {place}" if place else "",
    )


@register.simple_tag
def mark(of: Scan | Reading | Legality | str | None) -> SafeString:
    """Draw the mark alone, its words for screen readers only: for rows of a queue."""
    legality = _legality(of)
    return format_html(
        '<svg aria-hidden="true"><use href="#{}"/></svg><span class="vh worded">{}. </span>',
        SYMBOLS[legality],
        legality_in_words(legality),
    )


@register.simple_tag
def probability(value: float | None) -> SafeString | str:
    """Draw the word with the number: "very likely **88 %**"; never one without the other."""
    if value is None:
        return "—"
    return format_html('<span class="p worded">{} <b>{}</b></span>', *probability_in_words(float(value)))


@register.simple_tag
def strip(of: Scan | Reading | Sequence[tuple[str, float]] | None, *, key: bool = True) -> SafeString:
    """Draw how a probability spreads over the five verdicts, and below it the same in words and figures.

    Args:
        of: a scan, a reading, or pairs of code and probability.
        key: whether the words and figures stand below; without them a screen reader still hears all.
    """
    shares = [(legality, share) for legality, share in _probabilities(of) if round(share * 100) >= 1]
    if not shares:
        return SafeString("")
    told = ", ".join(f"{legality_in_words(one)} {words().percent(share)}" for one, share in shares)
    bars = format_html_join(
        "", '<i class="s{} f{}"></i>', ((SYMBOLS[one][1], max(1, round(share * 100))) for one, share in shares)
    )
    drawn = format_html('<div class="strip worded" role="img" aria-label="{}">{}</div>', told, bars)
    return drawn + _key(shares) if key else drawn


def _key(shares: Sequence[tuple[Legality, float]]) -> SafeString:
    rows = format_html_join(
        "",
        '<li><span class="sw strip"><i class="s{}"></i></span><span>{}</span><span class="n">{}</span><span></span>'
        "</li>",
        ((SYMBOLS[one][1], legality_in_words(one), words().percent(share)) for one, share in shares),
    )
    return format_html('<ul class="key worded" role="list" aria-hidden="true">{}</ul>', rows)


@register.simple_tag
def handling(*labels: str) -> SafeString:
    """Draw handling labels (``TLP:AMBER``, ``PAP:AMBER``) as outlined words; what is empty is not drawn."""
    flags = format_html_join(" ", '<span class="flag mono">{}</span>', ((label,) for label in labels if label))
    return format_html('<span class="handling"><span class="vh">{}: </span>{}</span>', _("Handling"), flags)


def _legality(of: Scan | Reading | Legality | str | None) -> Legality:
    if isinstance(of, Scan):
        of = of.verdict.reading if of.verdict else None
    if isinstance(of, Reading):
        return of.legality
    return Legality(of) if of else Legality.UNKNOWN


def _probabilities(of: Scan | Reading | Sequence[tuple[str, float]] | None) -> list[tuple[Legality, float]]:
    if isinstance(of, Scan):
        of = of.verdict.reading if of.verdict else None
    pairs = of.probabilities if isinstance(of, Reading) else of or ()
    known = {Legality(legality): float(share) for legality, share in pairs}
    return [(legality, known[legality]) for legality in SYMBOLS if legality in known]
