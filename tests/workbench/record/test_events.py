"""What is written to the record stays as it was written: for the application always, for its owner with a mark."""

import json
import threading

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.workbench.people_of_tests import World, make_world

from lycaon.workbench.people.acting import Actor, action
from lycaon.workbench.people.permissions import SIGNED_IN, verb
from lycaon.workbench.people.roles import Role
from lycaon.workbench.project.database import Database
from lycaon.workbench.record.chain import faults
from lycaon.workbench.record.events import _readable, told_of, write
from lycaon.workbench.record.models import Event, Link, tables_of_record

TABLES = sorted(tables_of_record())
FIRST = {"record_link": "seq"}


def test_an_event_says_who_did_what_in_which_role(world: World) -> None:
    write(world[Role.LEAD], SIGNED_IN, world.host, reason="because", data={"b": 1, "a": "é"})
    [event] = told_of(world.host)
    assert (event.actor, event.role, event.organisation) == (world[Role.LEAD].reference, "lead", world.host.reference)
    assert (event.verb, event.object_kind, event.object_id) == ("see_own_pages", "organisation", world.host.reference)
    assert (event.reason, json.loads(event.data)) == ("because", {"a": "é", "b": 1})


def test_the_chain_holds(world: World) -> None:
    for number in range(5):
        write(world[Role.LEAD], SIGNED_IN, world.host, reason=f"nr {number} \x00 \ud800 🦜", data={"n": number})
    connection.check_constraints()
    assert list(Link.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    assert list(faults()) == []


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET {first} = {first}", "DELETE FROM {}", "TRUNCATE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {} CASCADE", "ALTER TABLE {} OWNER TO lycaon_app", "DELETE FROM {} WHERE false",
        "ALTER TABLE {} DISABLE TRIGGER {}_is_kept",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION record_refuse()",
        "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)  # fmt: skip
def test_the_application_cannot_change_the_record(world: World, table: str, statement: str) -> None:
    write(world[Role.LEAD], SIGNED_IN, world.host)
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement.replace("{}", table).replace("{first}", FIRST.get(table, "id")))


@pytest.mark.parametrize("table", TABLES)
def test_every_such_table_is_guarded_against_its_owner_too(world: World, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
        found = {name for name, enabled in cursor.fetchall() if enabled == "O"}
    assert {f"{table}_is_kept", f"{table}_is_kept_whole"} <= found


def test_no_table_that_is_only_added_to_is_forgotten() -> None:
    """What is called a log, a proof or a chain is one: a table of that kind that lacks its guard is red."""
    ours = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("lycaon.workbench.")}
    kept = {"record_event", "record_link", "record_read", "privacy_sweeping", "privacy_assessment", "privacy_head"}
    assert kept <= ours
    assert set(TABLES) == kept


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "SET ROLE lycaon_owner",
        "SET SESSION AUTHORIZATION lycaon_owner",
        "DROP FUNCTION record_link_event() CASCADE",
        "CREATE OR REPLACE FUNCTION record_link_event() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TABLE record_mine (id int)",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_cannot_become_somebody_who_can(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_application_makes_no_links(world: World) -> None:
    event = write(world[Role.LEAD], SIGNED_IN, world.host)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Link.objects.create(seq=99, event=event, written_at=event.at, previous_hash="0" * 64, hash="0" * 64)


def test_an_event_stands_or_falls_with_its_act(own_database: Database) -> None:
    world = make_world()
    with pytest.raises(RuntimeError, match="transaction"):
        write(world[Role.LEAD], SIGNED_IN, world.host)

    def fail() -> None:
        with transaction.atomic():
            write(world[Role.LEAD], SIGNED_IN, world.host)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (Event.objects.count(), Link.objects.count()) == (0, 0)


def test_an_act_without_a_trace_did_not_happen(world: World) -> None:
    @action(SIGNED_IN)
    def rename(actor: Actor) -> None:
        type(world.host).objects.filter(pk=world.host.pk).update(name="Renamed")

    with pytest.raises(RuntimeError, match="nothing was written"):
        rename(world[Role.LEAD])
    world.host.refresh_from_db()
    assert world.host.name == "Host"


def test_a_verb_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        verb(SIGNED_IN.name, Role.LEAD, says="something else")
    with pytest.raises(ValueError, match="names no role"):
        verb("do_nothing", says="nobody")


@pytest.fixture
def written(own_database: Database) -> tuple[Database, World]:
    """Three events, committed, and the owner's way past the triggers."""
    world = make_world()
    for number in range(3):
        with transaction.atomic():
            write(world[Role.LEAD], SIGNED_IN, world.host, reason=f"nr {number}")
    return own_database, world


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE record_event SET reason = 'nr 9' WHERE reason = 'nr 1'", 2),
        ("UPDATE record_event SET actor = 'P-OTHER' WHERE reason = 'nr 0'", 1),
        ("UPDATE record_event SET at = at + interval '1 microsecond' WHERE reason = 'nr 2'", 3),
        ("DELETE FROM record_link WHERE seq = 2; DELETE FROM record_event WHERE reason = 'nr 1'", 2),
        ("UPDATE record_link SET hash = repeat('a', 64) WHERE seq = 2", 2),
        ("DELETE FROM record_link WHERE seq = 3", 3),
    ],
)
def test_whoever_reaches_behind_the_triggers_leaves_a_mark(
    written: tuple[Database, World], statement: str, where: int
) -> None:
    there, _ = written
    assert list(faults()) == []
    with psycopg.connect(there.owner_url) as owner:
        with pytest.raises(psycopg.Error, match="never changed or deleted"), owner.transaction():
            owner.execute(statement)
        for table in ("record_event", "record_link"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
    assert next(iter(faults())).seq == where


def test_many_write_at_once_and_the_chain_is_one(own_database: Database) -> None:
    world = make_world()

    def write_ten() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(world[Role.LEAD], SIGNED_IN, world.host)
                    write(world[Role.ANALYST], SIGNED_IN, world.stranger)
        finally:
            connection.close()

    threads = [threading.Thread(target=write_ten) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.count() == Link.objects.count() == 120
    assert list(faults()) == []


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_words_can_be_kept(reason: str) -> None:
    kept = _readable(reason)
    assert "\x00" not in kept
    assert kept.encode().decode() == kept
    assert _readable(kept) == kept
