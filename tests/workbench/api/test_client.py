"""The page about the interface: its client is generated, checked and run; its examples say what is so."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from tests.workbench.calls_of_tests import ALL, DESCRIPTION, bearer
from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World, make_world

from lycaon.workbench.api import checking, hooks
from lycaon.workbench.api.actions import make_token
from lycaon.workbench.api.models import Scope
from lycaon.workbench.api.shapes.listings import ListingIn
from lycaon.workbench.people.roles import Role

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text()
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
JSON = [json.loads(line) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the generated client, as ``make client`` makes it."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(DESCRIPTION))
    subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", folder / "openapi.json",
         "--config", ROOT / "clients" / "python.yaml", "--output-path", folder / "out", "--fail-on-warning"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "out"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def served(own_database: object) -> Iterator[tuple[str, World]]:
    """A server on a port of its own, and who is there."""
    world = make_world()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", world
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_the_example_runs_against_a_server(package: Path, served: tuple[str, World], tmp_path: Path) -> None:
    url, world = served
    [offer] = offers(world[Role.LEAD], title="Live grey parrot")
    made = make_token(world[Role.LEAD], name="example", scopes=[Scope.CHECK, Scope.OFFERS_READ])
    example = tmp_path / "example.py"
    example.write_text(PYTHON[0])
    told = subprocess.run(
        [sys.executable, example], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(package), "LYCAON_URL": url, "LYCAON_TOKEN": made.secret},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    first, second = told.stdout.splitlines()
    assert first.startswith("ask_document · ")
    assert second == f"{offer.reference} Live grey parrot prohibited"


def test_the_example_is_typed(package: Path) -> None:
    (package / "example.py").write_text(PYTHON[0])
    (package / "wrong.py").write_text(PYTHON[0].replace("offer.legality", "offer.verdict"))
    settings = {"typeCheckingMode": "strict", "include": ["example.py", "wrong.py"], "reportMissingModuleSource": False}
    (package / "pyrightconfig.json").write_text(json.dumps(settings))
    found = subprocess.run(
        ["pyright", "--pythonpath", sys.executable, "--outputjson", "-p", package],
        capture_output=True, text=True, timeout=200, check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    faults = json.loads(found.stdout)["generalDiagnostics"]
    assert [one["message"] for one in faults if one["file"].endswith("example.py")] == []
    assert any("verdict" in one["message"] for one in faults if one["file"].endswith("wrong.py"))


def test_every_operation_has_its_function(package: Path) -> None:
    made = {path.stem for path in (package / "lycaon_client" / "api").glob("*/*.py")}
    named = {told["operationId"] for methods in DESCRIPTION["paths"].values() for told in methods.values()}
    assert named <= made


def test_the_examples_of_checking_are_answered_so() -> None:
    asked = [one for one in JSON if "title" in one]
    given = [checking.checked(ListingIn(**one), today=date(2026, 11, 22), language="en").advice for one in asked]
    assert given == ["block", "allow", "ask_document", "hold"]


def test_the_signature_is_checked_as_the_page_says() -> None:
    scope: dict[str, Any] = {}
    exec(PYTHON[1], scope)  # noqa: S102 - of our own page
    body, now = json.dumps(JSON[-1]).encode(), int(time.time())
    header = hooks.signature("secret", body, now)
    assert scope["is_ours"]("secret", header, body)
    assert not scope["is_ours"]("other", header, body)
    assert not scope["is_ours"]("secret", header, body + b" ")
    assert not scope["is_ours"]("secret", hooks.signature("secret", body, now - 301), body), "sent again later"
    assert not scope["is_ours"]("secret", "nonsense", body)


def test_the_page_names_every_scope() -> None:
    assert {scope.value for scope in Scope} <= set(re.findall(r"`([a-z:]+)`", PAGE))


def test_the_page_counts_the_operations() -> None:
    assert f"programs do: {len(ALL)} operations" in PAGE


def test_the_description_is_public_and_made_once(world: World) -> None:
    client = bearer(world[Role.LEAD])
    assert client.get("/api/v1/openapi.json").json()["paths"].keys() == DESCRIPTION["paths"].keys()
