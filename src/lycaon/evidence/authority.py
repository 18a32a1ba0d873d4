"""A time-stamp authority of one's own: OpenSSL's ``ts`` behind a small HTTP server.

For tests, training and places without a network. It proves no independent time, and its certificate says so in
words that every tool shows.
"""

import subprocess  # OpenSSL signs; nothing of a request reaches the command line
import tempfile
from datetime import datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from typing_extensions import override

from lycaon.errors import EvidenceError, SetupError
from lycaon.evidence.objects import write_once
from lycaon.evidence.stamps import LOCAL_MARK

_LARGEST_QUERY = 64 * 1024
_CONFIGURATION = """\
[tsa]
default_tsa = local
[local]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.0.3161
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def create_authority(folder: Path, *, now: datetime, valid_for: timedelta = timedelta(days=3650)) -> Path:
    """Make a root, a signer and OpenSSL's configuration; return the root (PEM), which others need to check.

    Raises:
        EvidenceError: the folder already holds an authority.
    """
    if (folder / "tsa.cnf").exists():
        raise EvidenceError(f"{folder}: already holds an authority")
    folder.mkdir(parents=True, exist_ok=True)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = _named("Lycaon local root")
    root = _certificate(root_name, root_name, root_key.public_key(), now, valid_for + timedelta(days=1))
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    tsa_key = ec.generate_private_key(ec.SECP256R1())
    signer = _certificate(_named("Lycaon local time-stamps"), root_name, tsa_key.public_key(), now, valid_for)
    signer = signer.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    signer = signer.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    # The root's key is used once and forgotten: nobody can make a second signer under it.
    write_once(folder / "root.pem", root.sign(root_key, SHA256()).public_bytes(Encoding.PEM))
    write_once(folder / "tsa.pem", signer.sign(root_key, SHA256()).public_bytes(Encoding.PEM))
    private = tsa_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_once(folder / "tsa.key", private, mode=0o400)
    (folder / "serial").write_text("01\n", encoding="ascii")
    write_once(folder / "tsa.cnf", _CONFIGURATION.format(folder=folder.resolve()).encode())
    return folder / "root.pem"


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, LOCAL_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, valid_for: timedelta
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + valid_for)


def reply(folder: Path, query: bytes) -> bytes:
    """Return the response to a time-stamp query.

    Raises:
        SetupError: OpenSSL is not installed.
        EvidenceError: OpenSSL cannot answer.
    """
    with tempfile.NamedTemporaryFile() as asked, tempfile.NamedTemporaryFile() as answered:
        asked.write(query)
        asked.flush()
        command = ["openssl", "ts", "-reply", "-config", str(folder / "tsa.cnf"), "-section", "local"]
        command += ["-queryfile", asked.name, "-out", answered.name]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=30)  # noqa: S603
        except FileNotFoundError as error:
            raise SetupError("the local authority needs the 'openssl' command; install OpenSSL 3") from error
        response = Path(answered.name).read_bytes()
    if done.returncode != 0 or not response:
        raise EvidenceError(f"openssl ts: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return response


def serve(folder: Path, *, port: int) -> ThreadingHTTPServer:
    """Return a server on loopback that answers queries; the caller runs and closes it. Port 0 chooses one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Desk, folder))


class _Desk(BaseHTTPRequestHandler):
    def __init__(self, folder: Path, *args: object) -> None:
        self._folder = folder
        super().__init__(*args)  # pyright: ignore[reportArgumentType] - socketserver's own three

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= _LARGEST_QUERY:
            self.send_error(413)
            return
        try:
            response = reply(self._folder, self.rfile.read(length))
        except EvidenceError:
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the log of the store is the record."""
