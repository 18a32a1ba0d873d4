"""Every setting is documented, read as it is meant, and refused in words where it cannot be."""

import io
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import call_command

from lycaon.errors import SetupError
from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.project.database import django_settings
from lycaon.workbench.project.environment import Environment, Mode, address
from lycaon.workbench.project.keys import kept_key
from lycaon.workbench.project.mail import backend
from lycaon.workbench.project.matrix import doors, rows

PAGE = (Path(__file__).parents[3] / "docs" / "workbench.md").read_text()


@pytest.mark.parametrize("setting", [field.name.upper() for field in fields(Environment)])
def test_every_setting_is_documented(setting: str) -> None:
    assert f"| `{setting}` |" in PAGE


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    plain = Environment.read({"LYCAON_HOME": str(tmp_path), "DATABASE_URL": ""})
    assert (plain.lycaon_mode, plain.is_production, plain.database_url) == (Mode.DEMO, False, "")
    assert "localhost" in plain.allowed_hosts
    said = Environment.read(
        {"LYCAON_MODE": "production", "ALLOWED_HOSTS": " a.example, b.example,", "TRUSTED_PROXY": "1"}
    )
    assert (said.is_production, said.allowed_hosts, said.trusted_proxy) == (True, ("a.example", "b.example"), True)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://u:p%40@mail.example:2525", ("mail.example", 2525, "u", "p@", True, False)),
        ("smtp://mail.example", ("mail.example", 587, "", "", True, False)),
        ("smtp://localhost:25?tls=0", ("localhost", 25, "", "", False, False)),
        ("smtps://mail.example", ("mail.example", 465, "", "", False, True)),
    ],
)
def test_a_mail_server_is_read(url: str, server: tuple[object, ...]) -> None:
    _, found = backend(Environment(email_url=url))
    assert (found.host, found.port, found.user, found.password, found.starts_tls, found.is_tls) == server


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example", "smtp://h:port"])
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(SetupError, match="EMAIL_URL"):
        backend(Environment(email_url=url))


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "lycaon", "postgresql://a:secret@b:port/c"])
def test_what_is_no_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SetupError, match="DATABASE_URL") as refused:
        django_settings(url)
    assert "secret" not in str(refused.value)


def test_an_address_is_taken_apart() -> None:
    where = address("postgresql://app:a%2Fb@db.example:5433/desk?sslmode=require", setting="DATABASE_URL")
    assert (where.user, where.password, where.host, where.port, where.name) == (
        "app",
        "a/b",
        "db.example",
        5433,
        "desk",
    )
    assert where.options == {"sslmode": "require"}


def test_a_key_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    key = kept_key(tmp_path, "one")
    assert len(key) >= 50
    assert kept_key(tmp_path, "one") == key != kept_key(tmp_path, "other")
    path = tmp_path / "keys" / "one"
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    path.chmod(0o644)
    with pytest.raises(SetupError, match="chmod 600"):
        kept_key(tmp_path, "one")


def test_all_who_start_together_have_one_whole_key(tmp_path: Path) -> None:
    together = 8
    gate = Barrier(together)

    def start(name: str) -> str:
        gate.wait()
        return kept_key(tmp_path, name)

    with ThreadPoolExecutor(together) as starting:
        for name in (f"key-{number}" for number in range(100)):
            (key,) = set(starting.map(start, [name] * together))
            assert len(key) >= 50
    assert not list(tmp_path.glob("keys/.*"))


def test_an_empty_key_is_refused_in_words(tmp_path: Path) -> None:
    kept_key(tmp_path, "one")
    (tmp_path / "keys" / "one").write_text("\n")
    with pytest.raises(SetupError, match="the key is empty"):
        kept_key(tmp_path, "one")


def test_a_home_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where a folder should be")
    with pytest.raises(SetupError, match="LYCAON_HOME"):
        kept_key(tmp_path, "one")


def test_the_matrix_can_be_read_by_machines_and_people() -> None:
    known = {row.verb: row for row in rows()}
    assert set(known) == set(MATRIX)
    assert all(door.verb for door in doors())
    assert known["invite"].roles == ("administrator",)
    printed, shown = io.StringIO(), io.StringIO()
    call_command("permissions", "--json", stdout=printed)
    assert {row["verb"] for row in json.loads(printed.getvalue())} == set(known)
    call_command("permissions", stdout=shown)
    assert shown.getvalue().count("\n") == len(known) + 2


def test_scanning_starts_without_django() -> None:
    words = "import sys, lycaon.cli, lycaon.cli.scan; sys.exit(any(m.split('.')[0] in ('django', 'psycopg') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", words], check=False, env=os.environ).returncode == 0
