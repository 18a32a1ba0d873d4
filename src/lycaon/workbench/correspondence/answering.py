"""What a platform's agent does with a notice in the portal."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import WrongStateError
from lycaon.workbench.correspondence.models import Notice, Statement
from lycaon.workbench.correspondence.statements import Reasons, keep
from lycaon.workbench.correspondence.states import NOTICE_STEPS, Decision, NoticeState, must_follow
from lycaon.workbench.correspondence.verbs import ANSWER_NOTICE
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.record.events import write


@action(ANSWER_NOTICE)
def confirm_receipt(actor: Actor, notice: Notice, *, at: datetime | None = None) -> Notice:
    """Keep that a notice was opened in the portal: that is its receipt (Art. 16(4)).

    Raises:
        WrongStateError: it is not one that was sent and not received.
    """
    _move(notice, NoticeState.RECEIVED, at)
    notice.received_at, notice.receipt = notice.state_since, "portal"
    notice.save(update_fields=["received_at", "receipt", "state", "state_since"])
    write(actor, ANSWER_NOTICE, notice, data={"received": True})
    return notice


@action(ANSWER_NOTICE)
def take_up(actor: Actor, notice: Notice) -> Notice:
    """Say that somebody looks at a notice.

    Raises:
        WrongStateError: it is decided, or was taken back.
    """
    _move(notice, NoticeState.UNDER_REVIEW)
    notice.save(update_fields=["state", "state_since"])
    write(actor, ANSWER_NOTICE, notice, data={"under_review": True})
    return notice


@action(ANSWER_NOTICE)
def answer_notice(actor: Actor, notice: Notice, decision: Decision, reasons: Reasons) -> Statement:
    """Decide on a notice, with the reasons; they pass the gate of the platform's own agreement.

    Raises:
        WrongStateError: it is decided, or was taken back.
        WithheldError: no agreement lets the reasons come to the house.
    """
    must_follow(NOTICE_STEPS, NoticeState(notice.state), NoticeState.DECIDED)
    if decision is Decision.KEPT and not reasons.facts.strip():
        raise WrongStateError(_("Say why the offer stays: the sender learns from it."))
    told = replace(
        reasons, notice_id=notice.reference, decision=decision.value, measure=decision.value,
        decided_at=timezone.now().isoformat(timespec="seconds"),
    )  # fmt: skip
    digest = hashlib.sha256(json.dumps(asdict(told), sort_keys=True).encode()).hexdigest()
    statement = keep(actor, notice.recipient, notice.organisation, told, digest)
    notice.refresh_from_db()
    write(actor, ANSWER_NOTICE, notice, data={"decision": decision.value})
    return statement


def _move(notice: Notice, wanted: NoticeState, at: datetime | None = None) -> None:
    now = Notice.objects.select_for_update().values_list("state", flat=True).get(pk=notice.pk)
    must_follow(NOTICE_STEPS, NoticeState(now), wanted)
    notice.state, notice.state_since = wanted.value, at or timezone.now()
