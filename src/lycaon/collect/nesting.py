"""How deep a page is nested, before anything parses it.

A parser of HTML looks through all open elements at many a tag, so fifty thousand open ones take it twenty seconds
and a hostile page may hold millions. Real pages are a few dozen deep; browsers stop at 512.
"""

import re

DEEPEST = 2000
"""Open elements; deeper pages are not parsed."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
# Elements that never stay open, or that the next of their kind closes.
_CLOSED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "rp",
        "rt",
        "path",
        "circle",
        "rect",
        "line",
        "use",
        "polygon",
        "polyline",
        "ellipse",
        "stop",
    ]
)


def is_too_deep(html: str) -> bool:
    """Tell whether a page is nested deeper than any honest one. Takes time in proportion to its length.

    >>> is_too_deep("<p>one<br><p>two" * 10_000), is_too_deep("<div>" * 3000)
    (False, True)
    """
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _CLOSED:
            continue
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False


def without_tags(html: str) -> str:
    """Return what stands between the tags of a page that is not worth parsing; scripts too."""
    return re.sub(r"<[^<>]{0,2000}>", " ", html)
