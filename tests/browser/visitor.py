"""A reader of the site: a role, a width, a theme, a language. Sees what a page asks of the network and the console."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

PHONE, DESK = 360, 1440
"""Widths in pixels: the narrowest telephone that counts, and a usual screen."""

PHOTOS = os.environ.get("LYCAON_PHOTOS", "")
"""Folder for photographs of all screens; empty: none are taken."""


@dataclass(frozen=True)
class Site:
    """Where the site is, and what stands in it."""

    url: str
    cookie: str
    sessions: dict[str, str]
    names: dict[str, str]


@dataclass
class Visitor:
    """A page of a browser with a memory for what went wrong."""

    page: Page
    site: Site
    name: str
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str, *, status: int = 200) -> Page:
        """Go to an address of the site, in which ``{case}`` and the like stand for what was seeded."""
        self.complaints.clear()
        response = self.page.goto(self.site.url + address.format(**self.site.names))
        assert response is not None
        assert response.status == status, f"{address}: {response.status}"
        if status != 200:  # the browser itself notes the status of the page, which is what we asked for
            self.complaints[:] = [one for one in self.complaints if "status of" not in one]
        return self.page

    @contextmanager
    def seen_by(self, *, width: int, theme: str) -> Iterator[None]:
        """Show the page that stands there at another width and in another light, for as long as the block lasts."""
        before = self.page.viewport_size
        assert before is not None
        dark = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        yield
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.set_viewport_size(before)

    def photograph(self, name: str) -> None:
        """Keep a picture of the whole page, where pictures are asked for."""
        if PHOTOS:
            folder = Path(PHOTOS)
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.{self.name}.png", full_page=True)


class Visitors:
    """Readers, each made once: a context of a browser takes longer than a page."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self._site, self._browser = site, browser
        self._known: dict[tuple[str, int, str, str, bool], tuple[BrowserContext, Visitor]] = {}

    def of(
        self, role: str = "", *, width: int = 1440, theme: str = "light", language: str = "en", script: bool = True
    ) -> Visitor:
        """Return the reader of these traits; ``role`` is empty for somebody who has not signed in."""
        key = (role, width, theme, language, script)
        if key not in self._known:
            self._known[key] = self._come(*key)
        return self._known[key][1]

    def fresh(
        self, role: str = "", *, width: int = 1440, theme: str = "light", language: str = "en", script: bool = True
    ) -> Visitor:
        """Return a reader whom nobody else uses, for a journey that signs in or out."""
        context, visitor = self._come(role, width, theme, language, script)
        self._known[(visitor.name, id(context), "", "", script)] = (context, visitor)
        return visitor

    def leave(self) -> None:
        """Close all pages."""
        for context, _ in self._known.values():
            context.close()

    def _come(self, role: str, width: int, theme: str, language: str, script: bool) -> tuple[BrowserContext, Visitor]:
        context = self._browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 780},
            color_scheme="dark" if theme == "dark" else "light",
            locale="en-GB",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(120_000)
        cookies = {"lycaon_language": language}
        if role:
            cookies[self._site.cookie] = self._site.sessions[role]
        context.add_cookies([{"name": name, "value": value, "url": self._site.url} for name, value in cookies.items()])
        page = context.new_page()
        visitor = Visitor(page, self._site, f"{role or 'anyone'}-{width}-{theme}-{language}")

        def on_console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                visitor.complaints.append(f"console: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((self._site.url + "/", "data:", "blob:")):
                visitor.complaints.append(f"foreign request: {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: visitor.complaints.append(f"script: {error}"))
        page.on("request", on_request)
        return context, visitor
