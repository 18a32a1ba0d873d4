"""Capture of a page without a browser: the exchange, the page as served, its text and its pictures.

It says what it lacks: no scripts ran, nobody saw the page. Whether it is the page that was asked for at all is
judged by ``health``; a page that is not is kept, and marked.
"""

import hashlib
import re
import shutil
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from msgspec import UNSET, UnsetType
from selectolax.lexbor import LexborHTMLParser

from lycaon.collect.extracting import NAME, extract, pages_of
from lycaon.collect.fetching import Exchange
from lycaon.collect.health import Seen, health_of
from lycaon.collect.nesting import is_too_deep, without_tags
from lycaon.collect.pages import LARGEST_PAGE, decode, unpacked
from lycaon.collect.recording import Recorder, Settings
from lycaon.collect.sellers import FOLDER, Answered, ask_seller
from lycaon.collect.targets import joined
from lycaon.errors import TargetRefusedError, UnreachableError
from lycaon.values.codec import to_json
from lycaon.values.evidence import (
    Acquisition,
    Ailment,
    Capture,
    CapturedFile,
    CaptureKind,
    ClockCheck,
    FileRole,
    Health,
    ReadFile,
    SellerPage,
)

LACKS = ("screenshot", "rendered_page", "script_content")
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
    job = Job.begin(url, folder, settings, tool=tool, reason=reason, order=order)
    # Copied and hashed before anything parses it.
    files = [_body(job.answer, folder)]
    page = read_page(job.answer) if is_page(job.answer) else None
    if page:
        files += [_text(page, folder), *job.pictures(page, job.answer.target.url)]
    seller = job.ask_seller(page.html) if page else None
    if seller:
        files.append(_body(seller.answer, folder, under=f"{FOLDER}/"))
        profile = read_page(seller.answer) if is_page(seller.answer) else None
        if profile:
            files.append(_text(profile, folder, under=f"{FOLDER}/"))
            files += job.pictures(profile, seller.answer.target.url, under=f"{FOLDER}/")
        job.met_seller(seller, profile)
    return job.end(files, seen(url, job.answer, page), tool=tool, lacks=LACKS)


@dataclass(slots=True, kw_only=True)
class Job:
    """One capture while it lasts: what was asked, what came, what did not. Used with and without a browser."""

    url: str
    folder: Path
    settings: Settings
    tool: str
    reason: str
    order: str
    at: datetime
    recorder: Recorder
    answer: Exchange
    """of the page that was asked for"""
    robots: str
    checked: Callable[[], ClockCheck]
    """tells at the end what was seen of our clock"""
    missed: int = 0
    """pictures that the page names and that could not be had"""
    known: set[str] = field(default_factory=set[str])
    """hashes of the pictures that are kept"""
    _seller: SellerPage | UnsetType = UNSET
    _seller_answer: Exchange | None = None
    _seller_words: str = ""

    @classmethod
    def begin(cls, url: str, folder: Path, settings: Settings, *, tool: str, reason: str, order: str) -> "Job":
        """Ask for the page, then for robots.txt; errors are those of :func:`capture_page`."""
        work = folder / "work"
        work.mkdir(parents=True)
        checked, at = settings.clocks.begin(), _second(settings)
        recorder = Recorder(work, settings)
        # The page first: what robots.txt says is written down, but the page may be gone a second later.
        answer = recorder.get(url, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        robots = recorder.robots(answer.target.url)
        return cls(
            url=url, folder=folder, settings=settings, tool=tool, reason=reason, order=order, at=at,
            recorder=recorder, answer=answer, robots=robots, checked=checked,
        )  # fmt: skip

    def pictures(self, page: "Page", base: str, under: str = "") -> list[CapturedFile]:
        """Ask for the pictures that a page names, and keep those that come."""
        urls = list(dict.fromkeys(url for name in page.pictures if (url := joined(base, name))))
        found: list[CapturedFile] = []
        for url in urls[: self.settings.most_pictures]:
            try:
                answer = self.recorder.get(url, headers={"Accept": "image/*"}, size=_LARGEST_PICTURE)
            except (UnreachableError, TargetRefusedError):
                self.missed += 1  # no reason to lose the page; the capture says that pictures are missing
                continue
            found += picture_of(answer, self.folder, self.known, under)
        self.missed += max(0, len(urls) - self.settings.most_pictures)
        return found

    def ask_seller(self, html: str) -> Answered | None:
        """Ask for the page of the account, where that is wanted; why it did not come is written down."""
        if self.settings.seller is None:
            return None
        got = ask_seller(self.recorder, html, self.answer.target.url, self.settings.seller)
        if isinstance(got, str):
            self._seller_words = got
            return None
        (self.folder / FOLDER).mkdir()
        return got

    def met_seller(self, seller: Answered, page: "Page | None") -> None:
        """Note the page of the account, and judge whether it is that page."""
        self._seller = seller.value(health_of(seen(seller.found.url, seller.answer, page)))
        self._seller_answer = seller.answer

    def end(self, files: Sequence[CapturedFile], looked: Seen, *, tool: str, lacks: Sequence[str]) -> Capture:
        """Write what was exchanged, forget what was laid aside, and return all that is known."""
        archive = "exchange.warc.gz"
        described_as = {"software": self.tool, "format": "WARC File Format 1.1", "robots": self.robots}
        self.recorder.write(self.folder / archive, described_as)
        kept = [described(self.folder, archive, FileRole.ARCHIVE, "application/warc"), *files, *self._certificates()]
        shutil.rmtree(self.folder / "work")
        return self._with_listing(self._captured(kept, looked, tool, lacks))

    def _captured(self, kept: Sequence[CapturedFile], looked: Seen, tool: str, lacks: Sequence[str]) -> Capture:
        return Capture(
            kind=CaptureKind.CAPTURED,
            at=self.at,
            until=_second(self.settings),
            asked_url=self.url,
            url=self.answer.target.url,
            files=tuple(kept),
            acquisition=self._acquisition(tool),
            health=self._whole(health_of(looked)),
            lacks=(*lacks, *self._not_had()),
            order=self.order,
            seller=self._seller,
        )

    def _with_listing(self, capture: Capture) -> Capture:
        """Read the pages that are kept and hashed by now, and keep what was read beside them."""
        sources = [self._source(file) for file in pages_of(capture)]
        found = extract(self.folder, capture, sources, self.settings.hints)
        missing = () if found and found.listing else ("listing",)
        capture = replace(capture, lacks=(*capture.lacks, *missing))
        if found is None:
            return capture
        (self.folder / NAME).write_bytes(to_json(found))
        return replace(
            capture, files=(*capture.files, described(self.folder, NAME, FileRole.LISTING, "application/json"))
        )

    def _source(self, file: CapturedFile) -> ReadFile:
        if file.role is FileRole.DOM:
            return ReadFile(path=file.path, sha256=file.sha256, charset="utf-8")
        answer = self._seller_answer if file.path.startswith(f"{FOLDER}/") else self.answer
        return ReadFile(
            path=file.path,
            sha256=file.sha256,
            charset=charset_of(answer) if answer else "",
            encoding=answer.header("Content-Encoding").lower() if answer else "",
        )

    def _whole(self, health: Health) -> Health:
        """Return that a page of which parts were put off is not whole: another hour may bring the rest."""
        if not health.is_healthy or not self.recorder.put_off:
            return health
        reasons = tuple(dict.fromkeys(self.recorder.put_off))
        signs = (f"{len(self.recorder.put_off)} of its parts were put off", *reasons[:3])
        return Health(ailment=Ailment.INCOMPLETE, signs=signs)

    def _not_had(self) -> Iterator[str]:
        if self.missed:
            yield "images"
        if self._seller_words:
            yield "seller_page"
        if not self.answer.certificates.sent:
            yield "server_certificate"
        elif len(self.answer.certificates.sent) == 1 and not self.answer.certificates.root:
            yield "certificate_chain"

    def _acquisition(self, tool: str) -> Acquisition:
        answer, clock = self.answer, self.checked()
        noted = [("refused_addresses", str(len(self.recorder.refused)))]
        noted += [("missing_pictures", str(self.missed))] if self.missed else []
        noted += [("no_seller_page", self._seller_words)] if self._seller_words else []
        return Acquisition(
            tool=tool,
            reason=self.reason,
            settings=(*self.settings.shown(), *noted),
            user_agent=self.settings.user_agent,
            address=answer.target.address,
            certificate_sha256=answer.certificates.sha256,
            clock_offset_ms=answer.clock_offset_ms,
            robots=self.robots,
            clock=clock if clock != ClockCheck() else UNSET,
        )

    def _certificates(self) -> Iterator[CapturedFile]:
        """Keep what the server showed, as text that stock tools read; they pass over the lines between."""
        shown = self.answer.certificates
        if not shown.sent:
            return
        parts = [(f"{n} of {len(shown.sent)}, as sent", der) for n, der in enumerate(shown.sent, start=1)]
        parts += [("root of the capturing machine, not sent", shown.root)] if shown.root else []
        name = "certificates.pem"
        text = "".join(f"# {words}\n{ssl.DER_cert_to_PEM_cert(der)}" for words, der in parts)
        (self.folder / name).write_text(text, encoding="ascii")
        yield described(self.folder, name, FileRole.CERTIFICATES, "application/x-pem-file")


def _second(settings: Settings) -> datetime:
    return datetime.fromtimestamp(int(settings.clocks.wall()), UTC)


def is_page(answer: Exchange) -> bool:
    """Tell whether an answer is a web page."""
    kind = answer.header("Content-Type").lower()
    return "html" in kind or not kind


def read_page(answer: Exchange) -> Page:
    """Read a page; never raises on odd pages."""
    with answer.body.open("rb") as stream:
        data = unpacked(stream.read(LARGEST_PAGE), answer.header("Content-Encoding").lower())
    return page_of(decode(data, charset_of(answer)))


def charset_of(answer: Exchange) -> str:
    """Return the encoding that a server declares, or ""."""
    found = re.search(r"charset=[\"']?([\w-]+)", answer.header("Content-Type"))
    return found[1] if found else ""


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


def picture_of(answer: Exchange, folder: Path, known: set[str], under: str = "") -> Iterator[CapturedFile]:
    """Keep an answer that is a whole picture of a kind we know, once; ``known`` gathers the digests.

    The kind is the server's word: only kinds of our own list ever become part of a file name.
    """
    kind = answer.header("Content-Type").split(";")[0].strip().lower()
    if answer.status != 200 or kind not in _SUFFIXES or answer.cut:
        return
    name = f"{under}picture-{len(known) + 1:02d}.{_SUFFIXES[kind]}"
    shutil.copyfile(answer.body, folder / name)
    found = described(folder, name, FileRole.IMAGE, kind, url=answer.target.url)
    if found.sha256 in known:
        (folder / name).unlink()
        return
    known.add(found.sha256)
    yield found


def _body(answer: Exchange, folder: Path, *, under: str = "") -> CapturedFile:
    kind = answer.header("Content-Type").split(";")[0].strip().lower() or "application/octet-stream"
    name = f"{under}page.{'html' if is_page(answer) else _SUFFIXES.get(kind, 'bin')}"
    shutil.copyfile(answer.body, folder / name)
    return described(folder, name, FileRole.PAGE, kind, url=answer.target.url)


def _text(page: Page, folder: Path, under: str = "") -> CapturedFile:
    name = f"{under}text.txt"
    (folder / name).write_text(f"{page.title}\n\n{page.text}\n", encoding="utf-8", errors="replace")
    return described(folder, name, FileRole.TEXT, "text/plain;charset=utf-8")


def described(folder: Path, name: str, role: FileRole, media_type: str, *, url: str = "") -> CapturedFile:
    """Return what a manifest says of a file that was just written."""
    with (folder / name).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    size = (folder / name).stat().st_size
    return CapturedFile(path=name, role=role, media_type=media_type, size=size, sha256=digest, url=url)


def may_heal(capture: Capture) -> bool:
    """Tell whether the same page may answer properly a little later."""
    return capture.health.ailment in {Ailment.BLOCK_PAGE, Ailment.TOO_MANY_REQUESTS, Ailment.SERVER_ERROR}
