"""A site in a process of its own, one browser a worker, one context a reader."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Site, Visitors
from tests.workbench.harness import *  # noqa: F403 - its fixtures
from tests.workbench.harness import Database, Embedded, copied


@pytest.fixture(scope="package")
def site(embedded: Embedded, template: str) -> Iterator[Site]:
    """The running site, its database a copy that is thrown away."""
    with served(embedded, "site") as (there, _):
        yield there


@pytest.fixture
def empty_site(embedded: Embedded, template: str) -> Iterator[Site]:
    """A site on which nobody works yet."""
    with served(embedded, "empty", "--empty") as (there, _):
        yield there


@contextmanager
def served(embedded: Embedded, what: str, *options: str, **environ: str) -> Iterator[tuple[Site, Database]]:
    """Run a site on a database of its own; ``environ`` is added to its environment."""
    name = f"lycaon_{what}_{os.getpid()}"
    with copied(embedded, name):
        there = embedded.database(name)
        environment = os.environ | {"DATABASE_URL": there.application_url, "PYTHONUNBUFFERED": "1"} | environ
        command = [sys.executable, "-m", "tests.browser.serve", *options]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, "the site did not start; its own words stand above"
                yield Site(**json.loads(line)), there
            finally:
                process.terminate()
        _wait_until_left(embedded, name)


def _wait_until_left(embedded: Embedded, name: str) -> None:
    """Wait for the server to notice that the site has gone; the owner may not cut the application's connections."""
    with psycopg.connect(embedded.database("postgres").owner_url, autocommit=True) as session:
        for _ in range(600):
            [(there,)] = session.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]).fetchall()
            if not there:
                return
            time.sleep(0.1)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser. It ends with this package: its event loop would keep Django's tests from the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def visitors(site: Site, chromium: Browser) -> Iterator[Visitors]:
    """Readers of the site: ``visitors.of("analyst", width=360, theme="dark", language="nl")``."""
    all_of_them = Visitors(site, chromium)
    yield all_of_them
    all_of_them.leave()
