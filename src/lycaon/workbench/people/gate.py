"""The gate: everything that leaves the house, or passes between two parties of it, passes here and leaves a line.

::

    passed = gate(actor, case, "information_log", document, sender=host, recipient=office, purpose="law_enforcement",
                  tlp=TLP.AMBER, pap=PAP.GREEN, conditions=frozenset({"two_reviewers"}))
    send(passed.require())     # the part of the document that the agreement allows; raises where there is none

What is sent, drawn, packed or indexed is made from what :meth:`Passed.require` returns and from nothing else, so that a
field that was withheld has no way into a page, a file, its name or its metadata.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
from lycaon.workbench.people.models import Consent, Flow, Organisation, Origin
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
            raise TurnedAwayError(refusal_in_words(self.decision), verb=self.verb, about=self.about, data=self.line)
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
    parts: Sequence[models.Model] = (),
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
        parts: the objects that it is made of, besides ``about``: who gave us any of them has a say.
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
        received=tuple(_received(origin, sender, recipient, tlp, day) for origin in _origins([about, *parts])),
    )
    decision = house_decision(transfer) if sender == recipient else decide(transfer, _flows(sender, recipient), on=day)
    line = _line(transfer, decision)
    with transaction.atomic():
        write(actor, LET_OUT, about, data=line)
    return Passed(decision=decision, document=decision.of(document), verb=LET_OUT, about=about, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document of a list."""

    about: models.Model
    document: Mapping[str, Any]
    sender: Organisation
    tlp: TLP
    pap: PAP
    conditions: frozenset[str] = frozenset()


def gate_list(
    actor: Actor, thing: str, rows: Sequence[Row], *, recipient: Organisation, purpose: str
) -> list[Mapping[str, Any]]:
    """Return of each document in a list the part that may be seen; an empty one where nothing may.

    For lists of what was let out before: a row tells no more than its page would. The record gets one line a sender.
    """
    day = timezone.localdate()
    flows = {sender.pk: _flows(sender, recipient) for sender in {row.sender for row in rows}}
    origins: dict[tuple[str, str], list[Origin]] = {}
    for origin in _origins([row.about for row in rows]):
        origins.setdefault((origin.object_kind, origin.object_id), []).append(origin)
    decided: list[tuple[Row, Transfer, Decision]] = []
    for row in rows:
        transfer = Transfer(
            object=thing, fields=paths(row.document), sender=row.sender.reference, recipient=recipient.reference,
            recipient_country=recipient.country, purpose=purpose, tlp=row.tlp, pap=row.pap, conditions=row.conditions,
            received=tuple(
                _received(one, row.sender, recipient, row.tlp, day) for one in origins.get(named(row.about), ())
            ),
        )  # fmt: skip
        decided.append((row, transfer, decide(transfer, flows[row.sender.pk], on=day)))
    with transaction.atomic():
        for sender in {row.sender for row in rows}:
            _write_list(actor, sender, [(one, decision) for row, one, decision in decided if row.sender == sender])
    return [decision.of(row.document) for row, _transfer, decision in decided]


def _write_list(actor: Actor, sender: Organisation, decided: Sequence[tuple[Transfer, Decision]]) -> None:
    transfer = decided[0][0]
    counted = Counter(f"{decision.answer.value} {decision.reason}".strip() for _one, decision in decided)
    line = {"thing": transfer.object, "recipient": transfer.recipient, "purpose": transfer.purpose}
    write(actor, LET_OUT, sender, data=line | {"list": dict(sorted(counted.items()))})


def refusal_in_words(decision: Decision) -> str:
    """Return why nothing may leave, as a sentence for people, with the code and the detail that the house looks up."""
    words = _REFUSALS.get(decision.reason, _("The agreement does not let this through."))
    return f"{words} ({decision.reason}: {decision.detail})"


_REFUSALS = {
    "no_agreement": _("No signed agreement lets this through."),
    "expired": _("The agreement has ended, and with it the right to show or to send this."),
    "not_yet": _("The agreement has not begun yet."),
    "purpose": _("The agreement is for another purpose."),
    "condition": _("The agreement asks for something that has not happened."),
    "transfer_basis": _("The agreement names no basis for sending personal data to that country."),
    "label": _("Its label is stricter than the agreement allows."),
    "nothing_left": _("The agreement allows none of its fields."),
    "onward": _("Whoever gave us this has not consented that it goes on."),
    "relabelled": _("Whoever gave us this labelled it more strictly."),
}


def _origins(objects: Sequence[models.Model]) -> list[Origin]:
    """Return from whom any of these objects came."""
    names: dict[str, set[str]] = {}
    for one in objects:
        kind, name = named(one)
        names.setdefault(kind, set()).add(name)
    wanted = Q()
    for kind, known in names.items():
        wanted |= Q(object_kind=kind, object_id__in=known)
    return list(Origin.objects.filter(wanted).select_related("originator").order_by("pk")) if names else []


def _flows(sender: Organisation, recipient: Organisation) -> list[FlowTerms]:
    rows = (
        Flow.objects.filter(sender=sender, recipient=recipient, agreement__signed_on__isnull=False)
        .select_related("agreement", "sender", "recipient")
        .prefetch_related("onward_to")
    )
    return [row.terms for row in rows]


def _received(origin: Origin, us: Organisation, recipient: Organisation, tlp: TLP, day: date) -> Received:
    consents = Consent.objects.filter(
        originator=origin.originator, recipient=recipient, object_kind=origin.object_kind, object_id=origin.object_id
    )
    standing = [
        terms
        for terms in _flows(origin.originator, us)
        if terms.starts_on <= day and (terms.ends_on is None or day < terms.ends_on)
    ]
    lists = [terms for terms in standing if recipient.reference in terms.onward_to]
    return Received(
        originator=origin.originator.reference,
        terms=next(iter(lists or standing), None),
        has_consented=any(tlp_rank(TLP(consent.tlp_min)) <= tlp_rank(tlp) for consent in consents),
        tlp=TLP(origin.tlp),
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
