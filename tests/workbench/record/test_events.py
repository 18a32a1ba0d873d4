"""What is written to the record stays as it was written."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from tests.workbench.people_of_tests import World

from lycaon.workbench.people.permissions import SIGNED_IN
from lycaon.workbench.people.roles import Role
from lycaon.workbench.record.chain import faults
from lycaon.workbench.record.events import told_of, write
from lycaon.workbench.record.models import Event, Link


def test_an_event_says_who_did_what_in_which_role(world: World) -> None:
    write(world[Role.LEAD], SIGNED_IN, world.host, reason="because", data={"b": 1, "a": "é"})
    [event] = told_of(world.host)
    assert (event.actor, event.role, event.organisation) == (world[Role.LEAD].reference, "lead", world.host.reference)
    assert (event.verb, event.object_kind, event.object_id) == ("see_own_pages", "organisation", world.host.reference)
    assert (event.reason, json.loads(event.data)) == ("because", {"a": "é", "b": 1})


def test_the_chain_holds(world: World) -> None:
    for number in range(5):
        write(world[Role.LEAD], SIGNED_IN, world.host, reason=f"nr {number}", data={"n": number})
    connection.check_constraints()
    assert Link.objects.count() == Event.objects.count() == 5
    assert list(faults()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {} CASCADE", "ALTER TABLE {} OWNER TO lycaon_app",
        "UPDATE {} SET at = now() WHERE false",
    ],
)  # fmt: skip
@pytest.mark.parametrize("table", ["record_event", "record_read"])
def test_the_application_cannot_change_the_record(world: World, table: str, statement: str) -> None:
    write(world[Role.LEAD], SIGNED_IN, world.host)
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.format(table))
