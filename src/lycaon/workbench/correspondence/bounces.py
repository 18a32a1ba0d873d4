"""Mails that came back: delivery status notifications (RFC 3464) read from messages that servers return."""

import email
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Bounce:
    """That a mail came back."""

    message_id: str
    """Of the mail that was sent, with its angle brackets."""
    status: str
    """Enhanced status code: ``5.1.1``."""
    says: str
    """What the server said, in a line."""

    @property
    def is_final(self) -> bool:
        """Whether the server has given up; ``4.x.x`` means that it still tries."""
        return not self.status.startswith("4")


def read(raw: bytes) -> Bounce | None:
    """Return the bounce that a message is; None for any other mail."""
    message = email.message_from_bytes(raw)
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return None
    status, says, message_id = "", "", ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status, says = _status(part)
        elif kind in {"message/rfc822", "text/rfc822-headers"}:
            message_id = message_id or _id_in(part)
    return Bounce(message_id, status or "5.0.0", says) if message_id else None


def _status(part: Message) -> tuple[str, str]:
    for block in part.get_payload() if isinstance(part.get_payload(), list) else []:
        if isinstance(block, Message) and block.get("Status"):
            says = str(block.get("Diagnostic-Code") or block.get("Action") or "")
            return str(block["Status"]).split()[0], " ".join(says.split())
    return "", ""


def _id_in(part: Message) -> str:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        inner = email.message_from_string(str(payload))
    return " ".join(str(inner.get("Message-ID") or "").split())


def returned(folder: Path) -> Iterator[tuple[str, Bounce | None]]:
    """Yield the key and bounce of each message of a Maildir; the caller removes what it has dealt with."""
    for key, message in mailbox.Maildir(str(folder), create=True).iteritems():
        yield key, read(message.as_bytes())
