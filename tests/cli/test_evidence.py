"""One offer from the address to the verified bundle, as an analyst types it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.collect.site import market

from lycaon.cli.evidence import evidence
from lycaon.cli.verify import verify
from lycaon.errors import LycaonError

WHO = ["--actor", "A. Analyst", "--reason", "case 12"]


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with market() as found:
        yield found


def call(store: Path, *words: str) -> Result:
    return CliRunner().invoke(evidence, ["--store", str(store), *words])


def ok(store: Path, *words: str) -> str:
    done = call(store, *words)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_from_an_address_to_a_verified_bundle(tmp_path: Path, host: str) -> None:
    store, out = tmp_path / "store", tmp_path / "bundle"
    key = ok(store, "init").split()[-1]
    captured = ok(store, "capture", f"http://{host}/a/17", "--allow", host, *WHO).split()[0]
    (tmp_path / "chat.txt").write_text("Ivory, 200 EUR?")
    told = ["--giver", "B. Citizen", "--statement", "From my telephone."]
    received = ok(store, "receive", str(tmp_path / "chat.txt"), *told, *WHO).strip()
    assert "Sealed 2" in ok(store, "seal", captured, received, *WHO)
    ok(store, "view", captured, "text.txt", "--out", str(tmp_path / "text.txt"), *WHO)
    assert "Statuette" in (tmp_path / "text.txt").read_text()
    (tmp_path / "words.txt").write_text("Ivory statuette, 200 EUR")
    told = ["--translation", captured, "en", str(tmp_path / "words.txt")]
    refused = call(store, "bundle", captured, "--to", "Parquet de Lyon", "--out", str(out), *told, *WHO)
    assert refused.exit_code == 2
    told += ["--translator", "B. Translator", "--account", captured, "ivory_17", f"http://{host}/u/17"]
    ok(store, "bundle", captured, received[:10], "--to", "Parquet de Lyon", "--out", str(out), *told, *WHO)
    assert (out / "data" / "exhibit.pdf").read_bytes().startswith(b"%PDF-")
    assert "ivory_17" in (out / "data" / "case.jsonld").read_text()
    assert "whole" in ok(store, "check")
    actions = [line.split()[3] for line in ok(store, "log", captured).splitlines()]
    assert actions == ["created", "sealed", "viewed", "exported"]
    done = CliRunner().invoke(verify, [str(out), "--key", key, "--json"])
    found = json.loads(done.output)
    assert (done.exit_code, found["verdict"]) == (0, "whole")
    assert "key.known" in {finding["code"] for finding in found["findings"]}
    (out / "data" / "index.html").write_text("forged")
    done = CliRunner().invoke(verify, [str(out)])
    assert done.exit_code == 1
    assert "BROKEN" in done.output
    assert "data/index.html" in done.output


def test_what_is_not_the_page_is_kept_marked_and_told(tmp_path: Path, host: str) -> None:
    store = tmp_path / "store"
    ok(store, "init")
    addresses = [f"http://{host}/blocked", "http://169.254.169.254/latest"]
    done = call(store, "capture", *addresses, "--allow", host, "--wait", "0", *WHO)
    assert done.exit_code == 3
    assert done.output.count("block_page") == 2
    assert "collect.refused" in done.output
    assert "block_page" in ok(store, "list")


def test_a_job_that_is_called_again_fetches_nothing_twice(tmp_path: Path, host: str) -> None:
    store, urls = tmp_path / "store", tmp_path / "urls.txt"
    ok(store, "init")
    urls.write_text(f"# market\nhttp://{host}/a/1\nhttp://{host}/a/2\n")
    job = ["capture", "--from", str(urls), "--order", "monday", "--allow", host, *WHO]
    assert len(ok(store, *job).splitlines()) == 2
    assert ok(store, *job) == ""
    assert len(ok(store, "list").splitlines()) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["receive", "FILE", "--giver", " ", "--statement", "x", *WHO],
        ["init", "--authority", "http://tsa.example/"],
    ],
)
def test_what_cannot_be_done_is_said_in_words(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").write_text("x")
    done = call(tmp_path / "none", *[str(tmp_path / "file") if word == "FILE" else word for word in words])
    assert isinstance(done.exception, LycaonError)
    assert len(str(done.exception)) > 20


def test_a_published_head_tells_whether_the_log_was_rewritten(tmp_path: Path) -> None:
    store, head = tmp_path / "store", tmp_path / "head.json"
    ok(store, "init")
    (tmp_path / "file").write_text("x")
    told = ["--giver", "B. Citizen", "--statement", "Mine."]
    for number in range(3):
        obj = ok(store, "receive", str(tmp_path / "file"), *told, *WHO[:3], f"tip {number}").strip()
        ok(store, "seal", obj, *WHO)
    head.write_bytes((store / "heads" / "000000000004.json").read_bytes())
    assert "begins with the 4" in ok(store, "compare", str(head))
    spoilt = json.loads(head.read_text())
    spoilt["root"] = "00" * 32
    head.write_text(json.dumps(spoilt, sort_keys=True, separators=(",", ":")))
    assert call(store, "compare", str(head)).exit_code == 1


def test_destroying_leaves_manifest_and_history(tmp_path: Path, host: str) -> None:
    store = tmp_path / "store"
    ok(store, "init")
    captured = ok(store, "capture", f"http://{host}/a/17", "--allow", host, *WHO).split()[0]
    ok(store, "transfer", captured, "--to", "Customs", *WHO)
    assert "Destroyed" in ok(store, "destroy", captured, "--yes", *WHO)
    assert "destroyed" in ok(store, "list")
    assert "whole" in ok(store, "check")
    refused = call(store, "bundle", captured, "--to", "P", "--out", str(tmp_path / "b"), *WHO)
    assert "was destroyed" in str(refused.exception)


def test_what_is_due_is_listed(tmp_path: Path, host: str) -> None:
    from datetime import UTC, datetime

    from lycaon.evidence.authority import create_authority

    store, roots = tmp_path / "store", create_authority(tmp_path / "tsa", now=datetime.now(UTC))
    ok(store, "init")
    assert ok(store, "due") == ""
    ok(store, "init", "--authority", "http://127.0.0.1:9/", "--roots", str(roots))
    captured = ok(store, "capture", f"http://{host}/a/17", "--allow", host, *WHO).split()[0]
    assert "2 pending" in ok(store, "seal", captured, *WHO)
    done = call(store, "due", "--within", "30")
    assert done.exit_code == 3
    assert [line.split()[0] for line in done.output.splitlines()] == ["pending", "pending"]
    assert "http://127.0.0.1:9/" in done.output
