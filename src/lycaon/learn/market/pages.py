"""The pages of the test market: what one site answers to one address on one day."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urlencode

from lycaon.learn.market.characters import Character
from lycaon.learn.market.markup import marked_up
from lycaon.learn.market.pictures import picture
from lycaon.learn.market.story import Offer, Story, draw
from lycaon.learn.market.wording import Wording, words_of
from lycaon.text import fold

_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a site answers."""

    status: int = 200
    body: bytes = b""
    kind: str = _HTML
    headers: Mapping[str, str] | None = None
    wait_s: float = 0


@dataclass(frozen=True, slots=True)
class Site:
    """One site of a story."""

    story: Story
    character: Character

    @property
    def _words(self) -> Wording:
        return words_of(self.character.language)

    def answer(self, path: str, query: str, *, day: int, attempt: int) -> Answer:
        """Answer one request; pure.

        Args:
            path: as asked, without the query.
            query: as asked.
            day: of the story.
            attempt: how often this address was asked on this day before this, counted from 1.
        """
        first, _, rest = path.strip("/").partition("/")
        match first:
            case "robots.txt":
                return Answer(body=self._robots().encode(), kind="text/plain; charset=utf-8")
            case "":
                return self._page(self._home())
            case "list" | "search":
                return self._list(query, day)
            case "feed.json":
                return self._feed(query, day)
            case "scroll":
                return self._page(_SCROLL)
            case "p":
                return Answer(body=picture(self.character.name, rest), kind="image/png")
            case "go":
                return Answer(status=302, headers={"Location": f"/a/{quote(rest)}"})
            case "login":
                return self._page(self._login())
            case "a" | "reserved":
                return self._mood(path, day, attempt) or self._ad(first, rest.partition("-")[0], day)
            case _:
                return self._missing(404)

    # --- offers --------------------------------------------------------------------------------------------

    def _ad(self, section: str, number: str, day: int) -> Answer:
        offer = self.story.by_site[self.character.name].get(number)
        if offer is None or offer.since > day or offer.reserved != (section == "reserved"):
            return self._missing(404)
        if not offer.is_up(day):
            return self._ended()
        if offer.login_only:
            return self._page(self._login())
        return Answer(body=marked_up(self.character, self._words, offer, self.story, day).encode())

    def _ended(self) -> Answer:
        match self.character.ending:
            case "soft_404":
                return self._page(f"<h1>{self._words.says['gone']}</h1>", title=self.character.name)
            case "home":
                return Answer(status=302, headers={"Location": "/"})
            case "404" | "410":
                return self._missing(int(self.character.ending))

    def _missing(self, status: int) -> Answer:
        words = self._words.says["gone" if status == 410 else "soft_404"]
        return Answer(status=status, body=_framed(self.character, self._words, words, f"<h1>{words}</h1>").encode())

    def _mood(self, path: str, day: int, attempt: int) -> Answer | None:
        """Return what the site shows instead of an ad on this day, if it is in a mood."""
        site, says = self.character, self._words.says

        def happens(what: str, share: float) -> bool:
            return draw(self.story.seed, site.name, what, day, path) < share

        if happens("bursts", site.bursts) and attempt <= 2:
            return Answer(status=503, body=f"<h1>{says['busy']}</h1>".encode())
        if happens("too_many", site.too_many) and attempt == 1:
            return Answer(status=429, body=says["busy"].encode(), headers={"Retry-After": "1"})
        if happens("captcha", site.captcha):
            body = f'<title>{site.name}</title><h1>{says["captcha"]}</h1><div class="h-captcha"></div>'
            return Answer(status=403, body=body.encode())
        if happens("consent", site.consent):
            return Answer(body=f"<title>{site.name}</title><h1>{site.name}</h1><p>{says['consent']}</p>".encode())
        if happens("lost", site.lost):
            return Answer(body=f"<title>{says['soft_404']}</title><h1>{says['soft_404']}</h1>".encode())
        if happens("slow", site.slow) and attempt == 1:
            found = self._ad(path.strip("/").split("/")[0], path.rpartition("/")[2].partition("-")[0], day)
            return Answer(status=found.status, body=found.body, headers=found.headers, wait_s=site.slow_s)
        return None

    # --- how offers are found ----------------------------------------------------------------------------------

    def _robots(self) -> str:
        delay = f"Crawl-delay: {self.character.crawl_delay_s:g}\n" if self.character.crawl_delay_s else ""
        return f"User-agent: *\nDisallow: /reserved/\nDisallow: /login\n{delay}"

    def _home(self) -> str:
        labels = self._words.labels
        return (
            f"<h1>{labels['welcome']}</h1><form action=/search><input name=q aria-label={labels['search']}></form>"
            f'<p><a href="/{"scroll" if self.character.browsing == "scroll" else "list"}">{labels["search"]}</a></p>'
        )

    def _login(self) -> str:
        return f"<p>{self._words.says['login']}</p><form><input type=text><input type=password></form>"

    def _found(self, query: str, day: int) -> tuple[list[Offer], dict[str, str]]:
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        wanted = fold(asked.get("q", "")).split()
        found = self.story.up(self.character.name, day)
        if wanted:
            found = [offer for offer in found if _has(offer, day, wanted)]
        return found, asked

    def _list(self, query: str, day: int) -> Answer:
        found, asked = self._found(query, day)
        number = _whole(asked.get("page", "1"))
        start = (number - 1) * self.character.per_page
        shown = found[start : start + self.character.per_page]
        labels, items = self._words.labels, "".join(self._item(offer, day) for offer in shown)
        following = ""
        if start + self.character.per_page < len(found):
            link = html.escape(urlencode({**asked, "page": number + 1}))
            following = f'<a rel="next" class="next" href="?{link}">{labels["next"]}</a>'
        body = f"<ul class=results>{items}</ul>{following}" if items else f"<p>{labels['none']}</p>"
        return self._page(body)

    def _item(self, offer: Offer, day: int) -> str:
        version = offer.on(day)
        return (
            f'<li><a class="offer" href="{self.link(offer)}">{html.escape(version.title)}</a> '
            f"<span class=price>{version.price} {self.character.currency}</span></li>"
        )

    def link(self, offer: Offer) -> str:
        """Return the address of an ad, within its site."""
        section = "reserved" if offer.reserved else "go" if self.character.redirects else "a"
        slug = re.sub(r"[^a-z0-9]+", "-", fold(offer.versions[0].title)).strip("-")[:40]
        return f"/{section}/{offer.ad}{f'-{slug}' if slug else ''}"

    def _feed(self, query: str, day: int) -> Answer:
        found, asked = self._found(query, day)
        start = _whole(asked.get("from", "0"), least=0)
        end = start + self.character.per_page
        shown = [
            {"id": offer.ad, "url": self.link(offer), "title": offer.on(day).title, "price": offer.on(day).price}
            for offer in found[start:end]
        ]
        more = f"/feed.json?{urlencode({**asked, 'from': end})}" if end < len(found) else None
        body = json.dumps({"offers": shown, "next": more}, ensure_ascii=False)
        return Answer(body=body.encode(), kind="application/json")

    def _page(self, body: str, *, title: str = "") -> Answer:
        return Answer(body=_framed(self.character, self._words, title or self.character.name, body).encode())


_SCROLL: Final = """<ul class=results></ul><script>
let next = "/feed.json"; let busy = false;
async function more() {
  if (busy || !next || innerHeight + scrollY < document.body.offsetHeight - 200) return;
  busy = true; const found = await (await fetch(next)).json(); next = found.next;
  for (const o of found.offers) { const li = document.createElement("li"); const a = document.createElement("a");
    a.href = o.url; a.className = "offer"; a.textContent = o.title; li.append(a, " " + o.price);
    document.querySelector(".results").append(li); }
  busy = false; more();
}
addEventListener("scroll", more); more();
</script>"""


def _framed(site: Character, words: Wording, title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{site.language}"><head><meta charset=utf-8>'
        f"<title>{html.escape(title)}</title></head>"
        f'<body><header><a href="/">{site.name}.example</a> · {words.labels["home"]}</header><main>{body}</main>'
        f"<footer>{site.name}.example: invented, for training</footer></body></html>"
    )


def _has(offer: Offer, day: int, wanted: list[str]) -> bool:
    version = offer.on(day)
    words = set(fold(f"{version.title} {version.text}").split())
    return all(word in words for word in wanted)


def _whole(text: str, *, least: int = 1) -> int:
    return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else least
