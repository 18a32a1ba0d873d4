"""Tags for what sellers publish: their words in their own face and language, marked; their photos, covered."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lycaon.values.scanned import Scan
from lycaon.workbench.ui import reading
from lycaon.workbench.ui.photos import Photo
from lycaon.workbench.ui.words import words

register = Library()

_KINDS = ("name", "form", "price", "claim", "code", "decides")


@register.simple_tag
def said(text: str | None, language: str = "", *, tag: str = "span") -> SafeString | str:
    """Draw somebody else's words, as published, in their own language and direction.

    Args:
        text: a title, a handle, a quotation; nothing is "—".
        language: BCP 47, where it is known.
        tag: ``span``, or ``bdi``, ``q``, ``p``.
    """
    if not text:
        return "—"
    if tag not in ("span", "bdi", "q", "p", "b"):
        raise ValueError(f"said: no tag {tag!r} for words of others; use span, bdi, q, p or b")
    named = format_html(' lang="{}"', language) if language else ""
    return format_html(
        '<{} class="said"{} dir="auto" translate="no">{}</{}>', SafeString(tag), named, text, SafeString(tag)
    )


@register.inclusion_tag("ui/listing.html")
def listing(title: str, text: str, scan: Scan, language: str = "") -> dict[str, object]:
    """Draw a listing as published, its words marked and numbered, and the legend under it."""
    return {
        "read": reading.annotated(title, text, scan.finding.mentions),
        "language": language,
        "legend": [(kind, words()(f"mark.{kind}")) for kind in _KINDS],
    }


@register.inclusion_tag("ui/notes.html")
def notes(title: str, text: str, scan: Scan) -> dict[str, object]:
    """Draw what each number in a listing was read as; stands in the gloss."""
    return {"read": reading.annotated(title, text, scan.finding.mentions)}


@register.inclusion_tag("ui/gloss.html")
def gloss(scan: Scan, place: str = "", only: str = "") -> dict[str, object]:
    """Draw the verdict with its probability, reasons, documents, duties, and what would change it.

    ``only="verdict"`` and ``only="reasons"`` draw the two halves, where something stands between them.
    """
    return {"scan": scan, "told": reading.told(scan), "place": place, "only": only}


@register.inclusion_tag("ui/photo.html", takes_context=True)
def photo(context: dict[str, object], one: Photo) -> dict[str, object]:
    """Draw a photo, covered until it is asked for."""
    return {"photo": one, "csrf_token": context.get("csrf_token")}
