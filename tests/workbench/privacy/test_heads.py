"""A head that somebody outside keeps shows what even the owner of the database cannot hide."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from tests.workbench.people_of_tests import World, make_world

from lycaon.errors import EvidenceError
from lycaon.evidence.heads import fingerprint
from lycaon.workbench.people.acting import Actor
from lycaon.workbench.people.permissions import SIGNED_IN
from lycaon.workbench.people.roles import Role
from lycaon.workbench.privacy import heads
from lycaon.workbench.privacy.models import Head
from lycaon.workbench.project.database import Database
from lycaon.workbench.record.chain import FIELDS, GENESIS, faults, link_hash
from lycaon.workbench.record.events import write
from lycaon.workbench.record.models import Link

JOB = Actor.software("record_head")


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HEADS_HOME = str(tmp_path / "heads")
    settings.RECORD_KEY_FILE = str(tmp_path / "keys" / "record.pem")
    return tmp_path / "heads"


def happen(world: World, count: int = 3, *, reason: str = "nr") -> None:
    for number in range(count):
        with transaction.atomic():
            write(world[Role.LEAD], SIGNED_IN, world.host, reason=f"{reason} {number}")


@pytest.fixture
def published(own_database: Database, home: Path) -> tuple[Database, World, list[heads.Kept]]:
    """Two heads, of two nights, kept outside; five links before the second."""
    world = make_world()
    for _night in range(2):
        happen(world)
        assert heads.publish_head(JOB) is not None
    return own_database, world, [heads.must_read(path) for path in sorted(home.glob("*.json"))]


def test_a_head_is_signed_for_stock_tools(published: tuple[Database, World, list[heads.Kept]], home: Path) -> None:
    first, second = Head.objects.order_by("seq")
    assert (first.seq, second.seq) == (3, 7), "the publication of the first is a link too"
    for head in (first, second):
        name = heads.name_of(head)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", f"{name}.json",
                   "-sigfile", f"{name}.sig"]  # fmt: skip
        done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
        assert "Success" in done.stdout, done.stderr
    said = json.loads(second.document)
    assert said["hash"] == Link.objects.get(seq=7).hash
    assert json.loads(first.document)["previous"] == GENESIS
    assert said["previous"] == heads.sha256(first.document.encode())


def test_what_was_published_holds(published: tuple[Database, World, list[heads.Kept]]) -> None:
    _there, world, kept = published
    happen(world)
    assert list(heads.compare(kept)) == []
    assert list(heads.compare(kept, key=fingerprint(heads.signing_key().public_key()))) == []


def test_a_night_in_which_nothing_happened_has_no_head(published: tuple[Database, World, list[heads.Kept]]) -> None:
    assert heads.publish_head(JOB) is None
    assert Head.objects.count() == 2


def as_owner(there: Database, *statements: str) -> None:
    with psycopg.connect(there.owner_url) as owner:
        for table in ("record_event", "record_link", "privacy_head"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            owner.execute(statement)


def forge(there: Database, after: int) -> None:
    """Change an event and make every link after it anew, so that the chain itself shows nothing."""
    as_owner(
        there,
        f"UPDATE record_event SET reason = 'never' WHERE id = (SELECT event_id FROM record_link WHERE seq = {after})",  # noqa: S608 - a number
    )
    previous = Link.objects.filter(seq=after - 1).values_list("hash", flat=True).first() or GENESIS
    made = []
    for link in Link.objects.filter(seq__gte=after).select_related("event").order_by("seq"):
        link.previous_hash = previous
        previous = link_hash(link, link.event)
        made.append(
            f"UPDATE record_link SET previous_hash = '{link.previous_hash}', hash = '{previous}' WHERE seq = {link.seq}"  # noqa: S608 - hashes
        )
    as_owner(there, *made)


@pytest.mark.parametrize(("after", "named"), [(2, "between links 1 and 3"), (5, "between links 4 and 7")])
def test_a_record_that_was_written_anew_is_found_and_where(
    published: tuple[Database, World, list[heads.Kept]], after: int, named: str
) -> None:
    there, _world, kept = published
    forge(there, after)
    assert list(faults()) == [], "the chain alone does not show it"
    found = list(heads.compare(kept))
    assert found[0].code == "written_anew"
    assert named in found[0].words


def test_links_that_are_gone_are_counted(published: tuple[Database, World, list[heads.Kept]]) -> None:
    there, _world, kept = published
    as_owner(
        there,
        "DELETE FROM record_link WHERE seq > 5",
        "DELETE FROM record_event WHERE id NOT IN (SELECT event_id FROM record_link)",
    )
    [found] = heads.compare(kept)
    assert (found.code, "had 7 links; now it has 5" in found.words) == ("links_gone", True)


def test_a_changed_link_is_named(published: tuple[Database, World, list[heads.Kept]]) -> None:
    there, _world, kept = published
    as_owner(
        there, "UPDATE record_event SET actor = 'P-OTHER' WHERE id = (SELECT event_id FROM record_link WHERE seq = 6)"
    )
    assert [(one.code, one.words) for one in heads.compare(kept)] == [
        ("link_broken", "link 6: its event is not the one that was written")
    ]
    assert "actor" in FIELDS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: raw.replace(b'"seq":3', b'"seq":2'), "bad_signature"),
        (lambda raw: raw.replace(b'"key":"', b'"key":"0'), "other_key"),
    ],
)
def test_a_head_that_was_changed_is_no_witness(
    published: tuple[Database, World, list[heads.Kept]], change: Callable[[bytes], bytes], code: str
) -> None:
    _there, _world, kept = published
    forged = heads.Kept(kept[0].where, change(kept[0].raw), kept[0].signature)
    assert code in [one.code for one in heads.compare([forged])]


def test_a_head_without_its_signature_or_of_another_key_is_said(
    published: tuple[Database, World, list[heads.Kept]], home: Path
) -> None:
    _there, _world, kept = published
    assert [one.code for one in heads.compare([heads.Kept("x", kept[0].raw, None)])] == ["unsigned"]
    assert "other_key" in [one.code for one in heads.compare(kept[:1], key="0" * 64)]
    with pytest.raises(EvidenceError, match="not a RecordHead"):
        list(heads.compare([heads.Kept("x", b"[]", None)]))
    with pytest.raises(EvidenceError, match="cannot be read"):
        heads.must_read(home / "none.json")


def test_everybody_can_keep_one(
    published: tuple[Database, World, list[heads.Kept]], client: Client, settings: Any
) -> None:
    head = Head.objects.latest("seq")
    page = client.get("/privacy/heads/").content.decode()
    assert f"{heads.name_of(head)}.json" in page
    assert client.get(f"/privacy/heads/{head.seq}.json").content == head.document.encode()
    assert client.get(f"/privacy/heads/{head.seq}.sig").content == bytes(head.signature)
    assert b"PUBLIC KEY" in client.get("/privacy/heads/key.pem").content
    for wrong in ("99.json", "7.exe", f"{10**30}.json"):
        assert client.get(f"/privacy/heads/{wrong}").status_code == 404
    settings.HEADS_TO = ("notary@example.org",)
    heads.mail(head).send()
    [sent] = mail.outbox
    assert json.loads(head.document)["hash"] in sent.body
    assert [name for name, *_rest in sent.attachments] == [f"{heads.name_of(head)}.json", f"{heads.name_of(head)}.sig"]


def test_an_officer_publishes_now(world: World, browser_of: Callable[[Actor | None], Client]) -> None:
    write(world[Role.LEAD], SIGNED_IN, world.host)
    connection.check_constraints()
    officer = browser_of(world[Role.DATA_PROTECTION_OFFICER])
    assert officer.post("/privacy/record/publish/").status_code == 303
    assert Head.objects.count() == 1
    assert browser_of(world[Role.ANALYST]).post("/privacy/record/publish/").status_code == 403


def test_the_key_is_readable_by_nobody_else(tmp_path: Path) -> None:
    heads.signing_key()
    assert (tmp_path / "keys" / "record.pem").stat().st_mode & 0o077 == 0
    assert heads.signing_key().public_key() == heads.signing_key().public_key()
