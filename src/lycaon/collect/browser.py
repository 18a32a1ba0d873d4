"""Capture of a page with Chromium: what a visitor sees, and everything that was fetched to show it.

The browser never touches the network. Each of its requests is answered by our own recorder, which checks the
address and keeps the bytes before the browser reads them; whatever does not pass through it (web sockets, workers,
look-ups) runs into a proxy that does not exist.
"""

import logging
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, FloatRect, Page, Route, sync_playwright
from playwright.sync_api import TimeoutError as Late

from lycaon.collect.capture import Job, described, is_page, page_of, picture_of, read_page, seen
from lycaon.collect.capture import Page as Read
from lycaon.collect.fetching import Exchange
from lycaon.collect.recording import Recorder, Settings
from lycaon.collect.sellers import FOLDER
from lycaon.errors import BrowserError, SetupError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Capture, CapturedFile, FileRole

_LOG = logging.getLogger(__name__)

_WIDTH, _HEIGHT = 1366, 900
_LONGEST_PAGE = 16_000
"""Pixels; a page that grows for ever is photographed so far."""
_SETTLE_MS = 12_000
_LARGEST_PART = 64 * 1024 * 1024
"""Bytes of one answer that are handed to the browser; a longer film is kept so far, and not played."""
_NOT_SENT_ON = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive", "content-security-policy"})
_ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Whatever is not answered by the recorder goes nowhere: no name resolves, no proxy listens.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def capture_rendered(url: str, folder: Path, settings: Settings, *, tool: str, reason: str, order: str = "") -> Capture:
    """Fetch a page, let Chromium build it, and return what came; its files stand in ``folder``.

    Arguments and errors are those of :func:`lycaon.collect.capture.capture_page`; besides:

    Raises:
        SetupError: Chromium does not start.
        BrowserError: the browser failed on the page.
    """
    job = Job.begin(url, folder, settings, tool=tool, reason=reason, order=order)
    page, files = _looked_at(job, job.answer, "")
    seller = job.ask_seller(page.html) if page else None
    if seller:
        profile, more = _looked_at(job, seller.answer, f"{FOLDER}/")
        files += more
        job.met_seller(seller, profile)
    files += _pictures(job.recorder, folder)
    is_shown = any(file.role is FileRole.SCREENSHOT for file in files)
    lacks = () if is_shown else ("screenshot", "rendered_page")
    return job.end(files, seen(url, job.answer, page), tool=f"{tool}, Chromium", lacks=lacks)


def _looked_at(job: Job, answer: Exchange, under: str) -> tuple[Read | None, list[CapturedFile]]:
    """Return a page as a visitor sees it, and its files; the page is None where the answer is none."""
    name = f"{under}page.html"
    shutil.copyfile(answer.body, job.folder / name)
    files = [described(job.folder, name, FileRole.PAGE, _kind(answer), url=answer.target.url)]
    if not is_page(answer):
        return None, files
    if answer.body.stat().st_size > _LARGEST_PART:
        return read_page(answer), files
    files += _show(answer, job, under)
    # Scripts may fill an empty shell, and may cover a page: what a visitor sees decides.
    return page_of((job.folder / f"{under}dom.html").read_text(encoding="utf-8")), files


def _show(answer: Exchange, job: Job, under: str) -> list[CapturedFile]:
    waiting, settings, folder = [answer], job.settings, job.folder / under

    def answered(route: Route) -> None:
        request = route.request
        # The page itself was fetched already: asking twice could bring two different pages.
        if waiting and request.is_navigation_request():
            _fulfil(route, waiting.pop())
            return
        if request.method != "GET":
            route.abort("blockedbyclient")  # a capture reads; it sends nothing
            return
        try:
            sent = {"Accept": request.headers.get("accept", "*/*"), "Referer": answer.target.url}
            _fulfil(route, job.recorder.get(request.url, headers=sent, size=_LARGEST_PART))
        except (TargetRefusedError, UnreachableError):
            job.missed += request.resource_type == "image"
            route.abort("failed")

    try:
        with _page(settings) as page:
            page.context.route("**/*", answered)
            page.goto(answer.target.url, wait_until="load", timeout=settings.limits.total_s * 1000)
            _settle(page)
            dom = page.content()
            text = page.evaluate("() => document.body ? document.body.innerText : ''")
            height = page.evaluate("() => document.documentElement.scrollHeight")
            clip = FloatRect(x=0, y=0, width=_WIDTH, height=max(1, min(int(height), _LONGEST_PAGE)))
            page.screenshot(path=folder / "screen.png", full_page=True, clip=clip, animations="disabled")
            page.context.unroute_all(behavior="ignoreErrors")
    except Error as error:
        raise BrowserError(f"{answer.target.url}: {error.message.splitlines()[0]}") from error
    (folder / "dom.html").write_text(dom, encoding="utf-8", errors="replace")
    (folder / "text.txt").write_text(text, encoding="utf-8", errors="replace")
    return [
        described(job.folder, f"{under}screen.png", FileRole.SCREENSHOT, "image/png"),
        described(job.folder, f"{under}dom.html", FileRole.DOM, "text/html;charset=utf-8"),
        described(job.folder, f"{under}text.txt", FileRole.TEXT, "text/plain;charset=utf-8"),
    ]


@contextmanager
def _page(settings: Settings) -> Generator[Page]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=program,
                # Chromium refuses to run as root with its sandbox; anybody else keeps it.
                args=[*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
                proxy={"server": "http://127.0.0.1:1", "bypass": "<-loopback>"},
            )
        except Error as error:
            words = "the browser did not start; install Chromium, or capture without --browser"
            raise SetupError(f"{words} ({error.message.splitlines()[0]})") from error
        context = browser.new_context(
            user_agent=settings.user_agent,
            viewport={"width": _WIDTH, "height": _HEIGHT},
            service_workers="block",
            accept_downloads=False,
        )
        try:
            yield context.new_page()
        finally:
            browser.close()


def _settle(page: Page) -> None:
    """Scroll once to the end, so that pictures that wait to be seen are fetched, and give scripts their time."""
    page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
    try:
        page.wait_for_load_state("networkidle", timeout=_SETTLE_MS)
    except Late:
        _LOG.info("page_never_idle")  # a page that never rests is photographed as it is
    page.evaluate("() => window.scrollTo(0, 0)")


def _fulfil(route: Route, answer: Exchange) -> None:
    headers = {name: value for name, value in answer.headers if name.lower() not in _NOT_SENT_ON}
    route.fulfill(status=answer.status, headers=headers, body=answer.body.read_bytes())


def _kind(answer: Exchange) -> str:
    return answer.header("Content-Type").split(";")[0].strip().lower() or "application/octet-stream"


def _pictures(recorder: Recorder, folder: Path) -> Iterator[CapturedFile]:
    """Yield the pictures as they were served."""
    known: set[str] = set()
    for answer in recorder.exchanges:
        yield from picture_of(answer, folder, known)
