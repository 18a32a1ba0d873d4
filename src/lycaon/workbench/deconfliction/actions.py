"""What is done: asked, answered, carried between installations as a signed file. Each act is recorded without names."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WithheldError, WrongStateError
from lycaon.workbench.cases.models import Case, CaseOffer
from lycaon.workbench.deconfliction import files
from lycaon.workbench.deconfliction.keys import Identifier, Identity, OwnKeys, identity_of, key
from lycaon.workbench.deconfliction.models import KEPT_FOR, Enquiry, Key, PartnerKey
from lycaon.workbench.deconfliction.verbs import DECONFLICT, KEEP_PARTNER_KEY
from lycaon.workbench.offers.models import Account, Listing, Offer
from lycaon.workbench.offers.retention import STUB
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.gate import gate
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.events import write

MOST_KEYS = 200
"""Of one enquiry: more accounts than a case has, and less than a list to be tried through."""
LIMITS: Mapping[str, tuple[timedelta, int]] = {"day": (timedelta(days=1), 500), "month": (timedelta(days=30), 3_000)}
"""Keys that one organisation may ask another within a time."""


@action(DECONFLICT)
def ask(actor: Actor, case: Case, partner: Organisation) -> Enquiry:
    """Ask a partner whether it works on an account or an offer of a case.

    A partner on this installation answers at once. For another one the enquiry is a file; see :func:`enquiry_file`.

    Raises:
        WrongStateError: the case is closed, or holds nothing to compare; too much was asked.
        WithheldError: no agreement lets the keys leave.
    """
    house = house_of(actor)
    if not case.is_open or case.organisation != house:
        raise WrongStateError(_("This case is closed."))
    told = list(identifiers([case]))
    if not told:
        raise WrongStateError(_("This case holds no account and no offer that could be compared."))
    _must_be_within_limits(house, partner, len(told))
    enquiry = Enquiry(asker=house, asked=partner, case=case, asked_by=person_of(actor))
    enquiry.save()
    enquiry.name = enquiry.reference
    enquiry.save(update_fields=["name"])
    secret = secret_of(house, partner)
    rows = {key(secret, enquiry.name, one): (one.kind, about) for one, about, _case in told}
    for name in _let_out(actor, enquiry, {"keys": sorted(rows)}, house, partner).get("keys", ()):
        Key.objects.create(enquiry=enquiry, key=name, kind=rows[name][0], about=rows[name][1])
    write(actor, DECONFLICT, enquiry, data={"to": partner.reference, "case": case.reference, "keys": len(rows)})
    if _identity(house, partner) is None:
        _answer(Actor.software("deconfliction"), enquiry, partner)
    enquiry.refresh_from_db()
    return enquiry


@action(DECONFLICT)
def _answer(actor: Actor, enquiry: Enquiry, house: Organisation) -> None:
    """Compare an enquiry with the open cases of the house that is asked, and let out yes or no for each key."""
    secret = secret_of(house, enquiry.asker)
    index = {
        key(secret, enquiry.name, one): case
        for one, _about, case in identifiers(Case.objects.filter(organisation=house, closed_at=None))
    }
    rows = list(enquiry.keys.order_by("key"))
    matches = {row.key: row.key in index for row in rows}
    try:
        told = _let_out(actor, enquiry, {"match": matches}, house, enquiry.asker)
    except WithheldError:
        told = {}  # the other side may ask and not be told; that it was asked is written down all the same
    for row in rows:
        row.met = index.get(row.key)
        row.is_match = bool(row.met) if "match" in told else None
    Key.objects.bulk_update(rows, ["met", "is_match"])
    enquiry.answered_at = timezone.now() if "match" in told else None
    enquiry.save(update_fields=["answered_at"])
    write(actor, DECONFLICT, enquiry, data={
        "answered": bool(enquiry.answered_at), "keys": len(rows), "matches": sum(matches.values()),
    })  # fmt: skip


@action(KEEP_PARTNER_KEY)
def keep_partner_key(actor: Actor, partner: Organisation, words: str) -> PartnerKey:
    """Keep the key of a partner's own installation, after its fingerprint was compared by telephone.

    Raises:
        WrongStateError: it is no key, or our own.
    """
    identity = identity_of(words)
    if identity == own_keys().identity:
        raise WrongStateError(_("This is the key of this installation. Enter the partner’s."))
    row, _made = PartnerKey.objects.update_or_create(
        organisation=house_of(actor), partner=partner,
        defaults={"identity": identity.words, "kept_by": person_of(actor), "kept_at": timezone.now()},
    )  # fmt: skip
    write(actor, KEEP_PARTNER_KEY, partner, data={"fingerprint": identity.fingerprint})
    return row


def enquiry_file(actor: Actor, enquiry: Enquiry) -> bytes:
    """Return the file that carries an enquiry to a partner's installation; the gate is asked again.

    Raises:
        WrongStateError: the partner works on this installation, or the enquiry has lapsed.
        WithheldError: the agreement does not let it leave any more.
    """
    partner = _must_travel(enquiry, enquiry.asker, enquiry.asked)
    document = {"keys": sorted(enquiry.keys.values_list("key", flat=True))}
    told = _let_out(actor, enquiry, document, enquiry.asker, enquiry.asked)
    ours = own_keys()
    paper = files.Paper(
        what="enquiry", enquiry=enquiry.name, sender=ours.identity.words, recipient=partner.words,
        until=enquiry.expires_at.isoformat(), keys=tuple(told["keys"]),
    )  # fmt: skip
    return files.sealed(paper, ours)


def answer_file(actor: Actor, enquiry: Enquiry) -> bytes:
    """Return the file that carries the answer back; the gate is asked again.

    Raises:
        WrongStateError: it was not answered, or has lapsed.
        WithheldError: the agreement does not let it leave.
    """
    partner = _must_travel(enquiry, enquiry.asked, enquiry.asker)
    matches = {row.key: bool(row.is_match) for row in enquiry.keys.all()}
    told = _let_out(actor, enquiry, {"match": matches}, enquiry.asked, enquiry.asker)
    ours = own_keys()
    paper = files.Paper(
        what="answer", enquiry=enquiry.name, sender=ours.identity.words, recipient=partner.words,
        until=enquiry.expires_at.isoformat(), keys=tuple(sorted(matches)),
        match=tuple(name for name in sorted(told["match"]) if told["match"][name]),
    )  # fmt: skip
    return files.sealed(paper, ours)


@action(DECONFLICT)
def take_file(actor: Actor, raw: bytes) -> Enquiry:
    """Take the file of a partner: an enquiry, which is answered from our open cases, or the answer to one of ours.

    Raises:
        WrongStateError: it is none, not signed by a partner whose key we keep, for somebody else, lapsed, or was taken.
    """
    house = house_of(actor)
    paper, partner = files.opened(raw, _known(house))
    if identity_of(paper.recipient) != own_keys().identity:
        raise WrongStateError(_("This file is for another installation."))
    if datetime.fromisoformat(paper.until) <= timezone.now():
        raise WrongStateError(_("This file has lapsed. Ask anew."))
    return _take_answer(actor, paper, house, partner) if paper.what == "answer" else _take(actor, paper, house, partner)


def _take(actor: Actor, paper: files.Paper, house: Organisation, partner: Organisation) -> Enquiry:
    if Enquiry.objects.filter(asker=partner, asked=house, name=paper.enquiry).exists():
        raise WrongStateError(_("This file was taken already."))
    _must_be_within_limits(partner, house, len(paper.keys))
    until = min(datetime.fromisoformat(paper.until), timezone.now() + KEPT_FOR)
    enquiry = Enquiry.objects.create(asker=partner, asked=house, name=paper.enquiry, expires_at=until)
    Key.objects.bulk_create([Key(enquiry=enquiry, key=name) for name in dict.fromkeys(paper.keys)])
    write(actor, DECONFLICT, enquiry, data={"from": partner.reference, "keys": len(paper.keys)})
    _answer(Actor.software("deconfliction"), enquiry, house)
    enquiry.refresh_from_db()
    return enquiry


def _take_answer(actor: Actor, paper: files.Paper, house: Organisation, partner: Organisation) -> Enquiry:
    enquiry = Enquiry.objects.filter(asker=house, asked=partner, name=paper.enquiry, answered_at=None).first()
    if enquiry is None:
        raise WrongStateError(_("This answers nothing that was asked and is still open."))
    matched = set(paper.match)
    rows = list(enquiry.keys.all())
    if {row.key for row in rows} != set(paper.keys) or not matched <= set(paper.keys):
        raise WrongStateError(_("This answer is to other keys than were asked."))
    for row in rows:
        row.is_match = row.key in matched
    Key.objects.bulk_update(rows, ["is_match"])
    enquiry.answered_at = timezone.now()
    enquiry.save(update_fields=["answered_at"])
    write(actor, DECONFLICT, enquiry, data={"answered": True, "keys": len(rows), "matches": len(matched)})
    return enquiry


def identifiers(cases: Iterable[Case]) -> Iterable[tuple[Identifier, str, Case]]:
    """Yield what can be compared of cases: the accounts and the advertisements of their offers, with whose they are."""
    seen: set[tuple[Identifier, int]] = set()
    joined = CaseOffer.objects.filter(case__in=cases, left_at=None).select_related(
        "case", "offer__site", "offer__account"
    )
    listings: dict[int, list[str]] = {}
    for offer_id, name in Listing.objects.filter(offer__in=joined.values("offer")).values_list(
        "offer_id", "listing_id"
    ):
        listings.setdefault(offer_id, []).append(name)
    for row in joined:
        for one, about in _of_offer(row.offer, listings.get(row.offer.pk, [])):
            if (one, row.case.pk) not in seen:
                seen.add((one, row.case.pk))
                yield one, about, row.case


def _of_offer(offer: Offer, names: Iterable[str]) -> Iterable[tuple[Identifier, str]]:
    account: Account | None = offer.account
    if account is not None and account.handle:
        yield Identifier("account", offer.site.host, account.handle), account.reference
    for name in names:
        if not name.startswith(STUB):
            yield Identifier("offer", offer.site.host, name), offer.reference


def own_keys() -> OwnKeys:
    """Return the private halves of this installation."""
    return OwnKeys(settings.DECONFLICTION_KEY.encode())


def secret_of(house: Organisation, partner: Organisation) -> bytes:
    """Return the secret of two organisations, on this installation or between two."""
    identity = _identity(house, partner)
    if identity is None:
        return own_keys().within(house.reference, partner.reference)
    return own_keys().with_partner(identity)


def asked_within(house: Organisation, partner: Organisation) -> dict[str, int]:
    """Return how many keys one organisation asked another, by the times that are limited."""
    now = timezone.now()
    found = Enquiry.objects.filter(asker=house, asked=partner)
    return {
        name: found.filter(asked_at__gt=now - time).aggregate(n=Count("keys", filter=Q(keys__isnull=False)))["n"]
        for name, (time, _most) in LIMITS.items()
    }


def _must_be_within_limits(house: Organisation, partner: Organisation, more: int) -> None:
    asked = asked_within(house, partner)
    over = [name for name, (_time, most) in LIMITS.items() if asked[name] + more > most]
    if more > MOST_KEYS or over:
        raise WrongStateError(
            _("Too much is asked at once: at most %(one)d in one enquiry, %(day)d a day and %(month)d in 30 days.")
            % {"one": MOST_KEYS, "day": LIMITS["day"][1], "month": LIMITS["month"][1]}
        )


def _let_out(
    actor: Actor, enquiry: Enquiry, document: Mapping[str, object], sender: Organisation, recipient: Organisation
) -> Mapping[str, Any]:
    return gate(
        actor, enquiry, "deconfliction", document, sender=sender, recipient=recipient, purpose="deconfliction",
        tlp=TLP.AMBER, pap=PAP.AMBER,
    ).require()  # fmt: skip


def _identity(house: Organisation, partner: Organisation) -> Identity | None:
    kept = PartnerKey.objects.filter(organisation=house, partner=partner).first()
    return identity_of(kept.identity) if kept else None


def _known(house: Organisation) -> dict[str, Organisation]:
    rows = PartnerKey.objects.filter(organisation=house, partner__ended_at=None).select_related("partner")
    return {row.identity: row.partner for row in rows}


def _must_travel(enquiry: Enquiry, sender: Organisation, recipient: Organisation) -> Identity:
    identity = _identity(sender, recipient)
    if identity is None:
        raise WrongStateError(_("This partner works on this installation; nothing is carried to it."))
    if enquiry.expires_at <= timezone.now():
        raise WrongStateError(_("This file has lapsed. Ask anew."))
    return identity
