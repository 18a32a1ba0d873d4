"""An information log out of offers: what was published, what the law appears to say, what was captured.

Read in as many queries as there are kinds of rows, for hundreds of logs are drafted at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lycaon.exchange.information_log import Exhibit, InformationLog, LoggedAccount, LoggedOffer
from lycaon.exchange.notice import basis_of
from lycaon.law import wording
from lycaon.values.verdict import Legality, Verdict
from lycaon.workbench.correspondence.drafting import item_id, taxon
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Offer, Scan
from lycaon.workbench.offers.queries import Current
from lycaon.workbench.offers.states import State

MAY_BE_TOLD = frozenset({Legality.PROHIBITED, Legality.NEEDS_DOCUMENT, Legality.UNKNOWN})
"""What an authority may be told of; what only a platform's rules forbid is never told to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What all logs of one draft have in common."""

    organisation: str
    contact: str
    recipient: str
    language: str
    legal_basis_for_sharing: str
    agreement_id: str
    dated: date


@dataclass(frozen=True, slots=True)
class Tellable:
    """An offer with all that a log says of it."""

    now: Current
    verdict: Verdict | None
    capture: Capture | None


def tellable(offers: Sequence[Offer]) -> dict[int, Tellable]:
    """Return offers with their latest listing, scan and capture, by their key."""
    keys = [offer.pk for offer in offers]
    scans = (
        Scan.objects.filter(listing__offer__in=keys)
        .select_related("listing")
        .order_by("listing__offer_id", "-listing__seen_at", "-id")
        .distinct("listing__offer_id")
    )
    latest = {scan.listing.offer_id: scan for scan in scans}  # pyright: ignore[reportAttributeAccessIssue]
    captures = {
        one.offer_id: one  # pyright: ignore[reportAttributeAccessIssue]
        for one in Capture.objects.filter(offer__in=keys, health__in=SHOWS_OFFER).order_by("at", "pk")
    }
    return {
        offer.pk: Tellable(
            Current(offer, latest[offer.pk].listing, latest[offer.pk]),
            latest[offer.pk].value.verdict,
            captures.get(offer.pk),
        )
        for offer in offers
        if offer.pk in latest
    }


def log_of(log_id: str, header: Header, told: Sequence[Tellable], *, tlp: str, pap: str) -> InformationLog:
    """Return the first draft of a log about offers of one account."""
    with translation.override(header.language):
        return InformationLog(
            log_id=log_id,
            dated=header.dated,
            language=header.language,
            organisation=header.organisation,
            contact=header.contact,
            recipient=header.recipient,
            legal_basis_for_sharing=header.legal_basis_for_sharing,
            tlp=tlp,
            pap=pap,
            agreement_id=header.agreement_id,
            summary=_summary(told),
            offers=tuple(_offer(one, header.language) for one in told),
            accounts=tuple(_accounts(told)),
            evidence=tuple(_exhibits(told)),
            offence_rules=tuple(dict.fromkeys(rule for one in told for rule in _rules(one.verdict))),
        )


def _summary(told: Sequence[Tellable]) -> str:
    taxa = list(dict.fromkeys(one.now.offer.taxon for one in told if one.now.offer.taxon))
    hosts = list(dict.fromkeys(one.now.offer.site.host for one in told))
    prohibited = sum(one.now.offer.headline == Legality.PROHIBITED for one in told)
    what = ngettext("One offer on %(sites)s (%(taxa)s).", "%(n)d offers on %(sites)s (%(taxa)s).", len(told))
    appears = ngettext("One appears prohibited.", "%(n)d appear prohibited.", prohibited) if prohibited else ""
    lacks = sum(one.now.offer.headline == Legality.NEEDS_DOCUMENT for one in told)
    asks = ngettext(
        "One appears lawful only with a document that it does not show.",
        "%(n)d appear lawful only with a document that they do not show.",
        lacks,
    ) if lacks else ""  # fmt: skip
    names = {"sites": ", ".join(hosts[:5]), "taxa": ", ".join(taxa[:5]) or "—"}
    parts = [what % (names | {"n": len(told)})]
    parts += [
        words % {"n": n} if "%(n)d" in words else words for words, n in ((appears, prohibited), (asks, lacks)) if words
    ]
    return " ".join(parts)


def _offer(one: Tellable, language: str) -> LoggedOffer:
    offer, listing = one.now.offer, one.now.listing
    reading = one.verdict.reading if one.verdict else None
    said = wording.messages(language)
    words = wording.render(one.verdict, language) if one.verdict else None
    return LoggedOffer(
        reference=offer.reference,
        url=listing.url,
        platform=offer.site.name,
        item_id=item_id(listing),
        title=listing.title,
        text=listing.text,
        language=listing.language,
        posted_on=listing.posted_at,
        first_seen_at=offer.first_seen,
        captured_at=one.capture.at if one.capture else None,
        price=listing.price,
        place=listing.place,
        taxon=taxon(one.now),
        confirmed_by=_("analyst") if offer.state != State.NEW else "",
        form=offer.form,
        documents_claimed=tuple(
            wording.document_name(each.kind, said) for each in (reading.documents if reading else ()) if each.claimed
        ),
        legality=Legality(offer.headline or Legality.UNKNOWN),
        sentence=words.sentence if words else "",
        legal_basis=tuple(
            basis_of(reason.rule, reason.version, basis)
            for reason in (reading.reasons if reading else ())
            if not reason.exempted_by and not reason.draft
            for basis in reason.basis
        ),
        confidence=round(one.verdict.confidence if one.verdict else 0.0, 3),
        missing=words.changes if words else (),
        lawful_with=(words.documents if words else ())
        or (_("no document is known that would make it lawful as described"),),
        last_visit="up",
        last_visit_at=offer.last_seen,
        capture=one.capture.store_id if one.capture else "",
    )


def _rules(verdict: Verdict | None) -> Iterable[str]:
    reading = verdict.reading if verdict else None
    return [f"{reason.rule} v{reason.version}" for reason in (reading.reasons if reading else ()) if not reason.draft]


def _accounts(told: Sequence[Tellable]) -> Iterable[LoggedAccount]:
    """Return the accounts as published; outside a case a handle is not known, and so not told."""
    known: dict[int, LoggedAccount] = {}
    for one in told:
        account = one.now.offer.account
        if account is None or one.now.offer.state != State.IN_CASE or not account.handle:
            continue
        known.setdefault(
            account.pk,
            LoggedAccount(
                platform=one.now.offer.site.name,
                handle=account.handle,
                profile_url=account.profile_url,
                displayed_name=account.displayed_name,
                capture=one.capture.store_id if one.capture else "",
            ),
        )
    return known.values()


def _exhibits(told: Sequence[Tellable]) -> Iterable[Exhibit]:
    captures: Mapping[str, Capture] = {one.capture.store_id: one.capture for one in told if one.capture}
    return [Exhibit(capture=name, files=1, kind=capture.kind) for name, capture in captures.items()]
