"""The gate: everything that leaves the house, or passes between two parties of it, passes here and leaves a line.

::

    passed = gate(actor, case, "information_log", document, sender=host, recipient=office, purpose="law_enforcement",
                  tlp=TLP.AMBER, pap=PAP.GREEN, conditions=frozenset({"two_reviewers"}))
    send(passed.require())     # the part of the document that the agreement allows; raises where there is none

What is sent, drawn, packed or indexed is made from what :meth:`Passed.require` returns and from nothing else, so that a
field that was withheld has no way into a page, a file, its name or its metadata.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from lycaon.workbench.people.acting import Actor, TurnedAwayError
from lycaon.workbench.people.agreements import (
    Answer,
    Decision,
    FlowTerms,
    Received,
    Transfer,
    decide,
    house_decision,
    paths,
)
from lycaon.workbench.people.labels import PAP, TLP, tlp_rank
from lycaon.workbench.people.models import Consent, Flow, Organisation
from lycaon.workbench.people.permissions import Verb
from lycaon.workbench.people.verbs import LET_OUT
from lycaon.workbench.record.events import Plain, named, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What the gate said of one document."""

    decision: Decision
    document: Mapping[str, Any]
    """The part that may leave; empty where nothing may."""
    verb: Verb
    about: models.Model
    line: Mapping[str, Plain]

    @property
    def withheld(self) -> tuple[str, ...]:
        """The fields that stay, for the people of the house; the recipient is not told of them."""
        return tuple(sorted(self.decision.withheld))

    def require(self) -> Mapping[str, Any]:
        """Return what may leave.

        Raises:
            TurnedAwayError: nothing may. Raised inside an act it undoes the act; the line of the record stays.
        """
        if self.decision.answer is Answer.DENY:
            raise TurnedAwayError(
                f"{self.decision.reason}: {self.decision.detail}", verb=self.verb, about=self.about, data=self.line
            )
        return self.document


def gate(
    actor: Actor,
    about: models.Model,
    thing: str,
    document: Mapping[str, Any],
    *,
    sender: Organisation,
    recipient: Organisation,
    purpose: str,
    tlp: TLP,
    pap: PAP,
    conditions: frozenset[str] = frozenset(),
    received_from: Sequence[tuple[Organisation, TLP]] = (),
    on: date | None = None,
) -> Passed:
    """Ask whether a document may go to a recipient, and with which fields. Every answer is recorded.

    Args:
        actor: who sends, or whose request is answered.
        about: the object of the record: the notice, the log, the case.
        thing: its kind, a key of ``flows.yaml``.
        document: the whole of it, as a tree of mappings, lists and plain values.
        sender: whose it is.
        recipient: who would get it; the sender itself for what stays in the house.
        purpose: what it is for; an agreement for another purpose does not open the gate.
        tlp: its label: of a bundle that of its strictest element.
        pap: likewise.
        conditions: the conditions that hold (``two_reviewers``, ``order_signed``).
        received_from: who gave us parts of it, and under which label.
        on: the day; today by default.
    """
    day = on or timezone.localdate()
    transfer = Transfer(
        object=thing,
        fields=paths(document),
        sender=sender.reference,
        recipient=recipient.reference,
        recipient_country=recipient.country,
        purpose=purpose,
        tlp=tlp,
        pap=pap,
        conditions=conditions,
        received=tuple(_received(one, label, sender, recipient, about, tlp, day) for one, label in received_from),
    )
    decision = house_decision(transfer) if sender == recipient else decide(transfer, _flows(sender, recipient), on=day)
    line = _line(transfer, decision)
    with transaction.atomic():
        write(actor, LET_OUT, about, data=line)
    return Passed(decision=decision, document=decision.of(document), verb=LET_OUT, about=about, line=line)


def _flows(sender: Organisation, recipient: Organisation) -> list[FlowTerms]:
    rows = (
        Flow.objects.filter(sender=sender, recipient=recipient, agreement__signed_on__isnull=False)
        .select_related("agreement", "sender", "recipient")
        .prefetch_related("onward_to")
    )
    return [row.terms for row in rows]


def _received(
    originator: Organisation,
    label: TLP,
    us: Organisation,
    recipient: Organisation,
    about: models.Model,
    tlp: TLP,
    day: date,
) -> Received:
    kind, name = named(about)
    consents = Consent.objects.filter(originator=originator, recipient=recipient, object_kind=kind, object_id=name)
    standing = [
        terms
        for terms in _flows(originator, us)
        if terms.starts_on <= day and (terms.ends_on is None or day < terms.ends_on)
    ]
    lists = [terms for terms in standing if recipient.reference in terms.onward_to]
    return Received(
        originator=originator.reference,
        terms=next(iter(lists or standing), None),
        has_consented=any(tlp_rank(TLP(consent.tlp_min)) <= tlp_rank(tlp) for consent in consents),
        tlp=label,
    )


def _line(transfer: Transfer, decision: Decision) -> dict[str, Plain]:
    """What the record keeps: codes, references and names of fields; nothing of what stood in them."""
    return {
        "answer": decision.answer.value,
        "thing": transfer.object,
        "recipient": transfer.recipient,
        "purpose": transfer.purpose,
        "tlp": transfer.tlp.value,
        "pap": transfer.pap.value,
        "agreement": decision.terms.agreement if decision.terms else "",
        "reason": decision.reason,
        # A deep path may hold a word that a seller chose, as the name of an attribute.
        "withheld": sorted({".".join(path.split(".")[:2]) for path in decision.withheld}),
    }
