"""Evidence: what was fetched or handed over, who touched it, and who else says when it existed.

``collect`` makes a :class:`Capture` beside a folder of files, ``evidence`` makes both trustworthy; neither
knows the other. Whole numbers and words only, so that the canonical JSON of a value has one form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from lycaon.values.listing import Listing

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""An hour with its zone; one without is refused when it is read, for nobody could say when it was."""


class CaptureKind(StrEnum):
    """How the bytes came to us. The three are never mixed up."""

    CAPTURED = "captured"
    """fetched by this software from where they were published"""
    RECEIVED = "received"
    """handed over by somebody; nothing is known of them but what the giver says"""
    REDACTED = "redacted"
    """a working copy of another capture with parts made unreadable"""


class FileRole(StrEnum):
    """What one file of a capture is."""

    ARCHIVE = "archive"
    """WARC: requests and answers as they went over the wire"""
    PAGE = "page"
    """the page as served"""
    DOM = "dom"
    """the page as the browser had built it"""
    SCREENSHOT = "screenshot"
    TEXT = "text"
    IMAGE = "image"
    """a picture as served"""
    LISTING = "listing"
    """what a program read out of the page, as JSON (:class:`Extracted`): derived, never what was published itself"""
    CERTIFICATES = "certificates"
    """what the server showed, as PEM, its own certificate first; then the root of ours that it stands under"""
    ORIGINAL = "original"
    """a received file"""
    STATEMENT = "statement"
    """the giver's words"""
    REDACTION_LOG = "redaction_log"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedFile:
    """One file of a capture; ``path`` is relative, with ``/``, and never leaves the folder."""

    path: str
    role: FileRole
    media_type: str
    size: int
    """bytes"""
    sha256: str
    """64 hexadecimal digits, of the bytes before anything has read them"""
    url: str = ""


class Ailment(StrEnum):
    """Why what came is not the page that was asked for."""

    NONE = ""
    BLOCK_PAGE = "block_page"
    CAPTCHA = "captcha"
    LOGIN_WALL = "login_wall"
    CONSENT_WALL = "consent_wall"
    GONE = "gone"
    """the site says by its status that the page is no longer there"""
    SOFT_404 = "soft_404"
    """the site says so in words only, or leads somewhere else"""
    EMPTY = "empty"
    SERVER_ERROR = "server_error"
    TOO_MANY_REQUESTS = "too_many_requests"
    TRUNCATED = "truncated"
    INCOMPLETE = "incomplete"
    """parts of it were put off: a limit was reached in the middle"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether a capture shows the page; ``signs`` are the words and figures that decided."""

    ailment: Ailment = Ailment.NONE
    signs: tuple[str, ...] = ()

    @property
    def is_healthy(self) -> bool:
        """Whether nothing speaks against it.

        >>> Health(ailment=Ailment.CAPTCHA).is_healthy
        False
        """
        return self.ailment is Ailment.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """What one time server says of our clock."""

    server: str
    """as it was named"""
    stratum: int
    """how many servers stand between it and a reference clock, itself counted"""
    offset_ms: int
    """our clock minus its own"""
    uncertainty_ms: int
    """how far ``offset_ms`` can be off, at most, if the server is right about itself"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCheck:
    """How far the hours of a capture can be trusted."""

    readings: tuple[ClockReading, ...] = ()
    failed: tuple[str, ...] = ()
    """servers that were asked in vain, and why"""
    jump_ms: int = 0
    """by how much our clock was set while the capture lasted; 0: it was not"""

    @property
    def best(self) -> ClockReading | None:
        """The most certain reading."""
        return min(self.readings, key=lambda reading: reading.uncertainty_ms, default=None)

    def disagreeing(self) -> Iterator[tuple[ClockReading, ClockReading]]:
        """Yield pairs of servers that cannot both be right: their intervals do not meet."""
        for number, one in enumerate(self.readings):
            for other in self.readings[number + 1 :]:
                if abs(one.offset_ms - other.offset_ms) > one.uncertainty_ms + other.uncertainty_ms:
                    yield one, other


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """How the bytes were got: what ISO/IEC 27037 asks to be auditable, repeatable and justifiable."""

    tool: str
    """name and version"""
    reason: str
    settings: tuple[tuple[str, str], ...] = ()
    user_agent: str = ""
    address: str = ""
    """of the server that answered"""
    certificate_sha256: str = ""
    """of the certificate that the server showed"""
    clock_offset_ms: int | None = None
    """Our clock minus the server's own ``Date``, whose grain is a second; None where it gave none."""
    robots: str = ""
    """``allowed``, ``disallowed``, ``none`` or ``unreachable``: what robots.txt said of this page"""
    clock: ClockCheck | UnsetType = UNSET
    """Only where a time server was asked, or our clock was set meanwhile. Left out of the manifest otherwise, so that
    manifests from before it was thought of keep their one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerPage:
    """The page of the account that offers, as published, captured together with the offer.

    Its files stand below ``seller/``; its exchange stands in the web archive of the capture.
    """

    asked_url: str
    url: str
    """where the last redirect led"""
    found: str
    """``given`` by whoever asked; ``markup``: the offer's data for machines name it; ``selector``"""
    robots: str
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One thing as it was fetched or handed over. Its id is the SHA-256 of its manifest.

    ``order`` names what asked for it, so that a job which was killed does not fetch twice.
    """

    kind: CaptureKind
    at: Moment
    """aware, UTC: when fetching began, or when it was handed over"""
    until: Moment
    asked_url: str = ""
    url: str = ""
    """where the last redirect led"""
    files: tuple[CapturedFile, ...]
    acquisition: Acquisition
    health: Health = Health()
    lacks: tuple[str, ...] = ()
    """What this way of capturing cannot show: ``screenshot``, ``rendered_page``, ``script_content`` and so on."""
    giver: str = ""
    """who handed it over; only of received exhibits"""
    made_from: str = ""
    """id of the capture this is a working copy of"""
    order: str = ""
    seller: SellerPage | UnsetType = UNSET
    """only where the seller's page was asked for as well, and came"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What whoever asked for a page knew beforehand; none of it came out of the page."""

    id: str = ""
    """of the offer, ``site:ad-id``"""
    site: str = ""
    country: str = ""
    language: str = ""
    selectors: tuple[tuple[str, str], ...] = ()
    """(field, CSS selector) where a site is known"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A page of a capture that a program read, and what its server said of its bytes."""

    path: str
    sha256: str
    charset: str = ""
    encoding: str = ""
    """Content-Encoding"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAccount:
    """The account that offers, as its own page presents it; never who is behind it."""

    name: str
    text: str
    since: str = ""
    """as written"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a program read out of the page of an offer: derived, beside the page, never in place of it.

    The same edition makes the same bytes out of the same files, so that anybody can repeat it.
    """

    derived: str = "Read by a program out of the files named here. What counts are those files."
    edition: str
    """of what read it"""
    sources: tuple[ReadFile, ...]
    """all pages that were looked at"""
    listing: Listing | None = None
    listing_from: str = ""
    """path"""
    account: ReadAccount | None = None
    account_from: str = ""
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """What reading the files of a capture again brings."""

    extracted: Extracted | None
    strangers: tuple[str, ...] = ()
    """words of the claimed listing that stand nowhere in the page"""


class Action(StrEnum):
    """What happened to something kept."""

    CREATED = "created"
    RECEIVED = "received"
    VIEWED = "viewed"
    DERIVED = "derived"
    STAMPED = "stamped"
    EXPORTED = "exported"
    TRANSFERRED = "transferred"
    SEALED = "sealed"
    REDACTED_COPY_MADE = "redacted_copy_made"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEvent:
    """One line of the log. Two chains run through it: over all events, and over those about one object.

    The second lets an extract about one object be checked for gaps without showing anything else.
    """

    seq: int
    """from 0"""
    at: Moment
    actor: str
    """a named person, or the program that acted for one"""
    role: str
    action: Action
    object: str
    """id of a capture"""
    reason: str
    result: str = ""
    """SHA-256 of what the action made: a derived file, a stamp, the contents of a bundle"""
    order: str = ""
    previous: str
    """SHA-256 of the line before; of nothing where there is none"""
    previous_of_object: str
    """SHA-256 of the line before about the same object"""


class StampStatus(StrEnum):
    """How a time-stamp stands."""

    PENDING = "pending"
    """asked for, not answered yet: shown, never hidden"""
    VERIFIED = "verified"
    REFUSED = "refused"
    """the authority answered, and the answer does not hold"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamp:
    """What an RFC 3161 authority says about one object."""

    object: str
    """SHA-256 of what was stamped"""
    authority: str
    """address"""
    status: StampStatus
    at: Moment | None = None
    """the authority's time, UTC"""
    name: str = ""
    """the authority, as its certificate names it"""
    is_local: bool = False
    """Whether the certificate itself says that the authority is ours: it proves no independent time."""
    valid_to: Moment | None = None
    """when the authority's certificate expires; to be stamped again before"""
    token: str = ""
    """SHA-256 of the whole response"""
    why: str = ""
    """why it is pending or refused"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line of words in a picture, as a program read it; dots from the upper left corner."""

    text: str
    confidence: int
    """percent, as the program says"""
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPicture:
    """The words in one picture, as a program read them: a reading beside the picture, never in place of it."""

    path: str
    sha256: str
    """of the picture; "" where nobody asked"""
    engine: str
    """name, version and model"""
    lines: tuple[ReadLine, ...]

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def least(self) -> int:
        """Confidence of the line that is the least certain, percent; 0 where there is none."""
        return min((line.confidence for line in self.lines), default=0)
