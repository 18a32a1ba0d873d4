"""Notices to a hosting service, with the contents that Regulation (EU) 2022/2065 Art. 16(2) asks for.

A notice that lacks one of them does not make the service know (Art. 16(3)), so :func:`faults` names what is missing
and nothing with a fault is sent. The fields follow the Regulation: (a) explanation, (b) exact location, (c) who
notifies, (d) good faith.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

import msgspec

from lycaon.errors import FormatError
from lycaon.look import Messages
from lycaon.values.codec import from_json, to_json
from lycaon.values.verdict import Basis, Legality, PolicyResult

LONGEST_EXPLANATION = 1200
"""Characters. The recipient must see the point without a detailed legal examination; five lines do."""

_SEARCH_WORDS = frozenset({"q", "query", "search", "keyword", "keywords", "suche", "recherche", "k", "_nkw"})
_SEARCH_PATHS = ("/search", "/suche", "/recherche", "/zoeken", "/s/", "/sch/", "/results")


class NoticeKind(StrEnum):
    """What a notice says. The three are never mixed: only the first claims that content is illegal."""

    ILLEGAL_CONTENT = "illegal_content"
    """The offer appears to break a law; Art. 16."""
    POLICY = "policy"
    """The offer appears to break the platform's own rules, and no law."""
    QUERY = "query"
    """The offer would be lawful with a document: a question, not a notice of illegality."""


class RequestedAction(StrEnum):
    """What the sender asks for."""

    REMOVE = "remove"
    RESTRICT_COUNTRY = "restrict_country"
    ASK_DOCUMENT = "ask_document"
    PRESERVE = "preserve"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A rule on which the notice rests."""

    rule: str
    """Id in our rules, with its version: "FR-09 v3"."""
    instrument: str
    article: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTaxon:
    """The species, as it is read."""

    scientific: str
    common: str = ""
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifier:
    """Who sends the notice: always an organisation; a citizen's name is never forwarded."""

    name: str
    email: str
    organisation: str
    trusted_flagger_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with the notice."""

    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice about one offer on one platform. ``sent_at`` is None for a draft."""

    notice_id: str
    kind: NoticeKind
    platform: str
    urls: tuple[str, ...]
    item_id: str = ""
    capture_hash: str = ""
    """SHA-256 of the capture's manifest: what the sender saw."""
    jurisdiction: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    explanation: str = ""
    facts: tuple[str, ...] = ()
    why_evident: str = ""
    """Why no detailed legal examination is needed (Art. 16(3))."""
    taxon: NamedTaxon | None = None
    language: str = "en"
    notifier: Notifier | None = None
    good_faith: bool = False
    attachments: tuple[Attachment, ...] = ()
    requested_action: RequestedAction = RequestedAction.REMOVE
    preserve_note: str = ""
    sent_at: datetime | None = None
    channel: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a notice cannot be sent: the field, and a code that :func:`says` words."""

    field: str
    code: str


def kinds_for(legality: Legality | None, policy: PolicyResult) -> tuple[NoticeKind, ...]:
    """Return the kinds of notice that a verdict allows, the fittest first; none where nothing may be sent.

    An offer that is lawful with a document gets a question; one that only a platform forbids, a notice of its policy.

    >>> kinds_for(Legality.NEEDS_DOCUMENT, PolicyResult.NO_POLICY)
    (<NoticeKind.QUERY: 'query'>,)
    """
    kinds: list[NoticeKind] = []
    if legality is Legality.PROHIBITED:
        kinds = [NoticeKind.ILLEGAL_CONTENT, NoticeKind.QUERY]
    elif legality is Legality.NEEDS_DOCUMENT:
        kinds = [NoticeKind.QUERY]
    return (*kinds, NoticeKind.POLICY) if policy is PolicyResult.BANNED else tuple(kinds)


def faults(notice: Notice, legality: Legality | None, policy: PolicyResult) -> tuple[Fault, ...]:
    """Return what keeps a notice from being sent, in the order of Art. 16(2); nothing where it is whole.

    Args:
        notice: the draft.
        legality: what the law appears to say about the offer; None where it was not judged.
        policy: what the platform's own rules say.
    """
    return tuple(_faults(notice, legality, policy))


def _faults(notice: Notice, legality: Legality | None, policy: PolicyResult) -> Iterator[Fault]:
    yield from _explanation(notice, legality, policy)
    yield from _location(notice)
    if notice.notifier is None or not notice.notifier.organisation or not notice.notifier.name:
        yield Fault("notifier", "name_missing")
    elif not _is_address(notice.notifier.email):
        yield Fault("notifier", "email_missing")
    if not notice.good_faith:
        yield Fault("good_faith", "not_signed")


def _explanation(notice: Notice, legality: Legality | None, policy: PolicyResult) -> Iterator[Fault]:
    if notice.kind not in kinds_for(legality, policy):
        yield Fault("kind", f"not_{notice.kind.value}")
    if not notice.explanation.strip():
        yield Fault("explanation", "explanation_missing")
    elif len(notice.explanation) > LONGEST_EXPLANATION:
        yield Fault("explanation", "explanation_long")
    if not notice.facts:
        yield Fault("facts", "facts_missing")
    if notice.kind is NoticeKind.ILLEGAL_CONTENT:
        if not notice.legal_basis:
            yield Fault("legal_basis", "rule_missing")
        if not notice.why_evident.strip():
            yield Fault("why_evident", "why_evident_missing")


def _location(notice: Notice) -> Iterator[Fault]:
    if not notice.urls:
        yield Fault("urls", "address_missing")
    for url in notice.urls:
        if not is_address_of_page(url):
            yield Fault("urls", "address_broken")
        elif is_search_page(url):
            yield Fault("urls", "address_search")


def is_address_of_page(url: str) -> bool:
    """Return whether ``url`` is an absolute address of the web.

    >>> is_address_of_page("https://ads.example/a/81402771"), is_address_of_page("ads.example")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and not any(c.isspace() for c in url)


def is_search_page(url: str) -> bool:
    """Return whether an address appears to be that of a search, which shows other offers tomorrow.

    >>> is_search_page("https://ads.example/search?q=parrot"), is_search_page("https://ads.example/a/81402771?q=parrot")
    (True, False)
    """
    parts = urlsplit(url)
    asks = any(name.casefold() in _SEARCH_WORDS for name, _ in parse_qsl(parts.query))
    # The address of an offer may carry the words of the search that led to it; it has a number of its own.
    numbered = any(sum(c.isdigit() for c in step) >= 5 for step in parts.path.split("/"))
    return not numbered and (asks or any(step in f"{parts.path.casefold()}/" for step in _SEARCH_PATHS))


def _is_address(email: str) -> bool:
    name, at, host = email.partition("@")
    return bool(name and at and "." in host.strip(".") and not any(c.isspace() for c in email))


def says(fault: Fault, language: str) -> str:
    """Return what is wrong and what to do, in a sentence."""
    return Messages("lycaon.exchange", language)(f"fault.{fault.code}")


def written(notice: Notice) -> bytes:
    """Return a notice as JSON: the shape a platform's interface and our portal read."""
    return to_json(notice)


def read(document: bytes) -> Notice:
    """Return the notice that :func:`written` wrote.

    Raises:
        FormatError: it is no such document.
    """
    try:
        return from_json(document, Notice)
    except msgspec.MsgspecError as error:
        raise FormatError(f"not a notice: {error}; the fields are those of lycaon.exchange.notice.Notice") from error


def letter(notice: Notice) -> str:
    """Return the notice as a letter in its own language: what a person at the platform reads, and an e-mail carries."""
    t = Messages("lycaon.exchange", notice.language)
    parts: list[Sequence[str]] = [
        [t(f"letter.opening.{notice.kind.value}", platform=notice.platform)],
        [notice.explanation],
        _listed(t("letter.facts"), notice.facts),
        [t("letter.why_evident", reason=notice.why_evident)] if notice.why_evident else [],
        _listed(t("letter.basis"), [_basis(each) for each in notice.legal_basis]),
        _listed(
            t("letter.location"), [*notice.urls, *([t("letter.item", id=notice.item_id)] if notice.item_id else [])]
        ),
        [
            t(f"letter.action.{notice.requested_action.value}"),
            *([notice.preserve_note] if notice.preserve_note else []),
        ],
        [t("letter.capture", hash=notice.capture_hash)] if notice.capture_hash else [],
        [t("letter.good_faith")] if notice.good_faith else [],
        _signature(notice, t),
        [t("letter.appears")],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def subject(notice: Notice) -> str:
    """Return the subject of the e-mail that carries a notice; it names no species and no account."""
    return Messages("lycaon.exchange", notice.language)(f"subject.{notice.kind.value}", id=notice.notice_id)


def withdrawal(notice: Notice, reason: str) -> str:
    """Return the letter that takes a notice back, with an apology and words that the platform may pass on."""
    t = Messages("lycaon.exchange", notice.language)
    day = notice.sent_at.date() if notice.sent_at else None
    return (
        "\n\n".join(
            [
                t("withdrawal.opening", id=notice.notice_id, day=_day(day), reason=reason),
                t("withdrawal.asks"),
                t("withdrawal.for_seller", platform=notice.platform),
                "\n".join(_signature(notice, t)),
            ]
        )
        + "\n"
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"


def _listed(heading: str, lines: Sequence[str]) -> list[str]:
    return [heading, *(f"- {line}" for line in lines)] if lines else []


def _basis(basis: LegalBasis) -> str:
    named = ", ".join(part for part in (basis.instrument, basis.article) if part)
    return f"{named} ({basis.rule})" + (f" <{basis.link}>" if basis.link else "")


def _signature(notice: Notice, t: Messages) -> list[str]:
    sender = notice.notifier
    if sender is None:
        return []
    flagger = [t("letter.trusted_flagger", id=sender.trusted_flagger_id)] if sender.trusted_flagger_id else []
    return [sender.name, sender.organisation, sender.email, *flagger, t("letter.reference", id=notice.notice_id)]


def basis_of(rule: str, version: str, basis: Basis) -> LegalBasis:
    """Return a rule's basis as a notice cites it."""
    return LegalBasis(rule=f"{rule} v{version}", instrument=basis.instrument, article=basis.article, link=basis.url)


def sent(notice: Notice, at: datetime, channel: str) -> Notice:
    """Return the notice as it was sent."""
    return replace(notice, sent_at=at, channel=channel)
