"""Statements of reasons (DSA Art. 17) that platforms send back: read, matched with the notice they answer, kept."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import FormatError, WrongStateError
from lycaon.workbench.correspondence.actions import decide
from lycaon.workbench.correspondence.leaving import let_out
from lycaon.workbench.correspondence.models import Notice, Statement
from lycaon.workbench.correspondence.states import NOTICE_STEPS, Decision, NoticeState
from lycaon.workbench.correspondence.verbs import ANSWER_NOTICE, FOLLOW_NOTICE
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.models import Organisation
from lycaon.workbench.record.events import write

LARGEST = 1024 * 1024
"""Bytes of an uploaded statement."""
_LONGEST = 5_000
_REFERENCE = re.compile(r"\bN-[0-9A-HJKMNP-TV-Z]{12}\b")
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_CODES: Mapping[str, Decision] = {
    "DECISION_VISIBILITY_CONTENT_REMOVED": Decision.REMOVED,
    "DECISION_VISIBILITY_CONTENT_DISABLED": Decision.RESTRICTED,
    "DECISION_VISIBILITY_CONTENT_DEMOTED": Decision.RESTRICTED,
    "DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED": Decision.RESTRICTED,
    "DECISION_ACCOUNT_SUSPENDED": Decision.ACCOUNT_ACTION,
    "DECISION_ACCOUNT_TERMINATED": Decision.ACCOUNT_ACTION,
    **{one.value: one for one in Decision},
}
"""Codes of the transparency database, and our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What a statement says; empty where it does not. Its fields are those of the agreement."""

    notice_id: str = ""
    decision: str = ""
    measure: str = ""
    ground: str = ""
    facts: str = ""
    automated: bool | None = None
    redress: str = ""
    decided_at: str = ""
    url: str = ""
    """Of the offer; used to find the notice, and not kept."""


def read(raw: bytes) -> Reasons:
    """Return what a statement says, be it JSON or a letter.

    Raises:
        FormatError: it is too large, or no text.
    """
    if len(raw) > LARGEST:
        raise FormatError(_("This file is larger than 1 MB. Upload one statement of reasons at a time."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(_("This is no text. Upload a statement of reasons as JSON or as text in UTF-8.")) from error
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    return _from_json(told) if isinstance(told, dict) else _from_letter(text)


def _from_json(told: Mapping[str, Any]) -> Reasons:
    def said(*names: str) -> str:
        values = [told[name] for name in names if told.get(name)]
        value = values[0] if values else ""
        return str(value[0] if isinstance(value, list) else value).replace("\x00", "")[:_LONGEST]

    measure = said("decision", "decision_visibility", "decision_account", "measure")
    automated = told.get("automated", told.get("automated_decision"))
    return Reasons(
        notice_id=_named(said("notice_id", "reference", "source_identity", "puid")),
        decision=_CODES[measure].value if measure in _CODES else "",
        measure=measure[:200],
        ground=said("ground", "decision_ground", "illegal_content_legal_ground"),
        facts=said("facts", "decision_facts"),
        automated=_truth(automated),
        redress=said("redress"),
        decided_at=said("decided_at", "application_date")[:40],
        url=said("url", "content_url"),
    )


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or not value:
        return None
    return value.casefold() in {"yes", "true"} or value.upper().endswith("_FULLY")


def _from_letter(text: str) -> Reasons:
    url = _URL.search(text)
    return Reasons(
        notice_id=_named(text), facts=text.replace("\x00", "").strip()[:_LONGEST], url=url.group(0) if url else ""
    )


def _named(text: str) -> str:
    found = _REFERENCE.search(text.upper())
    return found.group(0) if found else ""


def matching(platform: Organisation, reasons: Reasons) -> Notice | None:
    """Return the notice that a statement answers: by its reference, else by the address, if only one has it."""
    sent = Notice.objects.filter(recipient=platform).exclude(released="")
    if reasons.notice_id:
        return sent.filter(reference=reasons.notice_id).first()
    if not reasons.url:
        return None
    # The address stands in what was released, as a JSON string.
    alike = sent.filter(released__contains=json.dumps(reasons.url, ensure_ascii=False)).order_by("-sent_at")[:2]
    return alike[0] if len(alike) == 1 else None


@action(ANSWER_NOTICE)
def upload_statement(actor: Actor, raw: bytes, house: Organisation) -> Statement:
    """Take a statement of reasons that a platform's agent uploads.

    Raises:
        FormatError: it cannot be read.
        WrongStateError: it was uploaded before.
        WithheldError: no agreement lets it come to the house.
    """
    if actor.organisation is None:
        raise WrongStateError(_("Only somebody who acts for an organisation does this."))
    return _take(actor, actor.organisation, house, raw)


@action(FOLLOW_NOTICE)
def file_statement(actor: Actor, raw: bytes, platform: Organisation, house: Organisation) -> Statement:
    """Take a statement of reasons that reached the house by mail or file.

    Raises:
        FormatError: it cannot be read.
        WrongStateError: it is filed.
        WithheldError: no agreement lets it come to the house.
    """
    return _take(actor, platform, house, raw)


def _take(actor: Actor, platform: Organisation, house: Organisation, raw: bytes) -> Statement:
    digest = hashlib.sha256(raw).hexdigest()
    if Statement.objects.filter(organisation=platform, digest=digest).exists():
        raise WrongStateError(_("This statement of reasons is here already."))
    return keep(actor, platform, house, read(raw), digest)


def keep(actor: Actor, platform: Organisation, house: Organisation, reasons: Reasons, digest: str) -> Statement:
    """Pass a statement through the gate, keep it, and write its decision into its notice; for acts that take one."""
    notice = matching(platform, reasons)
    document = {name: value for name, value in asdict(reasons).items() if name != "url" and value not in ("", None)}
    told = let_out(
        actor, notice or platform, "statement_of_reasons", document, sender=platform, recipient=house, purpose="removal"
    )
    statement = Statement.objects.create(
        organisation=platform, notice=notice, digest=digest, decision=str(told.get("decision", "")),
        document=json.dumps(told, ensure_ascii=False, sort_keys=True), received_at=timezone.now(),
    )  # fmt: skip
    if notice is not None and statement.decision and _is_awaited(notice):
        decide(notice, Decision(statement.decision))
    write(actor, ANSWER_NOTICE, statement, data={
        "notice": notice.reference if notice else "", "decision": statement.decision,
    })  # fmt: skip
    return statement


@action(FOLLOW_NOTICE)
def match_statement(actor: Actor, statement: Statement, notice: Notice) -> Statement:
    """Say which notice a statement answers, where its words do not.

    Raises:
        WrongStateError: it has its notice, or the notice went to another platform.
    """
    if statement.notice is not None or notice.recipient != statement.organisation:
        raise WrongStateError(_("This statement belongs to another notice, or to another platform."))
    statement.notice = notice
    statement.save(update_fields=["notice"])
    if statement.decision and _is_awaited(notice):
        decide(notice, Decision(statement.decision))
    write(actor, FOLLOW_NOTICE, statement, data={"notice": notice.reference})
    return statement


def _is_awaited(notice: Notice) -> bool:
    return NoticeState.DECIDED in NOTICE_STEPS[NoticeState(notice.state)]
