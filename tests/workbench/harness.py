"""One embedded PostgreSQL for all runs of tests in this tree; a migrated template; a copy of it for each worker.

Used by ``tests/workbench`` and ``tests/browser``. A test that asks for ``db`` (or is marked ``django_db``) runs in a
transaction that is rolled back. A test that needs what it wrote to be committed (a live server, several connections)
asks for ``own_database`` instead: a copy of the migrated database, thrown away afterwards.

The server and its templates stay in ``.cache`` from run to run, for initialising and migrating takes ten seconds on a
busy machine; a template is named after the digest of all migrations. Removing the folder is always safe.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_HOME = _ROOT / ".cache" / "workbench-tests"
for _name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "LYCAON_MODE",
    "LYCAON_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "SELLER_KEY",
):
    os.environ.pop(_name, None)
os.environ["LYCAON_HOME"] = str(_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "lycaon.workbench.project.settings"

import django  # noqa: E402
import psycopg  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402

from lycaon.workbench.project import database  # noqa: E402
from lycaon.workbench.project.database import Database, Embedded  # noqa: E402
from lycaon.workbench.project.keys import kept_key  # noqa: E402
from lycaon.workbench.project.manage import migrate  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Argon2 is slow on purpose, and every test signs somebody in."""

settings.USERSESSIONS_TRACK_ACTIVITY = False
"""Three queries a request, of which the tests look at none."""

settings.WHITENOISE_AUTOREFRESH = True
"""Else every client of a test reads the whole folder of static files before its first page."""

_KEPT_TEMPLATES = 3


@pytest.fixture(scope="session")
def embedded() -> Embedded:
    """The server, faster and less careful than a real one: nothing here must survive a power cut."""
    try:
        server = database.start(_HOME)
    except (OSError, psycopg.Error, subprocess.SubprocessError):
        # Without fsync a machine that lost its power leaves a heap of bytes. Whatever it was, start anew, once.
        shutil.rmtree(_HOME / "database", ignore_errors=True)
        server = database.start(_HOME)
    with _superuser(server) as session:
        # Nobody but the server itself may end a worker of autovacuum, and a database at which one looks is not dropped.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            session.execute(f"ALTER SYSTEM SET {setting} = off")
        session.execute("SELECT pg_reload_conf()")
        _drop_left_behind(server, session)
    return server


@pytest.fixture(scope="session")
def template(embedded: Embedded, django_db_blocker) -> str:
    """Name of a migrated database that nobody writes to; copies of it take a tenth of a second."""
    name = _template_name()
    with database.only_one(_HOME, "template"), _superuser(embedded) as session:
        known = [
            row[0] for row in session.execute("SELECT datname FROM pg_database WHERE datname LIKE 't\\_%' ORDER BY oid")
        ]
        if name not in known:
            for old in known[: 1 - _KEPT_TEMPLATES]:
                embedded.drop(old)
            made = embedded.create(f"making_{os.getpid()}")
            with django_db_blocker.unblock(), pointed_at(made):
                migrate(made)
            session.execute(f"ALTER DATABASE making_{os.getpid()} RENAME TO {name}")
    return name


@pytest.fixture(scope="session")
def django_db_setup(
    embedded: Embedded, template: str, django_test_environment: None, django_db_blocker
) -> Iterator[None]:
    """Give this worker a database of its own; takes the place of the fixture of pytest-django."""
    name = f"run_{os.getpid()}"
    with django_db_blocker.unblock(), copied(embedded, name), pointed_at(embedded.database(name)):
        yield


@pytest.fixture
def own_database(embedded: Embedded, template: str, django_db_blocker) -> Iterator[Database]:
    """A database for one test, in which everything is committed. Point subprocesses at its ``application_url``."""
    name = f"run_{os.getpid()}_own"
    with django_db_blocker.unblock(), copied(embedded, name), pointed_at(embedded.database(name)):
        yield embedded.database(name)


@contextmanager
def copied(embedded: Embedded, name: str) -> Iterator[None]:
    """Copy the template for as long as the block lasts."""
    embedded.drop(name)
    with database.only_one(_HOME, "template"):  # two copies of one template at once are refused
        embedded.create(name, template=_template_name())
    try:
        yield
    finally:
        embedded.drop(name)


@contextmanager
def pointed_at(there: Database) -> Iterator[None]:
    """Let Django speak to ``there``, as the application."""
    connections.close_all()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(database.django_settings(there.application_url) | {"CONN_MAX_AGE": 0})
    os.environ["DATABASE_URL"] = there.application_url
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict.update(before)
        os.environ.pop("DATABASE_URL", None)


def _template_name() -> str:
    """Return ``t_`` and a digest of everything that tables are made from."""
    rooms = _ROOT / "src" / "lycaon" / "workbench"
    digest = hashlib.sha256()
    for path in sorted(
        [*rooms.glob("*/migrations/*.py"), *rooms.glob("record/*.py"), rooms / "project" / "database.py"]
    ):
        digest.update(path.read_bytes())
    digest.update(repr(settings.INSTALLED_APPS).encode())
    for package in ("django", "django-allauth", "procrastinate"):
        digest.update(version(package).encode())
    return f"t_{digest.hexdigest()[:12]}"


@contextmanager
def _superuser(server: Embedded) -> Iterator[psycopg.Connection]:
    owner, postgres = (kept_key(_HOME, f"database-{role}") for role in (database.OWNER, "postgres"))
    url = server.database("postgres").owner_url.replace(database.OWNER, "postgres").replace(owner, postgres)
    with psycopg.connect(url, autocommit=True) as session:
        yield session


def _drop_left_behind(server: Embedded, session: psycopg.Connection) -> None:
    """Drop the databases of runs that were killed: their name holds the number of a process that is gone."""
    names = session.execute(
        r"SELECT datname FROM pg_database WHERE datname ~ '^(run|making|lycaon_site)_[0-9]+'"
    ).fetchall()
    for (name,) in names:
        number = "".join(filter(str.isdigit, name.removesuffix("_own").rsplit("_", 1)[-1]))
        if not Path(f"/proc/{number}").exists():
            server.drop(name)
