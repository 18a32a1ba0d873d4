"""What the house keeps about itself: its record, who read what, for how long things are kept, what is held."""

from typing import TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Router

from lycaon.workbench.api.doorway import Call, needs
from lycaon.workbench.api.interface import acted, answers, page_of
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.house import (
    ChainOut,
    EventOut,
    HoldIn,
    HoldOut,
    KeptOut,
    ReadOut,
    ReadsPage,
    RecordPage,
)
from lycaon.workbench.api.shapes.words import After, Name, ReasonIn, Size
from lycaon.workbench.privacy import actions, queries
from lycaon.workbench.privacy.access import events_for, hold_for, reads_for
from lycaon.workbench.privacy.models import Hold
from lycaon.workbench.privacy.verbs import HOLD, READ_LOG, READ_RECORD, SEE_DESK
from lycaon.workbench.record.chain import faults
from lycaon.workbench.record.models import Event, Link, Read

router = Router(tags=["house"])


@router.get("/record", response=answers(RecordPage))
@needs(Scope.HOUSE_READ, READ_RECORD)
def read_record(request: Call, about: Name = "", after: After = "", size: Size = 50) -> RecordPage:
    """Read the record in the order of its chain, of one object or person where ``about`` names it."""
    events = _about(events_for(request.actor), about).order_by()
    links = Link.objects.filter(event__in=events, seq__gt=int(after or 0)).select_related("event").order_by("seq")
    rows = list(links[: size + 1])
    following = str(rows[size - 1].seq) if len(rows) > size else None
    return RecordPage(items=[_event(one) for one in rows[:size]], next=following)


@router.post("/record/check", response=answers(ChainOut))
@needs(Scope.HOUSE_READ, READ_RECORD)
def check_record(request: Call) -> ChainOut:  # noqa: ARG001 - the door has asked it all
    """Follow the whole chain of the record, and say whether it holds."""
    found = [f"{fault.seq}: {fault.what}" for fault in faults()]
    last = Link.objects.order_by("-seq").first()
    return ChainOut(links=last.seq if last else 0, last_hash=last.hash if last else "", faults=found)


@router.get("/reads", response=answers(ReadsPage))
@needs(Scope.HOUSE_READ, READ_LOG)
def list_reads(request: Call, about: Name = "", after: After = "", size: Size = 50) -> ReadsPage:
    """List who read what, the latest first; of one object or person where ``about`` names it."""
    rows, following = page_of(_about(reads_for(request.actor), about), after, size)
    return ReadsPage(items=[ReadOut.model_validate(one, from_attributes=True) for one in rows], next=following)


@router.get("/retention", response=answers(list[KeptOut]))
@needs(Scope.HOUSE_READ, SEE_DESK)
def list_periods(request: Call) -> list[KeptOut]:  # noqa: ARG001 - the door has asked it all
    """List what is kept, for how long, and when the rest was last forgotten."""
    return [
        KeptOut(
            name=one.sweep.name, says=str(one.sweep.says), days=one.days,
            last_swept_at=one.last.at if one.last else None,
        )
        for one in queries.kept()
    ]  # fmt: skip


@router.post("/holds", response=answers(HoldOut))
@needs(Scope.HOUSE_WRITE, HOLD)
def place_hold(request: Call, told: HoldIn) -> HttpResponse:
    """Keep an object, and what hangs on it, from being forgotten."""
    return acted(
        request,
        lambda: _hold(
            actions.place_hold(
                request.actor, told.object_kind, told.object_id, reason=told.reason, basis=told.basis,
                review_on=told.review_on,
            )
        ),
    )  # fmt: skip


@router.post("/holds/{reference}/lift", response=answers(HoldOut))
@needs(Scope.HOUSE_WRITE, HOLD)
def lift_hold(request: Call, reference: Name, told: ReasonIn) -> HttpResponse:
    """Let an object go: from the next night on its time counts again."""
    found = hold_for(request.actor, reference)

    def act() -> HoldOut:
        actions.lift_hold(request.actor, found, reason=told.reason)
        return _hold(found)

    return acted(request, act)


_R = TypeVar("_R", Event, Read)


def _about(rows: QuerySet[_R], about: str) -> QuerySet[_R]:
    if not about:
        return rows
    return rows.filter(actor=about) if about.startswith("P-") else rows.filter(object_id=about)


def _event(link: Link) -> EventOut:
    one = link.event
    return EventOut(
        seq=link.seq, at=one.at, actor=one.actor, role=one.role, organisation=one.organisation, verb=one.verb,
        object_kind=one.object_kind, object_id=one.object_id, reason=one.reason, data=one.data, hash=link.hash,
    )  # fmt: skip


def _hold(one: Hold) -> HoldOut:
    return HoldOut.model_validate(one, from_attributes=True)
