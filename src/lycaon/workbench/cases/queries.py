"""What screens read of cases. Nothing here writes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lycaon.values.verdict import Legality
from lycaon.workbench.cases.access import cases_for, offers_of
from lycaon.workbench.cases.deadlines import within
from lycaon.workbench.cases.models import Case, Passed, Result, Task
from lycaon.workbench.cases.procedure import PROCEDURE, Step
from lycaon.workbench.cases.route import Because, Route, Situation, propose
from lycaon.workbench.cases.verbs import (
    CHOOSE_ROUTE,
    CLOSE_CASE,
    DO_STEP,
    JOIN_OFFER,
    KEEP_TASK,
    NAME_MEMBERS,
    OPEN_CASE,
    RECORD_OUTCOME,
    SIGN_CASE,
    SKIP_STEP,
    WRITE_NOTE,
)
from lycaon.workbench.offers.models import SHOWS_OFFER, Capture, Offer, Visit
from lycaon.workbench.offers.visiting import LOST_AFTER
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Person
from lycaon.workbench.record.events import told_of
from lycaon.workbench.record.models import Event


@dataclass(frozen=True, slots=True)
class Standing:
    """One step of one case, as the page shows it."""

    step: Step
    passed: Passed | None
    is_next: bool
    due: datetime | None
    done_when: str


def steps_of(case: Case, times: Mapping[Step, timedelta | None] | None = None) -> list[Standing]:
    """Return the thirteen steps with what is behind and what comes next.

    Args:
        case: the case.
        times: by when its house wants each step done, where many cases of one house are looked at.
    """
    times = within(case.organisation) if times is None else times
    behind = {Step(one.step): one for one in case.passed.select_related("by")}
    following = next((step for step in Step if step not in behind), None)
    return [
        Standing(
            step=step,
            passed=behind.get(step),
            is_next=case.is_open and step is following,
            due=case.opened_at + time if (time := times[step]) and step not in behind and case.is_open else None,
            done_when=str(rule.done_when),
        )
        for step, rule in PROCEDURE.items()
    ]


def situation(case: Case) -> Situation:
    """Return what the rules of routes ask about a case, from its offers."""
    offers = offers_of(case)
    counted = offers.aggregate(
        offers=Count("pk"), accounts=Count("account", distinct=True), live=Count("pk", filter=Q(form="live"))
    )
    legalities = {Legality(value) for value in offers.values_list("headline", flat=True) if value}
    return Situation(
        legalities=frozenset(legalities),
        has_live_animal=counted["live"] > 0,
        accounts=counted["accounts"],
        offers=counted["offers"],
        is_repeat=case.outcomes.filter(result=Result.REMOVED, on__lt=F("offer__last_seen__date")).exists(),
    )


def proposal(case: Case) -> tuple[Route, Because]:
    """Return the route that the rules propose for a case, and why."""
    return propose(situation(case))


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list."""

    case: Case
    offers: int
    prohibited: int
    next_step: Step | None
    due: date | None


def rows(cases: Sequence[Case]) -> list[Row]:
    """Return cases with their figures, in as many queries as there are kinds of figures."""
    listed = list(cases)
    counted = {
        row["pk"]: row
        for row in Case.objects.filter(pk__in=[case.pk for case in listed])
        .annotate(
            offers=Count("joined", filter=Q(joined__left_at=None)),
            prohibited=Count(
                "joined", filter=Q(joined__left_at=None, joined__offer__headline=Legality.PROHIBITED.value)
            ),
        )
        .values("pk", "offers", "prohibited")
    }
    behind: dict[int, set[str]] = {}
    for case_id, step in Passed.objects.filter(case__in=listed).values_list("case_id", "step"):
        behind.setdefault(case_id, set()).add(step)
    due: dict[int, date] = {}
    for case_id, day in (
        Task.objects.filter(case__in=listed, done_at=None).exclude(due=None).values_list("case_id", "due")
    ):
        due[case_id] = min(due.get(case_id, day), day)
    return [
        Row(
            case,
            counted[case.pk]["offers"],
            counted[case.pk]["prohibited"],
            next((step for step in Step if step.value not in behind.get(case.pk, set())), None),
            due.get(case.pk),
        )
        for case in listed
    ]


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer of a case in its table."""

    offer: Offer
    captures: int
    is_stamped: bool
    is_awaited: bool
    """Whether its page is being asked for."""
    result: str


def offer_rows(case: Case) -> list[OfferRow]:
    """Return the offers of a case with their captures and latest outcome."""
    results = {
        offer_id: str(Result(result).label)
        for offer_id, result in case.outcomes.order_by("pk").values_list("offer_id", "result")
    }
    captured: dict[int, list[bool]] = {}
    showing = Capture.objects.filter(offer__in=offers_of(case), health__in=SHOWS_OFFER)
    for offer_id, stamped in showing.values_list("offer_id", "is_stamped"):
        captured.setdefault(offer_id, []).append(stamped)
    since = timezone.now() - LOST_AFTER
    under_way = Visit.objects.filter(offer__in=offers_of(case), done_at=None, asked_at__gt=since)
    awaited = set(under_way.values_list("offer_id", flat=True))
    return [
        OfferRow(
            offer,
            len(captured.get(offer.pk, [])),
            all(captured.get(offer.pk, [False])),
            offer.pk in awaited,
            results.get(offer.pk, ""),
        )
        for offer in offers_of(case).order_by("-priority", "pk")
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a case, in words."""

    at: datetime
    who: str
    words: str
    reason: str


def timeline(case: Case, most: int = 50) -> list[Told]:
    """Return the latest events of a case, newest first."""
    events = list(told_of(case).order_by("-id")[:most])
    names = dict(
        Person.objects.filter(reference__in={event.actor for event in events}).values_list("reference", "name")
    )
    return [Told(event.at, _who(event, names), _told(event), event.reason) for event in events]


def _who(event: Event, names: Mapping[str, str]) -> str:
    return str(_("the software")) if event.actor.startswith("lycaon:") else names.get(event.actor, event.actor)


def _told(event: Event) -> str:
    """Say what an event was; of a step which, of a closing whether it was opened again."""
    data = json.loads(event.data)
    if event.verb == CLOSE_CASE.name:
        return str(_("opened the case again") if data.get("opened_again") else _("closed the case"))
    words, step = str(_TOLD.get(event.verb, event.verb)), str(data.get("step", ""))
    return _("%(what)s: %(step)s") % {"what": words, "step": Step(step).label} if step in Step.values else words


_TOLD = {
    OPEN_CASE.name: _("opened the case"),
    JOIN_OFFER.name: _("changed which offers are part of it"),
    DO_STEP.name: _("completed a step"),
    SKIP_STEP.name: _("left out a step"),
    SIGN_CASE.name: _("signed"),
    CHOOSE_ROUTE.name: _("chose the route"),
    NAME_MEMBERS.name: _("named who may know of it"),
    KEEP_TASK.name: _("wrote or finished a task"),
    WRITE_NOTE.name: _("wrote a note"),
    RECORD_OUTCOME.name: _("recorded an outcome"),
}


def open_tasks(actor: Actor) -> QuerySet[Task]:
    """Return the tasks that wait for a person, the most urgent first."""
    return (
        Task.objects.filter(case__in=cases_for(actor).filter(closed_at=None), done_at=None)
        .filter(Q(who=actor.person) | Q(who=None, case__lead=actor.person))
        .exclude(due=None)
        .select_related("case")
        .order_by("due", "pk")
    )
