"""Agreements as code: whether something may go to somebody, and which of its fields.

Pure: the agreement, the thing and the day come in, a decision comes out. What no flow of a standing agreement allows
is denied; of two agreements that both allow it, the one that lets more fields through speaks. Fields are paths
(``offers.seller.handle``); allowing ``offers`` allows what is under it, and a denial under it is stronger. A document
is a tree: a list is as transparent as if each of its elements stood alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from lycaon.workbench.people.labels import PAP, TLP, pap_rank, tlp_rank
from lycaon.workbench.people.transfers import needs_a_basis


class Onward(StrEnum):
    """What a recipient may do with it besides the purpose."""

    FORBIDDEN = "forbidden"
    WITH_CONSENT = "with_consent"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTerms:
    """One flow of one agreement, as it was signed. Organisations are references."""

    agreement: str
    sender: str
    recipient: str
    object: str
    fields_allow: tuple[str, ...]
    purpose: str
    fields_deny: tuple[str, ...] = ()
    conditions: frozenset[str] = frozenset()
    """Codes that must hold: ``order_signed``, ``two_reviewers``."""
    tlp_max: TLP = TLP.GREEN
    pap_max: PAP = PAP.GREEN
    retention_days: int | None = None
    """None: by the recipient's own law."""
    onward: Onward = Onward.FORBIDDEN
    onward_to: frozenset[str] = frozenset()
    feedback_due_days: int | None = None
    starts_on: date
    ends_on: date | None
    """The first day on which it no longer holds."""
    transfer_basis: str = ""
    """Why personal data may leave for the recipient's country (GDPR Art. 44-49), where that needs a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """That part of a thing came from somebody else, and under which terms."""

    originator: str
    terms: FlowTerms | None
    """None: without an agreement that still stands; then nothing goes on without consent."""
    has_consented: bool = False
    """Whether the originator's consent to this recipient and label is recorded."""
    tlp: TLP = TLP.CLEAR
    """The originator's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What would leave."""

    object: str
    """What kind of thing: a key of ``flows.yaml``."""
    fields: frozenset[str]
    """Paths of what it holds; :func:`paths` lists them."""
    sender: str
    recipient: str
    recipient_country: str = ""
    """ISO 3166-1 alpha-2."""
    purpose: str
    tlp: TLP
    pap: PAP
    conditions: frozenset[str] = frozenset()
    """The conditions that hold."""
    received: tuple[Received, ...] = ()


class Answer(StrEnum):
    """What the gate says."""

    ALLOW = "allow"
    REDACT = "redact"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What may leave, why, and under what terms."""

    answer: Answer
    reason: str
    """Code of what spoke against it: ``no_agreement``, ``expired``, ``purpose``, ``label``; empty where nothing did."""
    detail: str = ""
    terms: FlowTerms | None = None
    released: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()

    def of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of ``document`` that may leave; all else is as if it had never been there."""
        if self.answer is Answer.DENY:
            return {}
        return _pruned(document, self.released, "")


def decide(transfer: Transfer, flows: Iterable[FlowTerms], *, on: date) -> Decision:
    """Return whether and with which fields a thing may leave on a day.

    The reason of a denial is that of the flow that came nearest to allowing it.
    """
    onward = _onward(transfer)
    if onward is not None:
        return onward
    decisions = [
        _by_flow(transfer, flow, on)
        for flow in flows
        if (flow.sender, flow.recipient, flow.object) == (transfer.sender, transfer.recipient, transfer.object)
    ]
    open_ones = [decision for decision in decisions if decision.answer is not Answer.DENY]
    if open_ones:
        return max(open_ones, key=lambda decision: len(decision.released))
    nearest = max(decisions, key=lambda decision: _REASONS.index(decision.reason), default=None)
    return nearest or _denied("no_agreement", f"{transfer.object} to {transfer.recipient}")


def house_decision(transfer: Transfer) -> Decision:
    """Return the decision about what stays in the house: allowed whole, unless its originator says otherwise."""
    return _onward(transfer) or Decision(answer=Answer.ALLOW, reason="", released=transfer.fields)


_REASONS = ("expired", "not_yet", "purpose", "condition", "transfer_basis", "label", "nothing_left")
"""From the farthest to the nearest: what would still have to change."""


def _by_flow(transfer: Transfer, flow: FlowTerms, on: date) -> Decision:
    if flow.ends_on is not None and on >= flow.ends_on:
        return _denied("expired", f"{flow.agreement} ended on {flow.ends_on}", flow)
    if on < flow.starts_on:
        return _denied("not_yet", f"{flow.agreement} begins on {flow.starts_on}", flow)
    if transfer.purpose != flow.purpose:
        return _denied("purpose", f"{flow.agreement} is for {flow.purpose}, not {transfer.purpose}", flow)
    if lacking := sorted(flow.conditions - transfer.conditions):
        return _denied("condition", f"{flow.agreement} asks for {', '.join(lacking)}", flow)
    if needs_a_basis(transfer.recipient_country) and not flow.transfer_basis:
        return _denied("transfer_basis", f"{flow.agreement} names no basis for {transfer.recipient_country}", flow)
    if tlp_rank(transfer.tlp) > tlp_rank(flow.tlp_max) or pap_rank(transfer.pap) > pap_rank(flow.pap_max):
        return _denied("label", f"{flow.agreement} ends at {flow.tlp_max.label}, {flow.pap_max.label}", flow)
    released = frozenset(path for path in transfer.fields if _allows(flow, path))
    if not released:
        return _denied("nothing_left", f"{flow.agreement} allows none of the fields", flow)
    withheld = transfer.fields - released
    return Decision(
        answer=Answer.REDACT if withheld else Answer.ALLOW,
        reason="fields" if withheld else "",
        terms=flow,
        released=released,
        withheld=withheld,
    )


def _onward(transfer: Transfer) -> Decision | None:
    """Return the denial where a thing that somebody else gave us may not go on."""
    for part in transfer.received:
        if part.originator in (transfer.recipient, transfer.sender) or part.has_consented:
            continue
        stays = transfer.recipient == transfer.sender
        if not stays and not _may_go_on(part, transfer.recipient):
            return _denied("onward", f"{part.originator} has not consented", part.terms)
        if tlp_rank(transfer.tlp) < tlp_rank(part.tlp):
            return _denied("relabelled", f"{part.originator} labelled it {part.tlp.label}", part.terms)
    return None


def _may_go_on(part: Received, recipient: str) -> bool:
    return part.terms is not None and part.terms.onward is Onward.LIST and recipient in part.terms.onward_to


def _denied(reason: str, detail: str, terms: FlowTerms | None = None) -> Decision:
    return Decision(answer=Answer.DENY, reason=reason, detail=detail, terms=terms)


def _allows(flow: FlowTerms, path: str) -> bool:
    def covered(patterns: tuple[str, ...]) -> bool:
        return any(path == pattern or path.startswith(pattern + ".") for pattern in patterns)

    return covered(flow.fields_allow) and not covered(flow.fields_deny)


def paths(document: Mapping[str, Any]) -> frozenset[str]:
    """Return the paths of all leaves of a document.

    >>> sorted(paths({"a": 1, "b": [{"c": 2}, {"d": {"e": 3}}], "f": []}))
    ['a', 'b.c', 'b.d.e', 'f']
    """
    return frozenset(path for key, branch in document.items() for path in _leaves(branch, _under("", key)))


def _leaves(tree: Any, path: str) -> Iterable[str]:
    if isinstance(tree, Mapping) and tree:
        for key, branch in tree.items():
            yield from _leaves(branch, _under(path, key))
    elif _is_branching(tree):
        for element in tree:
            yield from _leaves(element, path)
    else:
        yield path


def _pruned(tree: Mapping[str, Any], released: frozenset[str], path: str) -> dict[str, Any]:
    kept = {key: _kept(branch, released, _under(path, key)) for key, branch in tree.items()}
    return {key: branch for key, branch in kept.items() if branch is not _NOTHING}


def _kept(tree: Any, released: frozenset[str], path: str) -> Any:
    if isinstance(tree, Mapping) and tree:
        return _pruned(tree, released, path) or _NOTHING
    if _is_branching(tree):
        elements = [_kept(element, released, path) for element in tree]
        return [element for element in elements if element is not _NOTHING] or _NOTHING
    return tree if path in released else _NOTHING


_NOTHING = object()


def _is_branching(tree: Any) -> bool:
    return isinstance(tree, list | tuple) and any(isinstance(element, Mapping | list | tuple) for element in tree)


def _under(path: str, key: object) -> str:
    name = str(key).replace(".", "%2E")  # a key must not be able to pass for a path
    return f"{path}.{name}" if path else name
