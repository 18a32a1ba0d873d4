"""The keyed hashes of deconfliction. Pure: secrets and identifiers come in, keys go out.

Both sides hash what is in their own cases with a secret that only the two have, and compare. A key is

    HMAC-SHA256(secret of the pair, "lycaon-deconflict/1" LF enquiry LF kind LF site LF identifier)

The name of the enquiry is part of it, so that keys of two enquiries cannot be compared with each other, and none can
be prepared in advance. On one installation no key leaves it. Between two, the secret is agreed by X25519 out of the
public keys that were told by telephone; the file that carries the keys is signed with Ed25519. What this cannot do:
the asked side holds the secret too, and can hash names that it guesses. Handles are public, so that it can learn of
a handle that it already suspects whether it was asked about.
"""

import base64
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lycaon.errors import WrongStateError

FORMAT = "lycaon-deconflict/1"
_RAW = 32
"""Bytes of each public key."""


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """What is compared: an account or an advertisement on a site."""

    kind: str
    """``account`` or ``offer``."""
    site: str
    name: str
    """The handle, or the site's own name of the advertisement."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The two public keys of an installation: one agrees on secrets, the other checks signatures."""

    agrees: bytes
    signs: bytes

    @property
    def words(self) -> str:
        """As it is told to a partner: 88 characters."""
        return base64.b64encode(self.agrees + self.signs).decode()

    @property
    def fingerprint(self) -> str:
        """What is compared by telephone: sixteen groups of four digits."""
        digest = hashlib.sha256(self.agrees + self.signs).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, 64, 4))


def identity_of(words: str) -> Identity:
    """Read an identity.

    Raises:
        WrongStateError: it is none.
    """
    try:
        raw = base64.b64decode("".join(words.split()), validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 2 * _RAW:
        raise WrongStateError("This is no key of an installation: it has 88 characters and ends with ==.")
    return Identity(raw[:_RAW], raw[_RAW:])


class OwnKeys:
    """The private halves of an installation, made of one secret."""

    def __init__(self, secret: bytes) -> None:
        self._agrees = X25519PrivateKey.from_private_bytes(_derived(secret, b"agrees"))
        self._signs = Ed25519PrivateKey.from_private_bytes(_derived(secret, b"signs"))
        self._secret = secret

    @property
    def identity(self) -> Identity:
        """The public halves."""
        return Identity(self._agrees.public_key().public_bytes_raw(), self._signs.public_key().public_bytes_raw())

    def with_partner(self, partner: Identity) -> bytes:
        """Return the secret that only this installation and a partner's have.

        Raises:
            WrongStateError: the partner's key is none.
        """
        try:
            shared = self._agrees.exchange(X25519PublicKey.from_public_bytes(partner.agrees))
        except ValueError as error:
            raise WrongStateError("This key of a partner cannot be used.") from error
        both = b"".join(sorted([self.identity.agrees, partner.agrees]))
        return _derived(shared, b"pair" + both)

    def within(self, *references: str) -> bytes:
        """Return the secret of two organisations on this installation."""
        return _derived(self._secret, b"within\n" + "\n".join(sorted(references)).encode())

    def sign(self, data: bytes) -> bytes:
        """Sign what goes to a partner."""
        return self._signs.sign(data)


def signed_by(partner: Identity, data: bytes, signature: bytes) -> bool:
    """Return whether a partner signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(partner.signs).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def key(secret: bytes, enquiry: str, one: Identifier) -> str:
    """Return the key of an identifier within one enquiry.

    >>> joe, same = (Identifier("account", "Ads.Example", name) for name in ("Parrot_Joe", " parrot_joe"))
    >>> key(b"s", "E-1", joe) == key(b"s", "E-1", same), key(b"s", "E-1", joe) == key(b"s", "E-2", joe)
    (True, False)
    """
    parts = (FORMAT, enquiry, one.kind, one.site.strip().casefold(), _folded(one.name))
    return hmac.new(secret, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold().replace("\n", " ")


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=FORMAT.encode() + b"\n" + purpose).derive(secret)
