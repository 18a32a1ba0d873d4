"""Notices and logs for tests, made by the acts themselves, about offers with a verdict as the engine writes it."""

import json
from datetime import UTC, date, datetime

from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.offers_of_tests import a_row
from tests.workbench.people_of_tests import World

from lycaon.values.codec import to_json
from lycaon.values.finding import Finding, Span
from lycaon.values.scanned import Editions, Scan
from lycaon.values.verdict import Basis, Effect, FactUsed, Legality, Reading, Reason, Verdict
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.models import Case
from lycaon.workbench.cases.procedure import Step
from lycaon.workbench.cases.route import Route
from lycaon.workbench.correspondence import actions
from lycaon.workbench.correspondence.models import Channel, Notice
from lycaon.workbench.offers.actions import keep_capture, take_in
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.roles import Kind, Role

REASON = "as the test asks for it"
LOOKED = ["taxon", "law", "links"]


def a_verdict(name: str, legality: Legality = Legality.PROHIBITED) -> Verdict:
    """A verdict of one rule, which rests on the first three words of the title."""
    effect = Effect.PROHIBIT if legality is Legality.PROHIBITED else Effect.REQUIRE
    reason = Reason(
        rule="FR-09", version="3", jurisdiction="FR", effect=effect,
        title=(("en", "Live companion animals are offered by declared sellers only"),
               ("fr", "La vente d’animaux de compagnie est réservée aux déclarés")),
        basis=(Basis(instrument="Code rural", article="L.214-8 VI", url="https://law.example/L214-8"),),
        facts=(FactUsed(name="taxon", value="t9644", spans=(Span("title", 0, 19),)),),
        probability=0.97,
    )  # fmt: skip
    probabilities = tuple((one, 0.92 if one is legality else 0.02) for one in Legality)
    reading = Reading(
        jurisdiction="FR", on=date(2026, 11, 1), legality=legality, probabilities=probabilities, reasons=(reason,)
    )
    return Verdict(listing_id=name, readings=(reading,), headline_because="item_country", confidence=0.92)


def judged_offers(
    actor: Actor, count: int = 1, legality: Legality = Legality.PROHIBITED, *, sellers: int = 0, **changes: object
) -> list[Offer]:
    """Take in new offers whose scan has a verdict; of so many sellers, where that is said, in turn."""
    assert actor.organisation is not None
    start = Offer.objects.filter(organisation=actor.organisation).count()
    rows = []
    for n in range(start + 1, start + count + 1):
        row = a_row(n, legality=legality.value, **changes)
        if sellers:
            row["seller"] = f"seller{n % sellers}"
        name = str(row["listing_id"])
        row["scan"] = json.loads(
            to_json(
                Scan(
                    listing_id=name,
                    on=date(2026, 11, 1),
                    on_basis="posted",
                    finding=Finding(listing_id=name, wildlife=0.98),
                    verdict=a_verdict(name, legality),
                    wildlife=0.98,
                    protected=0.95,
                    editions=Editions(engine="0.1.0", catalogue="2026.11", rules="2026.11", model="m"),
                )
            )
        )
        rows.append((f"test:{n}", row))
    taken = take_in(actor, rows, tenant=actor.organisation, source="test")
    assert taken.new == count, taken
    return list(Offer.objects.filter(organisation=actor.organisation).order_by("id")[start:])


def a_routed_case(world: World, count: int = 1, legality: Legality = Legality.PROHIBITED, **changes: object) -> Case:
    """A case whose offers are captured, signed by two and on the way to platform and authority."""
    lead, analyst = world[Role.LEAD], world[Role.ANALYST]
    found = judged_offers(lead, count, legality, **changes)
    case = cases.open_case(lead, found, title="Grey parrots around Lyon")
    assert lead.person is not None
    assert analyst.person is not None
    reviewer = world[Role.REVIEWER].person
    cases.name_members(
        lead, case, [analyst.person, *([reviewer] if reviewer else [])], lead=lead.person, is_restricted=False
    )
    for offer in found:
        keep_capture(lead, offer, f"{offer.pk:064x}", kind="captured", at=datetime(2026, 11, 2, tzinfo=UTC))
    for step in (Step.CAPTURE, Step.TRIAGE, Step.DECONFLICT):
        cases.complete_step(lead, case, step, says=REASON)
    for actor in (lead, analyst):
        cases.sign(actor, case, agrees=LOOKED)
    route = Route.AUTHORITY_AND_PLATFORM if legality is Legality.PROHIBITED else Route.ASK_FOR_DOCUMENT
    cases.choose_route(lead, case, route, reason=REASON)
    case.refresh_from_db()
    return case


def a_draft(world: World, legality: Legality = Legality.PROHIBITED, **changes: object) -> Notice:
    """A draft of the analyst, whole but for the signature of good faith."""
    case = a_routed_case(world, legality=legality, **changes)
    joined = case.joined.select_related("offer").get()
    return actions.draft_notice(world[Role.ANALYST], case, joined.offer, world.organisations[Kind.PLATFORM])


def a_reviewed(world: World, legality: Legality = Legality.PROHIBITED, **changes: object) -> Notice:
    """A notice that the reviewer reviewed."""
    notice = a_draft(world, legality, **changes)
    actions.change_notice(world[Role.ANALYST], notice, {"good_faith": True})
    return actions.review_notice(world[Role.REVIEWER], notice)


def notices_may_go(world: World, **changes: object) -> None:
    """Agreements with the platform, and its address."""
    platform = world.organisations[Kind.PLATFORM]
    an_agreement(world.host, platform, "notice", **changes)
    an_agreement(platform, world.host, "statement_of_reasons")
    actions.keep_contact(world[Role.LEAD], platform, "trust@swapyard.example")


def a_sent(world: World, channel: Channel = Channel.EMAIL, **changes: object) -> Notice:
    """A notice that was sent."""
    notices_may_go(world)
    return actions.send_notice(world[Role.LEAD], a_reviewed(world, **changes), channel, at=timezone.now())
