"""What is done with information logs: grouped, reviewed by two, sent, received, answered, and their outcome kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.exchange import information_log as values
from lycaon.values.verdict import Legality
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.models import Case, CaseOffer, Result
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import TO_AUTHORITY
from lycaon.workbench.correspondence.actions import address_of
from lycaon.workbench.correspondence.drafting import language_of
from lycaon.workbench.correspondence.leaving import let_log_out, let_out
from lycaon.workbench.correspondence.models import Channel, Contact, Log, LogOffer, LogReview, Sending, SendingKind
from lycaon.workbench.correspondence.outbox import Letter, make_sending
from lycaon.workbench.correspondence.states import LOG_STEPS, LogState, must_follow
from lycaon.workbench.correspondence.tasks import deliver_all_later
from lycaon.workbench.correspondence.telling import MAY_BE_TOLD, Header, Tellable, log_of, tellable
from lycaon.workbench.correspondence.verbs import ANSWER_LOG, CLOSE_LOG, DRAFT_LOG, REVIEW_LOG, SEND_LOG
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.labels import PAP, TLP, pap_rank, strictest_tlp
from lycaon.workbench.people.models import Flow, Organisation, Person
from lycaon.workbench.people.roles import Kind
from lycaon.workbench.record.events import write
from lycaon.workbench.record.reference import new_reference

REVIEWERS = 2
_TELLABLE = frozenset({State.CONFIRMED, State.IN_CASE})


@action(DRAFT_LOG)
def draft_logs(actor: Actor, offers: Sequence[Offer], recipient: Organisation) -> list[Log]:
    """Group offers into logs to one authority, one account a log, and draft them.

    Raises:
        WrongStateError: nothing to tell, a recipient that is no authority, an offer that is not confirmed, that
            appears lawful, that was not captured, or that this authority was told of already.
    """
    if not offers:
        raise WrongStateError(_("A log tells of at least one offer."))
    if recipient.kind != Kind.AUTHORITY or recipient.ended_at is not None:
        raise WrongStateError(_("An information log goes to an authority that is enrolled."))
    _must_be_tellable(offers, recipient)
    person, house = person_of(actor), house_of(actor)
    known, header = tellable(offers), _header(house, recipient, person)
    by_name = {offer.reference: offer for offer in offers}
    in_case = _cases_of(offers)
    groups = values.grouped(
        values.Groupable(offer.reference, recipient.reference, _account(offer), offer.first_seen) for offer in offers
    )
    logs: list[Log] = []
    told_offers: list[LogOffer] = []
    for group in groups:
        members = [by_name[name] for name in group]
        log = _drafted(house, recipient, person, header, [known[one.pk] for one in members], in_case)
        logs.append(log)
        told_offers += [LogOffer(log=log, offer=one, case=in_case.get(one.pk)) for one in members]
    Log.objects.bulk_create(logs)
    LogOffer.objects.bulk_create(told_offers)
    for log, group in zip(logs, groups, strict=True):
        write(actor, DRAFT_LOG, log, data={"offers": list(group), "to": recipient.reference})
    return logs


def _drafted(
    house: Organisation,
    recipient: Organisation,
    person: Person,
    header: Header,
    told: Sequence[Tellable],
    in_case: Mapping[int, Case],
) -> Log:
    of_cases = [in_case[one.now.offer.pk] for one in told if one.now.offer.pk in in_case]
    tlp = strictest_tlp([TLP.AMBER, *(TLP(case.tlp.removeprefix("TLP:").lower()) for case in of_cases)])
    pap = max([PAP.AMBER, *(PAP(case.pap.removeprefix("PAP:").lower()) for case in of_cases)], key=pap_rank)
    reference = new_reference(Log.prefix)
    value = log_of(reference, header, told, tlp=str(tlp.label), pap=str(pap.label))
    return Log(
        reference=reference, organisation=house, recipient=recipient, document=values.written(value).decode(),
        tlp=tlp, pap=pap, drafted_by=person,
    )  # fmt: skip


@action(DRAFT_LOG)
def change_log(actor: Actor, log: Log, changes: Mapping[str, Any]) -> Log:
    """Change a draft, or one that was returned, which then is a new version; reviews are given again.

    Raises:
        WrongStateError: it is on its way.
    """
    was = LogState(log.state)
    if was is not LogState.DRAFT:
        _move(log, LogState.DRAFT)
    value = replace(log.value, **changes, reviewers=())
    if was is LogState.RETURNED:
        value = replace(value, version=value.version + 1)
    log.document, log.released = values.written(value).decode(), ""
    log.drafted_by = person_of(actor)
    log.save(update_fields=["document", "released", "drafted_by", "state", "state_since"])
    log.reviews.all().delete()
    write(actor, DRAFT_LOG, log, data={"changed": sorted(changes), "version": value.version})
    return log


@action(REVIEW_LOG)
def review_logs(actor: Actor, logs: Sequence[Log]) -> list[Log]:
    """Say of logs that they are right and whole; the second reviewer completes the review.

    Raises:
        WrongStateError: the person drafted or reviewed one of them, or one lacks something.
    """
    person = person_of(actor)
    if not logs:
        raise WrongStateError(_("Choose at least one log."))
    now = timezone.now()
    reviewed = _reviewers(logs)
    for log in logs:
        _must_be_reviewable(log, person, reviewed.get(log.pk, []))
        by = [*reviewed.get(log.pk, []), person.reference]
        value = replace(log.value, reviewers=tuple(by))
        _must_be_whole(log, value, lacks_reviewers=len(by) < REVIEWERS)
        log.document = values.written(value).decode()
        if len(by) >= REVIEWERS:
            log.state, log.state_since = LogState.REVIEWED.value, now
        write(actor, REVIEW_LOG, log, data={"reviewers": len(by)})
    LogReview.objects.bulk_create([LogReview(log=log, by=person, at=now) for log in logs])
    Log.objects.bulk_update(logs, ["document", "state", "state_since"], batch_size=200)
    return list(logs)


def _must_be_reviewable(log: Log, person: Person, by: Sequence[str]) -> None:
    if log.state != LogState.DRAFT:
        must_follow(LOG_STEPS, LogState(log.state), LogState.REVIEWED)
    if person.pk == log.drafted_by_id:  # pyright: ignore[reportAttributeAccessIssue]
        raise WrongStateError(_("You drafted log %(log)s. Two others review it.") % {"log": log.reference})
    if person.reference in by:
        raise WrongStateError(_("You reviewed log %(log)s. The second review is another’s.") % {"log": log.reference})


@action(SEND_LOG)
def send_logs(actor: Actor, logs: Sequence[Log], channel: Channel) -> list[Log]:
    """Send reviewed logs: each through the gate, into the outbox, the portal or a file.

    Raises:
        WrongStateError: one is not reviewed, its case has not come so far, or there is no address.
        WithheldError: no agreement lets one out, or withholds what a log cannot lack.
    """
    if not logs:
        raise WrongStateError(_("Choose at least one log."))
    now = timezone.now()
    sendings: list[Sending] = []
    _must_have_come_so_far(logs)
    earlier = set(Sending.objects.filter(log__in=logs).values_list("key", flat=True))
    addresses: dict[int, str] = {}
    for log in logs:
        must_follow(LOG_STEPS, LogState(log.state), LogState.SENT)
        value = log.value
        _must_be_whole(log, value)
        told = let_log_out(actor, log, value)
        log.released = values.written(told).decode()
        log.state, log.state_since, log.sent_at, log.channel = LogState.SENT.value, now, now, channel.value
        if channel is Channel.EMAIL:
            to = addresses.get(log.recipient.pk) or address_of(log.recipient)
            addresses[log.recipient.pk] = to
            again = sum(key.startswith(f"log:{log.reference}:") for key in earlier)
            letter = _covering(told, to)
            sendings.append(make_sending(SendingKind.LOG, log, letter, version=f"{told.version}.{again}"))
        write(actor, SEND_LOG, log, data={"channel": channel.value, "offers": len(told.offers)})
    Log.objects.bulk_update(logs, ["released", "state", "state_since", "sent_at", "channel"], batch_size=200)
    Sending.objects.bulk_create(sendings)
    if sendings:
        names = [sending.reference for sending in sendings]
        transaction.on_commit(lambda: deliver_all_later(names))
    return list(logs)


def _covering(told: values.InformationLog, to: str) -> Letter:
    with translation.override(told.language):
        subject = _("Information log %(log)s") % {"log": told.log_id}
        body = _(
            "Attached is information log %(log)s, version %(version)d, of %(who)s (%(tlp)s, %(pap)s).\n\n"
            "It says what offers appear to be, and nothing about what a person is. "
            "Please confirm the receipt, and tell us what came of it.\n\nAgreement: %(agreement)s"
        ) % {
            "log": told.log_id, "version": told.version, "who": told.organisation, "tlp": told.tlp, "pap": told.pap,
            "agreement": told.agreement_id,
        }  # fmt: skip
    return Letter(to, subject, body + "\n")


@action(ANSWER_LOG)
def receive_logs(actor: Actor, logs: Sequence[Log], *, reference: str = "") -> list[Log]:
    """Confirm the receipt of logs.

    Raises:
        WrongStateError: one was not sent, or is received.
    """
    if not logs:
        raise WrongStateError(_("Choose at least one log."))
    now = timezone.now()
    for log in logs:
        must_follow(LOG_STEPS, LogState(log.state), LogState.RECEIVED)
        log.state, log.state_since, log.received_at = LogState.RECEIVED.value, now, now
        log.recipient_reference = reference.strip()[:80]
        write(actor, ANSWER_LOG, log, data={"received": True})
    Log.objects.bulk_update(logs, ["state", "state_since", "received_at", "recipient_reference"], batch_size=200)
    return list(logs)


@action(ANSWER_LOG)
def answer_logs(
    actor: Actor, logs: Sequence[Log], answer: LogState, *, reference: str = "", note: str = ""
) -> list[Log]:
    """Accept, return or decline logs.

    Raises:
        WrongStateError: one is not received or is answered, or nothing says what is missing.
    """
    if answer not in {LogState.ACCEPTED, LogState.RETURNED, LogState.DECLINED} or not logs:
        raise WrongStateError(_("Accept the log, return it or decline it."))
    if answer is LogState.RETURNED and not note.strip():
        raise WrongStateError(_("Say what you need to know."))
    now = timezone.now()
    for log in logs:
        must_follow(LOG_STEPS, LogState(log.state), answer)
        log.state, log.state_since, log.answer_note = answer.value, now, note.strip()[:2_000]
        log.recipient_reference = reference.strip()[:80] or log.recipient_reference
        write(actor, ANSWER_LOG, log, data={"answer": answer.value})
    Log.objects.bulk_update(logs, ["state", "state_since", "answer_note", "recipient_reference"], batch_size=200)
    return list(logs)


@action(ANSWER_LOG)
def tell_outcome(actor: Actor, log: Log, results: Mapping[str, Result], *, on: date | None = None) -> Log:
    """Tell what came of offers of a log. It passes the gate of the authority's agreement, and reaches their cases.

    Args:
        actor: the officer.
        log: accepted.
        results: by the reference of each offer.
        on: the day on which it happened; None where that is not told.

    Raises:
        WrongStateError: the log is not accepted, an offer is not in it, or the day lies ahead.
        WithheldError: no agreement lets an outcome come back.
    """
    must_follow(LOG_STEPS, LogState(log.state), LogState.OUTCOME)
    if on is not None and on > timezone.localdate():
        raise WrongStateError(_("This day lies ahead. An outcome has happened."))
    rows = {row.offer.reference: row for row in log.told_offers.select_related("offer", "case")}
    if not results or not set(results) <= set(rows):
        raise WrongStateError(_("Choose offers of this log."))
    document = {"reference": log.reference, "code": {name: one.value for name, one in results.items()}}
    told = let_out(
        actor, log, "outcome", document | ({"date": on.isoformat()} if on else {}), sender=log.recipient,
        recipient=log.organisation, purpose="feedback",
    )  # fmt: skip
    day = on if "date" in told else None
    for name, code in told.get("code", {}).items():
        _keep_outcome(log, rows[name], Result(code), day)
    log.state, log.state_since = LogState.OUTCOME.value, timezone.now()
    log.save(update_fields=["state", "state_since"])
    write(actor, ANSWER_LOG, log, data={"outcomes": len(results)})
    return log


def _keep_outcome(log: Log, row: LogOffer, result: Result, on: date | None) -> None:
    row.result, row.result_on = result.value, on
    row.save(update_fields=["result", "result_on"])
    if row.case is not None and row.case.joined.filter(offer=row.offer, left_at=None).exists():
        known_from = _("%(who)s, on log %(log)s") % {"who": log.recipient.name, "log": log.reference}
        cases.record_outcome(Actor.software("outcomes"), row.case, row.offer, result, on=on, known_from=known_from)


@action(CLOSE_LOG)
def close_log(actor: Actor, log: Log) -> Log:
    """Close a log on which nothing more is to come.

    Raises:
        WrongStateError: an answer is still awaited.
    """
    _move(log, LogState.CLOSED)
    log.save(update_fields=["state", "state_since"])
    write(actor, CLOSE_LOG, log, data={"closed": True})
    return log


def faults_of(log: Log) -> tuple[values.Fault, ...]:
    """Return what keeps a log from being sent."""
    return values.faults(log.value)


def _must_be_tellable(offers: Sequence[Offer], recipient: Organisation) -> None:
    early = [one.reference for one in offers if one.state not in _TELLABLE]
    if early:
        raise WrongStateError(_("%(names)s: not confirmed.") % {"names": ", ".join(early[:5])})
    lawful = [one.reference for one in offers if (one.headline or Legality.UNKNOWN) not in MAY_BE_TOLD]
    if lawful:
        raise WrongStateError(
            _("%(names)s: appears lawful or not covered. What only a platform forbids is never told to an authority.")
            % {"names": ", ".join(lawful[:5])}
        )
    told = LogOffer.objects.filter(offer__in=offers, log__recipient=recipient).exclude(
        log__state__in=[LogState.CLOSED, LogState.DECLINED]
    )
    again = list(told.values_list("offer__reference", flat=True)[:5])
    if again:
        raise WrongStateError(_("%(names)s: told to this authority already.") % {"names": ", ".join(again)})


def _must_be_whole(log: Log, value: values.InformationLog, *, lacks_reviewers: bool = False) -> None:
    found = [one for one in values.faults(value) if not (lacks_reviewers and one.field == "reviewers")]
    if found:
        lacking = ", ".join(dict.fromkeys(f"{one.offer} {one.field}".strip() for one in found[:6]))
        raise WrongStateError(_("Log %(log)s lacks: %(fields)s.") % {"log": log.reference, "fields": lacking})


def _must_have_come_so_far(logs: Sequence[Log]) -> None:
    """Pass where every case behind the logs was captured, signed by two and is on a route to an authority."""
    found = Case.objects.filter(pk__in=LogOffer.objects.filter(log__in=logs).values("case")).prefetch_related("passed")
    for case in found:
        passed = {one.step for one in case.passed.all()}
        wanted = (Step.CAPTURE, Step.ROUTE) if case.is_urgent else (Step.CAPTURE, Step.ASSESS, Step.ROUTE)
        for step in wanted:
            if step not in passed:
                raise WrongStateError(_("“%(step)s” comes first.") % {"step": step.label})
        if case.route not in TO_AUTHORITY:
            raise WrongStateError(
                _("The route of case %(case)s does not lead to an authority.") % {"case": case.reference}
            )


def _header(house: Organisation, recipient: Organisation, person: Person) -> Header:
    today = timezone.localdate()
    flows = Flow.objects.filter(
        sender=house, recipient=recipient, object="information_log", agreement__signed_on__isnull=False
    ).select_related("agreement")
    agreement = next((flow.agreement for flow in flows if flow.agreement.stands_on(today)), None)
    contact = Contact.objects.filter(organisation=house).first()
    return Header(
        organisation=house.name,
        contact=contact.email if contact else person.email,
        recipient=recipient.name,
        language=language_of(recipient),
        legal_basis_for_sharing=agreement.legal_basis if agreement else "",
        agreement_id=agreement.reference if agreement else "",
        dated=today,
    )


def _cases_of(offers: Sequence[Offer]) -> dict[int, Case]:
    joined = CaseOffer.objects.filter(offer__in=offers, left_at=None).select_related("case")
    return {row.offer_id: row.case for row in joined}  # pyright: ignore[reportAttributeAccessIssue]


def _reviewers(logs: Sequence[Log]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for log_id, name in LogReview.objects.filter(log__in=logs).order_by("pk").values_list("log_id", "by__reference"):
        found.setdefault(log_id, []).append(name)
    return found


def _account(offer: Offer) -> str:
    return offer.account.reference if offer.account else ""


def _move(log: Log, wanted: LogState) -> None:
    now = Log.objects.select_for_update().values_list("state", flat=True).get(pk=log.pk)
    must_follow(LOG_STEPS, LogState(now), wanted)
    log.state, log.state_since = wanted.value, timezone.now()
