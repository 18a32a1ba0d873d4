"""Webhooks: the events of an organisation, in order, each signed, at least once.

A message carries codes and references, as the record does: who may see more asks for it with a token.
"""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable

from lycaon.collect.targets import Target, check_target
from lycaon.errors import CollectError
from lycaon.workbench.api.models import Hook
from lycaon.workbench.record.models import Event

SIGNATURE = "X-Lycaon-Signature"
AT_ONCE = 100
GIVE_UP_AFTER = 50
"""Failures in a row, after which an address hears nothing more until it is kept anew."""
_TIMEOUT_S = 10

Send = Callable[[str, bytes, dict[str, str]], int]


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the value of the signature header: ``t=<seconds>,v1=<HMAC-SHA256 of "t.body">``.

    >>> signature("s", b"{}", 0)
    't=0,v1=cb92c8466b7cc1bf71d6b1e4ded30e49a5f8ae2fabd1be1c94b7ef62ea6bc6d7'
    """
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def message(event: Event) -> bytes:
    """Return what an address hears of one event."""
    told = {
        "id": event.pk,
        "at": event.at.isoformat(),
        "verb": event.verb,
        "object": {"kind": event.object_kind, "reference": event.object_id},
        "data": json.loads(event.data),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def deliver(hook: Hook, send: Send, *, now: Callable[[], float] = time.time) -> int:
    """Send what a hook has not heard yet; return how many messages arrived.

    It stops at the first that does not arrive, so that the order holds, and goes on from there the next time.
    """
    events = Event.objects.filter(organisation=hook.organisation.reference, pk__gt=hook.after).order_by("pk")
    if hook.verbs:
        events = events.filter(verb__in=hook.verbs)
    arrived = 0
    for event in events[:AT_ONCE]:
        body = message(event)
        headers = {"Content-Type": "application/json", SIGNATURE: signature(hook.secret, body, int(now()))}
        if not 200 <= send(hook.url, body, headers) < 300:
            hook.failures += 1
            hook.save(update_fields=["failures"])
            return arrived
        hook.after, hook.failures = event.pk, 0
        hook.save(update_fields=["after", "failures"])
        arrived += 1
    return arrived


def over_tls(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post a message to a public address; return the status, or 0 where nobody answered.

    The address is resolved and judged at every message: a name that moves into our own network gets nothing.
    """
    try:
        target = check_target(url)
        return _posted(target, body, headers)
    except (CollectError, OSError, http.client.HTTPException):
        return 0


def _posted(target: Target, body: bytes, headers: dict[str, str]) -> int:
    connection = http.client.HTTPSConnection(
        target.host, target.port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
    )
    # To the very address that was judged; the certificate is still held against the name.
    connection._create_connection = lambda *_where, **_more: _to(target)  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(1024)
        return answer.status
    finally:
        connection.close()


def _to(target: Target) -> socket.socket:
    return socket.create_connection((target.address, target.port), _TIMEOUT_S)
