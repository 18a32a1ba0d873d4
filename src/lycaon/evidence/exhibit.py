"""The readable side of a bundle: one page for people, and the commands for their experts.

Everything that came from outside is escaped; of the files only pictures are shown, as pictures. A saved page is
never rendered: it could fetch, run or pretend.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from lycaon.evidence.canonical import sha256
from lycaon.evidence.contents import SHORT, folder_of, wacz_of
from lycaon.evidence.owed import Stamps
from lycaon.evidence.provenance import certificate_words, clock_words, file_of, listing_words, seller_words
from lycaon.evidence.readings import reading_words, readings_of
from lycaon.evidence.store import Store
from lycaon.look.pictures import TYPES
from lycaon.values.evidence import Ailment, Capture, CapturedFile, CaptureKind, CustodyEvent, FileRole, TimeStamp

_LONGEST_TEXT = 20_000
"""Characters of a page's text that are printed; the whole stands in its file."""

KINDS = {
    CaptureKind.CAPTURED: "Captured by the software named below, from the address named below",
    CaptureKind.RECEIVED: "Received, not captured: handed over by the giver named below",
    CaptureKind.REDACTED: "Working copy: parts of the original were made unreadable",
}
AILMENTS = {
    Ailment.BLOCK_PAGE: "the site answered with a page that blocks visitors, not with the page asked for",
    Ailment.CAPTCHA: "the site asked to prove that a person is looking; the page asked for was not shown",
    Ailment.LOGIN_WALL: "the site asked to log in; the page asked for was not shown",
    Ailment.CONSENT_WALL: "a question about consent covers the page asked for",
    Ailment.GONE: "the site says that the page is no longer there",
    Ailment.SOFT_404: "the site says in words that the page is no longer there, or led somewhere else",
    Ailment.EMPTY: "the page holds next to nothing that a reader would see",
    Ailment.SERVER_ERROR: "the site reported a failure of its own",
    Ailment.TOO_MANY_REQUESTS: "the site asked to come back later",
    Ailment.TRUNCATED: "the answer was cut short",
    Ailment.INCOMPLETE: "some of its parts were put off, because a limit was reached in the middle",
}
LACKS = {
    "screenshot": "a picture of the page as a visitor sees it",
    "rendered_page": "the page as a browser builds it",
    "script_content": "what scripts would have added",
    "images": "some of the pictures that the page names",
    "listing": "an offer that a program could read out of the page",
    "seller_page": "the page of the account that offers, which was asked for",
    "request_and_answer": "the exchange with the site, which would show that it served these bytes",
    "server_certificate": "the certificate of the server",
    "capture_time": "any own knowledge of when the page looked so",
    "certificate_chain": "the certificates above the server's own",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """Words that somebody, or some program, made of a capture's: shown as such, never in place of them."""

    capture: str
    language: str
    text: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One capture as it is printed."""

    number: int
    id: str
    folder: str
    capture: Capture
    kind: str
    ailment: str
    lacks: tuple[str, ...]
    certificates: tuple[str, ...]
    clock: tuple[str, ...]
    seller: str
    """the page of the account that offers, in words; "" where it is no part of the capture"""
    pictures: tuple[CapturedFile, ...]
    text: str
    seller_text: str
    listing: tuple[str, ...]
    """what a program read out of the page, line by line; marked as such wherever it is shown"""
    statement: str
    removed: str
    """what was made unreadable in a working copy"""
    readings: tuple[str, ...]
    """words in pictures, as programs read them"""
    stamps: tuple[TimeStamp, ...]
    events: tuple[CustodyEvent, ...]
    translation: Translation | None = None

    @staticmethod
    def stamp_words(stamp: TimeStamp) -> str:
        """Return what an authority says, or why it says nothing yet."""
        if stamp.at is None:
            return f"{stamp.status.value.capitalize()}: {stamp.authority}: {stamp.why}."
        local = " (an authority of our own: no independent time)" if stamp.is_local else ""
        hour = f"{stamp.at:%Y-%m-%d at %H:%M:%S} UTC"
        return f"{stamp.status.value.capitalize()}: {stamp.name} says that the manifest existed on {hour}{local}."


def sheets_of(store: Store, captures: Sequence[str], translations: Sequence[Translation] = ()) -> list[Sheet]:
    """Return what is printed of each capture; sheet 1 is the index."""
    found = {translation.capture: translation for translation in translations}
    return [_sheet(store, obj, number, found.get(obj)) for number, obj in enumerate(captures, start=2)]


def page(store: Store, sheets: Sequence[Sheet], recipient: str, made_at: datetime, *, is_printed: bool) -> str:
    """Return the readable exhibit as one HTML page with an index and numbered sheets."""
    return _template("exhibit.html").render(
        sheets=sheets,
        recipient=recipient,
        made_at=made_at,
        store=store.identity,
        total=len(sheets) + 2,
        is_printed=is_printed,
    )


def instructions(store: Store, captures: Sequence[str], data: Path) -> str:
    """Return VERIFY.txt: the commands with which a stranger checks the bundle that lies in ``data``."""
    folders = [(folder_of(obj), obj) for obj in captures]
    archives = [
        f"data/{folder_of(obj)}/files/{file.path}"
        for obj in captures
        for file in store.capture(obj).files
        if file.role is FileRole.ARCHIVE
    ]
    stamped = [
        (folder_of(obj), stamp.token[:SHORT], sha256(stamp.authority.encode())[:SHORT])
        for obj in captures
        for stamp in Stamps(store).of_capture(obj)
        if stamp.token
    ]
    shown = [
        (f"data/{folder_of(obj)}/files/{file.path}", int(store.capture(obj).at.timestamp()))
        for obj in captures
        for file in store.capture(obj).files
        if file.role is FileRole.CERTIFICATES
    ]
    packages = [f"data/{wacz_of(obj)}" for obj in captures if (data / wacz_of(obj)).exists()]
    authorities = [(sha256(found.url.encode())[:SHORT], found.url) for found in Stamps(store).authorities()]
    return _template("verify.txt").render(
        folders=folders,
        archives=archives,
        certificates=shown,
        packages=packages,
        stamped=stamped,
        authorities=authorities,
        key=store.identity.key,
    )


def _sheet(store: Store, obj: str, number: int, translation: Translation | None) -> Sheet:
    capture = store.capture(obj)
    return Sheet(
        number=number,
        id=obj,
        folder=folder_of(obj),
        capture=capture,
        kind=KINDS[capture.kind],
        ailment=AILMENTS.get(capture.health.ailment, ""),
        lacks=tuple(LACKS.get(code, code) for code in capture.lacks),
        certificates=tuple(certificate_words(_kept(store, capture, FileRole.CERTIFICATES) or b"")),
        clock=tuple(clock_words(capture.acquisition.clock)) if capture.acquisition.clock else (),
        seller=_seller(capture),
        pictures=tuple(file for file in capture.files if file.media_type in TYPES),
        text=_words(store, capture, FileRole.TEXT),
        seller_text=_words(store, capture, FileRole.TEXT, "seller"),
        listing=tuple(listing_words(_kept(store, capture, FileRole.LISTING))),
        statement=_words(store, capture, FileRole.STATEMENT),
        readings=tuple(reading_words(pictures)[:_LONGEST_TEXT] for _, pictures in readings_of(store, obj)),
        removed=_words(store, capture, FileRole.REDACTION_LOG),
        stamps=tuple(Stamps(store).of_capture(obj)),
        events=tuple(line.event for line in store.history(obj)),
        translation=translation,
    )


def _seller(capture: Capture) -> str:
    words = seller_words(capture)
    if capture.seller and not capture.seller.health.is_healthy:
        words += f". Not the page as asked for: {AILMENTS[capture.seller.health.ailment]}"
    return words


def _words(store: Store, capture: Capture, role: FileRole, under: str = "") -> str:
    data = _kept(store, capture, role, under)
    return data.decode("utf-8", "replace")[:_LONGEST_TEXT] if data else ""


def _kept(store: Store, capture: Capture, role: FileRole, under: str = "") -> bytes | None:
    digest = file_of(capture, role, under)
    return store.objects.read(digest) if digest else None


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("lycaon.evidence"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
