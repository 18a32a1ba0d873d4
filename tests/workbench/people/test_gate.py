"""The gate writes down every answer, and what it says outlives the act that it stops."""

import json
from datetime import date
from typing import Any

import pytest
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.people_of_tests import World

from lycaon.errors import WithheldError
from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.agreements import Answer
from lycaon.workbench.people.gate import Passed, gate
from lycaon.workbench.people.labels import PAP, TLP
from lycaon.workbench.people.models import Agreement, Consent, Origin
from lycaon.workbench.people.permissions import SIGNED_IN
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.events import write
from lycaon.workbench.record.models import Event

CANARY = "canary-7f3a"
NOTICE = {"urls": ["https://x.example/1"], "explanation": "e", "informant": CANARY, "links": [{"handle": CANARY}]}


def asked(world: World, **changes: Any) -> Passed:
    given: dict[str, Any] = {
        "sender": world.host, "recipient": world.organisations[Kind.PLATFORM], "purpose": "removal",
        "tlp": TLP.AMBER, "pap": PAP.GREEN, "on": date(2026, 11, 22),
    }  # fmt: skip
    return gate(world[Role.LEAD], world.host, "notice", NOTICE, **given | changes)


@pytest.fixture
def agreement(world: World) -> Agreement:
    return an_agreement(world.host, world.organisations[Kind.PLATFORM], "notice")


def test_what_is_withheld_is_nowhere(world: World, agreement: Agreement) -> None:
    passed = asked(world)
    assert passed.decision.answer is Answer.REDACT
    assert set(passed.require()) == {"urls", "explanation"}
    assert passed.withheld == ("informant", "links.handle")
    assert CANARY not in json.dumps(passed.require())
    assert not Event.objects.filter(data__contains=CANARY).exists()


def test_every_answer_is_recorded(world: World, agreement: Agreement) -> None:
    asked(world)
    asked(world, purpose="curiosity")
    allowed, denied = (json.loads(event.data) for event in Event.objects.filter(verb="let_out").order_by("id"))
    assert (allowed["answer"], allowed["agreement"]) == ("redact", agreement.reference)
    assert (denied["answer"], denied["reason"], denied["purpose"]) == ("deny", "purpose", "curiosity")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("signed_on", None, "no_agreement"),
        ("ends_on", date(2026, 11, 22), "expired"),
        ("ended_on", date(2026, 11, 22), "expired"),
        ("starts_on", date(2026, 12, 1), "not_yet"),
    ],
)
def test_only_a_standing_agreement_counts(
    world: World, agreement: Agreement, field: str, value: Any, reason: str
) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(**{field: value})
    assert asked(world).decision.reason == reason


def test_a_refusal_undoes_the_act_and_stays_in_the_record(world: World) -> None:
    @action(SIGNED_IN)
    def send(actor: Actor) -> None:
        write(actor, SIGNED_IN, world.host, reason="sent")
        asked(world).require()

    with pytest.raises(WithheldError, match="no_agreement"):
        send(world[Role.LEAD])
    [event] = Event.objects.filter(object_id=world.host.reference)
    assert (event.verb, json.loads(event.data)["answer"]) == ("let_out", "deny")


def test_consent_opens_what_was_given_in_confidence(world: World, agreement: Agreement) -> None:
    giver = world.stranger
    Origin.objects.create(
        originator=giver, object_kind="organisation", object_id=world.host.reference, tlp=TLP.AMBER,
        received_on=date(2026, 1, 1), recorded_by=world[Role.LEAD].person,
    )  # fmt: skip
    assert asked(world).decision.reason == "onward"
    consent = Consent.objects.create(
        originator=giver, recipient=world.organisations[Kind.PLATFORM], object_kind="organisation",
        object_id=world.host.reference, tlp_min=TLP.GREEN, given_by="by mail", given_on=date(2026, 1, 1),
        recorded_by=world[Role.LEAD].person,
    )  # fmt: skip
    assert asked(world).decision.answer is Answer.REDACT
    Consent.objects.filter(pk=consent.pk).update(tlp_min=TLP.RED)
    assert asked(world).decision.reason == "onward"


def test_inside_the_house_nothing_is_held_back(world: World) -> None:
    passed = asked(world, recipient=world.host)
    assert passed.require() == NOTICE
    assert Event.objects.filter(verb="let_out").count() == 1
