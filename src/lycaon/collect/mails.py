"""E-mail as saved files (.eml): a message with its words is a record, so is each message inside it.

Every part comes out once: its words in a record, its picture by name, or as a rejection. Senders of tips are people, so
no address becomes an account.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import BinaryIO, cast

from selectolax.lexbor import LexborHTMLParser

from lycaon.collect.bounded import shown
from lycaon.collect.nesting import is_too_deep, without_tags
from lycaon.collect.ocr import record_of
from lycaon.collect.records import Record
from lycaon.errors import FormatError
from lycaon.values.listing import Rejected

LARGEST = 64 * 1024 * 1024
"""Bytes of one file."""
_MOST_PARTS = 500
_DEEPEST = 8
"""Messages in messages, and parts in parts."""
_HEADER = re.compile(rb"^[!-9;-~]{1,76}:", re.MULTILINE)
# What the library raises over headers, charsets and encodings that are none.
_BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


@dataclass(slots=True)
class _Message:
    """One message while its parts are gathered."""

    where: str
    known_as: str
    subject: str
    posted: str
    words: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])

    def record(self) -> Record | Rejected:
        words = "\n".join(self.words).strip()
        if not words and not self.subject:
            return _rejected(self.where, "no_words", "has neither a subject nor words", "look at its pictures")
        told = {"site": "email", "title": self.subject, "text": words, "posted": self.posted}
        return Record(self.where, {"id": self.known_as, **told, "images": self.pictures})


def read_mail(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the message of a file, those inside it, and the parts that cannot be read as words.

    Raises:
        FormatError: it is no e-mail, or larger than :data:`LARGEST`.
    """
    yield from _read(source, name, reads_pictures=False)


def read_mail_with_pictures(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield what :func:`read_mail` does, and the words in each picture as a record of its own.

    Raises:
        FormatError: as there.
        SetupError: what reads pictures is not installed.
    """
    yield from _read(source, name, reads_pictures=True)


def _read(source: BinaryIO, name: str, *, reads_pictures: bool) -> Iterator[Record | Rejected]:
    raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise FormatError(f"{name}: larger than {LARGEST} bytes; no e-mail is")
    if not _HEADER.match(raw.lstrip()[:80]):
        raise FormatError(f"{name}: does not begin with a header; is it an e-mail (.eml)?")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
    except _BROKEN as error:
        raise FormatError(f"{name}: its parts cannot be told ({type(error).__name__})") from error
    for found in _message(message, name, 0, iter(range(_MOST_PARTS))):
        if not isinstance(found, _Picture):
            yield found
        elif reads_pictures:
            yield found.read()


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture in a message, whose words may be read."""

    data: bytes
    name: str
    where: str
    message: str
    posted: str

    def read(self) -> Record | Rejected:
        digest = hashlib.sha256(self.data).hexdigest()[:20]
        told: dict[str, object] = {"id": f"{self.message or 'mail'}-{digest}", "site": "email", "posted": self.posted}
        return record_of(self.data, self.name, where=self.where, told=told)


def _message(mail: EmailMessage, where: str, depth: int, left: Iterator[int]) -> Iterator[Record | Rejected | _Picture]:
    known_as = hashlib.sha256(_header(mail, "message-id").encode("utf-8", "replace")).hexdigest()[:20]
    told = _Message(
        where=where,
        known_as=known_as if _header(mail, "message-id") else "",
        subject=_header(mail, "subject"),
        posted=_day(mail),
    )
    others = list(_part(mail, told, where, depth, left))
    yield told.record()
    yield from others


def _part(
    part: EmailMessage, told: _Message, where: str, depth: int, left: Iterator[int]
) -> Iterator[Record | Rejected | _Picture]:
    kind = part.get_content_type()
    if depth > _DEEPEST or next(left, None) is None:
        words = f"nested deeper than {_DEEPEST}, or one of more than {_MOST_PARTS} parts"
        yield _rejected(where, "too_deep", words, "save the part, and read it on its own")
    elif kind == "message/rfc822" and part.is_multipart():
        for number, inner in enumerate(_children(part), start=1):
            yield from _message(inner, f"{where}, message {number}", depth + 1, left)
    elif part.is_multipart():
        for number, child in enumerate(_told_once(part), start=1):
            yield from _part(child, told, f"{where}, part {number}", depth + 1, left)
    elif kind in ("text/plain", "text/html"):
        words = _words(part)
        if words is None:
            yield _rejected(where, "bad_part", f"{kind} whose words cannot be decoded", "open it in a mail program")
        else:
            told.words.append(words)
    elif kind.startswith("image/"):
        told.pictures.append(_name(part) or where)
        yield _Picture(_bytes(part), _name(part) or where, where, told.known_as, told.posted)
    else:
        words = f"{kind} {_name(part)!r} holds no words that can be read here"
        yield _rejected(where, "unread_part", words, "save it, and read it on its own or receive it as an exhibit")


def _told_once(part: EmailMessage) -> list[EmailMessage]:
    """Return the parts of a part; of one that says the same in several forms, the plain form for the marked one."""
    children = _children(part)
    if part.get_content_type() != "multipart/alternative":
        return children
    has_plain = any(child.get_content_type() == "text/plain" and (_words(child) or "").strip() for child in children)
    return [child for child in children if not (has_plain and child.get_content_type() == "text/html")]


def _children(part: EmailMessage) -> list[EmailMessage]:
    return cast("list[EmailMessage]", part.get_payload())


def _words(part: EmailMessage) -> str | None:
    try:
        text = part.get_content()
    except _BROKEN:
        return None
    if not isinstance(text, str):
        return None
    if part.get_content_type() == "text/plain":
        return text.replace("\r\n", "\n")
    if is_too_deep(text):
        return without_tags(text)
    tree = LexborHTMLParser(text)
    for unseen in tree.css("script, style, template"):
        unseen.decompose()
    return tree.body.text(separator="\n", strip=True) if tree.body else ""


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail[name] or "").strip()
    except _BROKEN:
        return ""


def _day(mail: EmailMessage) -> str:
    try:
        found = parsedate_to_datetime(str(mail["date"] or ""))
    except _BROKEN:
        return ""
    return found.date().isoformat()


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except _BROKEN:
        return ""


def _bytes(part: EmailMessage) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return data if isinstance(data, bytes) else b""


def _rejected(where: str, code: str, reason: str, hint: str) -> Rejected:
    return Rejected(where=where, code=code, reason=shown(reason), hint=hint)
