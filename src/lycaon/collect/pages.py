"""A web page to a raw record: schema.org first, then OpenGraph, then the main text.

JSON-LD is found by a search for bytes, because parsing whole pages is a hundred times slower and most
pages of a crawl hold what we need in one script element.
"""

import codecs
import html
import json
import re
import zlib
from collections.abc import Iterator
from typing import cast

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from lycaon.collect.nesting import is_too_deep

LARGEST_PAGE = 16 * 1024 * 1024
"""Bytes; what is larger is not a page of one advertisement."""

_LONGEST_TAG = 500
"""Bytes before and after the kind of a script in its tag."""
_DECODER = msgspec.json.Decoder()
_OFFERED = (
    "Product",
    "Offer",
    "IndividualProduct",
    "ProductModel",
    "Vehicle",
    "ClassifiedAd",
    "Demand",
    "SocialMediaPosting",
    "DiscussionForumPosting",
)
_ACCOUNTS = frozenset({"Person", "Organization", "LocalBusiness", "Store", "ProfilePage"})
_LANGUAGE = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)
_DEEPEST = 8
_NO_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs that no page is written in: a site that names one would have words made out of signs that mean themselves,
half surrogate pairs that nobody can write down, or an error that no decoder should raise."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)


def read_page(page: bytes, url: str, *, charset: str = "") -> dict[str, object] | None:
    """Return a raw record of the one offer that a page shows, or None where it shows none.

    Args:
        page: the bytes as served, unpacked.
        url: where it was served; kept as the record's address.
        charset: as the server declared it, if it did.

    A page counts as an offer when it carries a schema.org offer, or an OpenGraph product, or a main
    text of at least 40 characters beside a title. Never raises on odd pages: odd pages are normal.
    """
    found = _from_json_ld(page) or _from_tree(page, charset)
    if found is None:
        return None
    return {"url": url, **{key: value for key, value in found.items() if value}}


def seller_link(page: bytes, charset: str = "") -> str:
    """Return the address of the seller's own page as the offer's data for machines name it, or "".

    Args:
        page: the bytes as served, unpacked.
        charset: as the server declared it.

    >>> seller_link(b'<p itemscope itemtype="https://schema.org/Offer"><a itemprop="seller" href="/u/7">Ann</a></p>')
    '/u/7'
    """
    for script in _scripts(page) if b"ld+json" in page else ():
        for node in _nodes(_json(script), 0):
            if _kinds(node) & set(_OFFERED):
                offer = _first(node.get("offers")) or node
                seller = _first(offer.get("seller")) or _first(node.get("author")) or {}
                if seller.get("url"):
                    return _text(seller["url"])
    text = decode(page, charset)
    if is_too_deep(text):
        return ""
    tree = LexborHTMLParser(text)
    marked = tree.css('a[itemprop="seller"], [itemprop="seller"] a[href], a[itemprop="author"], a[rel~="author"]')
    return next((link for node in marked if (link := _attribute(node, "href"))), "")


def read_account(page: bytes, charset: str = "") -> dict[str, str] | None:
    """Return name, words and beginning of an account as its own page presents them, or None where it presents nothing.

    Args:
        page: the bytes as served, unpacked.
        charset: as the server declared it.
    """
    text = decode(page, charset)
    tree = None if is_too_deep(text) else LexborHTMLParser(text)
    shown = (_main_text(tree) if tree else None) or {}
    said = next((node for script in _scripts(page) for node in _nodes(_json(script), 0) if _is_account(node)), {})
    found = {
        "name": _text(said.get("name")) or _text(shown.get("title")),
        "text": _text(shown.get("text")) or _text(said.get("description")),
        "since": _text(_of(said, "dateCreated", "foundingDate", "memberSince")),
    }
    return found if found["name"] or found["text"] else None


def _is_account(node: dict[str, object]) -> bool:
    return bool(_kinds(node) & _ACCOUNTS) and bool(node.get("name"))


def decode(page: bytes, charset: str = "") -> str:
    """Return the text of a page by its declared encoding, else UTF-8, else the old Western one."""
    declared = charset.encode() if charset else next(iter(_CHARSET.findall(page[:4096])), b"")
    for name in (declared.decode("ascii", "replace"), "utf-8"):
        if name:
            try:
                if codecs.lookup(name).name not in _NO_ENCODINGS:
                    return page.decode(name)
            except (LookupError, UnicodeError):
                continue
    return page.decode("cp1252", "replace")


def unpacked(data: bytes, encoding: str) -> bytes:
    """Return a body without its Content-Encoding, no more than a page of it; as it came where it cannot be unpacked."""
    try:
        if encoding == "gzip":
            return zlib.decompressobj(31).decompress(data, LARGEST_PAGE)
        if encoding == "deflate":
            return zlib.decompressobj().decompress(data, LARGEST_PAGE)
    except zlib.error:
        return data
    return data


def _scripts(page: bytes) -> Iterator[bytes]:
    """Yield what stands in scripts of JSON-LD; in one pass, whatever a hostile page repeats."""
    lowered, at = page.lower(), 0
    while (kind := lowered.find(b"ld+json", at)) >= 0:
        opened = lowered.rfind(b"<script", max(at, kind - _LONGEST_TAG), kind)
        ended = lowered.find(b">", kind, kind + _LONGEST_TAG)
        if opened < 0 or ended < 0 or lowered.find(b">", opened, kind) >= 0:
            at = kind + 1
            continue
        closed = lowered.find(b"</script", ended)
        if closed < 0:
            return
        yield page[ended + 1 : closed]
        at = closed


def _from_json_ld(page: bytes) -> dict[str, object] | None:
    if b"ld+json" not in page:
        return None
    for script in _scripts(page):
        for node in _nodes(_json(script), 0):
            if _kinds(node) & set(_OFFERED):
                record = _product(node)
                if record["title"] or record["text"]:
                    return record if record["language"] else {**record, "language": _declared_language(page)}
    return None


def _declared_language(page: bytes) -> str:
    declared = _LANGUAGE.search(page[:4096])
    return declared[1].decode("ascii") if declared else ""


def _json(script: bytes) -> object:
    try:
        return _DECODER.decode(script)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    # Sellers' line breaks inside strings and comments around the script are common; try once more, lenient.
    text = script.decode("utf-8", "replace").strip().removeprefix("<!--").removesuffix("-->").strip("; \n")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in cast("list[object]", value)[:200]:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        node = cast("dict[str, object]", value)
        yield node
        for key in ("@graph", "mainEntity", "itemOffered", "mainEntityOfPage"):
            if key in node:
                yield from _nodes(node[key], depth + 1)


def _kinds(node: dict[str, object]) -> set[str]:
    kind = node.get("@type")
    kinds = cast("list[object]", kind) if isinstance(kind, list) else [kind]
    return {str(name).rsplit("/", 1)[-1] for name in kinds if name}


def _product(node: dict[str, object]) -> dict[str, object]:
    offer = _first(node.get("offers")) or (node if "Offer" in _kinds(node) else {})
    item = _first(node.get("itemOffered")) or node
    seller = _first(offer.get("seller")) or _first(node.get("author")) or {}
    place = _first(offer.get("availableAtOrFrom")) or _first(node.get("location")) or {}
    specified = _first(offer.get("priceSpecification")) or {}
    return {
        "id": _text(_of(node, "sku", "productID", "identifier")),
        "title": _text(_of(item, "name") or _of(node, "name", "headline")),
        "text": _text(
            item.get("description") or node.get("description") or node.get("articleBody") or node.get("text")
        ),
        "price": _text(_of(offer, "price", "lowPrice") or _of(specified, "price")),
        "currency": _text(_of(offer, "priceCurrency") or _of(specified, "priceCurrency")),
        "seller": _text(seller.get("name")),
        "place": _place(place),
        "category": _text(node.get("category")),
        "posted": _text(_of(node, "datePublished", "datePosted") or _of(offer, "validFrom")),
        "images": [_text(image) for image in _list(node.get("image"))],
        "language": _text(node.get("inLanguage")),
    }


def _of(node: dict[str, object], *keys: str) -> object:
    return next((node[key] for key in keys if node.get(key)), None)


def _first(value: object) -> dict[str, object] | None:
    for part in _list(value):
        if isinstance(part, dict):
            return cast("dict[str, object]", part)
    return None


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _text(value: object) -> str:
    match value:
        case str():
            return html.unescape(value).strip()
        case int() | float() if not isinstance(value, bool):
            return str(value)
        case dict():
            node = cast("dict[str, object]", value)
            return _text(node.get("name") or node.get("@value") or node.get("url") or node.get("value"))
        case list():
            return " > ".join(word for part in cast("list[object]", value) if (word := _text(part)))
        case _:
            return ""


def _place(node: dict[str, object]) -> str:
    address = _first(node.get("address"))
    if address is None:
        return _text(node.get("address") or node.get("name"))
    parts = (_text(address.get(key)) for key in ("postalCode", "addressLocality", "addressRegion", "addressCountry"))
    return " ".join(part for part in parts if part)


def _from_tree(page: bytes, charset: str) -> dict[str, object] | None:
    text = decode(page, charset)
    if is_too_deep(text):
        return None
    tree = LexborHTMLParser(text)
    language = _attribute(tree.css_first("html"), "lang")
    for read in (_microdata, _open_graph, _main_text):
        found = read(tree)
        if found and (found.get("title") or found.get("text")):
            return {"language": language, **found}
    return None


def _microdata(tree: LexborHTMLParser) -> dict[str, object] | None:
    scope = next((node for name in _OFFERED for node in tree.css(f'[itemtype$="schema.org/{name}"]')), None)
    if scope is None:
        return None

    def said(name: str) -> str:
        node = scope.css_first(f'[itemprop="{name}"]')
        return _attribute(node, "content") or (node.text(separator=" ", strip=True) if node else "")

    pictures = [_attribute(node, "src") or _attribute(node, "content") for node in scope.css('[itemprop="image"]')]
    return {
        "id": said("sku") or said("productID"),
        "title": said("name"),
        "text": said("description"),
        "price": said("price"),
        "currency": said("priceCurrency"),
        "seller": said("seller"),
        "place": said("address"),
        "category": said("category"),
        "posted": said("datePublished") or said("datePosted"),
        "images": [address for address in pictures if address],
    }


def _open_graph(tree: LexborHTMLParser) -> dict[str, object] | None:
    def meta(*names: str) -> str:
        for name in names:
            node = tree.css_first(f'meta[property="{name}"]') or tree.css_first(f'meta[name="{name}"]')
            if value := _attribute(node, "content"):
                return value
        return ""

    price = meta("product:price:amount", "og:price:amount")
    if "product" not in meta("og:type") and not price:
        return None
    return {
        "title": meta("og:title"),
        "text": meta("og:description", "description"),
        "price": price,
        "currency": meta("product:price:currency", "og:price:currency"),
        "images": [meta("og:image")],
        "site": meta("og:site_name"),
    }


def _main_text(tree: LexborHTMLParser) -> dict[str, object] | None:
    heading = tree.css_first("h1") or tree.css_first("title")
    title = heading.text(separator=" ", strip=True) if heading else ""
    for noise in tree.css("script, style, noscript, nav, header, footer, aside, form, svg, iframe, template"):
        noise.decompose()
    body = tree.css_first("article") or tree.css_first("main") or tree.body
    lines = (line.strip() for line in body.text(separator="\n", strip=True).split("\n")) if body else ()
    text = "\n".join(line for line in lines if line)
    # A title alone is an empty shell or an error page; a text alone has nothing that sells.
    return {"title": title, "text": text[: 64 * 1024]} if title and len(text) >= 40 else None


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""
