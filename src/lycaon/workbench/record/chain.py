"""The chain that makes the record hard to rewrite: each link hashes the one before it and its own event.

The database makes links, at the end of each transaction and one transaction at a time, so that no row of the
application is locked meanwhile. What is hashed is a row of netstrings (``length:bytes,``), which a stranger can
put together with any tool: previous hash, number, both times, and the fields of the event in their order.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.migrations import RunSQL

from lycaon.workbench.record.models import Event, Link

GENESIS = "0" * 64
FIELDS = ("actor", "role", "organisation", "verb", "object_kind", "object_id", "reason", "data")

_LOCK = 7_253_219_640_113
"""Number of the advisory lock under which links are made; means nothing."""

_NETSTRING = "octet_length(convert_to({0}, 'UTF8')) || ':' || {0} || ','"
_MOMENT = "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"

_FORGE = f"""
CREATE FUNCTION record_link_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last record_link%ROWTYPE;
    now_at timestamptz;
    fresh text;
BEGIN
    PERFORM pg_advisory_xact_lock({_LOCK});
    SELECT * INTO last FROM record_link ORDER BY seq DESC LIMIT 1;
    last.seq := coalesce(last.seq, 0) + 1;
    last.hash := coalesce(last.hash, '{GENESIS}');
    now_at := clock_timestamp();
    fresh := encode(sha256(convert_to(
        {" || ".join(_NETSTRING.format(part) for part in (
            "last.hash", "last.seq::text", _MOMENT.format("now_at"), _MOMENT.format("NEW.at"),
            *(f"NEW.{field}" for field in FIELDS)))}, 'UTF8')), 'hex');
    INSERT INTO record_link (seq, event_id, written_at, previous_hash, hash)
        VALUES (last.seq, NEW.id, now_at, last.hash, fresh);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_event_is_linked AFTER INSERT ON record_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_link_event();
"""  # fmt: skip  # noqa: S608 - built of constants

FORGE = RunSQL(
    _FORGE,
    reverse_sql="DROP TRIGGER record_event_is_linked ON record_event; DROP FUNCTION record_link_event();",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A link that does not hold."""

    seq: int
    what: str


def faults(after: int = 0) -> Iterator[Fault]:
    """Yield what is wrong with the chain after link ``after``: nothing, unless somebody reached behind the triggers."""
    previous = Link.objects.filter(seq=after).values_list("hash", flat=True).first() or GENESIS
    expected = after
    for link in Link.objects.filter(seq__gt=after).select_related("event").order_by("seq").iterator(2_000):
        expected += 1
        if link.seq != expected:
            yield Fault(expected, f"missing: the next link is {link.seq}")
            expected = link.seq
        if link.previous_hash != previous:
            yield Fault(link.seq, "does not follow from the link before it")
        if link.hash != link_hash(link, link.event):
            yield Fault(link.seq, "its event is not the one that was written")
        previous = link.hash
    unlinked = Event.objects.filter(link=None).count()
    if unlinked:
        yield Fault(expected + 1, f"{unlinked} events stand outside the chain")


def link_hash(link: Link, event: Event) -> str:
    """Return the hash that a link of ``event`` must have."""
    parts = (link.previous_hash, str(link.seq), _moment(link.written_at), _moment(event.at),
             *(str(getattr(event, field)) for field in FIELDS))  # fmt: skip
    return hashlib.sha256(b"".join(_netstring(part) for part in parts)).hexdigest()


def _netstring(text: str) -> bytes:
    data = text.encode()
    return b"%d:%b," % (len(data), data)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
