"""One embedded PostgreSQL for a run of tests, one database for each worker, migrated once.

Used by ``tests/workbench`` and ``tests/browser``. A test that asks for ``db`` (or is marked ``django_db``) runs in a
transaction that is rolled back. A test that needs what it wrote to be committed (a live server, several connections)
asks for ``own_database`` instead: a copy of the migrated database, thrown away afterwards.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HOME = Path(os.environ.get("LYCAON_TEST_HOME") or tempfile.mkdtemp(prefix="lycaon-test-"))
if "LYCAON_TEST_HOME" not in os.environ:
    # Workers of the same run share one server: the first process makes the folder, and the last one removes it.
    os.environ["LYCAON_TEST_HOME"] = str(_HOME)
    _OWNER = os.getpid()
    atexit.register(lambda: os.getpid() == _OWNER and shutil.rmtree(_HOME, ignore_errors=True))
for _name in ("DATABASE_URL", "LYCAON_MODE", "EMAIL_URL", "SECRET_KEY", "SELLER_KEY"):
    os.environ.pop(_name, None)
os.environ["LYCAON_HOME"] = str(_HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "lycaon.workbench.project.settings"

import django  # noqa: E402
import pytest  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, connections  # noqa: E402

from lycaon.workbench.project import database  # noqa: E402
from lycaon.workbench.project.database import Database, Embedded  # noqa: E402
from lycaon.workbench.project.manage import migrate  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Argon2 is slow on purpose, and every test signs somebody in."""

TEMPLATE = "lycaon_template"


@pytest.fixture(scope="session")
def embedded() -> Embedded:
    """The server of this run, faster and less careful than a real one: nothing here must survive a power cut."""
    import psycopg

    server = database.start(_HOME)
    superuser = server.database("postgres").owner_url.replace(database.OWNER, "postgres")
    password = database.kept_key(_HOME, "database-postgres")
    owner_password = database.kept_key(_HOME, f"database-{database.OWNER}")
    with psycopg.connect(superuser.replace(owner_password, password), autocommit=True) as session:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            session.execute(f"ALTER SYSTEM SET {setting} = off")
        session.execute("SELECT pg_reload_conf()")
    return server


@pytest.fixture(scope="session")
def template(embedded: Embedded, django_db_blocker) -> str:
    """Name of a migrated database that nobody writes to; copies of it take a tenth of a second."""
    with database.only_one(_HOME, "template"):
        if not (_HOME / ".template-is-ready").exists():
            made = embedded.create(TEMPLATE)
            with django_db_blocker.unblock(), pointed_at(made):
                migrate(made)
            (_HOME / ".template-is-ready").touch()
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(
    embedded: Embedded, template: str, django_test_environment: None, django_db_blocker
) -> Iterator[None]:
    """Give this worker a database of its own; takes the place of the fixture of pytest-django."""
    name = f"lycaon_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock(), copied(embedded, name), pointed_at(embedded.database(name)):
        yield


@pytest.fixture
def own_database(embedded: Embedded, template: str, django_db_blocker) -> Iterator[Database]:
    """A database for one test, in which everything is committed. Point subprocesses at its ``application_url``."""
    name = f"lycaon_own_{os.getpid()}"
    with django_db_blocker.unblock(), copied(embedded, name), pointed_at(embedded.database(name)):
        yield embedded.database(name)


@contextmanager
def copied(embedded: Embedded, name: str) -> Iterator[None]:
    """Copy the template for as long as the block lasts."""
    embedded.drop(name)
    with database.only_one(_HOME, "template"):  # two copies of one template at once are refused
        embedded.create(name, template=TEMPLATE)
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
