"""Capture of a page without a browser: the exchange, the page as served, its text and its pictures.

It says what it lacks: no scripts ran, nobody saw the page. Whether it is the page that was asked for at all is
judged by ``health``; a page that is not is kept, and marked.
"""

import gzip
import hashlib
import re
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from lycaon.collect.fetching import Exchange
from lycaon.collect.health import Seen, health_of
from lycaon.collect.nesting import is_too_deep, without_tags
from lycaon.collect.pages import LARGEST_PAGE, decode
from lycaon.collect.recording import Recorder, Settings
from lycaon.errors import TargetRefusedError, UnreachableError
from lycaon.values.evidence import Acquisition, Ailment, Capture, CapturedFile, CaptureKind, FileRole

LACKS = ("screenshot", "rendered_page", "script_content", "certificate_chain")
"""What a capture without a browser cannot show."""

_UNSEEN = ("script", "style", "noscript", "template", "svg", "head")
_SCRIPTED = re.compile(r"\s*(javascript|data|blob|about|file):", re.IGNORECASE)
_LARGEST_PICTURE = 30 * 1024 * 1024
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/avif": "avif"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a reader would see of a page, and the pictures it names."""

    html: str
    title: str
    text: str
    pictures: tuple[str, ...]
    password_fields: int


def capture_page(url: str, folder: Path, settings: Settings, *, tool: str, reason: str, order: str = "") -> Capture:
    """Fetch one page and what belongs to it, and return what came; its files stand in ``folder``.

    Args:
        url: of the page.
        folder: an empty folder.
        settings: how to fetch.
        tool: name and version of what fetches.
        reason: why.
        order: what asked for it.

    Raises:
        TargetRefusedError: the address is not on the public web.
        UnreachableError: nobody answered.
    """
    work = folder / "work"
    work.mkdir(parents=True)
    at = datetime.now(UTC).replace(microsecond=0)
    recorder = Recorder(work, settings)
    # The page first: what robots.txt says is written down, but the page may be gone a second later.
    answer = recorder.get(url, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    robots = recorder.robots(answer.target.url)
    page = read_page(answer) if is_page(answer) else None
    pictures = list(_pictures(recorder, page, settings, folder, answer.target.url)) if page else []
    recorder.write(folder / "exchange.warc.gz", {"software": tool, "format": "WARC File Format 1.1", "robots": robots})
    files = [
        described(folder, "exchange.warc.gz", FileRole.ARCHIVE, "application/warc"),
        _body(answer, folder, is_html=page is not None),
        *([_text(page, folder)] if page else []),
        *pictures,
    ]
    shutil.rmtree(work)
    return Capture(
        kind=CaptureKind.CAPTURED,
        at=at,
        until=datetime.now(UTC).replace(microsecond=0),
        asked_url=url,
        url=answer.target.url,
        files=tuple(files),
        acquisition=acquisition(answer, settings, recorder, robots, tool, reason),
        health=health_of(seen(url, answer, page)),
        lacks=LACKS,
        order=order,
    )


def acquisition(
    answer: Exchange, settings: Settings, recorder: Recorder, robots: str, tool: str, reason: str
) -> Acquisition:
    """Return how a page was got."""
    return Acquisition(
        tool=tool,
        reason=reason,
        settings=(*settings.shown(), ("refused_addresses", str(len(recorder.refused)))),
        user_agent=settings.user_agent,
        address=answer.target.address,
        certificate_sha256=answer.certificate_sha256,
        clock_offset_ms=answer.clock_offset_ms,
        robots=robots,
    )


def is_page(answer: Exchange) -> bool:
    """Tell whether an answer is a web page."""
    kind = answer.header("Content-Type").lower()
    return "html" in kind or not kind


def read_page(answer: Exchange) -> Page:
    """Read a page; never raises on odd pages."""
    with answer.body.open("rb") as stream:
        data = unpacked(stream.read(LARGEST_PAGE), answer.header("Content-Encoding").lower())
    charset = re.search(r"charset=[\"']?([\w-]+)", answer.header("Content-Type"))
    return page_of(decode(data, charset[1] if charset else ""))


def page_of(html: str) -> Page:
    """Read a page that is text already."""
    if is_too_deep(html):
        words = " ".join(without_tags(html).split())
        return Page(html=html, title="", text=words, pictures=(), password_fields=0)
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    pictures = dict.fromkeys(_named_pictures(tree))
    passwords = len(tree.css("input[type=password]"))
    words = title.text(strip=True) if title else ""
    for node in tree.css(",".join(_UNSEEN)):
        node.decompose()
    text = tree.body.text(separator="\n") if tree.body else ""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return Page(
        html=html,
        title=words,
        text="\n".join(line for line in lines if line),
        pictures=tuple(name for name in pictures if name and not _SCRIPTED.match(name)),
        password_fields=passwords,
    )


def _named_pictures(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css('meta[property="og:image"], meta[name="twitter:image"]'):
        yield node.attributes.get("content") or ""
    for node in tree.css("img"):
        sources = (node.attributes.get(name) or "" for name in ("data-original", "data-src", "src"))
        yield next((source for source in sources if source), "")


def unpacked(data: bytes, encoding: str) -> bytes:
    """Return a body without its Content-Encoding; as it came where it cannot be unpacked."""
    try:
        if encoding == "gzip":
            return zlib.decompressobj(31).decompress(data, LARGEST_PAGE)
        if encoding == "deflate":
            return zlib.decompressobj().decompress(data, LARGEST_PAGE)
    except (zlib.error, gzip.BadGzipFile):
        return data
    return data


def seen(asked_url: str, answer: Exchange, page: Page | None) -> Seen:
    """Return what health is judged by."""
    return Seen(
        asked_url=asked_url,
        url=answer.target.url,
        status=answer.status,
        headers=answer.headers,
        title=page.title if page else "",
        text=page.text if page else "",
        html=page.html if page else "",
        pictures=len(page.pictures) if page else 0,
        password_fields=page.password_fields if page else 0,
        is_page=page is not None,
        cut=answer.cut,
    )


def _pictures(recorder: Recorder, page: Page, settings: Settings, folder: Path, base: str) -> Iterator[CapturedFile]:
    known: set[str] = set()
    urls = [urljoin(base, name) for name in page.pictures]
    for url in list(dict.fromkeys(urls))[: settings.most_pictures]:
        try:
            answer = recorder.get(url, headers={"Accept": "image/*"}, size=_LARGEST_PICTURE)
        except (UnreachableError, TargetRefusedError):
            continue  # one picture that cannot be had is no reason to lose the page; the WARC shows what was asked
        yield from picture_of(answer, folder, known)


def picture_of(answer: Exchange, folder: Path, known: set[str]) -> Iterator[CapturedFile]:
    """Keep an answer that is a whole picture of a kind we know, once; ``known`` gathers the digests.

    The kind is the server's word: only kinds of our own list ever become part of a file name.
    """
    kind = answer.header("Content-Type").split(";")[0].strip().lower()
    if answer.status != 200 or kind not in _SUFFIXES or answer.cut:
        return
    name = f"picture-{len(known) + 1:02d}.{_SUFFIXES[kind]}"
    shutil.copyfile(answer.body, folder / name)
    found = described(folder, name, FileRole.IMAGE, kind, url=answer.target.url)
    if found.sha256 in known:
        (folder / name).unlink()
        return
    known.add(found.sha256)
    yield found


def _body(answer: Exchange, folder: Path, *, is_html: bool) -> CapturedFile:
    kind = answer.header("Content-Type").split(";")[0].strip().lower() or "application/octet-stream"
    name = "page.html" if is_html else f"page.{_SUFFIXES.get(kind, 'bin')}"
    shutil.copyfile(answer.body, folder / name)
    return described(folder, name, FileRole.PAGE, kind, url=answer.target.url)


def _text(page: Page, folder: Path) -> CapturedFile:
    (folder / "text.txt").write_text(f"{page.title}\n\n{page.text}\n", encoding="utf-8", errors="replace")
    return described(folder, "text.txt", FileRole.TEXT, "text/plain;charset=utf-8")


def described(folder: Path, name: str, role: FileRole, media_type: str, *, url: str = "") -> CapturedFile:
    """Return what a manifest says of a file that was just written."""
    with (folder / name).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = (folder / name).stat().st_size
    return CapturedFile(path=name, role=role, media_type=media_type, size=size, sha256=digest, url=url)


def may_heal(capture: Capture) -> bool:
    """Tell whether the same page may answer properly a little later."""
    return capture.health.ailment in {Ailment.BLOCK_PAGE, Ailment.TOO_MANY_REQUESTS, Ailment.SERVER_ERROR}
