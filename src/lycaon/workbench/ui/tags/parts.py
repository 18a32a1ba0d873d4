"""Tags for the parts of a page: sections, empty states, buttons with their keys, pages of a list, what happened."""

from urllib.parse import urlencode

from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lycaon.workbench.ui.pagination import Window
from lycaon.workbench.ui.words import words

register = Library()


@register.simple_block_tag
def part(content: str, title: str = "", *, note: str = "", id: str = "", css: str = "") -> SafeString:  # noqa: A002
    """Draw a part of a page: an ink rule, its heading, a quiet note at the end of the line.

    Args:
        content: between the tags.
        title: its heading; None leaves the head to the content.
        note: small and quiet beside the heading; may be HTML that a tag made.
        id: for links and swaps.
        css: further classes: ``first`` and ``later`` order the parts on a phone.
    """
    named = format_html(' id="{}"', id) if id else ""
    classes = f"part {css}".strip()
    if not title:
        head = ""
    elif note:
        head = format_html('<div class="parthead"><h2>{}</h2><span class="small quiet">{}</span></div>', title, note)
    else:
        head = format_html("<h2>{}</h2>", title)
    return format_html('<section class="{}"{}>{}{}</section>', classes, named, head, content)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a symbol of ours (``lock``, ``clip``); a word always follows it."""
    return format_html('<svg class="i" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.simple_tag
def key(letters: str) -> SafeString:
    """Draw a keyboard hint: ``{% key "g t" %}``."""
    return format_html('<span class="keys" aria-hidden="true">{}</span>', _caps(letters))


@register.simple_tag
def act(
    label: str,
    *,
    key: str = "",
    first: bool = False,
    name: str = "",
    value: str = "",
    url: str = "",
    why_not: str = "",
    form: str = "",
) -> SafeString:
    """Draw something to press: a button of the form around it, or a link where ``url`` is given.

    Args:
        label: the verb of the field: "Confirm, 3 offers"; never "OK".
        key: the letter that presses it.
        first: the one filled button of a view.
        name: of the field that the button sends.
        value: of that field.
        url: where a link leads.
        why_not: what still stands in the way ("Send, when both are mended"); shown instead, and nothing is sent.
        form: id of the form, where the button stands outside it.
    """
    css = "btn btn--first" if first else "btn"
    caps = format_html(' <span class="keys" aria-hidden="true">{}</span>', _caps(key)) if key else ""
    keyed = format_html(' data-k="{}" aria-keyshortcuts="{}"', key, key) if key else ""
    if why_not:
        return format_html('<button class="{}" type="button" aria-disabled="true">{}</button>', css, why_not)
    if url:
        return format_html('<a class="{}" href="{}"{}><span>{}</span>{}</a>', css, url, keyed, label, caps)
    sends = format_html(' name="{}" value="{}"', name, value) if name else ""
    of = format_html(' form="{}"', form) if form else ""
    return format_html(
        '<button class="{}" type="submit"{}{}{}><span>{}</span>{}</button>', css, sends, of, keyed, label, caps
    )


def _caps(letters: str) -> SafeString:
    return mark_safe(" ".join(format_html("<kbd>{}</kbd>", letter) for letter in letters.split()))  # noqa: S308


@register.simple_tag
def nothing(words: str, next_step: str = "") -> SafeString:
    """Say that a list is empty, what would stand here, and the next step."""
    more = format_html('<p class="small quiet">{}</p>', next_step) if next_step else ""
    return format_html("<p>{}</p>{}", words, more)


@register.simple_tag
def withheld(what: str, why: str) -> SafeString:
    """List something that may not be shown, with a lock and the reason."""
    return format_html('{} <b>{}</b><br><span class="small quiet">{}</span>', icon("lock"), what, why)


@register.filter
def number(value: float | None) -> str:
    """Write a figure with thin spaces between thousands; none is "—"."""
    return "—" if value is None else words().number(float(value))


@register.filter
def percent(value: float | None) -> str:
    """Write a share as whole per cent; none is "—". For a calibrated probability use ``{% probability %}``."""
    return "—" if value is None else f"{round(float(value) * 100)}\u00a0%"


@register.filter
def unstopped(words: str) -> str:
    """Leave out the full stop of a sentence that another one follows after a colon."""
    return str(words).rstrip(".:")


@register.inclusion_tag("ui/pages.html", takes_context=True)
def pages(
    context: dict[str, object], window: Window[object] | Page[object], parameter: str = "from"
) -> dict[str, object]:
    """Draw the links to the rows before and after; the other parameters of the address stay.

    Args:
        context: of the page.
        window: rows by place, or a page of Django's paginator, whose parameter is ``page``.
        parameter: in which the address names a place.
    """
    request = context["request"]
    assert isinstance(request, HttpRequest)  # noqa: S101 - the context processor of Django puts it there

    def link(*asked: tuple[str, str]) -> str:
        names = {name for name, _ in asked} | {parameter, "way", "page"}
        kept = [(name, one) for name, many in request.GET.lists() for one in many if name not in names]
        return "?" + urlencode([*kept, *asked])

    if isinstance(window, Page):
        before = link(("page", str(window.number - 1))) if window.has_previous() else ""
        after = link(("page", str(window.number + 1))) if window.has_next() else ""
        return {"before": before, "after": after, "total": window.paginator.count}
    before = link((parameter, window.before), ("way", "back")) if window.before else ""
    after = link((parameter, window.after), ("way", "on")) if window.after else ""
    return {"before": before, "after": after, "total": window.total}


@register.inclusion_tag("ui/errors.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """Say first what is wrong in a form, each line a link to its field. ``{{ form }}`` brings it by itself."""
    return {"form": form}


@register.inclusion_tag("ui/happened.html", takes_context=True)
def happened(context: dict[str, object]) -> dict[str, object]:
    """Say what the last act did; the base page brings it under the headline."""
    return {"messages": context.get("messages"), "csrf_token": context.get("csrf_token")}
