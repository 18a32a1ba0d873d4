"""Information logs: what an organisation tells an authority about one or several offers.

The format carries what IFAW's survey of 2017 sent 190 times for 327 offers, with what an officer needs to check it:
rules, missing facts, captures with their hashes, who reviewed, under which agreement it was shared. It says what offers
appear to be, and repeats of accounts only what they published.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files

import msgspec

from lycaon.errors import FormatError
from lycaon.exchange.notice import Attachment, LegalBasis, NamedTaxon
from lycaon.look import Messages, keys
from lycaon.look.pdf import pdf
from lycaon.values.codec import from_json, to_json
from lycaon.values.verdict import Legality

_PACKAGE = "lycaon.exchange"


class Asked(StrEnum):
    """What the sender asks of the recipient."""

    INFORMATION_ONLY = "information_only"
    CONFIRM_RECEIPT = "confirm_receipt"
    ADVISE_BEFORE_NOTICE = "advise_before_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOffer:
    """One offer as it is told. Times are aware UTC; ``None`` and ``""`` are what is not known."""

    reference: str
    url: str
    platform: str
    item_id: str
    title: str = ""
    text: str = ""
    language: str = ""
    translation: str = ""
    """Made by a machine or a person of ours, and marked as such; never in place of the original."""
    posted_on: date | None = None
    first_seen_at: datetime | None = None
    captured_at: datetime | None = None
    price: str = ""
    """As written."""
    price_eur: Decimal | None = None
    quantity: str = ""
    place: str = ""
    photos: tuple[Attachment, ...] = ()
    taxon: NamedTaxon | None = None
    confirmed_by: str = ""
    """Role of the person who confirmed the species; no name of a person leaves the house."""
    form: str = ""
    claims: tuple[str, ...] = ()
    documents_claimed: tuple[str, ...] = ()
    legality: Legality
    sentence: str = ""
    """What the law appears to say, in the language of the log."""
    legal_basis: tuple[LegalBasis, ...] = ()
    confidence: float
    missing: tuple[str, ...] = ()
    """Facts that are not known and what each would change."""
    lawful_with: tuple[str, ...] = ()
    """Documents and circumstances that would make it lawful."""
    last_visit: str = ""
    """Code of the status at the last visit: up, gone, edited, reposted, unreachable."""
    last_visit_at: datetime | None = None
    capture: str = ""
    """SHA-256 of the capture's manifest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAccount:
    """An account, only as it was published; ``capture`` says where."""

    platform: str
    handle: str
    profile_url: str = ""
    displayed_name: str = ""
    displayed_contacts: tuple[str, ...] = ()
    place: str = ""
    capture: str = ""
    links: tuple[str, ...] = ()
    """Other handles with which it appears to be operated together, each with its ground and strength."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A capture that goes with the log in its bundle."""

    capture: str
    files: int
    stamped_at: datetime | None = None
    """By a time-stamping authority; None while the stamp is pending."""
    authority: str = ""
    kind: str = "captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationLog:
    """One log to one recipient."""

    log_id: str
    version: int = 1
    dated: date
    language: str = "en"
    organisation: str
    contact: str
    recipient: str
    legal_basis_for_sharing: str
    tlp: str
    pap: str
    handling: str = ""
    agreement_id: str
    reviewers: tuple[str, ...] = ()
    """References of the two persons who reviewed it."""
    summary: str
    offers: tuple[LoggedOffer, ...]
    accounts: tuple[LoggedAccount, ...] = ()
    evidence: tuple[Exhibit, ...] = ()
    offence_rules: tuple[str, ...] = ()
    severity: str = ""
    specimens: str = ""
    conservation: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    own_grade: str = ""
    """Of source and information, 4x4 ("B2"); the recipient grades for itself."""
    asked: Asked = Asked.CONFIRM_RECEIPT
    withheld: tuple[str, ...] = ()
    """What the agreement keeps back, each with its reason; what may not be known to exist is not listed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a log cannot be sent: the offer it concerns (empty: the log itself), the field, and what to do."""

    offer: str
    field: str


_REQUIRED = (
    "log_id",
    "organisation",
    "contact",
    "recipient",
    "legal_basis_for_sharing",
    "tlp",
    "pap",
    "agreement_id",
    "summary",
)
_REQUIRED_OF_OFFER = (
    "url",
    "platform",
    "item_id",
    "first_seen_at",
    "captured_at",
    "capture",
    "legal_basis",
    "lawful_with",
    "last_visit",
)
_REVIEWERS = 2


def faults(log: InformationLog) -> tuple[Fault, ...]:
    """Return what keeps a log from being sent: an empty field, fewer than two reviewers, an offer told twice."""
    return tuple(_faults(log))


def _faults(log: InformationLog) -> Iterator[Fault]:
    yield from (Fault("", name) for name in _REQUIRED if not getattr(log, name))
    if len(set(log.reviewers)) < _REVIEWERS:
        yield Fault("", "reviewers")
    if not log.offers:
        yield Fault("", "offers")
    told: set[str] = set()
    held = {exhibit.capture for exhibit in log.evidence}
    for offer in log.offers:
        yield from (Fault(offer.reference, name) for name in _REQUIRED_OF_OFFER if not getattr(offer, name))
        if offer.capture and offer.capture not in held:
            yield Fault(offer.reference, "evidence")
        if offer.reference in told:
            yield Fault(offer.reference, "offers")
        told.add(offer.reference)


def written(log: InformationLog) -> bytes:
    """Return a log as JSON."""
    return to_json(log)


def read(document: bytes) -> InformationLog:
    """Return the log that :func:`written` wrote.

    Raises:
        FormatError: it is no such document.
    """
    try:
        return from_json(document, InformationLog)
    except msgspec.MsgspecError as error:
        raise FormatError(f"not an information log: {error}") from error


def printed(log: InformationLog) -> bytes:
    """Return a log as PDF/A in its own language, with an index of its offers and numbered pages.

    Raises:
        SetupError: the typesetter is not installed.
    """
    template = files(_PACKAGE).joinpath("information_log.typ").read_text("utf-8")
    t = Messages(_PACKAGE, log.language)
    # The day of the log, not of the printing: the same log gives the same bytes.
    made_at = datetime.fromisoformat(f"{log.dated.isoformat()}T00:00:00+00:00")
    return pdf(template, {"log": msgspec.to_builtins(log), "t": _words(t, log)}, at=made_at)


def _words(t: Messages, log: InformationLog) -> dict[str, object]:
    return {
        **{
            key.removeprefix("log."): t(key)
            for key in keys(_PACKAGE, t.language)
            if key.count(".") == 1 and key[:4] == "log."
        },
        "asked": t(f"log.asked.{log.asked.value}"),
        "verdicts": {each.value: t(f"log.verdict.{each.value}") for each in Legality},
        "visits": {code: t(f"log.visit.{code}") for code in ("up", "gone", "edited", "reposted", "unreachable")},
    }


@dataclass(frozen=True, slots=True)
class Groupable:
    """What grouping needs to know of an offer.

    ``account`` is the account or the network of accounts that appear operated together; empty where it is not known.
    """

    reference: str
    authority: str
    account: str
    seen_at: datetime


def grouped(offers: Iterable[Groupable], most: int = 25) -> list[tuple[str, ...]]:
    """Return the references of offers as they belong in logs: one recipient and one account a log, oldest first.

    An offer whose account is not known stands alone: two strangers must not meet in one file. More than ``most``
    offers of an account make several logs. Each offer is in exactly one.

    >>> from datetime import UTC
    >>> seen = datetime(2026, 11, 1, tzinfo=UTC)
    >>> grouped([Groupable("a", "FR", "x", seen), Groupable("b", "FR", "", seen), Groupable("c", "FR", "x", seen)])
    [('a', 'c'), ('b',)]
    """
    groups: dict[tuple[str, str, str], list[Groupable]] = {}
    for offer in {each.reference: each for each in offers}.values():
        alone = "" if offer.account else offer.reference
        groups.setdefault((offer.authority, offer.account, alone), []).append(offer)
    parts = [part for group in groups.values() for part in _parts(group, most)]
    parts.sort(key=lambda part: (part[0].seen_at, part[0].reference))
    return [tuple(offer.reference for offer in part) for part in parts]


def _parts(group: Sequence[Groupable], most: int) -> Iterator[Sequence[Groupable]]:
    ordered = sorted(group, key=lambda offer: (offer.seen_at, offer.reference))
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]
