"""Pages: HTML to a listing against extruct, and a packed WARC to findings: ``python -m bench.pages``.

Invented pages of a market: an offer in JSON-LD, in microdata, in OpenGraph or in its main text only, amid the
navigation, styles, scripts and links that real pages mostly consist of. The fields that extruct reads out of the
JSON-LD must be those that we read, or there are no figures. Processor time of one process.
"""

import argparse
import gzip
import html
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import extruct  # pyright: ignore[reportMissingImports]  # in the group "bench" only

from bench.job import names_of_trade
from bench.machine import machine, median, rounds, write
from bench.texts import listings
from lycaon.collect import Source, read_listings
from lycaon.collect.pages import read_page
from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.values.listing import Listing

ASKED = Asked(today=date(2026, 11, 22))
KINDS = {"json-ld": 0.7, "microdata": 0.1, "opengraph": 0.1, "text": 0.1}
URL = "https://market.example/ad/{}"
_LINK = '<li class="nav__item nav__item--{n}"><a href="/c/{n}?ref=nav" data-track="{n}">Rubrik {n}</a></li>'
_SCRIPT = "window.__s=window.__s||[];__s.push({{id:{n},t:'slot-{n}',w:300,h:250,sizes:[[300,250],[728,90]]}});"


def page(number: int, kind: str, title: str, text: str) -> bytes:
    """Return one page of about 40 kB, its offer written in the way of ``kind``."""
    price = f"{number % 900 + 3}.50"
    offer = {"name": title, "description": text, "price": price, "currency": "EUR"}
    navigation = "".join(_LINK.format(n=n) for n in range(150))
    scripts = "".join(f"<script>{_SCRIPT.format(n=n)}</script>" for n in range(60))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"{_head(kind, offer)}{scripts}</head><body><nav><ul>{navigation}</ul></nav>{_body(kind, offer)}"
        f"<footer><ul>{navigation}</ul></footer></body></html>"
    ).encode()


def _head(kind: str, offer: dict[str, str]) -> str:
    if kind == "json-ld":
        product = {
            "@context": "https://schema.org", "@type": "Product", "name": offer["name"], "description": offer["description"],
            "offers": {"@type": "Offer", "price": offer["price"], "priceCurrency": offer["currency"]},
        }  # fmt: skip
        return f'<script type="application/ld+json">{json.dumps(product, ensure_ascii=False)}</script>'
    if kind == "opengraph":
        named = {"og:type": "product", "og:title": offer["name"], "og:description": offer["description"],
                 "product:price:amount": offer["price"], "product:price:currency": offer["currency"]}  # fmt: skip
        return "".join(f'<meta property="{name}" content="{html.escape(value)}">' for name, value in named.items())
    return ""


def _body(kind: str, offer: dict[str, str]) -> str:
    title, text = html.escape(offer["name"]), html.escape(offer["description"])
    if kind == "microdata":
        return (
            f'<main itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">{title}</h1><p itemprop="description">'
            f'{text}</p><span itemprop="price" content="{offer["price"]}">{offer["price"]}</span></main>'
        )
    return f"<main><h1>{title}</h1><p>{text}</p></main>"


def by_extruct(raw: bytes) -> dict[str, str]:
    """Return the fields of the product as extruct finds them in the JSON-LD, and in nothing else."""
    found = extruct.extract(raw.decode(), syntaxes=["json-ld"], uniform=False)["json-ld"]
    product = next((node for node in found if node.get("@type") == "Product"), None)
    if product is None:
        return {}
    offer = product["offers"]
    return {
        "title": product["name"],
        "text": product["description"],
        "price": offer["price"],
        "currency": offer["priceCurrency"],
    }


def by_us(raw: bytes) -> dict[str, str]:
    """Return the same fields as we find them."""
    found = read_page(raw, URL) or {}
    return {name: str(found.get(name, "")) for name in ("title", "text", "price", "currency")}


def pack(path: Path, pages: Sequence[bytes]) -> None:
    """Write the pages as responses of a WARC file, one gzip member each."""
    with path.open("wb") as stream:
        for number, raw in enumerate(pages):
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(raw)
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {URL.format(number)}\r\nWARC-Date: 2026-11-22T00:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{number:032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http) + len(raw)}\r\n\r\n"
            ).encode()
            stream.write(gzip.compress(head + http + raw + b"\r\n\r\n", 6))


def offers(scanner: Scanner, count: int, share: float) -> list[tuple[str, str]]:
    """Return titles and texts, ``share`` of them candidates, in random order."""
    names, chance = names_of_trade(scanner.catalogue), random.Random(1)
    drawn = {False: list[tuple[str, str]](), True: list[tuple[str, str]]()}
    wanted = {True: round(count * share), False: count - round(count * share)}
    for seed in range(1, 500):
        pool = [
            Listing(id=str(at), title=text[:60].strip(), text=text[60:].strip())
            for at, text in enumerate(listings(2_000, names, seed=seed, name_share=0.2))
        ]
        batch = to_batch(pool)
        found = set(scanner.reader.candidates(batch.column("title"), batch.column("text")))
        for at, one in enumerate(pool):
            drawn[at in found].append((one.title, one.text))
        if all(len(drawn[kind]) >= wanted[kind] for kind in drawn):
            break
    mixed = [*drawn[True][: wanted[True]], *drawn[False][: wanted[False]]]
    chance.shuffle(mixed)
    return mixed


def timed(times: int, work: Callable[[], object]) -> float:
    """Return the median processor seconds of some work."""
    return median(rounds({"": work}, times=times)[""])


def main() -> None:
    """Print the figures as JSON and keep them."""
    parser = argparse.ArgumentParser(description="pages to listings")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    scanner, chance = Scanner.load(), random.Random(2)
    said = offers(scanner, asked.pages, 0.10)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=len(said))
    pages = [page(number, kind, *words) for number, (kind, words) in enumerate(zip(kinds, said, strict=True))]
    marked = [raw for raw, kind in zip(pages, kinds, strict=True) if kind == "json-ld"][:400]
    if [by_us(raw) for raw in marked] != [by_extruct(raw) for raw in marked]:
        raise SystemExit("the fields differ: no figures")
    spent = rounds(
        {"ours": lambda: [by_us(raw) for raw in marked], "extruct": lambda: [by_extruct(raw) for raw in marked]},
        times=asked.times,
    )
    of_kind = {
        kind: timed(asked.times, lambda some=some: [read_page(raw, URL) for raw in some]) / len(some)
        for kind in KINDS
        if (some := [raw for raw, one in zip(pages, kinds, strict=True) if one == kind][:200])
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.warc.gz"
        pack(path, pages)
        reading = timed(asked.times, lambda: list(read_listings(Source(path))))
        began = time.process_time()
        read = [one for one in read_listings(Source(path)) if isinstance(one, Listing)]
        scanned = scan_batch(scanner, to_batch(read), ASKED)
        whole = time.process_time() - began
    ours, theirs = median(spent["ours"]) / len(marked), median(spent["extruct"]) / len(marked)
    figures: dict[str, object] = {
        **machine("extruct", "fastwarc", "selectolax"),
        "pages": len(pages),
        "mean kB a page": round(sum(map(len, pages)) / len(pages) / 1000, 1),
        "JSON-LD pages a second": {
            "ours": round(1 / ours),
            "extruct": round(1 / theirs),
            "ratio": round(theirs / ours, 1),
        },
        "microseconds a page": {kind: round(seconds * 1e6, 1) for kind, seconds in of_kind.items()},
        "WARC to listings, pages a second": round(len(pages) / reading),
        "WARC to findings at 10 % candidates, pages a second": round(len(pages) / whole),
        "listings": len(read),
        "kept": scanned.kept.num_rows,
    }
    print(json.dumps(figures, indent=1))
    write("pages.json", figures)


if __name__ == "__main__":
    main()
