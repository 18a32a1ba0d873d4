"""Where mails go: to a server, or, where none is named, into files that a person can read."""

from dataclasses import dataclass

from lycaon.errors import SetupError
from lycaon.workbench.project.environment import Environment, address


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """How to reach a mail server."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def backend(environment: Environment) -> tuple[str, MailServer]:
    """Return Django's mail backend and the server it speaks to.

    ``smtp://host:587`` starts TLS; ``smtp://host:25?tls=0`` does not, for a server on this machine.

    Raises:
        SetupError: EMAIL_URL names no mail server.
    """
    if not environment.email_url:
        return "django.core.mail.backends.filebased.EmailBackend", MailServer()
    where = address(environment.email_url, setting="EMAIL_URL")
    if where.scheme not in ("smtp", "smtps") or not where.host:
        raise SetupError("EMAIL_URL names no mail server. Write smtp://user:password@host:587 or smtps://…:465")
    is_tls = where.scheme == "smtps"
    server = MailServer(
        host=where.host,
        port=where.port or (465 if is_tls else 587),
        user=where.user,
        password=where.password,
        starts_tls=not is_tls and where.options.get("tls", "1") == "1",
        is_tls=is_tls,
    )
    return "django.core.mail.backends.smtp.EmailBackend", server
