"""What a server shows of who it is: kept whole, as it was sent, with the root that it stands under."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from tests.collect.certificates import Chain, chain
from tests.collect.site import market

from lycaon.collect.capture import capture_page
from lycaon.collect.recording import Settings
from lycaon.errors import UnreachableError
from lycaon.values.evidence import Capture, FileRole


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture
def host(made: Chain, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("SSL_CERT_FILE", str(made.root_file))
    with market(context=made.context) as found:
        yield found


def capture(url: str, host: str, folder: Path) -> Capture:
    settings = Settings(user_agent="lycaon tests", allowed=frozenset({host}))
    return capture_page(url, folder, settings, tool="lycaon tests", reason="a test")


def test_leaf_authority_and_root_are_kept_in_this_order(made: Chain, host: str, tmp_path: Path) -> None:
    found = capture(f"https://{host}/a/17", host, tmp_path / "c")
    assert found.health.is_healthy
    assert found.acquisition.certificate_sha256 == made.digests[0]
    assert not {"certificate_chain", "server_certificate"} & set(found.lacks)
    [file] = [file for file in found.files if file.role is FileRole.CERTIFICATES]
    pem = (tmp_path / "c" / file.path).read_bytes()
    kept = x509.load_pem_x509_certificates(pem)
    assert [one.fingerprint(SHA256()).hex() for one in kept] == made.digests
    notes = [line for line in pem.decode().splitlines() if line.startswith("#")]
    assert notes == ["# 1 of 2, as sent", "# 2 of 2, as sent", "# root of the capturing machine, not sent"]


def test_openssl_verifies_what_was_kept(made: Chain, host: str, tmp_path: Path) -> None:
    capture(f"https://{host}/a/17", host, tmp_path / "c")
    file = str(tmp_path / "c" / "certificates.pem")
    done = subprocess.run(
        ["openssl", "verify", "-CAfile", str(made.root_file), "-untrusted", file, file],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_without_encryption_there_is_no_certificate_and_the_capture_says_so(tmp_path: Path) -> None:
    with market() as host:
        found = capture(f"http://{host}/a/17", host, tmp_path / "c")
    assert "server_certificate" in found.lacks
    assert all(file.role is not FileRole.CERTIFICATES for file in found.files)


@pytest.mark.parametrize("flaw", ["unknown root", "authority not sent"])
def test_what_does_not_hold_is_not_captured(
    flaw: str, made: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = chain(tmp_path, sends_middle=flaw != "authority not sent")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.root_file if flaw == "unknown root" else other.root_file))
    with market(context=other.context) as host, pytest.raises(UnreachableError, match="certificate"):
        capture(f"https://{host}/a/17", host, tmp_path / "c")
