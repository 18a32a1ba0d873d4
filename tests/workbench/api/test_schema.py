"""Requests by the thousand, made from the description of the interface: none breaks it."""

import json
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.workbench.calls_of_tests import ALL, DESCRIPTION, address, bearer, things_of
from tests.workbench.people_of_tests import World

from lycaon.workbench.api import checking
from lycaon.workbench.api.doorway import IDEMPOTENCY, OPERATIONS
from lycaon.workbench.api.models import Scope
from lycaon.workbench.people.roles import Role

FUZZED = [one.ok() for one in schemathesis.openapi.from_dict(DESCRIPTION).get_all_operations()]
TAGS = sorted({tag for one in FUZZED for tag in one.tags or ()})
_EACH = 8
"""Requests to each operation; half of them to things that are there, by somebody who may."""
_ANSWERS = {200, 400, 403, 404, 405, 409, 422, 429}
_MEDIA_TYPES = ("application/json", "application/octet-stream", "text/html")


def test_all_are_fuzzed() -> None:
    assert {_name(one) for one in FUZZED} == set(OPERATIONS)
    assert len(TAGS) >= 10


@pytest.mark.parametrize("tag", TAGS)
def test_no_request_breaks_it(world: World, tag: str) -> None:
    checking.scanner()
    things = things_of(world)
    for one in FUZZED:
        if tag in (one.tags or ()):
            _scope, verb = OPERATIONS[_name(one)]
            may = next(role for role in Role if role in verb.roles)
            _attack(bearer(world[may], *Scope), one, address(ALL[_name(one)], things))


def _attack(client: Client, operation: schemathesis.APIOperation, there: str) -> None:
    @settings(
        max_examples=_EACH, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much,
                               HealthCheck.data_too_large],
    )  # fmt: skip
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        sent = case.as_transport_kwargs(base_url="http://testserver")
        path = there if data.draw(st.booleans()) else sent["url"].removeprefix("http://testserver")
        query = urlencode(sent.get("params") or {}, doseq=True, errors="replace")
        body = sent.get("data", b"") or b""
        if sent.get("json") is not None:
            body = json.dumps(sent["json"]).encode("utf-8", "replace")
        with transaction.atomic():  # every request meets the same things
            answer = client.generic(
                case.method, f"{path}?{query}" if query else path, body, content_type="application/json",
                headers={name: value for name, value in (case.headers or {}).items() if name == IDEMPOTENCY},
            )  # fmt: skip
            transaction.set_rollback(True)
        assert answer.status_code in _ANSWERS, (path, body, answer.content[:500])
        assert answer.headers["Content-Type"].startswith(_MEDIA_TYPES)

    attempt()


def _name(operation: schemathesis.APIOperation) -> str:
    return str(operation.definition.raw["operationId"])
