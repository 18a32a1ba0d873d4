"""The name of an account where its handle is nobody's business."""

import hashlib
import hmac
import unicodedata

from django.conf import settings


def seller_key(host: str, handle: str) -> str:
    """Return the keyed hash of an account: stable within an installation, meaningless outside it.

    Handles that a site shows alike are alike here: case and compatible forms are folded.
    """
    folded = unicodedata.normalize("NFKC", handle).strip().casefold()
    message = f"{host.casefold()}\n{folded}".encode()
    return hmac.new(settings.SELLER_KEY.encode(), message, hashlib.sha256).hexdigest()
