"""What an installation says about itself through its environment: every setting typed, with a default for a laptop.

Nothing else in the workbench reads the environment. ``docs/workbench.md`` lists the same settings; a test holds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from platformdirs import user_data_path

from lycaon.errors import SetupError

LAPTOP = ("localhost", "127.0.0.1", "[::1]")
"""The names under which a laptop knows itself."""


class Mode(StrEnum):
    """How seriously an installation is meant."""

    DEMO = "demo"
    """A laptop, made-up people: comfortable, and says so on every page."""
    PRODUCTION = "production"
    """Real people and real offers: refuses to start while anything unsafe is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The settings of one installation. Each field stands in the environment under its own name in capitals."""

    lycaon_home: Path = Path()
    """Folder of everything the installation keeps: database, evidence, keys, outgoing mail of a demonstration."""
    lycaon_mode: Mode = Mode.DEMO
    """``demo`` or ``production``."""
    lycaon_url: str = "http://localhost:8000"
    """The address at which people reach it; links in mails start with it."""
    database_url: str = ""
    """``postgresql://role:password@host:port/name``, the application's own role. Empty: a server is started for you."""
    database_owner_url: str = ""
    """The same database as its owner; used by ``lycaon up`` to bring tables up to date, never to answer a request."""
    secret_key: str = ""
    """Signs sessions; at least 50 characters. Empty: made once and kept in the home folder."""
    seller_key: str = ""
    """Keys the pseudonyms of sellers. Empty: made once and kept in the home folder. Losing it unlinks them."""
    allowed_hosts: tuple[str, ...] = LAPTOP
    """Host names, separated by commas, that requests may name."""
    trusted_proxy: bool = False
    """Whether a proxy of ours sets ``X-Forwarded-Proto`` and ``X-Forwarded-For``; ``1`` or ``0``."""
    email_url: str = ""
    """``smtp://user:password@host:587`` or ``smtps://…:465``. Empty: mails become files in the home folder."""
    email_from: str = "Lycaon <lycaon@localhost>"
    """The sender of every mail."""
    capture_allow: tuple[str, ...] = ()
    """``host:port`` pairs that are not on the public web and may be captured all the same, for training."""
    heads_to: tuple[str, ...] = ()
    """Mail addresses, separated by commas, that get the signed head of the record each night: people outside."""
    time_zone: str = "Europe/Brussels"
    """Zone of an organisation that has not chosen its own."""

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings that ``environ`` holds; empty values count as absent.

        Raises:
            SetupError: a value cannot be what it claims to be.
        """
        given = {item.name: environ[item.name.upper()] for item in fields(cls) if environ.get(item.name.upper())}
        home = Path(given.pop("lycaon_home", "") or user_data_path("lycaon")).expanduser().absolute()
        return cls(
            lycaon_home=home,
            lycaon_mode=_mode(given.pop("lycaon_mode", Mode.DEMO)),
            trusted_proxy=_truth("TRUSTED_PROXY", given.pop("trusted_proxy", "0")),
            allowed_hosts=_hosts(given.pop("allowed_hosts", ",".join(LAPTOP))),
            heads_to=_hosts(given.pop("heads_to", "")),
            capture_allow=_hosts(given.pop("capture_allow", "")),
            **given,  # pyright: ignore[reportArgumentType]  # what is left are the plain strings
        )

    @property
    def is_production(self) -> bool:
        """Whether real people depend on it."""
        return self.lycaon_mode is Mode.PRODUCTION


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """A server, an account on it, and what the rest of its URL says."""

    scheme: str
    host: str
    port: int | None
    user: str
    password: str
    name: str
    options: Mapping[str, str]


def address(url: str, *, setting: str) -> ServerAddress:
    """Take a URL of a database or a mail server apart.

    Raises:
        SetupError: it is none; the message names ``setting`` and never shows a password.

    >>> address("postgresql://app:s%40e@/lycaon?host=/run/pg", setting="DATABASE_URL").password
    's@e'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SetupError(f"{setting} is not a URL: {error}. Write scheme://user:password@host:port/name") from error
    if not parts.scheme:
        raise SetupError(f"{setting} has no scheme. Write scheme://user:password@host:port/name")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return ServerAddress(
        scheme=parts.scheme,
        host=options.pop("host", "") or parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        name=unquote(parts.path.lstrip("/")),
        options=options,
    )


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise SetupError(f'LYCAON_MODE is "{value}"; it may be {" or ".join(Mode)}') from None


def _truth(setting: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise SetupError(f'{setting} is "{value}"; it may be 1 or 0')
    return value == "1"


def _hosts(value: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in value.split(",") if host.strip())
