"""What the record, the log of reads and the periods say, in words: what is stored there are codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lycaon.workbench.people.models import Person
from lycaon.workbench.record.models import Event, Link, Read

DONE: Mapping[str, Promise] = MappingProxyType(
    {
        "take_in_offers": _("took in offers of a scan"),
        "read_offer": _("looked at an offer"),
        "see_seller": _("saw the handle of an account"),
        "keep_capture": _("captured a page, or attached a capture"),
        "keep_organisation": _("enrolled, changed or ended an organisation"),
        "invite": _("invited somebody, or withdrew an invitation"),
        "join": _("accepted an invitation"),
        "give_roles": _("changed somebody’s roles"),
        "close_account": _("closed or reopened somebody’s account"),
        "keep_agreement": _("drafted, signed or ended an agreement"),
        "record_consent": _("recorded where it came from, or a consent"),
        "let_out": _("asked the gate whether it may leave"),
        "read_notice": _("looked at a notice"),
        "draft_notice": _("drafted or changed a notice"),
        "review_notice": _("reviewed a notice"),
        "send_notice": _("sent a notice"),
        "follow_notice": _("kept what came back on a notice"),
        "withdraw_notice": _("withdrew a notice"),
        "keep_flagger": _("changed the trusted-flagger profile or an address"),
        "read_log": _("looked at an information log"),
        "draft_log": _("drafted or changed an information log"),
        "review_log": _("reviewed an information log"),
        "send_log": _("sent an information log"),
        "close_log": _("closed an information log"),
        "see_own_notices": _("looked at a notice to the platform"),
        "answer_notice": _("answered a notice"),
        "see_own_logs": _("looked at an information log to the authority"),
        "answer_log": _("confirmed or answered an information log"),
        "see_requests": _("looked at a request"),
        "draft_request": _("drafted or changed a request"),
        "sign_request": _("checked, signed or closed a request"),
        "answer_request": _("answered a request"),
        "plan_survey": _("drafted or froze a plan"),
        "observe_offers": _("took offers into a survey"),
        "code_offer": _("coded an offer"),
        "settle_codes": _("settled what two coders differ on"),
        "publish_survey": _("made the report of a survey"),
        "sweep": _("forgot what was over"),
        "set_retention": _("changed for how long something is kept"),
        "hold": _("placed or lifted a hold"),
        "keep_subject_request": _("worked on the request of a person"),
        "keep_breach": _("wrote down a breach, or what was done"),
        "sign_assessment": _("signed the impact assessment"),
        "publish_head": _("published the head of the record"),
        "keep_tokens": _("made or revoked a token"),
        "keep_hook": _("said where word goes, or no longer goes"),
        "read_case": _("looked at a case"),
        "open_case": _("opened a case"),
        "join_offer": _("changed the offers of a case"),
        "do_step": _("completed a step of a case"),
        "skip_step": _("left out a step of a case"),
        "sign_case": _("signed a case"),
        "choose_route": _("chose the route of a case"),
        "name_members": _("named who may know of a case"),
        "keep_task": _("wrote or finished a task of a case"),
        "write_note": _("wrote a note to a case"),
        "record_outcome": _("recorded what came of an offer"),
        "close_case": _("closed or reopened a case"),
        "set_step_deadline": _("changed the time for a step"),
        "deconflict": _("asked a partner, or answered one"),
        "keep_partner_key": _("kept the key of a partner"),
        "decide_offer": _("decided on an offer"),
        "undo_decision": _("took a decision back"),
        "hand_on_decisions": _("exported decisions for learning"),
    }
)
"""What somebody did who acted, or read, under a verb."""

KINDS: Mapping[str, Promise] = MappingProxyType(
    {
        "account": pgettext_lazy("kind in the record", "account"),
        "agreement": pgettext_lazy("kind in the record", "agreement"),
        "assessment": pgettext_lazy("kind in the record", "assessment"),
        "breach": pgettext_lazy("kind in the record", "breach"),
        "case": pgettext_lazy("kind in the record", "case"),
        "enquiry": pgettext_lazy("kind in the record", "enquiry"),
        "head": pgettext_lazy("kind in the record", "head"),
        "hold": pgettext_lazy("kind in the record", "hold"),
        "hook": pgettext_lazy("kind in the record", "address for word"),
        "invitation": pgettext_lazy("kind in the record", "invitation"),
        "log": pgettext_lazy("kind in the record", "information log"),
        "notice": pgettext_lazy("kind in the record", "notice"),
        "offer": pgettext_lazy("kind in the record", "offer"),
        "organisation": pgettext_lazy("kind in the record", "organisation"),
        "period": pgettext_lazy("kind in the record", "period"),
        "person": pgettext_lazy("kind in the record", "person"),
        "request": pgettext_lazy("kind in the record", "request"),
        "sending": pgettext_lazy("kind in the record", "mail"),
        "statement": pgettext_lazy("kind in the record", "statement of reasons"),
        "stepdeadline": pgettext_lazy("kind in the record", "time for a step"),
        "subjectrequest": pgettext_lazy("kind in the record", "request of a person"),
        "survey": pgettext_lazy("kind in the record", "survey"),
        "sweeping": pgettext_lazy("kind in the record", "proof of forgetting"),
        "token": pgettext_lazy("kind in the record", "token"),
    }
)
"""What an object is, by the name of its table."""

KEPT: Mapping[str, Promise] = MappingProxyType(
    {
        "invitations": pgettext_lazy("what is kept", "addresses of old invitations"),
        "sessions": pgettext_lazy("what is kept", "sessions that have expired"),
        "irrelevant_offers": pgettext_lazy("what is kept", "offers that nobody looked at"),
        "undecided_offers": pgettext_lazy("what is kept", "offers that nobody decided on"),
        "rejected_offers": pgettext_lazy("what is kept", "rejected offers"),
        "confirmed_offers": pgettext_lazy("what is kept", "confirmed offers in no case"),
        "idle_accounts": pgettext_lazy("what is kept", "handles of accounts without offers"),
        "closed_cases": pgettext_lazy("what is kept", "closed cases"),
        "notices": pgettext_lazy("what is kept", "notices of cases that are over"),
        "information_logs": pgettext_lazy("what is kept", "information logs"),
        "mails": pgettext_lazy("what is kept", "words and addresses of mails"),
        "statements_of_reasons": pgettext_lazy("what is kept", "statements of reasons of platforms"),
        "requests": pgettext_lazy("what is kept", "requests of authorities"),
        "partner_addresses": pgettext_lazy("what is kept", "addresses of partners that left"),
        "decision_words": pgettext_lazy("what is kept", "words written to a decision"),
        "deconfliction": pgettext_lazy("what is kept", "enquiries between organisations"),
        "survey_accounts": pgettext_lazy("what is kept", "pseudonyms in surveys"),
        "survey_drafts": pgettext_lazy("what is kept", "plans that were never frozen"),
        "api_answers": pgettext_lazy("what is kept", "answers kept for programs"),
    }
)
"""What a sweep forgets, by its name."""


def kind_in_words(kind: str) -> str:
    """Return what an object is; its own code where no words are known."""
    return str(KINDS.get(kind, kind))


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the record, or of the log of reads."""

    at: datetime
    actor: str
    """Reference of the person, or ``lycaon:<job>``."""
    who: str
    """Name of the person; empty for the software, and for who is no longer known."""
    did: str
    """Empty where no words are known: then the ``verb`` is shown."""
    verb: str
    kind: str
    name: str
    reason: str
    link: Link | None = None


def lines(rows: Sequence[Event] | Sequence[Read]) -> list[Told]:
    """Return lines in words; of events also where each stands in the chain."""
    names = dict(Person.objects.filter(reference__in={row.actor for row in rows}).values_list("reference", "name"))
    return [
        Told(
            at=row.at,
            actor=row.actor,
            who=names.get(row.actor, ""),
            did=str(DONE.get(row.verb, "")),
            verb=row.verb,
            kind=kind_in_words(row.object_kind),
            name=row.object_id,
            reason=row.reason,
            link=getattr(row, "link", None),  # a read has none, nor has an event before its transaction ends
        )
        for row in rows
    ]
