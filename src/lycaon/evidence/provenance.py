"""How the bytes of a capture were got, in sentences: certificates, clocks, the page of the seller.

For the exhibit and for ``verify``. What cannot be read is said to be unreadable, never left out: a sentence that is
missing would look as if there had been nothing to say.
"""

from collections.abc import Iterator

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from lycaon.values.codec import from_json
from lycaon.values.evidence import Capture, ClockCheck, Extracted, FileRole
from lycaon.values.listing import TEXT_FIELDS

_LONGEST = 2000
"""Signs of one field that are told; the whole stands in its file."""
_SPOT = {"given": "its address was given", "markup": "named by the offer's own data", "selector": "linked by the offer"}


def certificate_words(pem: bytes) -> Iterator[str]:
    """Yield a sentence for each certificate that a server showed, its own first.

    Args:
        pem: the file that was kept; lines between the certificates say which were sent.
    """
    notes = [line[2:].decode("ascii", "replace") for line in pem.splitlines() if line.startswith(b"# ")]
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        yield f"cannot be read ({error})"
        return
    for number, certificate in enumerate(found):
        note = notes[number] if len(notes) == len(found) else str(number + 1)
        yield (
            f"{note}: {_name(certificate.subject)}, issued by {_name(certificate.issuer)}, valid "
            f"{certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}, "
            f"SHA-256 {certificate.fingerprint(SHA256()).hex()}"
        )


def _name(name: x509.Name) -> str:
    return name.rfc4514_string() or "(no name)"


def clock_words(check: ClockCheck) -> Iterator[str]:
    """Yield what is known of the clock by which a capture is dated."""
    if check.jump_ms:
        way = "forward" if check.jump_ms > 0 else "back"
        yield f"our clock was set {way} by {abs(check.jump_ms) / 1000:g} s while this was captured"
    for found in check.readings:
        margin = f"{found.offset_ms} ms, give or take {found.uncertainty_ms} ms"
        yield f"our clock minus that of {found.server} (stratum {found.stratum}): {margin}"
    for one, other in check.disagreeing():
        yield f"{one.server} and {other.server} cannot both be right"
    for failed in check.failed:
        yield f"asked in vain: {failed}"


def seller_words(capture: Capture) -> str:
    """Return what the page of the account that offers is, or "" where it is no part of a capture."""
    if not capture.seller:
        return ""
    page = capture.seller
    led = f", which led to {page.url}" if page.url != page.asked_url else ""
    words = f"{page.asked_url}{led} ({_SPOT.get(page.found, page.found)}; robots.txt: {page.robots}); its files stand "
    return f"{words}below seller/"


def listing_words(raw: bytes | None) -> Iterator[str]:
    """Yield what a program read out of a page, a line each; nothing where nothing was read."""
    if raw is None:
        return
    try:
        found = from_json(raw, Extracted)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        yield f"Cannot be read ({error})"
        return
    if found.listing is not None:
        said = {name.capitalize(): found.listing.words(name) for name in TEXT_FIELDS}
        said |= {"Posted": str(found.listing.posted_at or ""), "Language": found.listing.language}
        yield from (f"{label}: {words[:_LONGEST]}" for label, words in said.items() if words.strip())
    if found.account is not None:
        name = ", ".join(words for words in (found.account.name, found.account.since) if words)
        yield f"Account, by its own page: {name or 'no name'}"
    read_from = " and ".join(path for path in (found.listing_from, found.account_from) if path)
    yield f"Read from {read_from} by {found.edition}"


def file_of(capture: Capture, role: FileRole, under: str = "") -> str | None:
    """Return the SHA-256 of the first file of a role that stands below a folder (``""``: below none)."""
    for file in capture.files:
        if file.role is role and file.path.rpartition("/")[0] == under:
            return file.sha256
    return None
