"""Calls of the interface for tests: every operation with a request that its own description finds right."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.workbench.agreements_of_tests import an_agreement
from tests.workbench.correspondence_of_tests import a_draft, a_routed_case, a_sent
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World
from tests.workbench.surveys_of_tests import a_survey

from lycaon.workbench.api.actions import hashed
from lycaon.workbench.api.models import Hook, Scope, Token
from lycaon.workbench.api.operations import api
from lycaon.workbench.cases import actions as cases
from lycaon.workbench.cases.access import offers_of
from lycaon.workbench.correspondence import log_actions, request_actions
from lycaon.workbench.correspondence.actions import keep_contact
from lycaon.workbench.correspondence.models import Channel, Log
from lycaon.workbench.correspondence.ordering import Order
from lycaon.workbench.deconfliction.actions import ask as ask_partner
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.agreeing import record_origin
from lycaon.workbench.people.labels import TLP
from lycaon.workbench.people.models import Flow
from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.privacy import actions as privacy
from lycaon.workbench.triage import actions as triage
from lycaon.workbench.triage.states import Choice

DESCRIPTION: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the description names it."""

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None
    """Schema of what comes in."""
    is_file: bool

    @property
    def names_something(self) -> bool:
        """Whether its address names a thing of somebody's."""
        return "{" in self.path


def operations() -> Iterator[Operation]:
    """Yield every operation that the interface describes."""
    for path, methods in DESCRIPTION["paths"].items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {})
            [(media_type, schema)] = content.items() or [("", {})]
            yield Operation(
                told["operationId"], method, path, schema.get("schema"), is_file=media_type.startswith("multipart")
            )


ALL = {one.name: one for one in operations()}

Things = Mapping[str, str]
"""What stands in addresses and bodies, by the name that the description gives it; ``operation.name`` goes before."""


def ask(client: Client, one: Operation, things: Things) -> Any:
    """Send a right request about things; what is not among them is invented."""
    path = address(one, things) + ("?name=a.zip" if one.name == "verify_answer" else "")
    if one.is_file:
        return client.post(path, {"file": SimpleUploadedFile("a.zip", b"data")})
    if one.method == "get":
        return client.get(path)
    body = "" if one.body is None else json.dumps(example(one.body, one, things))
    return client.generic(one.method.upper(), path, body, content_type="application/json")


def address(one: Operation, things: Things) -> str:
    """Return the address of an operation about things."""
    return re.sub(r"\{(\w+)\}", lambda found: _named(one, found[1], things), one.path)


def _named(one: Operation, name: str, things: Things) -> str:
    return things.get(f"{one.name}.{name}", things.get(name, _INVENTED.get(name, "X-0000000000")))


_INVENTED = {"number": "999999999", "kind": "json", "name": "report.html"}


def example(schema: Mapping[str, Any], one: Operation, things: Things, name: str = "") -> Any:
    """Return the smallest value that a schema finds right, with what ``things`` has for its names."""
    if "$ref" in schema:
        return example(DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]], one, things, name)
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    if schema.get("type") == "object":
        return _object(schema, one, things)
    if schema.get("type") == "array":
        return [example(schema["items"], one, things, name)] * max(schema.get("minItems", 0), name in things)
    return _scalar(schema, one, things, name)


def _object(schema: Mapping[str, Any], one: Operation, things: Things) -> dict[str, Any]:
    found = {name: example(schema["properties"][name], one, things, name) for name in schema.get("required", ())}
    if schema.get("title") == "ListingIn":
        found |= {"title": "Oak chair"}  # it asks for a title or a text, which no schema says
    return found


def _scalar(schema: Mapping[str, Any], one: Operation, things: Things, name: str) -> Any:
    kind = schema.get("type")
    if kind in {"number", "integer"}:
        return schema.get("minimum", 0)
    if kind == "boolean":
        return True
    if schema.get("format") == "date":
        return "2026-10-01" if name != "review_on" else "2099-01-01"
    pattern = schema.get("pattern", "")
    if f"{one.name}.{name}" in things or name in things or pattern.startswith("^[A-Z]{1,2}-"):
        return _named(one, name, things)
    if pattern.startswith(("^[0-9a-f]{64}", "^[0-9a-fA-F]{8,64}")):
        return "0" * 64
    if pattern.startswith("^[^@"):
        return "desk@swapyard.example"
    if pattern.startswith("^("):
        return pattern[2:].split("|")[0]
    return "words enough for a reason"


def bearer(actor: Actor, *scopes: Scope, name: str = "test") -> Client:
    """Return a program of somebody, whatever the role: who may make tokens is another matter."""
    secret = f"lycaon_{name}_{actor.reference}"
    Token.objects.update_or_create(
        token_hash=hashed(secret),
        defaults={
            "person": actor.person, "organisation": actor.organisation, "name": name,
            "scopes": [one.value for one in scopes], "expires_at": timezone.now() + timedelta(days=1),
        },
    )  # fmt: skip
    return Client(headers={"authorization": f"Bearer {secret}"})


ORDER = Order(
    kind="preservation", way="domestic", legal_basis="Code de procédure pénale, art. 60-2", case_number="EN-411",
    offence="L.415-3", max_penalty_years=3, facts="Three offers of live parrots.", account_id="81402771",
    data_classes=("subscriber",), begins="2026-09-01T00:00+02:00", ends="2026-11-20T00:00+01:00",
    reply_channel="portal", deadline="2099-01-01",
)  # fmt: skip


def things_of(world: World) -> dict[str, str]:
    """Make one of each thing that addresses name, for the host and its partners; return their names."""
    lead, host = world[Role.LEAD], world.host
    platform, authority = world.organisations[Kind.PLATFORM], world.organisations[Kind.AUTHORITY]
    sent = a_sent(world, Channel.PORTAL)
    draft = a_draft(world)
    task = cases.add_task(lead, draft.case, "look again")
    log = a_sent_log(world)
    request = request_actions.draft_request(world[Role.AUTHORITY_OFFICER], platform, ORDER)
    released = request_actions.draft_request(world[Role.AUTHORITY_OFFICER], platform, ORDER)
    type(released).objects.filter(pk=released.pk).update(state="sent", released={"kind": "preservation"})
    agreement = an_agreement(host, authority, "notice", purpose="removal")
    hold = privacy.place_hold(lead, "case", draft.case.reference, reason="asked", basis="law",
                              review_on=timezone.localdate() + timedelta(days=9))  # fmt: skip
    [offer, decided] = offers(lead, 2)
    decision = triage.decide(lead, [decided], Choice.CONFIRM)
    hook = Hook.objects.create(organisation=host, url="https://hear.example/", secret="s")
    origin = record_origin(lead, draft.offer, originator=authority, tlp=TLP.AMBER, received_on=date(2026, 11, 1))
    an_agreement(host, authority, "deconfliction")
    enquiry = ask_partner(lead, sent.case, authority)
    return {
        "ask_partner.partner": authority.reference, "get_enquiry.reference": enquiry.reference,
        "get_enquiry_file.reference": enquiry.reference, "ask_partner.reference": sent.case.reference,
        "record_origin.about": offer.reference, "record_origin.originator": authority.reference,
        "record_consent.number": str(origin.pk),
        "reference": "X-0000000000", "offer": offer.reference, "offers": offer.reference, "who": person_name(lead),
        "lead": person_name(lead), "members": person_name(lead), "logs": log.reference, "case": draft.case.reference,
        "recipient": platform.reference, "draft_logs.recipient": authority.reference, "parties": host.reference,
        "organisation": platform.reference, "platform": platform.reference, "thing": "notice",
        "tell_outcome.offer": log.told_offers.get().offer.reference, "object_id": offer.reference,
        "record_outcome.offer": draft.offer.reference, "take_out_offer.offer": draft.offer.reference,
        "draft_notice.offer": draft.offer.reference,
        "undo_decision.number": str(decision.pk), "remove_flow.number": str(Flow.objects.filter(agreement=agreement).get().pk),
        "finish_task.reference": task.reference, "lift_hold.reference": hold.reference, "end_hook.reference": hook.reference,
        "clear_mail.reference": log.sendings.get().reference,
        "get_organisation.reference": host.reference,
        **dict.fromkeys(_referring("/organisations/"), host.reference),
        **dict.fromkeys(_referring("/offers/"), offer.reference),
        **dict.fromkeys(_referring("/cases/"), draft.case.reference),
        **dict.fromkeys(_referring("/notices/"), draft.reference),
        "get_notice_file.reference": sent.reference,
        **dict.fromkeys(_referring("/logs/"), log.reference),
        **dict.fromkeys(_referring("/portal/notices/"), sent.reference),
        **dict.fromkeys(_referring("/portal/logs/"), log.reference),
        **dict.fromkeys(_referring("/requests/"), request.reference),
        "acknowledge_request.reference": released.reference, "answer_request.reference": released.reference,
        **dict.fromkeys(_referring("/agreements/"), agreement.reference),
        **dict.fromkeys(_referring("/surveys/"), a_survey(world[Role.RESEARCHER]).reference),
    }  # fmt: skip


def person_name(actor: Actor) -> str:
    """Return the reference of the person who acts."""
    assert actor.person is not None
    return actor.person.reference


def _referring(prefix: str) -> list[str]:
    return [f"{one.name}.reference" for one in ALL.values() if one.path.startswith(f"/api/v1{prefix}{{reference}}")]


def a_sent_log(world: World) -> Log:
    """An information log that went to the authority by mail."""
    lead, authority = world[Role.LEAD], world.organisations[Kind.AUTHORITY]
    an_agreement(world.host, authority, "information_log")
    an_agreement(authority, world.host, "outcome")
    keep_contact(lead, authority, "desk@authority.example")
    logs = log_actions.draft_logs(world[Role.ANALYST], list(offers_of(a_routed_case(world))), authority)
    for reviewer in (world[Role.REVIEWER], lead):
        logs = log_actions.review_logs(reviewer, logs)
    return log_actions.send_logs(lead, logs, Channel.EMAIL)[0]
