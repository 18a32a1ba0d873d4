"""A CASE/UCO graph that the stock validator accepts, and that cannot say other things than manifests and log do."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.evidence.conftest import WHO, Clock, given
from tests.evidence.forging import Forger, captured

from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.graph import Account
from lycaon.evidence.store import Store
from lycaon.evidence.verify import Trust, verify

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    folder = tmp_path_factory.mktemp("sent")
    store = Store.create(folder / "store", Clock())
    one, other = captured(store, folder / "captured"), given(store, folder / "given")
    store.view(one, "page.html", WHO, 'second "analyst" <&>')
    accounts = (Account(capture=one, handle="ivory_lover", url="https://markt.example/u/1"),)
    order = Order(captures=(one, other), recipient="P", reason="r", agent="lycaon 0.1", accounts=accounts)
    write_bundle(store, order, WHO, folder / "bundle")
    store.close()
    return folder / "bundle", one, other


@pytest.fixture
def forger(sent: tuple[Path, str, str], tmp_path: Path) -> Forger:
    shutil.copytree(sent[0], tmp_path / "bundle")
    return Forger(tmp_path / "bundle", sent[1], sent[2], tmp_path / "work")


def stock(path: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("case_validate")
    return subprocess.run([tool, path], capture_output=True, text=True, check=False)


def test_the_stock_validator_accepts_it_and_refuses_a_broken_one(sent: tuple[Path, str, str], tmp_path: Path) -> None:
    path = sent[0] / "data" / "case.jsonld"
    assert "    case_validate data/case.jsonld" in (sent[0] / "VERIFY.txt").read_text().splitlines()
    done = stock(path)
    assert (done.returncode, "Conforms: True" in done.stdout) == (0, True), done.stdout
    raw = path.read_text()
    (tmp_path / "broken.jsonld").write_text(raw.replace('"types:hashMethod": "SHA256",', ""))
    assert stock(tmp_path / "broken.jsonld").returncode == 1


def test_it_names_files_actions_tools_and_accounts(sent: tuple[Path, str, str]) -> None:
    graph = json.loads((sent[0] / "data" / "case.jsonld").read_text())["@graph"]
    kinds = [node["@type"] for node in graph]
    assert kinds.count("observable:File") == 10
    assert kinds.count("investigation:ProvenanceRecord") == 2
    assert kinds.count("investigation:InvestigativeAction") == 3
    assert {"core:Bundle", "tool:Tool", "identity:Identity", "observable:URL", "observable:DigitalAccount"} <= set(
        kinds
    )
    [account] = [node for node in graph if node["@type"] == "observable:DigitalAccount"]
    assert account["core:hasFacet"][0]["observable:accountIdentifier"] == "ivory_lover"
    assert "graph" in {finding.code for finding in verify(sent[0], Trust(), now=AT).findings}


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: raw.replace(old, new, 1)


def twice(raw: bytes) -> bytes:
    told = json.loads(raw)
    return json.dumps({**told, "@graph": told["@graph"] * 2}).encode()


# What was changed in the graph, contents and bag made anew; what must be found.
EDITS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "who did it": (replaced(b'"core:name": "A. Analyst"', b'"core:name": "Z. Nobody"'), "graph.actions"),
    "what was done": (replaced(b'"core:name": "viewed"', b'"core:name": "derived"'), "graph.actions"),
    "when": (replaced(b'"@value": "2', b'"@value": "1'), "graph.actions"),
    "a hash": (lambda raw: raw.replace(b'"@type": "xsd:hexBinary",\n       "@value": "', b'"@type": "xsd:hexBinary",\n       "@value": "00'), "graph.files"),
    "a path": (replaced(b"files/page.html", b"files/other.html"), "graph.files"),
    "one of two sizes": (replaced(b'"observable:sizeInBytes": ', b'"observable:sizeInBytes": 1'), "graph.unreadable"),
    "a node twice": (twice, "graph.unreadable"),
    "no nodes": (lambda raw: b'{"@graph": []}', "graph.files"),
    "no graph": (lambda raw: b"[" * 100_000, "graph.unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(EDITS))
def test_an_edited_graph_is_named(name: str, forger: Forger) -> None:
    change, code = EDITS[name]
    forger.edit(forger.data / "case.jsonld", change)
    forger.contents()
    forger.bag()
    assert {code, "custody.contents"} <= {finding.code for finding in verify(forger.bundle, Trust(), now=AT).failures}
