"""The page of one offer, with its data marked up as schema.org (JSON-LD, microdata), OpenGraph, or not at all."""

import html
import json
from typing import Final

from lycaon.learn.market.characters import Character
from lycaon.learn.market.story import Offer, Story, draw
from lycaon.learn.market.wording import Wording

PICTURES: Final = 2


def marked_up(site: Character, words: Wording, offer: Offer, story: Story, day: int) -> str:
    """Return the page of an offer on a day."""
    version, posted = offer.on(day), story.date_of(offer.since).isoformat()
    e, labels = html.escape, words.labels
    seen = int(draw("seen", offer.key, day) * 900)  # counters change all the time, and mean no edit
    pictures = [f"/p/{offer.ad}/{number}.png" for number in range(1, PICTURES + 1)]
    shown = "".join(f'<img src="{url}" alt="">' for url in pictures)
    match site.markup:
        case "microdata":
            head, body = "", (
                f'<article itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="{offer.ad}">'
                f'<h1 itemprop="name">{e(version.title)}</h1><div itemprop="description">{e(version.text)}</div>'
                f'<p itemprop="offers" itemscope itemtype="https://schema.org/Offer">{labels["price"]} '
                f'<span itemprop="price" content="{version.price}">{version.price}</span>'
                f'<meta itemprop="priceCurrency" content="{site.currency}">'
                f'{labels["seller"]} <span itemprop="seller">{offer.seller}</span></p>'
                f'<p>{labels["place"]} <span itemprop="address">{e(offer.place)}</span></p>'
                f'<p>{labels["posted"]} <time itemprop="datePosted" content="{posted}">{posted}</time></p>'
                + shown.replace("<img ", '<img itemprop="image" ') + f"<p>{labels['seen']} {seen}</p></article>"
            )  # fmt: skip
        case "json_ld":
            head, body = (
                _json_ld(site, offer, version.title, version.text, version.price, posted, pictures),
                _plain(site, words, offer, day, shown, seen),
            )
        case "open_graph":
            head = (
                f'<meta property="og:type" content="product"><meta property="og:title" content="{e(version.title)}">'
                f'<meta property="og:description" content="{e(version.text)}">'
                f'<meta property="product:price:amount" content="{version.price}">'
                f'<meta property="product:price:currency" content="{site.currency}">'
                f'<meta property="og:image" content="{pictures[0]}">'
            )
            body = _plain(site, words, offer, day, shown, seen)
        case "none":
            head, body = "", _plain(site, words, offer, day, shown, seen)
    return (
        f'<!DOCTYPE html><html lang="{site.language}"><head><meta charset=utf-8>'
        f"<title>{e(version.title)} | {site.name}</title>{head}</head><body><header><nav><a href=/>{labels['home']}</a>"
        f"</nav></header><main>{body}</main><footer>{site.name}.example: invented, for training</footer></body></html>"
    )


def _json_ld(site: Character, offer: Offer, title: str, text: str, price: int, posted: str, pictures: list[str]) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": offer.ad,
        "name": title,
        "description": text,
        "image": pictures,
        "datePosted": posted,
        "offers": {
            "@type": "Offer",
            "price": str(price),
            "priceCurrency": site.currency,
            "seller": {"@type": "Person", "name": offer.seller},
            "availableAtOrFrom": {
                "@type": "Place",
                "address": {"addressLocality": offer.place, "addressCountry": site.country},
            },
        },
    }
    # A "<" inside the script could end it early.
    written = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{written}</script>'


def _plain(site: Character, words: Wording, offer: Offer, day: int, shown: str, seen: int) -> str:
    version, labels, e = offer.on(day), words.labels, html.escape
    return (
        f'<article><h1 class="title">{e(version.title)}</h1><p class="price">{version.price} {site.currency}</p>'
        f'<div class="description">{e(version.text)}</div><dl><dt>{labels["seller"]}<dd class="seller">{offer.seller}'
        f'<dt>{labels["place"]}<dd class="place">{e(offer.place)}</dl>{shown}'
        f'<p class="counter">{labels["seen"]} {seen} {labels["times"]}</p></article>'
    )
