"""Files elsewhere: what is read there and written there is what is read and written here."""

from datetime import date
from pathlib import Path

import pytest

from lycaon.collect import Source
from lycaon.errors import SetupError
from lycaon.scan import Asked, Scanner, run_job, write_outputs
from lycaon.scan.remote import copy_to, is_remote, open_remote, size_of

ASKED = Asked(today=date(2026, 11, 22))


def test_an_object_is_read_as_a_file_is(scanner: Scanner, sample: Path, tmp_path: Path) -> None:
    outcomes: list[bytes] = []
    for name, source in (("here", Source(sample)), ("there", Source(None, url=sample.as_uri()))):
        job = run_job([source], tmp_path / name, scanner=scanner, asked=ASKED, part_rows=40, limit=80)
        write_outputs(job)
        outcomes.append((tmp_path / name / "findings.jsonl").read_bytes())
    assert outcomes[0] == outcomes[1] != b""
    again = run_job([source], tmp_path / "there", scanner=scanner, asked=ASKED, part_rows=40, limit=80)
    assert again.read == 80


def test_what_is_copied_arrives(tmp_path: Path) -> None:
    (tmp_path / "findings.csv").write_bytes(b"a,b\n")
    url = (tmp_path / "far" / "away").as_uri()
    copy_to(url, [tmp_path / "findings.csv"])
    assert size_of(f"{url}/findings.csv") == 4
    with open_remote(f"{url}/findings.csv") as stream:
        assert stream.read() == b"a,b\n"


def test_any_file_system_of_fsspec(tmp_path: Path) -> None:
    memory = pytest.importorskip("fsspec").filesystem("memory")
    memory.pipe("/bucket/ads.jsonl", b"{}\n")
    with open_remote("memory://bucket/ads.jsonl") as stream:
        assert stream.read() == b"{}\n"
    (tmp_path / "summary.json").write_bytes(b"{}")
    copy_to("memory://bucket/out", [tmp_path / "summary.json"])
    assert memory.cat("/bucket/out/summary.json") == b"{}"


@pytest.mark.parametrize(("url", "said"), [
    ("gopher://x/y.jsonl", "not an address that can be read"),
    ("file:///no/such/ads.jsonl", "cannot be read"),
])  # fmt: skip
def test_what_cannot_be_read_is_said(url: str, said: str) -> None:
    with pytest.raises(SetupError, match=said):
        open_remote(url)


def test_nothing_has_no_size(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="nothing is there"):
        size_of((tmp_path / "none.jsonl").as_uri())


def test_a_path_is_no_address() -> None:
    assert not any(is_remote(name) for name in ("ads.jsonl", "/data/ads.jsonl", "-", "C:/ads.jsonl", "a:b"))
