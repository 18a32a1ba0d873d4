"""Time-stamps of RFC 3161: somebody else says that these bytes existed at this hour.

The full response is kept, because that is what ``openssl ts -verify -in`` reads; and it is checked at once, because
a stamp that nobody can check is none. The answer must be granted, over our bytes, with our nonce, and signed
under a root that was named beforehand.
"""

import http.client
import re
import ssl
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from lycaon.errors import EvidenceError

LOCAL_MARK = "LOCAL AUTHORITY, NO INDEPENDENT TIME"
"""Stands in the certificate of the authority that we ship, so that nobody can take it for another."""

_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Where to ask, and the roots (PEM) under which an answer must be signed."""

    url: str
    roots: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a response says, once it holds."""

    at: datetime
    name: str
    is_local: bool
    valid_to: datetime


def ask(authority: Authority, data: bytes, *, timeout_s: float = 20) -> tuple[bytes, Stamp]:
    """Return the response of an authority over bytes, and what it says.

    Raises:
        OSError: the authority could not be reached: ask again later.
        EvidenceError: it answered, and the answer does not hold.
    """
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    query = request.nonce(nonce=True).build()
    response = _post(authority.url, query.as_bytes(), timeout_s)
    return response, check(response, data, load_roots(authority.roots), nonce=query.nonce)


def check(response: bytes, data: bytes, roots: Sequence[x509.Certificate], *, nonce: int | None = None) -> Stamp:
    """Check a full response over bytes and return what it says.

    The chain is judged at the hour of the stamp: a stamp does not stop being true when its certificate expires, but
    then it needs a younger stamp over it that was made before.

    Raises:
        EvidenceError: it is no such response, not granted, over other bytes, or signed under no root given.
    """
    with _readable():
        return _checked(response, data, roots, nonce)


def _checked(response: bytes, data: bytes, roots: Sequence[x509.Certificate], nonce: int | None) -> Stamp:
    decoded = _decode(response)
    # Together they make a chain; but two roots of one name hide each other, so each is asked alone as well.
    failed = [_failure(decoded, data, chosen, nonce) for chosen in ([*roots], *([root] for root in roots))]
    if all(failed):
        raise EvidenceError(f"the time-stamp does not hold: {_plain(failed[0])}")
    signer = _signer(decoded)
    at = decoded.tst_info.gen_time.astimezone(UTC)
    if not signer.not_valid_before_utc <= at <= signer.not_valid_after_utc:
        raise EvidenceError(f"the time-stamp of {at:%Y-%m-%d} was signed outside the validity of its certificate")
    subject = signer.subject
    return Stamp(
        at, _name(subject), LOCAL_MARK in subject.rfc4514_string().replace("\\", ""), signer.not_valid_after_utc
    )


def load_roots(pem: str) -> list[x509.Certificate]:
    """Read certificates in PEM form, one or many.

    Raises:
        EvidenceError: there is none.
    """
    with _readable():
        return x509.load_pem_x509_certificates(pem.encode())


def certificates(response: bytes) -> str:
    """Return the certificates that stand in a response, in PEM form."""
    with _readable():
        found = [x509.load_der_x509_certificate(der) for der in _decode(response).signed_data.certificates]
        found.sort(key=lambda certificate: certificate.subject.rfc4514_string())
        return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in found)


@contextmanager
def _readable() -> Generator[None]:
    """Turn what the parsers say of broken certificates into an error of ours."""
    try:
        yield
    except ValueError as error:
        raise EvidenceError(f"certificates or a response that cannot be read ({error})") from error
    except BaseException as error:
        # The parsers are Rust. One of them panics on some broken certificates, and a panic is no Exception: it would
        # end the check of a whole bundle at the forger's pleasure.
        if type(error).__name__ != "PanicException":
            raise
        raise EvidenceError("certificates that are broken in a way that no reader takes") from error


def _decode(response: bytes) -> TimeStampResponse:
    try:
        decoded = decode_timestamp_response(response)
        if decoded.status not in {0, 1}:
            raise EvidenceError(f"the authority refused (status {decoded.status}): {'; '.join(decoded.status_string)}")
        _ = decoded.tst_info.gen_time
    except ValueError as error:
        raise EvidenceError(f"not a full RFC 3161 response ({error})") from error
    return decoded


def _failure(decoded: TimeStampResponse, data: bytes, roots: list[x509.Certificate], nonce: int | None) -> str:
    """Return why a response does not hold under some roots, or ""."""
    try:
        VerifierBuilder(roots=roots, nonce=nonce).build().verify_message(decoded, data)
    except (VerificationError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


def _plain(words: str) -> str:
    """Return what matters of an OpenSSL error stack."""
    said = re.search(r'data: "Verify error: ([^"]+)"|reason: "(signature failure|signer certificate not found)"', words)
    return f"{words.split('ErrorStack', maxsplit=1)[0].rstrip(': (')}{f': {said[1] or said[2]}' if said else ''}"


def _signer(decoded: TimeStampResponse) -> x509.Certificate:
    [info] = decoded.signed_data.signer_infos
    for der in decoded.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(der)
        if certificate.serial_number == info.serial_number and certificate.issuer == info.issuer:
            return certificate
    raise EvidenceError("the response does not hold the certificate of its signer; ask an authority that sends it")


def _name(subject: x509.Name) -> str:
    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = subject.get_attributes_for_oid(oid)
        if found:
            return str(found[0].value)
    return subject.rfc4514_string()


def _post(url: str, query: bytes, timeout_s: float) -> bytes:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise EvidenceError(f"{url}: the address of a time-stamp authority begins with http:// or https://")
    if parts.scheme == "https":
        link: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=timeout_s, context=ssl.create_default_context()
        )
    else:
        # Plain HTTP is usual here: the answer is signed, and checked against roots that did not come with it.
        link = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.request("POST", path, query, {"Content-Type": "application/timestamp-query"})
        answer = link.getresponse()
        body = answer.read(_LARGEST)
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url}: no proper HTTP answer ({error!r})") from error
    finally:
        link.close()
    if answer.status != 200:
        raise ConnectionError(f"{url}: answered {answer.status} {answer.reason}")
    return body
