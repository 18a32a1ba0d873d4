"""What is done with notices. Each act is a verb of the field, one transaction and one event in the record."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.exchange import notice as values
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.models import Case, Result
from lycaon.workbench.correspondence.drafting import capture_hash, drafted, is_pressing, judged
from lycaon.workbench.correspondence.going import must_go
from lycaon.workbench.correspondence.leaving import let_notice_out
from lycaon.workbench.correspondence.models import Channel, Contact, Flagger, Notice, Sending, SendingKind
from lycaon.workbench.correspondence.outbox import Letter, make_sending
from lycaon.workbench.correspondence.states import NOTICE_STEPS, Decision, NoticeState, Revisit, must_follow
from lycaon.workbench.correspondence.tasks import deliver_later
from lycaon.workbench.correspondence.verbs import (
    DRAFT_NOTICE,
    FOLLOW_NOTICE,
    KEEP_FLAGGER,
    REVIEW_NOTICE,
    SEND_NOTICE,
    WITHDRAW_NOTICE,
)
from lycaon.workbench.offers.models import Capture, Offer
from lycaon.workbench.offers.queries import current
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.labels import PAP, TLP, strictest_tlp
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import write
from lycaon.workbench.record.reference import new_reference
from lycaon.workbench.ui.languages import spoken

_RESULTS = {
    Decision.REMOVED: Result.REMOVED,
    Decision.ALREADY_GONE: Result.UNKNOWN,
    Decision.ACCOUNT_ACTION: Result.ACCOUNT_CLOSED,
    Decision.KEPT: Result.NO_ACTION,
}
"""What a verified decision says came of an offer."""


@action(DRAFT_NOTICE)
def draft_notice(actor: Actor, case: Case, offer: Offer, recipient: Organisation) -> Notice:
    """Draft a notice about an offer of a case, out of what the engine read.

    Raises:
        WrongStateError: the offer is not in the case, there is nothing to send about it, the recipient is no platform,
            or a notice about it is under way.
    """
    if not case.is_open or not case.joined.filter(offer=offer, left_at=None).exists():
        raise WrongStateError(_("This offer is not part of an open case."))
    if recipient.kind not in {Kind.PLATFORM, Kind.CARRIER} or recipient.ended_at is not None:
        raise WrongStateError(_("A notice goes to a platform that is enrolled."))
    if Notice.objects.filter(offer=offer, recipient=recipient).exclude(state__in=_OVER).exists():
        raise WrongStateError(_("A notice about this offer to this platform is under way."))
    now, person, house = current(offer), person_of(actor), house_of(actor)
    reference = new_reference(Notice.prefix)
    value = drafted(now, notice_id=reference, recipient=recipient, notifier=notifier_of(person, house))
    if value is None:
        raise WrongStateError(_("Neither the law nor the platform’s rules appear to speak against this offer."))
    notice = Notice.objects.create(
        reference=reference, organisation=house, recipient=recipient, case=case, offer=offer, kind=value.kind.value,
        document=values.written(value).decode(), tlp=_tlp_of(case), pap=_pap_of(case), is_pressing=is_pressing(now),
        drafted_by=person,
    )  # fmt: skip
    write(actor, DRAFT_NOTICE, notice, data={
        "case": case.reference, "offer": offer.reference, "to": recipient.reference, "kind": value.kind.value,
    })  # fmt: skip
    return notice


_OVER = (NoticeState.CLOSED, NoticeState.WITHDRAWN, NoticeState.NO_ANSWER)


@action(DRAFT_NOTICE)
def change_notice(actor: Actor, notice: Notice, changes: Mapping[str, Any]) -> Notice:
    """Change a draft. A reviewed notice is a draft again: what was reviewed is what is sent.

    Args:
        actor: who changes it; somebody else reviews it then.
        notice: the draft.
        changes: fields of :class:`lycaon.exchange.notice.Notice`, as they shall be.

    Raises:
        WrongStateError: it was sent.
    """
    _move(notice, NoticeState.DRAFT)
    value = replace(notice.value, **changes)
    notice.document, notice.kind = values.written(value).decode(), value.kind.value
    notice.drafted_by, notice.reviewed_by, notice.released, notice.sent_at = person_of(actor), None, "", None
    notice.save(update_fields=[
        "document", "kind", "drafted_by", "reviewed_by", "released", "sent_at", "state", "state_since",
    ])  # fmt: skip
    write(actor, DRAFT_NOTICE, notice, data={"changed": sorted(changes)})
    return notice


@action(REVIEW_NOTICE)
def review_notice(actor: Actor, notice: Notice) -> Notice:
    """Say that a notice is right and whole; a second person does.

    Raises:
        WrongStateError: the person drafted it, or something that Art. 16(2) asks for is missing.
    """
    person = person_of(actor)
    if person == notice.drafted_by:
        raise WrongStateError(_("You drafted this notice. Somebody else reviews it."))
    _move(notice, NoticeState.REVIEWED)
    _must_be_whole(notice, notice.value)
    notice.reviewed_by = person
    notice.save(update_fields=["reviewed_by", "state", "state_since"])
    write(actor, REVIEW_NOTICE, notice)
    return notice


@action(SEND_NOTICE)
def send_notice(actor: Actor, notice: Notice, channel: Channel, *, at: datetime | None = None) -> Notice:
    """Send a reviewed notice: through the gate, into the outbox, the portal or a file.

    Raises:
        WrongStateError: a step of the case comes first, the offer has no capture, or there is no address.
        WithheldError: no agreement lets it out, or the agreement withholds what the law asks for.
    """
    now = at or timezone.now()
    _move(notice, NoticeState.SENT, now)
    must_go(notice, now)
    whole = replace(values.sent(notice.value, now, channel.value), capture_hash=capture_hash(notice.offer))
    told = let_notice_out(actor, notice, whole)
    _must_be_whole(notice, told)
    notice.released, notice.channel, notice.sent_at = values.written(told).decode(), channel.value, now
    notice.document = values.written(whole).decode()
    notice.save(update_fields=["released", "document", "channel", "sent_at", "state", "state_since"])
    if channel is Channel.EMAIL:
        version = str(Sending.objects.filter(notice=notice, kind=SendingKind.NOTICE).count() + 1)
        letter = Letter(address_of(notice.recipient), values.subject(told), values.letter(told))
        post(make_sending(SendingKind.NOTICE, notice, letter, version=version))
    write(actor, SEND_NOTICE, notice, data={"channel": channel.value, "kind": notice.kind})
    return notice


@action(FOLLOW_NOTICE)
def keep_receipt(actor: Actor, notice: Notice, *, receipt: str = "", at: datetime | None = None) -> Notice:
    """Keep that the platform confirmed the receipt of a notice.

    Raises:
        WrongStateError: it was not sent, or the receipt is kept.
    """
    _move(notice, NoticeState.RECEIVED, at)
    notice.received_at, notice.receipt = notice.state_since, receipt.strip()[:200]
    notice.save(update_fields=["received_at", "receipt", "state", "state_since"])
    write(actor, FOLLOW_NOTICE, notice, data={"received": True})
    return notice


@action(FOLLOW_NOTICE)
def keep_decision(
    actor: Actor, notice: Notice, decision: Decision, *, known_from: str, at: datetime | None = None
) -> Notice:
    """Keep what the platform decided, and plan to look at the offer again.

    Raises:
        WrongStateError: the notice was not sent or is decided, or the source is missing.
    """
    if not known_from.strip():
        raise WrongStateError(_("Say from whom this is known."))
    decide(notice, decision, at)
    write(actor, FOLLOW_NOTICE, notice, data={"decision": decision.value})
    return notice


def decide(notice: Notice, decision: Decision, at: datetime | None = None) -> None:
    """Write a platform's decision into a notice, for the act that keeps it."""
    _move(notice, NoticeState.DECIDED, at)
    notice.decision, notice.decided_at = decision.value, notice.state_since
    notice.save(update_fields=["decision", "decided_at", "state", "state_since"])
    if notice.case.is_open:
        cases.plan_revisits(notice.case, timezone.localtime(notice.decided_at).date())


@action(FOLLOW_NOTICE)
def keep_revisit(
    actor: Actor, notice: Notice, seen: Revisit, *, capture: Capture | None = None, at: datetime | None = None
) -> Notice:
    """Keep what was seen at the address after the decision. A removal that was seen is an outcome of the case.

    Args:
        actor: who looked.
        notice: the notice that was decided on.
        seen: what a person says is there.
        capture: what the address answered, where it was asked since the decision.
        at: now, unless said.

    Raises:
        WrongStateError: the platform has not decided.
    """
    _move(notice, NoticeState.VERIFIED, at)
    notice.revisit, notice.revisited_at = seen.value, notice.state_since
    notice.save(update_fields=["revisit", "revisited_at", "state", "state_since"])
    result = _RESULTS.get(Decision(notice.decision)) if seen is Revisit.CONFIRMED else None
    still_there = notice.case.joined.filter(offer=notice.offer, left_at=None).exists()
    known = notice.case.outcomes.filter(offer=notice.offer, result=result).exists()
    if result is not None and still_there and not known:
        day = timezone.localtime(notice.decided_at).date() if notice.decided_at else None
        known_from = _("decision on notice %(notice)s, and a look at the address") % {"notice": notice.reference}
        if capture is not None:
            known_from = _("decision on notice %(notice)s, and capture %(capture)s of the address") % {
                "notice": notice.reference,
                "capture": capture.store_id[:12],
            }
        cases.record_outcome(
            Actor.software("outcomes"), notice.case, notice.offer, result, on=day, known_from=known_from
        )
    write(actor, FOLLOW_NOTICE, notice, data={"seen": seen.value, "capture": capture.store_id if capture else ""})
    return notice


@action(FOLLOW_NOTICE)
def keep_complaint(actor: Actor, notice: Notice, *, reversed_: bool | None = None) -> Notice:
    """Keep that somebody complained about the decision, or, with ``reversed_``, what came of the complaint.

    Raises:
        WrongStateError: there is no decision, or no complaint.
    """
    _move(notice, NoticeState.COMPLAINT if reversed_ is None else NoticeState.CLOSED)
    notice.is_reversed = notice.is_reversed or bool(reversed_)
    notice.save(update_fields=["is_reversed", "state", "state_since"])
    write(actor, FOLLOW_NOTICE, notice, data={"complaint": True, "reversed": reversed_})
    return notice


@action(FOLLOW_NOTICE)
def close_notice(actor: Actor, notice: Notice) -> Notice:
    """Close a notice on which nothing more is to come.

    Raises:
        WrongStateError: an answer is still awaited.
    """
    _move(notice, NoticeState.CLOSED)
    notice.save(update_fields=["state", "state_since"])
    write(actor, FOLLOW_NOTICE, notice, data={"closed": True})
    return notice


@action(FOLLOW_NOTICE)
def give_up(actor: Actor, notice: Notice, *, at: datetime | None = None) -> Notice:
    """Keep that a platform does not answer, once it had its time.

    Raises:
        WrongStateError: it is answered, or the time is not over.
    """
    now = at or timezone.now()
    if notice.sent_at is not None and now < notice.sent_at + timedelta(days=5):
        raise WrongStateError(_("The platform has five days before it counts as not answering."))
    _move(notice, NoticeState.NO_ANSWER, now)
    notice.save(update_fields=["state", "state_since"])
    write(actor, FOLLOW_NOTICE, notice, data={"no_answer": True})
    return notice


@action(WITHDRAW_NOTICE)
def withdraw_notice(actor: Actor, notice: Notice, *, reason: str) -> Notice:
    """Take back a notice that turned out wrong: a correction with an apology goes the way the notice went.

    Raises:
        WrongStateError: it was never sent, or the reason is missing.
        WithheldError: no agreement lets the correction out.
    """
    said = reason.strip()
    if len(said) < cases.SHORTEST_REASON:
        raise WrongStateError(_("Give the reason, in a few words that the platform understands."))
    _move(notice, NoticeState.WITHDRAWN)
    told = let_notice_out(actor, notice, replace(notice.told, explanation=said[: values.LONGEST_EXPLANATION]))
    notice.withdrawal_reason = told.explanation
    notice.save(update_fields=["withdrawal_reason", "state", "state_since"])
    if notice.channel == Channel.EMAIL:
        with translation.override(told.language):
            subject = _("Withdrawal of notice %(notice)s") % {"notice": notice.reference}
        letter = Letter(address_of(notice.recipient), subject, withdrawal_letter(notice))
        post(make_sending(SendingKind.WITHDRAWAL, notice, letter, version="1"))
    write(actor, WITHDRAW_NOTICE, notice)  # the reason is in the notice: the record holds no words about an offer
    return notice


def withdrawal_letter(notice: Notice) -> str:
    """Return the letter that takes a notice back, from what had left."""
    return values.withdrawal(notice.told, notice.withdrawal_reason)


@action(KEEP_FLAGGER)
def keep_contact(actor: Actor, organisation: Organisation, email: str) -> Contact:
    """Keep where an organisation is written to."""
    contact, _made = Contact.objects.update_or_create(
        organisation=organisation, defaults={"email": email, "kept_at": timezone.now()}
    )
    write(actor, KEEP_FLAGGER, organisation, data={"contact": True})
    return contact


@action(KEEP_FLAGGER)
def keep_flagger(actor: Actor, **profile: Any) -> Flagger:
    """Keep that a coordinator made the house a trusted flagger; the latest profile speaks."""
    flagger = Flagger.objects.create(organisation=house_of(actor), **profile)
    write(actor, KEEP_FLAGGER, flagger, data={"valid_from": flagger.valid_from.isoformat()})
    return flagger


def flagger_of(house: Organisation) -> Flagger | None:
    """Return the profile under which the house is a trusted flagger today; None where it is none."""
    today = timezone.localdate()
    found = Flagger.objects.filter(organisation=house, valid_from__lte=today).order_by("-valid_from", "-pk")
    return next((one for one in found if one.valid_to is None or today < one.valid_to), None)


def notifier_of(person: Person, house: Organisation) -> values.Notifier:
    """Return who sends a notice: a person of the house, at the address where the house is answered."""
    contact, flagger = Contact.objects.filter(organisation=house).first(), flagger_of(house)
    return values.Notifier(
        name=person.name,
        email=contact.email if contact else person.email,
        organisation=house.name,
        trusted_flagger_id=flagger.number if flagger else "",
    )


def faults_of(notice: Notice, value: values.Notice) -> tuple[values.Fault, ...]:
    """Return what keeps a notice from being sent."""
    said = judged(current(notice.offer))
    return values.faults(value, said.legality, said.policy)


def _must_be_whole(notice: Notice, value: values.Notice) -> None:
    found = faults_of(notice, value)
    if found:
        raise WrongStateError(" ".join(values.says(fault, spoken()) for fault in found))


def _move(notice: Notice, wanted: NoticeState, at: datetime | None = None) -> None:
    """Set the state under a lock; the caller saves it with what else changed."""
    now = Notice.objects.select_for_update().values_list("state", flat=True).get(pk=notice.pk)
    must_follow(NOTICE_STEPS, NoticeState(now), wanted)
    notice.state, notice.state_since = wanted.value, at or timezone.now()


def address_of(recipient: Organisation) -> str:
    """Return where an organisation is written to.

    Raises:
        WrongStateError: nobody kept an address.
    """
    contact = Contact.objects.filter(organisation=recipient).first()
    if contact is None:
        raise WrongStateError(
            _("There is no e-mail address of %(who)s. Keep one, or use the portal.") % {"who": recipient}
        )
    return contact.email


def post(sending: Sending) -> None:
    """Put a mail into the outbox, and its delivery on the queue once the act stands."""
    sending.save()
    transaction.on_commit(lambda: deliver_later(sending.reference))


def _tlp_of(case: Case) -> TLP:
    return strictest_tlp([TLP.AMBER, TLP(case.tlp.removeprefix("TLP:").lower())])


def _pap_of(case: Case) -> PAP:
    # A platform is told so that it acts; only what may not be used at all stays so.
    return PAP.RED if case.pap == "PAP:RED" else PAP.GREEN
