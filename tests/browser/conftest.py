"""A site in a process of its own, one browser a worker, one context a reader."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import Site, Visitors
from tests.workbench.harness import *  # noqa: F403 - its fixtures
from tests.workbench.harness import Embedded, copied


@pytest.fixture(scope="package")
def site(embedded: Embedded, template: str) -> Iterator[Site]:
    """The running site, its database a copy that is thrown away."""
    name = f"lycaon_site_{os.getpid()}"
    with copied(embedded, name):
        there = embedded.database(name)
        environment = os.environ | {"DATABASE_URL": there.application_url, "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "tests.browser.serve"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, "the site did not start; its own words stand above"
                yield Site(**json.loads(line))
            finally:
                process.terminate()


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
