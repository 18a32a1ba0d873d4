"""Cases for tests, made by the acts themselves."""

from datetime import UTC, datetime

from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.cases import actions
from lycaon.workbench.cases.models import Case
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Route
from lycaon.workbench.offers.actions import keep_capture
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Role

REASON = "as the test asks for it"


def a_case(actor: Actor, count: int = 2, *, captured: bool = False, is_urgent: bool = False, **changes: object) -> Case:
    """A new case of so many new offers."""
    found = offers(actor, count, **changes)
    case = actions.open_case(actor, found, title="Grey parrots around Lyon", is_urgent=is_urgent)
    if captured:
        for number, offer in enumerate(found):
            capture(actor, offer.reference, number, offer)
    return case


def capture(actor: Actor, name: str, number: int, offer: object) -> None:
    """Attach a capture to an offer."""
    keep_capture(
        actor,
        offer,
        f"{abs(hash((name, number))):064x}"[:64],
        kind="captured",
        at=datetime(2026, 11, 2, tzinfo=UTC),  # type: ignore[arg-type]
    )


def brought_to(world: World, step: Step, *, count: int = 2, **changes: object) -> Case:
    """A case whose next step is ``step``, brought there by two persons."""
    lead, analyst = world[Role.LEAD], world[Role.ANALYST]
    case = a_case(lead, count, captured=True, **changes)
    assert analyst.person is not None
    assert lead.person is not None
    actions.name_members(lead, case, [analyst.person], lead=lead.person, is_restricted=False)
    for one in list(Step)[1 : list(Step).index(step)]:
        if one is Step.ASSESS:
            for actor in (lead, analyst):
                actions.sign(actor, case, agrees=["taxon", "law", "links"])
        elif one is Step.ROUTE:
            actions.choose_route(lead, case, Route.AUTHORITY_FIRST, reason=REASON)
        elif one is Step.OUTCOME:
            for joined in case.joined.select_related("offer"):
                actions.record_outcome(
                    lead, case, joined.offer, actions.Result.UNKNOWN, on=None, known_from="nobody answered"
                )
            actions.complete_step(lead, case, one)
        else:
            actions.complete_step(lead, case, one, says=REASON)
    return case
