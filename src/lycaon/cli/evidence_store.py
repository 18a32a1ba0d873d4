"""What the commands about evidence share: the store, the person, the reason."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from lycaon import __version__
from lycaon.errors import SetupError

if TYPE_CHECKING:
    from lycaon.evidence.log import Custodian
    from lycaon.evidence.store import Store
    from lycaon.values.evidence import Capture

P = ParamSpec("P")
R = TypeVar("R")

TOOL = f"lycaon {__version__}"


def named(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options of a command that changes something: who does it, in what role, and why."""
    for option in (
        click.option("--reason", required=True, help="Why; stands in the custody log."),
        click.option("--role", default="analyst", show_default=True, help="In what role."),
        click.option("--actor", required=True, envvar="LYCAON_ACTOR", help="Your name; stands in the custody log."),
    ):
        command = option(command)
    return command


@contextmanager
def opened(folder: Path) -> "Generator[Store]":
    """Open a store, and close it."""
    from lycaon.evidence.store import Store

    store = Store(folder, now)
    try:
        yield store
    finally:
        store.close()


def now() -> datetime:
    """Return the hour."""
    return datetime.now(UTC)


def custodian(actor: str, role: str) -> "Custodian":
    """Return who acts."""
    from lycaon.evidence.log import Custodian

    return Custodian(actor, role)


def state_of(capture: "Capture") -> str:
    """Return in a word whether a capture shows the page."""
    # Nobody has judged what was handed over or redacted.
    return "-" if capture.kind != "captured" else capture.health.ailment.value or "healthy"


@contextmanager
def needing_playwright() -> Generator[None]:
    """Say what to install where an import fails."""
    try:
        yield
    except ImportError as error:
        raise SetupError("this needs Playwright: pip install 'lycaon[browser]'") from error
