"""The offer of a captured page as a file of the capture: what a program read, marked as such, and repeatable.

It is made strictly out of bytes that are kept and hashed already. Whoever doubts it reads the same files again:
the same edition makes the same bytes (:func:`read_again`).
"""

import hashlib
import html
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import SelectolaxError

from lycaon.collect.mapping import guess
from lycaon.collect.pages import LARGEST_PAGE, decode, read_account, unpacked
from lycaon.collect.pages import read_page as read_marked_up
from lycaon.collect.records import Record, to_listing
from lycaon.collect.selecting import selected
from lycaon.collect.sellers import FOLDER
from lycaon.collect.targets import joined
from lycaon.errors import EvidenceError
from lycaon.values.evidence import (
    Ailment,
    Capture,
    CapturedFile,
    Extracted,
    FileRole,
    Hints,
    ReadAccount,
    ReadAgain,
    ReadFile,
)
from lycaon.values.listing import TEXT_FIELDS, Listing, Rejected

NAME = "listing.json"

_READERS = ("extracting.py", "selecting.py", "pages.py", "nesting.py", "records.py", "mapping.py", "columns.yaml")
_PAGES = frozenset({FileRole.PAGE, FileRole.DOM})
_READABLE = frozenset({Ailment.NONE, Ailment.INCOMPLETE})
"""Of a block page or a wall no offer is made; a page whose pictures were put off is the page."""
_MERE_TEXT = frozenset({"title", "text", "language", "url"})
"""What the main text of a page gives; a page with data for machines gives more."""
_MOST_STRANGERS = 20
_WORD = re.compile(r"\w+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@cache
def edition() -> str:
    """Return what read a listing: it changes with every line of code that has a part in it, and with the parser.

    Two editions may read a page differently, and both honestly; one edition may not.
    """
    hasher = hashlib.sha256()
    for name in _READERS:
        hasher.update(files("lycaon.collect").joinpath(name).read_bytes())
    python = ".".join(platform.python_version_tuple()[:2])
    return f"lycaon {hasher.hexdigest()[:16]}, selectolax {version('selectolax')}, Python {python}"


def pages_of(capture: Capture) -> list[CapturedFile]:
    """Return the pages of a capture that are read: the offer's and the account's, where they are what was asked for."""
    seller = capture.seller
    told = {
        "": capture.health.ailment in _READABLE,
        FOLDER: bool(seller and seller.health.ailment in _READABLE),
    }
    return [file for file in capture.files if file.role in _PAGES and told.get(_under(file.path), False)]


def extract(folder: Path, capture: Capture, sources: Sequence[ReadFile], hints: Hints) -> Extracted | None:
    """Return what the kept pages of a capture offer, or None where neither an offer nor an account could be read.

    Args:
        folder: where the files stand.
        capture: what is known of them.
        sources: the pages to read (:func:`pages_of`), with what their server said of them.
        hints: what was known of the page beforehand.
    """
    listing_from, listing = _best(folder, [file for file in sources if not _under(file.path)], capture, hints)
    profiles = ((file.path, _account(folder, file)) for file in reversed(sources) if _under(file.path))
    account_from, account = next((found for found in profiles if found[1]), ("", None))
    if listing is None and account is None:
        return None
    return Extracted(
        edition=edition(), sources=tuple(sources), listing=listing, listing_from=listing_from, account=account,
        account_from=account_from, hints=hints,
    )  # fmt: skip


def offered(page: bytes, url: str, charset: str, text: str, selectors: Mapping[str, str]) -> dict[str, object]:
    """Return the raw record of an offer: as marked up for machines, else by the selectors, else its main text."""
    marked_up = read_marked_up(page, url, charset=charset) or {}
    own = selected(selectors, text)
    return {**marked_up, **own} if set(marked_up) <= _MERE_TEXT else {**own, **marked_up}


def read_again(folder: Path, capture: Capture, claimed: Extracted) -> ReadAgain:
    """Read the pages of a capture again as the claim says that they were read, and find words that came from elsewhere.

    Raises:
        EvidenceError: the claim speaks of other files than the pages of this capture, or cannot be followed.
    """
    if [(file.path, file.sha256) for file in claimed.sources] != [(it.path, it.sha256) for it in pages_of(capture)]:
        raise EvidenceError("is not read from the pages of this capture, whole and in their order")
    try:
        found = extract(folder, capture, claimed.sources, claimed.hints)
        strangers = tuple(_strangers(folder, claimed, found))
    except (SelectolaxError, ValueError, OSError) as error:
        raise EvidenceError(f"cannot be read again ({error})") from error
    return ReadAgain(extracted=found, strangers=strangers)


def _under(path: str) -> str:
    return path.rpartition("/")[0]


def _best(folder: Path, pages: Sequence[ReadFile], capture: Capture, hints: Hints) -> tuple[str, Listing | None]:
    """Return the first page with data for machines, else the last with words: a browser builds it after the first."""
    found: tuple[str, Listing | None] = ("", None)
    for file in pages:
        data, text = _read(folder, file)
        raw = offered(data, capture.url, file.charset, text, dict(hints.selectors))
        listing = listing_of(raw, capture.url, capture.at, hints) if raw else None
        if listing is None:
            continue
        found = (file.path, listing)
        if not set(raw) <= _MERE_TEXT:
            break
    return found


def listing_of(raw: Mapping[str, object], url: str, at: datetime, hints: Hints) -> Listing | None:
    """Return a raw record as a listing, or None where it holds no words.

    Args:
        raw: what a page says (:func:`offered`).
        url: of the page.
        at: when it was fetched.
        hints: what was known of it beforehand.
    """
    site = hints.site or urlsplit(url).netloc
    values: dict[str, object] = {**raw, "site": site, "url": url, "seen": at}
    values |= {name: value for name, value in (("id", hints.id), ("country", hints.country)) if value}
    values.setdefault("language", hints.language)
    listing = to_listing(Record(url, values), guess(values))
    if isinstance(listing, Rejected):
        return None
    return replace(listing, images=tuple(whole for name in listing.images if (whole := joined(url, name))))


def _account(folder: Path, file: ReadFile) -> ReadAccount | None:
    data, _ = _read(folder, file)
    found = read_account(data, file.charset)
    return ReadAccount(**found) if found else None


def _read(folder: Path, file: ReadFile) -> tuple[bytes, str]:
    with (folder / file.path).open("rb") as stream:
        data = unpacked(stream.read(LARGEST_PAGE), file.encoding)
    return data, decode(data, file.charset)


def _strangers(folder: Path, claimed: Extracted, found: Extracted | None) -> list[str]:
    """Return words that neither stand in the page nor come out of it today, however it may be read."""
    texts = [_read(folder, file)[1] for file in claimed.sources if not _under(file.path)]
    plain = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), html.unescape(html.unescape(text))) for text in texts)
    page = "\n".join(plain).casefold()
    known = set(_WORD.findall(page)) | set(_words_of(found.listing if found else None))
    strange = [word for word in _words_of(claimed.listing) if word not in known][:_MOST_STRANGERS]
    return [word for word in strange if word not in page]


def _words_of(listing: Listing | None) -> list[str]:
    """Return the words that a seller or a site wrote, each once."""
    if listing is None:
        return []
    texts = (listing.words(name).casefold() for name in TEXT_FIELDS)
    return list(dict.fromkeys(word for text in texts for word in _WORD.findall(text)))
