"""A WACZ that stock tools accept, that holds the kept WARC unchanged, and that no forger can exchange."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from surt import surt as stock_surt
from tests.evidence.conftest import WHO, Clock, given
from tests.evidence.forging import PAGE, Forger, captured, warc

from lycaon.errors import EvidenceError
from lycaon.evidence import wacz
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.contents import wacz_of
from lycaon.evidence.manifest import read_manifest
from lycaon.evidence.objects import digest_of
from lycaon.evidence.store import Store
from lycaon.evidence.verify import Trust, Verdict, packages, verify

URL = "https://markt.example/a/2"
AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    folder = tmp_path_factory.mktemp("sent")
    store = Store.create(folder / "store", Clock())
    one, other = captured(store, folder / "captured"), given(store, folder / "given")
    write_bundle(store, Order(captures=(one, other), recipient="P", reason="r"), WHO, folder / "bundle")
    store.close()
    return folder / "bundle", one, other


@pytest.fixture
def forger(sent: tuple[Path, str, str], tmp_path: Path) -> Forger:
    bundle, one, other = sent
    shutil.copytree(bundle, tmp_path / "bundle")
    return Forger(tmp_path / "bundle", one, other, tmp_path / "work")


def stock(package: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("wacz")
    return subprocess.run([tool, "validate", "-f", package], capture_output=True, text=True, check=False)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rewritten(path: Path, held: dict[str, bytes], *, renew: bool = True) -> None:
    """Write a package with all of its hashes made anew, as a forger would."""
    package = json.loads(held[wacz.PACKAGE])
    if renew:
        for found in package["resources"]:
            data = held.get(found["path"], b"")
            found.update(hash=f"sha256:{hashlib.sha256(data).hexdigest()}", bytes=len(data))
        held[wacz.PACKAGE] = json.dumps(package).encode()
        digest = {"path": wacz.PACKAGE, "hash": f"sha256:{hashlib.sha256(held[wacz.PACKAGE]).hexdigest()}"}
        held[wacz.PACKAGE_DIGEST] = json.dumps(digest).encode()
    with zipfile.ZipFile(path, "w") as made:
        for name, data in held.items():
            made.writestr(name, data)


def test_the_stock_validator_accepts_it_and_it_holds_the_kept_bytes(sent: tuple[Path, str, str]) -> None:
    bundle, one, other = sent
    package = bundle / "data" / wacz_of(one)
    held = members(package)
    assert held["archive/exchange.warc.gz"] == next(bundle.glob("data/captures/*/files/exchange.warc.gz")).read_bytes()
    done = stock(package)
    assert done.returncode == 0, done.stdout
    assert "Validation succeeded" in done.stdout
    assert not (bundle / "data" / wacz_of(other)).exists()
    report = verify(bundle, Trust(), now=datetime.now(UTC))
    assert report.verdict is Verdict.WHOLE
    assert "wacz" in {finding.code for finding in report.findings}


def test_a_player_finds_the_page_through_the_index(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    warc(tmp_path / "a.warc.gz", PAGE)
    first = tmp_path / "first.wacz"
    for target in (first, tmp_path / "second.wacz"):
        assert wacz.write_wacz(target, {"a.warc.gz": tmp_path / "a.warc.gz"}, url=URL, words="w", made_at=AT, by="t")
    assert first.read_bytes() == (tmp_path / "second.wacz").read_bytes()
    held = members(first)
    lines = [line.split(" ", 2) for line in held[wacz.DIRECTORY].decode().splitlines()]
    assert lines[0][:2] == ["!meta", "0"]
    block = json.loads(lines[1][2])
    packed = held[wacz.INDEX][block["offset"] : block["offset"] + block["length"]]
    key, second, told = gzip.decompress(packed).decode().split(" ", 2)
    assert (key, len(second)) == ("example,markt)/a/2", 14)
    found = json.loads(told)
    start, length = int(found["offset"]), int(found["length"])
    (tmp_path / "record.warc.gz").write_bytes(held["archive/a.warc.gz"][start : start + length])
    with (tmp_path / "record.warc.gz").open("rb") as stream:
        assert [record.content_stream().read() for record in ArchiveIterator(stream)] == [PAGE]
    assert json.loads(held[wacz.PAGES].decode().splitlines()[1])["url"] == URL
    assert json.loads(held[wacz.PACKAGE])["mainPageUrl"] == URL


def test_an_archive_without_a_page_makes_no_package_and_junk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    archives = {"empty.warc.gz": tmp_path / "empty.warc.gz"}
    assert not wacz.write_wacz(tmp_path / "x.wacz", archives, url=URL, words="w", made_at=AT, by="t")
    assert not (tmp_path / "x.wacz").exists()
    with pytest.raises(EvidenceError, match=r"gone\.warc"):
        wacz.read_answers(tmp_path / "gone.warc", "gone.warc")


@pytest.mark.parametrize(
    "url",
    ["https://www.markt.example:8443/A/b.html?b=2&a=1#f", "http://münchen.example/ä?x", "https://markt.example",
     "http://1.2.3.4:80/a", "https://markt.example/a//b/?", "https://markt.example:443/a/?b&a", "http://www2.x.example/a%20b",
     "https://MARKT.example/A/", "https://a.b.c.example/?q=%E8%B1%A1"],
)  # fmt: skip
def test_addresses_are_turned_round_as_other_tools_turn_them(url: str) -> None:
    assert wacz.surt(url) == stock_surt(url)


def other_archive(held: dict[str, bytes], work: Path) -> None:
    work.mkdir()
    warc(work / "x.warc.gz", PAGE.replace(b"200", b"900"))
    held["archive/exchange.warc.gz"] = (work / "x.warc.gz").read_bytes()


def other_index(held: dict[str, bytes], work: Path) -> None:
    lines = gzip.decompress(held[wacz.INDEX]).replace(b"markt.example/a/2", b"markt.example/a/3")
    held[wacz.INDEX] = gzip.compress(lines, mtime=0)


# What is done inside the package, with its own hashes made anew; what must be found.
FORGERIES: dict[str, tuple[Callable[[dict[str, bytes], Path], None], str]] = {
    "another archive": (other_archive, "wacz.archive"),
    "another index": (other_index, "wacz.index"),
    "another page": (
        lambda held, _: held.update({wacz.PAGES: held[wacz.PAGES].replace(b"a/2", b"a/3")}),
        "wacz.pages",
    ),
    "a member more": (lambda held, _: held.update({"archive/../../x.warc": b"x"}), "wacz.members"),
    "no archive": (lambda held, _: held.pop("archive/exchange.warc.gz") and None, "wacz.members"),
    "a list that is none": (lambda held, _: held.update({wacz.PAGES: b"{}\n[[[\n"}), "wacz.unreadable"),
    "an index that is none": (lambda held, _: held.update({wacz.INDEX: b"\x1f\x8bjunk"}), "wacz.unreadable"),
}


@pytest.mark.parametrize("name", list(FORGERIES))
def test_a_forged_package_is_named_even_with_all_hashes_made_anew(name: str, forger: Forger) -> None:
    change, code = FORGERIES[name]
    path = next((forger.data / "wacz").iterdir())
    held = members(path)
    change(held, forger.work)
    rewritten(path, held)
    forger.contents()
    forger.bag()
    assert {code, "custody.contents"} <= {f.code for f in verify(forger.bundle, Trust(), now=AT).failures}


def test_the_stock_validator_misses_the_exchange_that_is_found_here(forger: Forger) -> None:
    path = next((forger.data / "wacz").iterdir())
    held = members(path)
    other_archive(held, forger.work)
    rewritten(path, held)
    assert stock(path).returncode == 0


def test_hashes_left_as_they_were_and_a_package_of_nobody(forger: Forger) -> None:
    path = next((forger.data / "wacz").iterdir())
    held = members(path)
    held[wacz.PACKAGE] = held[wacz.PACKAGE].replace(b'"sha256:', b'"sha256:0')
    rewritten(path, held, renew=False)
    shutil.copy(path, path.with_name("0123456789abcdef.wacz"))
    codes = {finding.code for finding in verify(forger.bundle, Trust(), now=AT).failures}
    assert {"wacz.hashes", "wacz.added", "contents.added"} <= codes


def test_a_package_of_very_many_members_is_named_and_not_counted_for_hours(forger: Forger) -> None:
    path = next((forger.data / "wacz").iterdir())
    with zipfile.ZipFile(path, "a") as package:
        for number in range(20_000):
            package.writestr(f"archive/{number}", b"")
    begun = time.process_time()
    found = [it for it in packages.check_packages(forger.bundle, {}) if it.code == "wacz.added"]
    assert len(found) == 1
    [(obj, capture)] = [
        (digest_of(it), read_manifest(it.read_bytes(), "here"))
        for it in forger.captured.parent.glob("*/manifest.json") if digest_of(it).startswith(path.stem)
    ]  # fmt: skip
    found = list(packages.check_packages(forger.bundle, {obj: capture}))
    assert {it.code for it in found} == {"wacz.members"}
    assert len(found) <= 100
    assert time.process_time() - begun < 5
