"""Time-stamps of a store: owed, asked for again until they come, and shown as pending until then.

Two things are stamped: the manifest of a capture, and the signed heads of the log. A response over a manifest is
kept as an object and written into the log; so a later head, itself stamped, covers it. That is the renewal of RFC 4998
(section 5.2) with one stamp for the whole store: before a certificate expires, a new head is signed and stamped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path

import msgspec

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import canonical, is_digest, sha256, whole_seconds
from lycaon.evidence.heads import SignedHead
from lycaon.evidence.log import Custodian
from lycaon.evidence.objects import write_once
from lycaon.evidence.stamps import Authority, Stamp, ask, check, load_roots
from lycaon.evidence.store import Store, read_head
from lycaon.values.evidence import Action, Moment, StampStatus, TimeStamp

_PROGRAM = Custodian("lycaon", "program")
_LONGEST_WAIT = timedelta(hours=6)
_FIRST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A stamp that has not come yet. ``head`` is the size of a signed head, or -1 for a capture."""

    object: str
    """SHA-256 of what is to be stamped"""
    head: int
    url: str
    since: Moment
    tries: int = 0
    not_before: Moment
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round of asking brought."""

    stamped: int
    pending: int
    refused: int


class Stamps:
    """The time-stamps of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue = store.folder / "queue"
        self._settings = store.folder / "authorities.json"

    def authorities(self) -> list[Authority]:
        """Return where stamps are asked for."""
        if not self._settings.exists():
            return []
        return msgspec.json.decode(self._settings.read_bytes(), type=list[Authority])

    def add_authority(self, authority: Authority) -> None:
        """Ask there too from now on.

        Raises:
            EvidenceError: its roots cannot be read.
        """
        load_roots(authority.roots)
        others = [known for known in self.authorities() if known.url != authority.url]
        aside = self._settings.with_suffix(".aside")
        aside.write_bytes(canonical([*others, authority]))
        aside.replace(self._settings)

    def owe_capture(self, obj: str) -> None:
        """Owe a capture a stamp of every authority."""
        for authority in self.authorities():
            self._owe(obj, -1, authority.url)

    def owe_head(self, signed: SignedHead) -> None:
        """Owe a signed head a stamp of every authority."""
        for authority in self.authorities():
            self._owe(sha256(signed.raw), signed.head.size, authority.url)

    def _owe(self, obj: str, head: int, url: str) -> None:
        now = whole_seconds(self._store.now())
        owed = Owed(object=obj, head=head, url=url, since=now, not_before=now)
        if not self._is_paid(owed) and not self._path(owed).exists():
            write_once(self._path(owed), canonical(owed), mode=0o644)

    def _path(self, owed: Owed) -> Path:
        return self._queue / f"{owed.object}-{sha256(owed.url.encode())[:16]}.json"

    def owed(self) -> Iterator[Owed]:
        """Yield what is owed, in no order that means anything."""
        for path in sorted(self._queue.glob("*.json")):
            yield msgspec.json.decode(path.read_bytes(), type=Owed)

    def settle(self, *, at_once: bool = False, timeout_s: float = 20) -> Outcome:
        """Ask for everything that is owed and whose time has come.

        Args:
            at_once: whether to ask even where the last failure was a moment ago.
            timeout_s: how long one authority may take, in seconds.

        An authority that does not answer leaves the stamp pending and is asked again later, each time after twice as
        long; one whose answer does not hold is named in ``why`` and asked again like the others.
        """
        stamped = pending = refused = 0
        roots = {authority.url: authority for authority in self.authorities()}
        for owed in self.owed():
            now = self._store.now()
            # A clock that was set back must not make a stamp wait for years.
            if not at_once and now < owed.not_before <= now + _LONGEST_WAIT:
                pending += 1
                continue
            if owed.url not in roots or self._is_paid(owed):
                self._path(owed).unlink(missing_ok=True)
                continue
            try:
                self._pay(owed, roots[owed.url], timeout_s)
                stamped += 1
            except EvidenceError as error:
                refused += 1
                self._put_off(owed, f"refused: {error}")
            except OSError as error:
                pending += 1
                self._put_off(owed, f"not reached: {error}")
        return Outcome(stamped, pending, refused)

    def _pay(self, owed: Owed, authority: Authority, timeout_s: float) -> None:
        response, stamp = ask(authority, self._bytes_of(owed), timeout_s=timeout_s)
        if owed.head >= 0:
            write_once(self._head_stamp(owed), response)
        else:
            with self._store.writing():
                token = self._store.objects.put_bytes(response)
                reason = f"time-stamp of {stamp.name}, {stamp.at:%Y-%m-%dT%H:%M:%SZ}"
                self._store.log.append(
                    _PROGRAM, Action.STAMPED, owed.object, reason, result=token, order=_order(owed.object, owed.url)
                )
        self._path(owed).unlink(missing_ok=True)

    def _bytes_of(self, owed: Owed) -> bytes:
        if owed.head < 0:
            return self._store.objects.read(owed.object)
        return read_head(self._store.folder / "heads" / f"{owed.head:012d}.json").raw

    def _head_stamp(self, owed: Owed) -> Path:
        return self._store.folder / "heads" / f"{owed.head:012d}.{sha256(owed.url.encode())[:16]}.tsr"

    def _is_paid(self, owed: Owed) -> bool:
        if owed.head >= 0:
            return self._head_stamp(owed).exists()
        return self._store.answered(_order(owed.object, owed.url)) is not None

    def _put_off(self, owed: Owed, why: str) -> None:
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(owed.tries, 12))
        later = replace(owed, tries=owed.tries + 1, not_before=whole_seconds(self._store.now() + wait), why=why[:400])
        aside = self._path(owed).with_suffix(".aside")
        aside.write_bytes(canonical(later))
        aside.replace(self._path(owed))

    def of_capture(self, obj: str) -> list[TimeStamp]:
        """Return the stamps of a capture, checked anew, and those that are owed."""
        data = self._store.objects.read(obj)
        found = [
            self._checked(obj, data, line.event.order.split(" ", 2)[2], self._store.objects.read(line.event.result))
            for line in self._store.history(obj)
            if line.event.action is Action.STAMPED
        ]
        return found + self._pending(obj)

    def of_head(self, signed: SignedHead) -> list[TimeStamp]:
        """Return the stamps of a head, checked anew, and those that are owed."""
        found = [
            self._checked(sha256(signed.raw), signed.raw, url, path.read_bytes())
            for url, path in self.head_responses(signed)
        ]
        return found + self._pending(sha256(signed.raw))

    def head_responses(self, signed: SignedHead) -> list[tuple[str, Path]]:
        """Return (authority, response file) of a head's stamps."""
        found: list[tuple[str, Path]] = []
        for authority in self.authorities():
            owed = Owed(
                object="", head=signed.head.size, url=authority.url, since=signed.head.at, not_before=signed.head.at
            )
            if self._head_stamp(owed).exists():
                found.append((authority.url, self._head_stamp(owed)))
        return found

    def _pending(self, obj: str) -> list[TimeStamp]:
        return [
            TimeStamp(
                object=obj,
                authority=owed.url,
                status=StampStatus.REFUSED if owed.why.startswith("refused") else StampStatus.PENDING,
                why=owed.why or f"asked for since {owed.since:%Y-%m-%dT%H:%M:%SZ}",
            )
            for owed in self.owed()
            if owed.object == obj
        ]

    def _checked(self, obj: str, data: bytes, url: str, response: bytes) -> TimeStamp:
        roots = next((authority.roots for authority in self.authorities() if authority.url == url), None)
        try:
            if roots is None:
                raise EvidenceError("the roots of this authority are no longer among the settings of the store")
            stamp = check(response, data, load_roots(roots))
        except EvidenceError as error:
            return TimeStamp(
                object=obj, authority=url, status=StampStatus.REFUSED, token=sha256(response), why=str(error)
            )
        return stamped_value(obj, url, response, stamp)

    def expiring(self, within: timedelta) -> list[TimeStamp]:
        """Return the stamps whose certificate expires within a time, and that no head with a longer one covers."""
        limit = self._store.now() + within
        heads = [(signed.head.size, stamp) for signed in self._store.heads() for stamp in self.of_head(signed)]
        covered = max((size for size, stamp in heads if stamp.valid_to and stamp.valid_to > limit), default=0)
        due = [stamp for size, stamp in heads if size > covered and stamp.valid_to and stamp.valid_to <= limit]
        for event in self._store.log.since(covered, Action.STAMPED):
            found = (stamp for stamp in self.of_capture(event.object) if stamp.token == event.result)
            due += [stamp for stamp in found if stamp.valid_to and stamp.valid_to <= limit]
        return due

    def renew(self, within: timedelta) -> SignedHead | None:
        """Sign and owe a new head where a stamp expires soon; None where there is no need.

        The new head covers the old responses themselves, so that its stamp says that they existed before their
        certificates expired: those over captures stand in the log already, those over heads are laid down in it now.
        Whether the new stamp lives longer is the authority's affair: ``expiring`` asks again.
        """
        due = self.expiring(within)
        captures = self._store.captures()
        if not due or not captures:
            return None
        # One size has one head, so the log needs a line more: that the renewal was made.
        reason = "time-stamps are renewed before their certificates expire"
        self._store.note(Action.SEALED, captures[0], _PROGRAM, reason)
        for token, response in self._head_tokens(due):
            with self._store.writing():
                self._store.objects.put_bytes(response)
            reason = "a time-stamp over a head of this log, to be covered by a younger one"
            self._store.note(Action.SEALED, captures[0], _PROGRAM, reason, result=token)
        signed = self._store.sign_head()
        self.owe_head(signed)
        return signed

    def _head_tokens(self, due: Sequence[TimeStamp]) -> Iterator[tuple[str, bytes]]:
        wanted = {stamp.token for stamp in due}
        for signed in self._store.heads():
            for _, path in self.head_responses(signed):
                response = path.read_bytes()
                if sha256(response) in wanted:
                    yield sha256(response), response


def stamped_value(obj: str, url: str, response: bytes, stamp: Stamp) -> TimeStamp:
    """Return what a response that holds says."""
    return TimeStamp(
        object=obj,
        authority=url,
        status=StampStatus.VERIFIED,
        at=stamp.at.astimezone(UTC),
        name=stamp.name,
        is_local=stamp.is_local,
        valid_to=stamp.valid_to,
        token=sha256(response),
    )


def _order(obj: str, url: str) -> str:
    assert is_digest(obj)  # noqa: S101 - the three words are taken apart again by their spaces
    return f"stamp {obj} {url}"
