"""Requests by the hundred, made from the description of the interface: none breaks it."""

import json
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.workbench.cases_of_tests import a_case
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.api import actions, checking
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.operations import api
from lycaon.workbench.people.roles import Role

DESCRIPTION = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
OPERATIONS = [operation.ok() for operation in DESCRIPTION.get_all_operations()]


@pytest.fixture
def client(world: World) -> Client:
    """A program that may do everything that its person may."""
    checking.scanner()
    lead = world[Role.LEAD]
    offers(lead, 2)
    a_case(lead, 1)
    made = actions.make_token(lead, name="fuzz", scopes=list(Scope))
    return Client(headers={"authorization": f"Bearer {made.secret}"}, raise_request_exception=True)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_request_breaks_it(client: Client, operation: schemathesis.APIOperation) -> None:
    @settings(
        max_examples=40, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much,
                               HealthCheck.data_too_large],
    )  # fmt: skip
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        sent = case.as_transport_kwargs(base_url="http://testserver")
        query = urlencode(sent.get("params") or {}, doseq=True, errors="replace")
        path = sent["url"].removeprefix("http://testserver") + (f"?{query}" if query else "")
        body = sent.get("data", b"") or b""
        if sent.get("json") is not None:
            body = json.dumps(sent["json"]).encode("utf-8", "replace")
        answer = client.generic(case.method, path, body, content_type="application/json")
        assert answer.status_code in {200, 400, 403, 404, 405, 409, 422, 429}, (path, body, answer.content[:500])
        assert answer.headers["Content-Type"].startswith(("application/json", "text/html"))

    attempt()
