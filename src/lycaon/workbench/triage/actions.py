"""What is done in triage."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lycaon.errors import NotAllowedError, WrongStateError
from lycaon.workbench.offers.models import Offer, Scan
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor, action, house_of, person_of
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.events import write
from lycaon.workbench.triage.access import decisions_to_hand_on
from lycaon.workbench.triage.models import LOCKED_FOR, UNDO_FOR, Decision, Lock, Second
from lycaon.workbench.triage.states import BECOMES, TO_DECIDE, Choice, Ground
from lycaon.workbench.triage.verbs import DECIDE_OFFER, HAND_ON_DECISIONS, UNDO_DECISION

ONE_IN = 10
"""One decision in so many is made a second time."""
SHORTEST_REASON = 5
LONGEST_SECONDS = 600
"""Who took longer went for coffee; the time says nothing then."""


def hold(actor: Actor, offer: Offer, *, at: datetime | None = None) -> Person | None:
    """Keep an offer from others while a person looks at it; return who holds it, where somebody else does.

    Looking is no act: it changes nothing, lapses by itself and is not written to the record.
    """
    now, person = at or timezone.now(), person_of(actor)
    lock, made = Lock.objects.get_or_create(offer=offer, defaults={"by": person, "until": now + LOCKED_FOR})
    if made:
        return None
    # One statement, so that of two who ask at once exactly one gets it.
    taken = Lock.objects.filter(pk=lock.pk).exclude(until__gt=now, by__in=Person.objects.exclude(pk=person.pk))
    if taken.update(by=person, until=now + LOCKED_FOR):
        return None
    return Lock.objects.select_related("by").get(pk=lock.pk).by


@action(DECIDE_OFFER)
def decide(
    actor: Actor,
    offers: Sequence[Offer],
    choice: Choice,
    *,
    ground: Ground | None = None,
    says: str = "",
    seconds: float | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide an offer, and near-duplicates with it; return the decision about the first.

    Args:
        actor: who decides.
        offers: the offer on the screen, then those that are taken along.
        choice: what is decided.
        ground: why, where it is a rejection.
        says: in the person's words.
        seconds: from the page to the decision.
        at: now, unless said.

    Raises:
        WrongStateError: somebody else decides it or has decided it, or a rejection has no ground.
    """
    now, person, house = at or timezone.now(), person_of(actor), house_of(actor)
    if choice is Choice.REJECT and ground is None:
        raise WrongStateError(_("Say why the offer is rejected."))
    # In the order of their numbers, so that two persons with overlapping duplicates wait and never lock each other.
    rows = Offer.objects.select_for_update(of=("self",)).filter(pk__in=[offer.pk for offer in offers])
    held = {offer.pk: offer for offer in rows.order_by("pk")}
    first = held[offers[0].pk]
    second = Second.objects.select_for_update().filter(offer=first, second=None).exclude(first__by=person).first()
    if second is not None and first.state not in TO_DECIDE:
        return _decide_second(actor, second, first, choice, ground=ground, says=says, seconds=seconds, now=now)
    _must_be_free(first, person, now)
    told: list[Decision] = []
    for wanted in offers:
        offer = held[wanted.pk]
        if offer.state not in TO_DECIDE:
            if offer.pk == first.pk:
                raise WrongStateError(_("This offer is decided already; the page was older than the decision."))
            continue
        if offer.state == State.UNSURE and not actor.has(Role.LEAD, Role.REVIEWER):
            raise WrongStateError(_("An expert decides this offer."))
        told.append(
            Decision.objects.create(
                organisation=house, offer=offer, scan=_latest_scan(offer), by=person, choice=choice,
                ground=ground.value if ground else "", says=says.strip(), seconds=_plausible(seconds),
                with_offer=None if offer.pk == first.pk else first, at=now,
            )
        )  # fmt: skip
        offer.state = BECOMES[choice]
        offer.save(update_fields=["state"])
    Lock.objects.filter(offer=first, by=person).delete()
    if is_sampled(first, house) and choice is not Choice.ASK:
        Second.objects.get_or_create(offer=first, defaults={"organisation": house, "first": told[0]})
    write(
        actor,
        DECIDE_OFFER,
        first,
        reason=says.strip(),
        data={"choice": choice.value, "ground": ground.value if ground else "",
              "with": [one.offer.reference for one in told[1:]]},
    )  # fmt: skip
    return told[0]


def _decide_second(
    actor: Actor,
    waiting: Second,
    offer: Offer,
    choice: Choice,
    *,
    ground: Ground | None,
    says: str,
    seconds: float | None,
    now: datetime,
) -> Decision:
    """Keep a second decision; where it differs from the first, an expert has the last word."""
    decision = Decision.objects.create(
        organisation=waiting.organisation, offer=offer, scan=_latest_scan(offer), by=person_of(actor), choice=choice,
        ground=ground.value if ground else "", says=says.strip(), seconds=_plausible(seconds), is_second=True, at=now,
    )  # fmt: skip
    waiting.second = decision
    waiting.save(update_fields=["second"])
    if waiting.first.choice != choice and offer.state in {State.CONFIRMED, State.REJECTED}:
        offer.state = State.UNSURE
        offer.save(update_fields=["state"])
    write(actor, DECIDE_OFFER, offer, reason=says.strip(), data={"choice": choice.value, "second": True})
    return decision


@action(UNDO_DECISION)
def undo(actor: Actor, decision: Decision, *, reason: str, at: datetime | None = None) -> Offer:
    """Take a decision back, with those that were made along with it.

    Raises:
        WrongStateError: it was taken back already, the offer has gone on, its time is over, or the reason is missing.
    """
    now = at or timezone.now()
    if len(reason.strip()) < SHORTEST_REASON:
        raise WrongStateError(_("Say why the decision is taken back."))
    decision = Decision.objects.select_for_update(of=("self",)).select_related("offer").get(pk=decision.pk)
    if decision.undone_at is not None:
        raise WrongStateError(_("This decision was taken back already."))
    if decision.by != actor.person and not actor.has(Role.LEAD):
        raise NotAllowedError(_("Only a lead takes back what somebody else decided."))
    if now - decision.at > UNDO_FOR and not actor.has(Role.LEAD):
        raise WrongStateError(_("Ten minutes have passed. Ask a lead to take it back."))
    together = Decision.objects.filter(with_offer=decision.offer, by=decision.by, at=decision.at, undone_at=None)
    offers = [decision.offer, *(one.offer for one in together.select_related("offer"))]
    if any(offer.state != BECOMES[Choice(decision.choice)] for offer in offers):
        raise WrongStateError(_("The offer has gone on since: it is in a case, or decided anew."))
    together.update(undone_at=now)
    decision.undone_at = now
    decision.save(update_fields=["undone_at"])
    Second.objects.filter(first=decision, second=None).delete()
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(state=State.NEW)
    write(actor, UNDO_DECISION, decision.offer, reason=reason.strip(), data={"offers": len(offers)})
    decision.offer.state = State.NEW
    return decision.offer


@action(HAND_ON_DECISIONS)
def hand_on(actor: Actor) -> Iterator[str]:
    """Return the decisions of the house as lines of JSON that ``lycaon learn`` reads; no handle is among them."""
    decisions = decisions_to_hand_on(actor).exclude(choice=Choice.ASK)
    write(actor, HAND_ON_DECISIONS, house_of(actor), data={"decisions": decisions.count()})
    return (
        _line(decision)
        for decision in decisions.select_related("offer", "scan__listing").order_by("pk").iterator(chunk_size=500)
    )


def _line(decision: Decision) -> str:
    offer, scan = decision.offer, decision.scan
    listing = scan.listing if scan else None
    row = {
        "id": listing.listing_id if listing else offer.reference,
        "title": listing.title if listing else offer.title,
        "text": listing.text if listing else "",
        "language": listing.language if listing else "",
        "price": listing.price if listing else "",
        "decision": decision.choice,
        "reason": decision.ground,
        "taxon": offer.taxon_id if decision.choice == Choice.CONFIRM else "",
        "form": offer.form if decision.choice == Choice.CONFIRM else "",
        "decided_on": decision.at.date().isoformat(),
    }
    return json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False) + "\n"


def is_sampled(offer: Offer, house: Organisation) -> bool:
    """Return whether an offer is decided twice: by its name, so that nobody chooses and nobody can foresee it."""
    digest = hashlib.sha256(f"{house.reference} {offer.reference}".encode()).digest()
    return int.from_bytes(digest[:4]) % ONE_IN == 0


def _must_be_free(offer: Offer, person: Person, now: datetime) -> None:
    lock = Lock.objects.filter(offer=offer, until__gt=now).exclude(by=person).first()
    if lock is not None:
        raise WrongStateError(_("Somebody else looks at this offer now. Take the next one."))


def _latest_scan(offer: Offer) -> Scan | None:
    return Scan.objects.filter(listing__offer=offer).order_by("-listing__seen_at", "-id").first()


def _plausible(seconds: float | None) -> float | None:
    return seconds if seconds is not None and 0 < seconds <= LONGEST_SECONDS else None
