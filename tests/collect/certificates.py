"""A root, an authority below it and a server's certificate below that, made anew for each run."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Chain:
    root: x509.Certificate
    middle: x509.Certificate
    leaf: x509.Certificate
    root_file: Path
    context: ssl.SSLContext
    """of a server that sends leaf and middle"""

    @property
    def digests(self) -> list[str]:
        """SHA-256 of leaf, middle and root."""
        return [found.fingerprint(SHA256()).hex() for found in (self.leaf, self.middle, self.root)]


def _made(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None, *, is_ca: bool
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer[0].subject if issuer else subject
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    signer = issuer[1] if issuer else key
    above_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(above_key, critical=False)
    if is_ca:
        signs = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = builder.add_extension(signs, critical=True)
    else:
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(here, critical=False)
    return builder.sign(signer, SHA256()), key


def chain(folder: Path, *, sends_middle: bool = True) -> Chain:
    """Make the three, and a server's context."""
    root = _made("Test Root", None, is_ca=True)
    middle = _made("Test Authority", root, is_ca=True)
    leaf = _made("market.example", middle, is_ca=False)
    sent = (leaf[0], middle[0]) if sends_middle else (leaf[0],)
    (folder / "sent.pem").write_bytes(b"".join(found.public_bytes(Encoding.PEM) for found in sent))
    (folder / "leaf.key").write_bytes(leaf[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "root.pem").write_bytes(root[0].public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "sent.pem", folder / "leaf.key")
    return Chain(root[0], middle[0], leaf[0], folder / "root.pem", context)
