"""Webhooks: the events of an organisation, in order, each signed, at least once.

A message carries codes and references, as the record does: who may see more asks for it with a token.
"""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from lycaon.collect.targets import Target, check_target
from lycaon.errors import CollectError
from lycaon.workbench.api.hearing import heard_by
from lycaon.workbench.api.models import Hook
from lycaon.workbench.record.models import Link

SIGNATURE = "X-Lycaon-Signature"
AT_ONCE = 1_000
"""Messages to one address before another has its turn."""
GIVE_UP_AFTER = 20
"""Failures in a row, after about three days, after which an address hears nothing more until it is kept anew."""
LONGEST_WAIT = timedelta(hours=6)
_LEASE = timedelta(minutes=2)
"""For so long an address belongs to whoever sends to it; longer than a message takes, short where a worker dies."""
_TIMEOUT_S = 10

Send = Callable[[str, bytes, dict[str, str]], int]


def signature(secret: str, body: bytes, at: int) -> str:
    """Return the value of the signature header: ``t=<seconds>,v1=<HMAC-SHA256 of "t.body">``.

    >>> signature("s", b"{}", 0)
    't=0,v1=cb92c8466b7cc1bf71d6b1e4ded30e49a5f8ae2fabd1be1c94b7ef62ea6bc6d7'
    """
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def message(link: Link, hook: Hook) -> bytes:
    """Return what an address hears of one event; of what others did, that it was done and to what."""
    event = link.event
    is_own = event.organisation == hook.organisation.reference
    told = {
        "id": link.seq,
        "at": event.at.isoformat(),
        "verb": event.verb,
        "object": {"kind": event.object_kind, "reference": event.object_id},
        "data": json.loads(event.data) if is_own else {},
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def due(at: datetime) -> QuerySet[Hook]:
    """Return the addresses to which something may be sent now."""
    return Hook.objects.filter(ended_at=None, failures__lt=GIVE_UP_AFTER, next_at__lte=at)


def deliver(hook: Hook, send: Send, *, now: Callable[[], datetime] = timezone.now) -> int:
    """Send what a hook has not heard yet; return how many messages arrived.

    It stops at the first that does not arrive, so that the order holds, waits longer after each failure, and goes on
    from there. Of two workers who try at once one does nothing.
    """
    if not _leased(hook, now()):
        return 0
    arrived = 0
    for link in _unheard(hook)[:AT_ONCE]:
        body = message(link, hook)
        at = now()
        headers = {
            "Content-Type": "application/json", SIGNATURE: signature(hook.secret, body, int(at.timestamp())),
        }  # fmt: skip
        if not 200 <= send(hook.url, body, headers) < 300:
            _keep(hook, failures=hook.failures + 1, next_at=now() + wait_after(hook.failures + 1))
            return arrived
        _keep(hook, after=link.seq, failures=0, next_at=at + _LEASE)
        arrived += 1
    _keep(hook, next_at=now())
    return arrived


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, then twice as long each time.

    >>> str(wait_after(1)), str(wait_after(5)), str(wait_after(19))
    ('0:01:00', '0:16:00', '6:00:00')
    """
    return min(timedelta(minutes=2 ** (failures - 1)), LONGEST_WAIT)


def _leased(hook: Hook, at: datetime) -> bool:
    """Return whether this worker may send; one statement, so that of two who ask at once exactly one may."""
    if not due(at).filter(pk=hook.pk).update(next_at=at + _LEASE):
        return False
    hook.refresh_from_db()
    return True


def _unheard(hook: Hook) -> QuerySet[Link]:
    # By the number in the chain: given at the end of a transaction, none comes in late behind a later one.
    links = heard_by(hook.organisation).filter(seq__gt=hook.after).select_related("event").order_by("seq")
    return links.filter(event__verb__in=hook.verbs) if hook.verbs else links


def _keep(hook: Hook, **changes: object) -> None:
    for name, value in changes.items():
        setattr(hook, name, value)
    hook.save(update_fields=list(changes))


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
