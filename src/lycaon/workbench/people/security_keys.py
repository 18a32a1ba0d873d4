"""Security keys: what the library checks, and the counter, which it does not.

A key counts its signatures. One that signs with a number that was seen before is a copy of another (WebAuthn Level 2,
7.2 step 21). Keys that do not count say 0 for ever; of those nothing can be told.
"""

import logging

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response
from django.db import transaction
from typing_extensions import override

log = logging.getLogger(__name__)

_COUNTER = "counter"


class KeyForm(AuthenticateWebAuthnForm):
    """Signing in with a key that counts up."""

    @override
    def clean_credential(self) -> Authenticator:
        told = parse_authentication_response(self.cleaned_data["credential"])
        key = super().clean_credential()
        if not counts_up(key, told.response.authenticator_data.counter):
            log.warning("security_key_copied person=%s", key.user.pk)
            raise get_adapter().validation_error("incorrect_code")
        return key


class ConfirmingKeyForm(KeyForm):
    """Confirming with a key that it is still the same person."""

    reauthenticated = True


def counts_up(key: Authenticator, counter: int) -> bool:
    """Keep the number of a signature; return whether it is a new one, or the key does not count."""
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=key.pk)
        before = kept.data.get(_COUNTER, kept.wrap().authenticator_data.counter)
        if counter <= before and (counter or before):
            return False
        key.data = kept.data = {**kept.data, _COUNTER: counter}
        kept.save(update_fields=["data"])
    return True
