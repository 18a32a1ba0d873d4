"""An offer with its seller over an encrypted line, by a clock that was compared: from the address to the stock tools."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from tests.cli.test_evidence import WHO, call, ok
from tests.collect.certificates import Chain, chain
from tests.collect.site import market
from tests.collect.test_clock import honest, server

from lycaon.cli.verify import verify


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    found = chain(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.root_file))
    return found


@pytest.fixture
def host(made: Chain) -> Iterator[str]:
    with market(context=made.context) as found:
        yield found


def test_seller_certificates_and_clock_reach_the_bundle(tmp_path: Path, made: Chain, host: str) -> None:
    store, out = tmp_path / "store", tmp_path / "bundle"
    ok(store, "init")
    with server(honest(-5)) as (right, _):
        asked = ["--seller", "--time-server", right, "--allow", host]
        obj = ok(store, "capture", f"https://{host}/sold/17", *asked, *WHO).split()[0]
    shown = ok(store, "show", obj)
    assert "seller/page.html" in shown
    assert f"Seller: https://{host}/seller/9" in shown
    assert "Certificate: 2 of 2, as sent: CN=Test Authority, issued by CN=Test Root" in shown
    told = re.search(rf"Clock: our clock minus that of {right} \(stratum 2\): (\d+) ms, give or take (\d+) ms", shown)
    assert told
    assert abs(int(told[1]) - 5000) <= int(told[2])
    ok(store, "bundle", obj, "--to", "Parquet", "--out", str(out), *WHO)
    page = (out / "data" / "index.html").read_text()
    paper = " ".join(
        " ".join(found.get_textpage().get_text_range() for found in pypdfium2.PdfDocument(out / "data" / "exhibit.pdf"))
        .replace("\u200b", "")
        .split()
    )
    for words in ("CN=Test Authority", "give or take", "seller/9", "Membre depuis mars 2019"):
        assert words in page
        assert words in paper
    assert made.digests[2] in page
    [package] = (out / "data" / "wacz").iterdir()
    with zipfile.ZipFile(package) as held:
        pages = [json.loads(line) for line in held.read("pages/pages.jsonl").decode().splitlines()[1:]]
    assert [found["url"] for found in pages] == [f"https://{host}/sold/17", f"https://{host}/seller/9"]
    tool = Path(sys.executable).parent / "wacz"
    assert subprocess.run([tool, "validate", "-f", package], capture_output=True, check=False).returncode == 0
    done = CliRunner().invoke(verify, [str(out)])
    assert done.exit_code == 0, done.output
    [command] = [line for line in (out / "VERIFY.txt").read_text().splitlines() if "openssl verify" in line]
    held_good = subprocess.run(command.split(), cwd=out, capture_output=True, text=True, check=False)
    assert held_good.returncode == 0, held_good.stderr


def test_one_seller_belongs_to_one_address(tmp_path: Path) -> None:
    ok(tmp_path / "store", "init")
    done = call(tmp_path / "store", "capture", "http://a.example/", "http://b.example/", "--seller-page", "x", *WHO)
    assert done.exit_code == 2
    assert "capture one address" in done.output
