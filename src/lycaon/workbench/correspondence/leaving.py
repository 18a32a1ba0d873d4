"""The way out: what leaves passes the gate here, and is rebuilt from what the gate let through.

Nothing else in this app writes to somebody outside the house. What comes back from here has no trace of a field that
was withheld, so that no letter, page, file or file name made from it can have one.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from lycaon.errors import FormatError, WithheldError
from lycaon.exchange import information_log, notice
from lycaon.workbench.correspondence.models import Log, Notice, Request, Sending
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.gate import Passed, Row, gate, gate_list
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Organisation


def let_notice_out(actor: Actor, about: Notice, value: notice.Notice) -> notice.Notice:
    """Return the part of a notice that the agreement with its platform lets through today.

    Raises:
        TurnedAwayError: nothing of it may leave.
        WithheldError: what is left is no notice any more.
    """
    passed = gate(
        actor, about, "notice", json.loads(notice.written(value)), sender=about.organisation, recipient=about.recipient,
        purpose="removal", tlp=TLP(about.tlp), pap=PAP(about.pap), parts=(about.case, about.offer),
    )  # fmt: skip
    try:
        return notice.read(_bytes(passed.require()))
    except FormatError as error:
        raise _hollow(passed) from error


def let_log_out(actor: Actor, about: Log, value: information_log.InformationLog) -> information_log.InformationLog:
    """Return the part of an information log that the agreement with its authority lets through today.

    Raises:
        TurnedAwayError: nothing of it may leave.
        WithheldError: what is left is no log any more.
    """
    passed = gate(
        actor, about, "information_log", json.loads(information_log.written(value)), sender=about.organisation,
        recipient=about.recipient, purpose="law_enforcement", tlp=TLP(about.tlp), pap=PAP(about.pap),
        conditions=_reviewed(about), parts=_parts(about),
    )  # fmt: skip
    try:
        return information_log.read(_bytes(passed.require()))
    except FormatError as error:
        raise _hollow(passed) from error


def let_bundle_out(actor: Actor, about: Log, document: Mapping[str, Any]) -> None:
    """Pass where the agreement lets the whole of a log's evidence out today.

    Raises:
        TurnedAwayError: nothing of it may leave.
        WithheldError: a part of it may not; a bundle goes whole or not at all.
    """
    passed = gate(
        actor, about, "evidence_bundle", document, sender=about.organisation, recipient=about.recipient,
        purpose="law_enforcement", tlp=TLP(about.tlp), pap=PAP(about.pap), conditions=_reviewed(about),
        parts=_parts(about),
    )  # fmt: skip
    passed.require()
    if passed.withheld:
        raise WithheldError(_("The agreement withholds a part of the evidence; a bundle goes whole or not at all."))


def notice_now(actor: Actor, about: Notice) -> notice.Notice:
    """Return what a platform may see today of a notice that was sent: an agreement may have ended or changed since.

    Raises:
        WithheldError: nothing, or too little to be a notice.
    """
    return let_notice_out(actor, about, about.told)


def log_now(actor: Actor, about: Log) -> information_log.InformationLog:
    """Return what an authority may see today of a log that was sent.

    Raises:
        WithheldError: nothing, or too little to be a log.
    """
    return let_log_out(actor, about, about.told)


def notices_now(actor: Actor, found: Sequence[Notice], recipient: Organisation) -> list[Mapping[str, Any]]:
    """Return what a platform may see today of each notice in a list, as trees; empty ones where it may see nothing."""
    rows = [
        Row(about=one, document=json.loads(one.released), sender=one.organisation, tlp=TLP(one.tlp), pap=PAP(one.pap))
        for one in found
    ]
    return gate_list(actor, "notice", rows, recipient=recipient, purpose="removal")


def logs_now(actor: Actor, found: Sequence[Log], recipient: Organisation) -> list[Mapping[str, Any]]:
    """Return what an authority may see today of each log in a list, as trees; empty ones where it may see nothing."""
    rows = [
        Row(about=one, document=json.loads(one.released), sender=one.organisation, tlp=TLP(one.tlp), pap=PAP(one.pap),
            conditions=_reviewed(one))
        for one in found
    ]  # fmt: skip
    return gate_list(actor, "information_log", rows, recipient=recipient, purpose="law_enforcement")


def as_notice(document: Mapping[str, Any]) -> notice.Notice | None:
    """Return a notice of a list; None where too little of it may be seen to be one."""
    try:
        return notice.read(_bytes(document)) if document else None
    except FormatError:
        return None


def as_log(document: Mapping[str, Any]) -> information_log.InformationLog | None:
    """Return a log of a list; None where too little of it may be seen to be one."""
    try:
        return information_log.read(_bytes(document)) if document else None
    except FormatError:
        return None


def request_now(actor: Actor, about: Request) -> Mapping[str, Any]:
    """Return what a platform may see today of a request that was sent to it.

    Raises:
        WithheldError: nothing.
    """
    return let_out(
        actor, about, "order", about.released, sender=about.organisation, recipient=about.recipient,
        purpose="law_enforcement", pap=PAP.AMBER, conditions=frozenset({"order_signed"}),
    )  # fmt: skip


def answer_now(actor: Actor, about: Request) -> Mapping[str, Any]:
    """Return what an authority may see today of a platform's answer.

    Raises:
        WithheldError: nothing.
    """
    return let_out(
        actor, about, "order_answer", about.answer, sender=about.recipient, recipient=about.organisation,
        purpose="law_enforcement", pap=PAP.AMBER, conditions=frozenset({"order_signed"}),
    )  # fmt: skip


def must_still_go(actor: Actor, sending: Sending) -> None:
    """Pass where today's agreement lets out what a mail in the queue was written from.

    Its words are written already, so that a change of the agreement stops it as a whole.

    Raises:
        WithheldError: the agreement has ended, or lets less of it out than when the mail was written.
    """
    if sending.notice is not None:
        is_same = notice_now(actor, sending.notice) == sending.notice.told
    else:
        is_same = sending.log is not None and log_now(actor, sending.log) == sending.log.told
    if not is_same:
        raise WithheldError(_("The agreement has changed since this mail was written; it does not go as it is."))


def _reviewed(about: Log) -> frozenset[str]:
    return frozenset({"two_reviewers"}) if len(about.value.reviewers) > 1 else frozenset()


def _parts(about: Log) -> list[models.Model]:
    """Return the offers and cases that a log tells of: whoever gave us one of them has a say."""
    told = about.told_offers.select_related("offer", "case")
    return [part for row in told for part in (row.offer, row.case) if part is not None]


def let_out(
    actor: Actor,
    about: models.Model,
    thing: str,
    document: Mapping[str, Any],
    *,
    sender: Organisation,
    recipient: Organisation,
    purpose: str,
    tlp: TLP = TLP.AMBER,
    pap: PAP = PAP.GREEN,
    conditions: frozenset[str] = frozenset(),
) -> Mapping[str, Any]:
    """Return the part of any other document that the agreement between two parties lets through.

    Raises:
        TurnedAwayError: nothing of it may leave.
    """
    return gate(
        actor, about, thing, document, sender=sender, recipient=recipient, purpose=purpose, tlp=tlp, pap=pap,
        conditions=conditions,
    ).require()  # fmt: skip


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def _hollow(passed: Passed) -> WithheldError:
    return WithheldError(
        _("The agreement withholds what cannot be left out: %(fields)s. Change the agreement, or do not send it.")
        % {"fields": ", ".join(passed.withheld[:6])}
    )
