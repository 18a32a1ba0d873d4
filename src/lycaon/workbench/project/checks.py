"""What must hold before real people depend on an installation: in production, each fault stops the start.

``faults`` is the list; ``lycaon up`` and Django's own ``check --deploy`` refuse while it is not empty, and the
administration shows it. A demonstration may have them all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from lycaon.errors import SetupError
from lycaon.workbench.people.models import Organisation, Person
from lycaon.workbench.project.environment import Environment
from lycaon.workbench.record.models import tables_of_record


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Something that is not safe enough for real people, and what mends it."""

    code: str
    what: str
    mend: str


def register_checks() -> None:
    """Hand the checks to Django."""
    register(_django_check, Tags.security, deploy=True)


def refuse_if_unsafe(environment: Environment) -> None:
    """Pass in a demonstration, and in production where nothing is unsafe.

    Raises:
        SetupError: lists everything that is unsafe, with what mends it.
    """
    if not environment.is_production:
        return
    if found := faults(environment):
        lines = "\n".join(f"  {one.code}: {one.what}. {one.mend}" for one in found)
        raise SetupError(f"production mode does not start while {len(found)} things are unsafe:\n{lines}")


def faults(environment: Environment) -> list[Unsafe]:
    """Return everything that is unsafe, of the settings first, then of what the database holds."""
    found = list(_settings(environment))
    try:
        found += _role() + _house() + _people()
    except DatabaseError as error:
        found.append(Unsafe("database", f"the database cannot be asked ({type(error).__name__})", "See DATABASE_URL."))
    return found


def _settings(environment: Environment) -> Iterator[Unsafe]:
    rules: Sequence[tuple[str, Callable[[], bool], str, str]] = (
        ("debug", lambda: settings.DEBUG, "debugging is on", "Nothing of ours switches it on; find what does."),
        ("address", lambda: not environment.lycaon_url.startswith("https://"), "LYCAON_URL is not an https address",
         "Sessions and second factors need TLS; put a proxy with a certificate before it."),
        ("hosts", lambda: "*" in environment.allowed_hosts or not environment.allowed_hosts,
         "ALLOWED_HOSTS lets any name in", "Name the hosts of LYCAON_URL."),
        ("host_of_address", lambda: _host(environment.lycaon_url) not in environment.allowed_hosts,
         "ALLOWED_HOSTS does not name the host of LYCAON_URL", "Add it."),
        ("secret_key", lambda: len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 8,
         "SECRET_KEY is short or plain", "Leave it empty, and one is made; or give 50 characters by chance."),
        ("seller_key", lambda: len(settings.SELLER_KEY) < 32 or settings.SELLER_KEY == settings.SECRET_KEY,
         "SELLER_KEY is short, or the same as SECRET_KEY", "Leave it empty, and one is made."),
        ("mail", lambda: not environment.email_url, "EMAIL_URL is empty: notices and invitations would become files",
         "Give smtp://user:password@host:587."),
        ("mail_tls", lambda: "tls=0" in environment.email_url and not _is_local(environment.email_url),
         "mails would travel unencrypted", "Take ?tls=0 out of EMAIL_URL."),
        ("sender", lambda: "localhost" in environment.email_from, "EMAIL_FROM is of localhost", "Give your own."),
        ("capture", lambda: bool(environment.capture_allow), "CAPTURE_ALLOW opens addresses of this network",
         "Leave it empty: only the public web is captured."),
        ("second_factor", lambda: not settings.SECOND_FACTOR_REQUIRED, "no second factor is asked for",
         "Nothing of ours switches it off; find what does."),
        ("cookies", lambda: not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
         "cookies travel without TLS", "They follow LYCAON_URL: make it https."),
        ("owner", lambda: bool(environment.database_url) and environment.database_owner_url == environment.database_url,
         "DATABASE_URL is the owner's", "Give the application a role of its own; docs/workbench.md shows the SQL."),
    )  # fmt: skip
    return (Unsafe(code, what, mend) for code, is_unsafe, what, mend in rules if is_unsafe())


def _role() -> list[Unsafe]:
    """The application's role must not be able to change the record, nor to become one that can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
        if row is None or row[0]:
            return [Unsafe("role", "the application's role on the database is too mighty", "Take a plain role.")]
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND ("
            " pg_has_role(current_user, relowner, 'MEMBER') OR has_table_privilege(oid, 'UPDATE')"
            " OR has_table_privilege(oid, 'DELETE') OR has_table_privilege(oid, 'TRUNCATE'))",
            [list(tables_of_record())],
        )
        open_tables = sorted(name for (name,) in cursor.fetchall())
    if open_tables:
        return [
            Unsafe("record", f"the application may change {', '.join(open_tables)}", "Run 'lycaon up' once as owner.")
        ]
    return []


def _house() -> list[Unsafe]:
    host = Organisation.objects.filter(is_host=True).first()
    if host is None:
        return [Unsafe("house", "no organisation runs this installation", "'lycaon up' asks for it.")]
    lacking = [
        name
        for name in ("controller_name", "controller_address", "controller_email", "country")
        if not getattr(host, name)
    ]
    if lacking:
        return [Unsafe("controller", f"{host.name} does not say who answers for the data: {', '.join(lacking)}",
                       "Fill it in under People.")]  # fmt: skip
    return []


def _people() -> list[Unsafe]:
    if number := Person.objects.filter(is_made_up=True, is_active=True).count():
        return [Unsafe("made_up", f"{number} people of the demonstration can sign in", "Start with an empty database.")]
    return []


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].split(":")[0]


def _is_local(url: str) -> bool:
    return _host(url) in ("localhost", "127.0.0.1")


def _django_check(**_: Any) -> list[CheckMessage]:
    return [Error(one.what, hint=one.mend, id=f"lycaon.{one.code}") for one in faults(settings.ENVIRONMENT)]
