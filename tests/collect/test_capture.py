"""Captures without a browser: what is kept, what is refused, what is marked."""

import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.collect.site import OFFER, market
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from lycaon.collect import Source, read_listings
from lycaon.collect.capture import capture_page, may_heal
from lycaon.collect.fetching import Limits
from lycaon.collect.recording import Settings
from lycaon.collect.targets import check_target
from lycaon.errors import CollectError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Ailment, Capture, CaptureKind, FileRole
from lycaon.values.listing import Listing


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with market() as found:
        yield found


def capture(host: str, path: str, folder: Path, **limits: float) -> Capture:
    settings = Settings(
        user_agent="lycaon tests",
        allowed=frozenset({host}),
        limits=Limits(**{"size": 5_000_000, **limits}),  # type: ignore[arg-type]
    )
    return capture_page(f"http://{host}/{path}", folder / "c", settings, tool="lycaon tests", reason="a test")


def role(found: Capture, wanted: FileRole) -> list[str]:
    return [file.path for file in found.files if file.role is wanted]


def test_a_page_is_kept_with_all_that_was_exchanged(host: str, tmp_path: Path) -> None:
    found = capture(host, "a/17", tmp_path)
    assert found.kind is CaptureKind.CAPTURED
    assert found.health.is_healthy
    assert "screenshot" in found.lacks
    assert role(found, FileRole.IMAGE) == ["picture-01.png", "picture-02.png"]
    assert (tmp_path / "c" / "page.html").read_bytes() == OFFER.encode()
    assert "Statuette en ivoire" in (tmp_path / "c" / "text.txt").read_text()
    assert found.acquisition.robots == "allowed"
    assert found.acquisition.address == "127.0.0.1"
    assert abs(found.acquisition.clock_offset_ms or 0) <= 1000
    # The page named an address of the machine's own network: it was not asked.
    assert ("refused_addresses", "1") in found.acquisition.settings
    archive = tmp_path / "c" / "exchange.warc.gz"
    with archive.open("rb") as stream:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(stream)]
    paths = ["/a/17", "/robots.txt", "/pictures/1.png", "/pictures/2.png"]
    assert records == [("warcinfo", None)] + [
        (kind, f"http://{host}{path}") for path in paths for kind in ("request", "response")
    ]
    assert not (tmp_path / "c" / "work").exists()


@pytest.mark.parametrize("path", ["a/17", "moved", "chunked", "packed", "broken", "blocked", "hostile"])
def test_the_archive_passes_its_own_checker(
    host: str, tmp_path: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from argparse import Namespace

    capture(host, path, tmp_path)
    checker = Checker(Namespace(inputs=[str(tmp_path / "c" / "exchange.warc.gz")], verbose=True))
    checker.process_all()
    assert checker.exit_value == 0
    assert "digest pass" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["a/17", "moved", "chunked", "packed", "private/1"])
def test_what_was_captured_is_read_as_an_offer(host: str, tmp_path: Path, path: str) -> None:
    found = capture(host, path, tmp_path)
    assert found.health.is_healthy
    [listing] = [x for x in read_listings(Source(tmp_path / "c" / "exchange.warc.gz")) if isinstance(x, Listing)]
    assert "ivoire" in listing.title
    assert "Statuette ancienne" in (tmp_path / "c" / "text.txt").read_text()


@pytest.mark.parametrize(
    ("path", "limits", "ailment"),
    [
        ("blocked", {}, Ailment.BLOCK_PAGE),
        ("nowhere", {}, Ailment.GONE),
        ("broken", {}, Ailment.TRUNCATED),
        ("video", {}, Ailment.TRUNCATED),
        ("slow", {"total_s": 0.5}, Ailment.TRUNCATED),
        ("hostile", {}, Ailment.EMPTY),
    ],
)
def test_what_is_not_the_page_is_kept_and_marked(
    host: str, tmp_path: Path, path: str, limits: dict[str, float], ailment: Ailment
) -> None:
    found = capture(host, path, tmp_path, **limits)
    assert found.health.ailment is ailment
    assert may_heal(found) is (ailment is Ailment.BLOCK_PAGE)
    assert role(found, FileRole.ARCHIVE)


def test_a_full_disk_is_ours_and_not_the_sites_fault(host: str, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            capture(host, "video", tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("limit", [{"most_requests": 3}, {"longest_s": 0.3}])
def test_a_page_cannot_keep_us_for_ever(host: str, tmp_path: Path, limit: dict[str, float]) -> None:
    settings = Settings(user_agent="lycaon tests", allowed=frozenset({host}), **limit)  # type: ignore[arg-type]
    found = capture_page(f"http://{host}/lingers", tmp_path / "c", settings, tool="t", reason="r")
    assert found.health.is_healthy
    assert 1 <= len(role(found, FileRole.IMAGE)) < 20


def test_robots_are_asked_and_written_down(host: str, tmp_path: Path) -> None:
    assert capture(host, "private/1", tmp_path).acquisition.robots == "disallowed"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("inward", TargetRefusedError),
        ("file", TargetRefusedError),
        ("circle", UnreachableError),
        ("nohttp", UnreachableError),
    ],
)
def test_redirects_are_checked_like_addresses(host: str, tmp_path: Path, path: str, error: type[CollectError]) -> None:
    with pytest.raises(error):
        capture(host, path, tmp_path)


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("file:///etc/passwd", []),
        ("ftp://markt.example/a", []),
        ("javascript:alert(1)", []),
        ("data:text/html,x", []),
        ("gopher://markt.example/", []),
        ("http:///a", []),
        ("http://user:word@markt.example/", ["93.184.216.34"]),
        ("http://markt.example:22/", ["93.184.216.34"]),
        ("http://markt.example:99999/", ["93.184.216.34"]),
        ("http://markt.example/a b", ["93.184.216.34"]),
        ("http://markt.example/\r\nHost: x", ["93.184.216.34"]),
        ("http://markt.example\\@127.0.0.1/", ["93.184.216.34"]),
        ("http://localhost/", ["127.0.0.1"]),
        ("http://markt.example/", ["10.1.2.3"]),
        ("http://markt.example/", ["93.184.216.34", "192.168.1.1"]),
        ("http://markt.example/", ["169.254.169.254"]),
        ("http://markt.example/", ["100.64.0.1"]),
        ("http://markt.example/", ["0.0.0.0"]),  # noqa: S104 - refused, not bound
        ("http://markt.example/", ["224.0.0.1"]),
        ("http://markt.example/", ["::1"]),
        ("http://markt.example/", ["fe80::1%eth0"]),
        ("http://markt.example/", ["fd00::1"]),
        ("http://markt.example/", ["::ffff:127.0.0.1"]),
        ("http://markt.example/", ["64:ff9b::7f00:1"]),
        ("http://markt.example/", ["2002:7f00:1::"]),
    ],
)
def test_addresses_that_are_not_the_public_web_are_refused(url: str, addresses: list[str]) -> None:
    with pytest.raises(TargetRefusedError):
        check_target(url, resolver=lambda host, port: addresses)


@pytest.mark.parametrize(
    ("url", "host_header", "path"),
    [
        ("https://www.markt.example/a/1?x=1#top", "www.markt.example", "/a/1?x=1"),
        ("http://markt.example:8080", "markt.example:8080", "/"),
        ("https://märkte.example/größe", "xn--mrkte-gra.example", "/gr%C3%B6%C3%9Fe"),
    ],
)
def test_public_addresses_are_connected_to_where_they_were_checked(url: str, host_header: str, path: str) -> None:
    target = check_target(url, resolver=lambda host, port: ["93.184.216.34"])
    assert (target.host_header, target.path, target.address) == (host_header, path, "93.184.216.34")
