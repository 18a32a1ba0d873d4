"""Words and pictures of a page by CSS selectors, where somebody knows how a site is built."""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from lycaon.collect.nesting import is_too_deep


def selected(selectors: Mapping[str, str], html: str) -> dict[str, object]:
    """Return ``{field: words}`` of what the selectors find; of ``images`` the addresses.

    Raises:
        SelectolaxError: a selector is none.

    >>> selected({"title": "h1", "price": ".none"}, "<h1>Tusk <b>old</b></h1>")
    {'title': 'Tusk old'}
    """
    if not selectors or is_too_deep(html):
        return {}
    tree = LexborHTMLParser(html)
    found: dict[str, object] = {}
    for name, selector in selectors.items():
        nodes = tree.css(selector)
        value = list(_pictures(nodes)) if name == "images" else _words(nodes)
        if value:
            found[name] = value
    return found


def _words(nodes: list[LexborNode]) -> str:
    return "\n".join(words for node in nodes if (words := node.text(separator=" ", strip=True)))


def _pictures(nodes: list[LexborNode]) -> Iterator[str]:
    for node in nodes:
        address = (node.attributes.get("data-src") or node.attributes.get("src") or "").strip()
        if address and not address.startswith("data:"):
            yield address
