"""A first draft of a notice, out of what the engine read in an offer and what the law appears to say about it.

Nothing here is sent: a person reads it, mends it and signs it, and a second person reviews it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from django.utils import translation
from django.utils.translation import gettext as _

from lycaon.exchange.notice import (
    LONGEST_EXPLANATION,
    LegalBasis,
    NamedTaxon,
    Notice,
    NoticeKind,
    Notifier,
    RequestedAction,
    basis_of,
    kinds_for,
)
from lycaon.law import wording
from lycaon.look import LANGUAGES
from lycaon.values.finding import Span
from lycaon.values.listing import TextField
from lycaon.values.verdict import Effect, Legality, PolicyResult, Reading, Reason, Verdict
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Listing, Offer
from lycaon.workbench.offers.queries import Current
from lycaon.workbench.people.models import Organisation

_MOST_FACTS = 8
_LONGEST_FACT = 200
_ASKS = {
    NoticeKind.ILLEGAL_CONTENT: RequestedAction.REMOVE,
    NoticeKind.POLICY: RequestedAction.REMOVE,
    NoticeKind.QUERY: RequestedAction.ASK_DOCUMENT,
}
_CARRIES = {
    NoticeKind.ILLEGAL_CONTENT: (Effect.PROHIBIT,),
    NoticeKind.QUERY: (Effect.REQUIRE, Effect.PROHIBIT),
    NoticeKind.POLICY: (),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of an offer when it was scanned."""

    legality: Legality | None
    policy: PolicyResult
    verdict: Verdict | None

    @property
    def reading(self) -> Reading | None:
        """The reading that speaks for the offer."""
        return self.verdict.reading if self.verdict else None


def judged(now: Current) -> Judged:
    """Return what the law and the platform's own rules appear to say about an offer."""
    verdict = now.scan.value.verdict
    legality = Legality(now.offer.headline) if now.offer.headline else None
    policies = verdict.policies if verdict else ()
    policy = min((each.result for each in policies), key=list(PolicyResult).index, default=PolicyResult.NO_POLICY)
    return Judged(legality, policy, verdict)


def language_of(recipient: Organisation) -> str:
    """Return the language in which a recipient is written to: its first that we speak, else English."""
    return next((language for language in recipient.languages if language in LANGUAGES), "en")


def drafted(now: Current, *, notice_id: str, recipient: Organisation, notifier: Notifier) -> Notice | None:
    """Return the first draft of a notice about an offer; None where there is nothing to send.

    Args:
        now: the offer with its latest listing and scan.
        notice_id: under which both sides know it.
        recipient: the platform.
        notifier: who sends it.
    """
    said, language = judged(now), language_of(recipient)
    kinds = kinds_for(said.legality, said.policy)
    if not kinds:
        return None
    kind = kinds[0]
    with translation.override(language):
        return Notice(
            notice_id=notice_id,
            kind=kind,
            platform=recipient.name,
            urls=(now.listing.url,) if now.listing.url else (),
            item_id=item_id(now.listing),
            capture_hash=capture_hash(now.offer),
            jurisdiction=now.offer.jurisdiction,
            legal_basis=tuple(_bases(said.reading, _CARRIES[kind])),
            explanation=explanation(said, kind, language),
            facts=facts(now),
            why_evident=_why_evident(said, now, language) if kind is NoticeKind.ILLEGAL_CONTENT else "",
            taxon=taxon(now),
            language=language,
            notifier=notifier,
            requested_action=_ASKS[kind],
        )


def item_id(listing: Listing) -> str:
    """Return the site's own name of an ad."""
    return listing.listing_id.partition(":")[2]


def capture_hash(offer: Offer) -> str:
    """Return the manifest hash of the latest capture that is whole or partial; empty where there is none."""
    found = Capture.objects.filter(offer=offer, health__in=SHOWS_OFFER).order_by("-at", "-pk").first()
    return found.store_id if found else ""


def taxon(now: Current) -> NamedTaxon | None:
    """Return the species as it is read."""
    offer = now.offer
    return NamedTaxon(scientific=offer.taxon, probability=round(offer.probability, 3)) if offer.taxon else None


def explanation(said: Judged, kind: NoticeKind, language: str) -> str:
    """Return why the offer is told, in at most as many characters as a notice takes."""
    if kind is NoticeKind.POLICY or said.verdict is None:
        return ""
    words = wording.render(said.verdict, language)
    parts = [words.sentence, *(words.documents if kind is NoticeKind.QUERY else ()), words.certainty, *words.notes]
    text = " ".join(part for part in parts if part)
    return text if len(text) <= LONGEST_EXPLANATION else text[: LONGEST_EXPLANATION - 1].rsplit(" ", 1)[0] + "…"


def facts(now: Current) -> tuple[str, ...]:
    """Return what the offer itself states, in its own words: those on which the verdict rests, in their order."""
    scan = now.scan.value
    reading = scan.verdict.reading if scan.verdict else None
    spans = [span for reason in (reading.reasons if reading else ()) for fact in reason.facts for span in fact.spans]
    spans = spans or [mention.span for mention in scan.finding.mentions]
    quoted = list(dict.fromkeys(words for span in _in_order(spans) if (words := surface(now.listing, span))))
    if not quoted and now.listing.title:
        quoted = [now.listing.title[:_LONGEST_FACT]]
    stated = [f"“{words}”" for words in quoted[:_MOST_FACTS]]
    if now.listing.price:
        stated.append(_("price as written: %(price)s") % {"price": now.listing.price[:80]})
    if now.listing.place:
        stated.append(_("place as stated: %(place)s") % {"place": now.listing.place[:80]})
    return tuple(stated)


def surface(listing: Listing, span: Span) -> str:
    """Return the seller's words under a span."""
    text = {"title": listing.title, "text": listing.text}.get(span.field, "")
    return " ".join(text[span.start : span.end].split())[:_LONGEST_FACT]


def _in_order(spans: Iterable[Span]) -> list[Span]:
    order = list(get_args(TextField))
    return sorted(spans, key=lambda span: (order.index(span.field), span.start, span.end))


def _bases(reading: Reading | None, effects: tuple[Effect, ...]) -> Iterator[LegalBasis]:
    seen: set[LegalBasis] = set()
    for effect in effects:
        for reason in _standing(reading):
            if reason.effect is effect:
                for basis in reason.basis:
                    one = basis_of(reason.rule, reason.version, basis)
                    if one not in seen:
                        seen.add(one)
                        yield one
        if seen:
            return


def _standing(reading: Reading | None) -> list[Reason]:
    reasons = reading.reasons if reading else ()
    return [reason for reason in reasons if not reason.exempted_by and not reason.draft]


def _why_evident(said: Judged, now: Current, language: str) -> str:
    """Return why no detailed examination is needed; empty, for a person to write, where that is not plain."""
    reading = said.reading
    reason = wording.leading(reading) if reading else None
    if reading is None or reason is None or reason.probability < wording.CERTAIN or not reason.confirmed:
        return ""
    words = list(
        dict.fromkeys(quoted for fact in reason.facts for span in fact.spans if (quoted := surface(now.listing, span)))
    )
    if not words:
        return ""
    return _("The offer itself states what the rule asks for (%(words)s). The rule is %(rule)s, “%(title)s”.") % {
        "words": ", ".join(f"“{one}”" for one in words[:3]),
        "rule": wording.article(reason, language),
        "title": wording.title(reason, language),
    }


def is_pressing(now: Current) -> bool:
    """Return whether a platform should answer within a day: prohibited, and alive or hardly to be doubted."""
    if now.offer.headline != Legality.PROHIBITED:
        return False
    return now.offer.form == "live" or now.offer.probability >= wording.CERTAIN
