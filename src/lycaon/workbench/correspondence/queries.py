"""What screens read of correspondence. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lycaon.exchange import notice as values
from lycaon.workbench.correspondence.actions import faults_of
from lycaon.workbench.correspondence.models import Notice, Sending, Statement
from lycaon.workbench.correspondence.states import NOTICE_STEPS, NoticeState
from lycaon.workbench.correspondence.verbs import (
    ANSWER_LOG,
    ANSWER_NOTICE,
    ANSWER_REQUEST,
    CLOSE_LOG,
    DRAFT_LOG,
    DRAFT_NOTICE,
    DRAFT_REQUEST,
    FOLLOW_NOTICE,
    REVIEW_LOG,
    REVIEW_NOTICE,
    SEND_LOG,
    SEND_NOTICE,
    SIGN_REQUEST,
    WITHDRAW_NOTICE,
)
from lycaon.workbench.people.acting import Actor, allowed
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.permissions import Verb
from lycaon.workbench.people.verbs import LET_OUT
from lycaon.workbench.record.events import told_of
from lycaon.workbench.ui.languages import spoken


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the four things that Art. 16(2) asks for."""

    name: str
    faults: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Whether nothing of it is missing."""
        return not self.faults


def four_things(notice: Notice) -> list[Thing]:
    """Return the list of Art. 16(2), with what is missing in words."""
    names = {
        _("(a) Explanation"): {"kind", "explanation", "facts", "legal_basis", "why_evident"},
        _("(b) Exact location"): {"urls"},
        _("(c) Name and e-mail"): {"notifier"},
        _("(d) Good-faith statement"): {"good_faith"},
    }
    found = faults_of(notice, notice.value) if notice.state in {NoticeState.DRAFT, NoticeState.REVIEWED} else ()
    language = spoken()
    return [
        Thing(name, tuple(dict.fromkeys(values.says(fault, language) for fault in found if fault.field in fields)))
        for name, fields in names.items()
    ]


def letter_of(notice: Notice) -> str:
    """Return the letter: as it left, or as it would leave if the agreement withholds nothing."""
    return values.letter(notice.told if notice.released else notice.value)


@dataclass(frozen=True, slots=True)
class Doable:
    """An act that can be done now: a page that asks, or a button."""

    url: str
    words: str
    is_page: bool
    key: str = ""
    goes_on: bool = True
    """Whether it takes the matter further; an act that ends it is never the one that is offered first."""


def acts_on(actor: Actor, notice: Notice, *, is_whole: bool = True) -> list[Doable]:
    """Return what the actor can do with a notice now, the next step first; what is not whole cannot be reviewed."""
    state = NoticeState(notice.state)
    if state is NoticeState.DRAFT and (notice.drafted_by == actor.person or not is_whole):
        after = NOTICE_STEPS[state] - {NoticeState.REVIEWED}
    else:
        after = NOTICE_STEPS[state]
    return [
        Doable(reverse(f"correspondence:{door}", args=[notice.reference]), str(words), is_page, key, door not in _ENDS)
        for door, words, verb, wanted, within, is_page, key in _ACTS
        if wanted in after and state in within and allowed(actor, verb)
    ]


_N = NoticeState
_ENDS = frozenset({"close", "withdraw"})
_OUT = frozenset({_N.SENT, _N.RECEIVED, _N.UNDER_REVIEW})
_SEEN = frozenset({_N.DECIDED, _N.VERIFIED})
_ACTS: Sequence[tuple[str, object, Verb, NoticeState, frozenset[NoticeState], bool, str]] = (
    ("review", gettext_lazy("It is right and whole"), REVIEW_NOTICE, _N.REVIEWED, frozenset({_N.DRAFT}), False, "r"),
    ("send", gettext_lazy("Send"), SEND_NOTICE, _N.SENT, frozenset({_N.REVIEWED}), True, "s"),
    ("decision", gettext_lazy("Keep the decision"), FOLLOW_NOTICE, _N.DECIDED, _OUT | {_N.NO_ANSWER}, True, "d"),
    ("receipt", gettext_lazy("Keep the receipt"), FOLLOW_NOTICE, _N.RECEIVED, _OUT, True, ""),
    ("revisit", gettext_lazy("Look again"), FOLLOW_NOTICE, _N.VERIFIED, _SEEN, True, "l"),
    ("settle", gettext_lazy("Settle the complaint"), FOLLOW_NOTICE, _N.CLOSED, frozenset({_N.COMPLAINT}), True, ""),
    ("redraft", gettext_lazy("Change it"), DRAFT_NOTICE, _N.DRAFT, frozenset({_N.REVIEWED, _N.BOUNCED}), False, "e"),
    ("complaint", gettext_lazy("Somebody complained"), FOLLOW_NOTICE, _N.COMPLAINT, _SEEN | {_N.CLOSED}, False, ""),
    ("no-answer", gettext_lazy("Nobody answers"), FOLLOW_NOTICE, _N.NO_ANSWER, _OUT, False, ""),
    ("close", gettext_lazy("Close"), FOLLOW_NOTICE, _N.CLOSED,
     frozenset({_N.DRAFT, _N.REVIEWED, _N.BOUNCED, _N.NO_ANSWER}) | _SEEN, False, ""),
    ("withdraw", gettext_lazy("Withdraw"), WITHDRAW_NOTICE, _N.WITHDRAWN,
     _OUT | _SEEN | {_N.COMPLAINT, _N.CLOSED, _N.NO_ANSWER}, True, ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """One field of a statement of reasons, for a page."""

    name: str
    value: str
    is_ours: bool
    """Whether the value is a word of ours, and not the platform's own."""


def reasons_of(statement: Statement) -> list[ReasonGiven]:
    """Return what a statement says, field by field, in words; what stands elsewhere on the page is left out."""
    told = statement.told
    found: list[ReasonGiven] = []
    if told.get("automated") in _TRUTHS:
        found.append(ReasonGiven(str(_REASONS["automated"]), str(_TRUTHS[told["automated"]]), is_ours=True))
    if told.get("measure") not in {None, "", told.get("decision")}:
        found.append(ReasonGiven(str(_REASONS["measure"]), told["measure"], is_ours=False))
    rest = ("ground", "facts", "redress")
    found += [ReasonGiven(str(_REASONS[name]), told[name], is_ours=False) for name in rest if told.get(name)]
    return found


_REASONS = {
    "ground": gettext_lazy("Ground"),
    "facts": gettext_lazy("Reasons"),
    "redress": gettext_lazy("Redress"),
    "measure": gettext_lazy("Measure"),
    "automated": gettext_lazy("Automated means"),
}
_TRUTHS = {"True": gettext_lazy("yes"), "False": gettext_lazy("no")}


def gone_out(notice: Notice) -> QuerySet[Sending]:
    """Return the mails of a notice, latest first."""
    return notice.sendings.order_by("-queued_at")


@dataclass(frozen=True, slots=True)
class Told:
    """An event, in words."""

    at: datetime
    who: str
    words: str
    reason: str


def told_about(thing: models.Model, most: int = 50) -> list[Told]:
    """Return the latest events of a notice, a log or a request, newest first."""
    events = list(told_of(thing).order_by("-id")[:most])
    who = {event.actor for event in events}
    names = dict(Person.objects.filter(reference__in=who).values_list("reference", "name"))
    return [
        Told(event.at, names.get(event.actor, event.actor), str(_TOLD.get(event.verb, event.verb)), event.reason)
        for event in events
    ]


_TOLD = {
    DRAFT_NOTICE.name: gettext_lazy("wrote the draft"),
    REVIEW_NOTICE.name: gettext_lazy("reviewed it"),
    SEND_NOTICE.name: gettext_lazy("sent it"),
    FOLLOW_NOTICE.name: gettext_lazy("kept what came back"),
    WITHDRAW_NOTICE.name: gettext_lazy("withdrew it"),
    ANSWER_NOTICE.name: gettext_lazy("answered it"),
    LET_OUT.name: gettext_lazy("asked the agreement what may leave"),
    DRAFT_LOG.name: gettext_lazy("wrote the draft"),
    REVIEW_LOG.name: gettext_lazy("reviewed it"),
    SEND_LOG.name: gettext_lazy("sent it"),
    ANSWER_LOG.name: gettext_lazy("answered it"),
    CLOSE_LOG.name: gettext_lazy("closed it"),
    DRAFT_REQUEST.name: gettext_lazy("wrote the draft"),
    SIGN_REQUEST.name: gettext_lazy("checked, signed or closed it"),
    ANSWER_REQUEST.name: gettext_lazy("answered it"),
}


def house() -> Organisation | None:
    """Return the organisation that runs the installation."""
    return Organisation.objects.filter(is_host=True).first()
