"""Starting the workbench: database, tables, checks, then a web server and a worker, until somebody stops them."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from urllib.error import URLError

from lycaon.errors import SetupError
from lycaon.workbench.project.database import Database, served
from lycaon.workbench.project.environment import Environment
from lycaon.workbench.project.manage import enter, migrate

log = logging.getLogger(__name__)

_PATIENCE_S = 60
_POLITE_STOP_S = 10
_STANDS_AFTER_S = 60
_MOST_FALLS = 8


@dataclass(slots=True)
class Running:
    """What was started."""

    address: str
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    _worker_since: float = field(default_factory=time.monotonic)
    _falls: int = 0
    """How often the worker ended in a row without standing for a while."""

    @property
    def children(self) -> Sequence[subprocess.Popen[bytes]]:
        """The processes, the web server first."""
        return self.web, self.worker

    def wait(self) -> int:
        """Wait until a part ends for good; return its exit code."""
        while True:
            self.mend()
            code = self.ended
            if code is not None:
                return code
            time.sleep(0.3)

    def mend(self) -> None:
        """Start the worker for jobs anew where it ended, as the web server does with its own workers.

        It ends when the database restarts. One that ends at once is given longer each time, and at last left alone:
        what it could not do eight times it cannot do.
        """
        now = time.monotonic()
        if self.worker.poll() is None:
            if now - self._worker_since > _STANDS_AFTER_S:
                self._falls = 0
        elif self._falls < _MOST_FALLS and now >= self._worker_since + 2**self._falls:
            log.warning("worker_ended code=%s falls=%d", self.worker.returncode, self._falls)
            self._falls, self._worker_since, self.worker = self._falls + 1, now, _worker()

    @property
    def ended(self) -> int | None:
        """The exit code of a part that ended for good; None while all is well or being mended."""
        code = self.web.poll()
        if code is None and self._falls >= _MOST_FALLS:
            code = self.worker.poll()
        return code

    def stop(self) -> None:
        """Let every child finish what it is doing, then end it."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + _POLITE_STOP_S
        for child in self.children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


@contextmanager
def ready(environment: Environment) -> Generator[Database]:
    """Reach the database, bring its tables up to date, and refuse what is not safe enough for real people.

    Raises:
        SetupError: something unsafe is set in production mode, or the database cannot be used.
    """
    with served(environment.lycaon_home, environment.database_url, environment.database_owner_url) as database:
        enter(database)
        migrate(database)
        yield database


def must_be_safe(environment: Environment) -> None:
    """Pass where nothing unsafe is set, or where nobody real depends on it.

    Raises:
        SetupError: names every fault and what mends it.
    """
    from lycaon.workbench.project.checks import faults  # noqa: PLC0415 - needs the apps

    found = faults(environment) if environment.is_production else []
    # Who runs it is asked by the first page; everything else has to be right before that page is shown to anybody.
    found = [one for one in found if one.code not in {"house", "controller"}]
    if found:
        listed = "\n".join(f"- {one.what}. {one.mend}" for one in found)
        raise SetupError(f"production mode does not start while something unsafe is set:\n{listed}")


@contextmanager
def started(*, port: int, host: str = "127.0.0.1", workers: int = 2, is_quiet: bool = True) -> Generator[Running]:
    """Start the web server and the worker as processes of their own; stop them when the block ends.

    Raises:
        SetupError: the port is taken, or the server does not answer.
    """
    _must_be_free(host, port)
    web = _child(
        ["-m", "gunicorn", "lycaon.workbench.project.wsgi:application", "--bind", f"{host}:{port}",
         # Loaded once, then forked: the second worker starts at once and shares the memory of the first.
         "--preload", "--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--timeout", "60",
         "--graceful-timeout", "10", "--log-level", "warning" if is_quiet else "info", "--no-sendfile"]
    )  # fmt: skip
    running = Running(f"http://{'localhost' if host == '127.0.0.1' else host}:{port}", web, _worker())
    try:
        _wait_for(running)
        yield running
    finally:
        running.stop()


def until_stopped(running: Running, say: Callable[[str], object]) -> int:
    """Wait for Ctrl-C or a polite signal; return the exit code."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        code = running.wait()
    except KeyboardInterrupt:
        say("Stopping; everything that was committed is kept.")
        return 0
    say(f"A part of the workbench ended with code {code}; its own words stand above.")
    return code or 1


def _child(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    # Its own group: Ctrl-C reaches us alone, and we stop the children in order.
    return subprocess.Popen([sys.executable, *arguments], env=dict(os.environ), start_new_session=True)  # noqa: S603


def _worker() -> subprocess.Popen[bytes]:
    return _child(
        ["-c", "import django; django.setup(); from django.core.management import execute_from_command_line as e; "
               "e(['lycaon', 'procrastinate', 'worker', '--concurrency', '4'])"]
    )  # fmt: skip


def _must_be_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"port {port} on {host} cannot be used: {error.strerror}; choose another: --port"
            ) from error


def _wait_for(running: Running) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        for child in running.children:
            if child.poll() is not None:
                raise SetupError("a part of the workbench did not start; its own words stand above")
        try:
            with urllib.request.urlopen(f"{running.address}/health", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise SetupError(f"the workbench did not answer at {running.address} within {_PATIENCE_S} s")
