"""Signed heads: one root of the log, the hour, and an Ed25519 signature. To be published.

Who holds a head of yesterday can tell whether the log of today still contains yesterday's. A head is three small
files that stock tools read: ``<size>.json``, ``.sig`` (raw signature of these bytes) and, once stamped, ``.tsr``::

    openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in 000000000007.json -sigfile 000000000007.sig
"""

from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, sha256
from lycaon.evidence.objects import write_once
from lycaon.values.evidence import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The state of a log: its first ``size`` lines have this Merkle root."""

    store: str
    size: int
    root: str
    last: str
    """SHA-256 of the last line"""
    at: Moment
    key: str
    """fingerprint of the key that signs"""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it was written, and the signature over these very bytes."""

    head: Head
    raw: bytes
    signature: bytes


def new_key() -> Ed25519PrivateKey:
    """Make a signing key."""
    return Ed25519PrivateKey.generate()


def private_pem(key: Ed25519PrivateKey) -> bytes:
    """Return a key as an unencrypted PKCS 8 file; whoever reads it can sign as this store."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return the public key as stock tools read it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of the public key's DER form: what is compared by telephone.

    The same as ``openssl pkey -pubin -in key.pem -outform DER | sha256sum``.
    """
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def load_private(data: bytes, where: str) -> Ed25519PrivateKey:
    """Read a signing key."""
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise EvidenceError(f"{where}: not a private key in PEM form ({error})") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise EvidenceError(f"{where}: an Ed25519 key is needed")
    return key


def load_public(data: bytes, where: str) -> Ed25519PublicKey:
    """Read a public key."""
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EvidenceError(f"{where}: not a public key in PEM form ({error})") from error
    if not isinstance(key, Ed25519PublicKey):
        raise EvidenceError(f"{where}: an Ed25519 key is needed")
    return key


def sign(head: Head, key: Ed25519PrivateKey) -> SignedHead:
    """Sign a head."""
    raw = canonical(head)
    return SignedHead(head, raw, key.sign(raw))


def is_signed_by(raw: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether a signature over these bytes was made with the private half of a key."""
    try:
        key.verify(signature, raw)
    except InvalidSignature:
        return False
    return True


def write_head(folder: Path, signed: SignedHead) -> Path:
    """Write a head and its signature under the size of the log; return the JSON file."""
    path = folder / f"{signed.head.size:012d}.json"
    # The signature first: a head file then never stands without one. A lone signature is what a killed process left.
    if not path.exists():
        path.with_suffix(".sig").unlink(missing_ok=True)
    write_once(path.with_suffix(".sig"), signed.signature)
    write_once(path, signed.raw)
    return path
