"""The interface: tokens, scopes and roles; the same answer under the same key; nothing of another house."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.workbench.cases_of_tests import a_case
from tests.workbench.correspondence_of_tests import a_reviewed
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.errors import WrongStateError
from lycaon.workbench.api import actions, checking
from lycaon.workbench.api.models import Answered, Hook, Scope, Token
from lycaon.workbench.cases.models import Case, Note
from lycaon.workbench.correspondence.states import NoticeState
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.models import Membership
from lycaon.workbench.people.roles import Role
from lycaon.workbench.people.verbs import LET_OUT
from lycaon.workbench.record.events import told_of
from lycaon.workbench.triage import actions as triage

Caller = Callable[..., Any]


def caller(actor: Actor, *scopes: Scope) -> Caller:
    """Return a function that calls with a new token of ``actor``."""
    made = actions.make_token(actor, name="test", scopes=scopes or tuple(Scope))

    def call(method: str, path: str, told: object = None, **headers: str) -> Any:
        client = Client(headers={"authorization": f"Bearer {made.secret}", **headers})
        if method == "get":
            return client.get(f"/api/v1{path}")
        body = None if told is None else json.dumps(told)
        return getattr(client, method)(f"/api/v1{path}", body, content_type="application/json")

    call.token = made.token  # type: ignore[attr-defined]
    return call


PARROT = {
    "id": "swapyard.example:1",
    "title": "African grey parrot, hand reared",
    "text": "Tame African grey for sale, £650, no papers.",
    "price": "£650",
    "site": "swapyard.example",
    "country": "GB",
}
CHAIR = {"id": "swapyard.example:2", "title": "Oak chair", "text": "A chair in good order.", "price": "£20"}


def test_without_a_token_nothing_is_told(world: World, browser_of: Callable[[Actor | None], Client]) -> None:
    for client in (browser_of(None), browser_of(world[Role.LEAD]), Client(headers={"authorization": "Bearer x"})):
        for path in ("/offers", "/cases", "/hooks"):
            assert client.get(f"/api/v1{path}").status_code == 401
        assert client.post("/api/v1/check", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("ending", ["expired", "revoked", "left", "closed"])
def test_a_token_that_has_ended_opens_nothing(world: World, ending: str) -> None:
    actor = world[Role.ANALYST]
    call = caller(actor)
    assert call("get", "/offers").status_code == 200
    assert actor.person is not None
    if ending == "expired":
        Token.objects.update(expires_at=timezone.now())
    elif ending == "revoked":
        actions.revoke_token(actor, Token.objects.get())
    elif ending == "left":
        Membership.objects.filter(person=actor.person).update(ended_at=timezone.now())
    else:
        actor.person.is_active = False
        actor.person.save()
    assert call("get", "/offers").status_code == 401


def test_a_secret_is_kept_as_a_hash_only(world: World) -> None:
    made = actions.make_token(world[Role.LEAD], name="x", scopes=[Scope.CHECK])
    assert made.secret not in json.dumps(list(Token.objects.values()), default=str)
    with pytest.raises(WrongStateError, match="a year"):
        actions.make_token(world[Role.LEAD], name="x", scopes=[Scope.CHECK], lasts=timedelta(days=400))


def test_advice_names_rule_species_and_editions(world: World) -> None:
    call = caller(world[Role.PLATFORM_AGENT], Scope.CHECK)
    told = call("post", "/check", PARROT).json()
    assert told["advice"] in {"ask_document", "hold", "block"}
    assert told["lots"][0]["scientific_name"] == "Psittacus erithacus"
    assert told["rules"]
    assert told["editions"]["catalogue"]
    assert call("post", "/check", CHAIR).json()["advice"] == "allow"
    assert [one["id"] for one in call("post", "/check/batch", {"listings": [CHAIR, PARROT]}).json()] == [
        CHAIR["id"],
        PARROT["id"],
    ]
    assert (
        "semble" in call("post", "/check?language=fr", PARROT).json()["sentence"]
        or "paraît" in call("post", "/check?language=fr", PARROT).json()["sentence"]
    )
    assert Offer.objects.count() == 0


def test_listings_are_taken_in_once(world: World) -> None:
    call = caller(world[Role.ANALYST])
    nameless = {key: value for key, value in PARROT.items() if key != "id"}
    first = call("post", "/offers", {"listings": [PARROT, CHAIR, nameless]}).json()
    assert first == {"new": 1, "changed": 0, "again": 0, "silent": 1, "rejected": 1}
    assert call("post", "/offers", {"listings": [PARROT]}).json()["again"] == 1
    [row] = call("get", "/offers").json()["items"]
    whole = call("get", f"/offers/{row['reference']}").json()
    assert whole["listing"]["text"] == PARROT["text"]
    assert row["state"] == "new"


def test_the_same_key_gives_the_same_answer_and_acts_once(world: World) -> None:
    call = caller(world[Role.LEAD])
    case = a_case(world[Role.LEAD])
    path = f"/cases/{case.reference}/notes"
    first = call("post", path, {"text": "once"}, **{"idempotency-key": "k1"})
    again = call("post", path, {"text": "once"}, **{"idempotency-key": "k1"})
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert Note.objects.count() == 1
    other = call("post", path, {"text": "another"}, **{"idempotency-key": "k1"})
    assert other.status_code == 409
    assert call("post", path, {"text": " "}, **{"idempotency-key": "k2"}).status_code == 409
    assert Answered.objects.count() == 1


def test_a_refusal_of_the_gate_is_recorded_and_not_kept_as_an_answer(world: World) -> None:
    """Without an agreement nothing leaves, whoever asks and however often; the record says that it was asked."""
    notice = a_reviewed(world)
    call = caller(world[Role.LEAD])
    for _ in range(2):
        answer = call("post", f"/notices/{notice.reference}/send", {"channel": "portal"}, **{"idempotency-key": "k"})
        assert (answer.status_code, answer.json()["code"]) == (409, "decision.withheld")
    assert told_of(notice).filter(verb=LET_OUT.name).count() == 2
    assert Answered.objects.count() == 0
    notice.refresh_from_db()
    assert notice.state == NoticeState.REVIEWED


def test_pages_hold_every_offer_once(world: World) -> None:
    offers(world[Role.ANALYST], 7)
    call = caller(world[Role.ANALYST])
    seen: list[str] = []
    after = ""
    while True:
        page = call("get", f"/offers?size=3&after={after}").json()
        seen += [row["reference"] for row in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_a_decision_and_a_case_by_program(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "is_sampled", lambda *_: False)
    [offer] = offers(world[Role.LEAD])
    call = caller(world[Role.LEAD])
    assert call("post", f"/offers/{offer.reference}/decision", {"choice": "reject"}).status_code == 409
    decided = call("post", f"/offers/{offer.reference}/decision", {"choice": "confirm"}).json()
    assert decided["offer"]["state"] == "confirmed"
    made = call("post", "/cases", {"title": "Parrots", "offers": [offer.reference]}).json()
    assert made["steps"]["detect"] == "done"
    assert call("post", f"/cases/{made['reference']}/steps", {"step": "capture"}).status_code == 409
    assert call("post", f"/cases/{made['reference']}/steps", {"step": "dance"}).status_code == 422
    told = {"offer": offer.reference, "result": "removed", "known_from": "the platform's letter"}
    assert call("post", f"/cases/{made['reference']}/outcomes", told).status_code == 200
    assert Offer.objects.get().state == State.IN_CASE
    assert Case.objects.get().outcomes.count() == 1


@pytest.mark.parametrize(
    "told",
    [None, [], "x", {"title": 3}, {"country": "France"}, {"title": "x" * 5000}, {"posted_on": "yesterday"}],
)
def test_what_cannot_be_read_is_said_where(world: World, told: object) -> None:
    answer = caller(world[Role.ANALYST])("post", "/check", told)
    assert answer.status_code in {400, 422}
    assert answer.json()


@pytest.mark.parametrize(
    "url", ["http://hear.example/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "file:///etc/passwd"]
)
def test_a_webhook_goes_to_the_public_web_only(world: World, url: str) -> None:
    answer = caller(world[Role.LEAD])("post", "/hooks", {"url": url})
    assert answer.status_code == 409
    assert Hook.objects.count() == 0


@pytest.fixture(autouse=True)
def a_warm_engine() -> None:
    checking.scanner()
