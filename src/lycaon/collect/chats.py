"""Exports of chats: Telegram as JSON, WhatsApp as text. A message with words is a record, any other a rejection.

An account stands under the name that the export shows. Where that is a telephone number, it stands as ``unnamed-1``,
``unnamed-2`` and so on, in the order of appearance: a number is a person's, and two exports should not be joined by it.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, cast

from lycaon.collect.bounded import encoding_of, shown, unpacked
from lycaon.collect.records import Record
from lycaon.errors import FormatError
from lycaon.values.listing import Rejected

LARGEST = 256 * 1024 * 1024
"""Bytes of one export, unpacked; people split larger ones."""
_NUMBER = re.compile(r"\+?(?:[\s().\-\u00a0\u2011\u202f]*\d){7,}")
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_HEAD = re.compile(
    r"\[?(?P<day>\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4})\.?,?\s+(?P<hour>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)"
    r"(?:\s*(?P<half>[ap])\.?\s*m\.?)?(?:\]|\s+[-\u2013])\s(?P<rest>.*)",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?P<who>[^:\n]{1,100}?):\s(?P<words>.*)", re.DOTALL)
_LEFT_OUT = re.compile(r"<[^<>\n]{1,80}>")
"""What stands in place of a picture, in any language: ``<Media omitted>``, ``<attached: 1.jpg>``."""


@dataclass(slots=True)
class Handles:
    """Names of one export; the same telephone number gets the same stand-in within it."""

    seen: dict[str, str] = field(default_factory=dict[str, str])

    def of(self, name: str) -> str:
        """Return the name under which an account stands."""
        name = name.strip(_MARKS + " \u00a0\u202f~")
        if not _NUMBER.search(name):
            return name
        return self.seen.setdefault(re.sub(r"\D", "", name), f"unnamed-{len(self.seen) + 1}")


def read_telegram(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the messages of ``result.json``, of one chat or of a whole account.

    Raises:
        FormatError: it is no such export, or larger than :data:`LARGEST`.
    """
    try:
        export = json.loads(whole(source, name))
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: no JSON, or cut short ({type(error).__name__}); export the chat again") from error
    handles = Handles()
    for number, chat in enumerate(_chats(export, name)):
        for position, message in enumerate(cast("list[object]", chat["messages"])):
            yield _telegram(
                message, str(chat.get("id") or number), f"{name}:chat {number}, message {position}", handles
            )


def _chats(export: object, name: str) -> list[dict[str, Any]]:
    found: object = [export]
    if isinstance(export, dict) and "chats" in export:
        listed = cast("dict[str, object]", export)["chats"]
        found = cast("dict[str, object]", listed).get("list") if isinstance(listed, dict) else None
    chats = [chat for chat in cast("list[object]", found) if isinstance(chat, dict)] if isinstance(found, list) else []
    held = [cast("dict[str, Any]", chat) for chat in chats]
    if not held or not all(isinstance(chat.get("messages"), list) for chat in held):
        raise FormatError(f"{name}: no list of messages; is it the result.json of a Telegram export?")
    return held


def _telegram(message: object, chat: str, where: str, handles: Handles) -> Record | Rejected:
    if not isinstance(message, dict):
        return rejected(where, "bad_message", "is no object", message)
    told = cast("dict[str, object]", message)
    words = _joined(told.get("text"))
    if words is None or not isinstance(told.get("id"), int | str):
        return rejected(where, "bad_message", "has no number, or a text of an unknown form", told)
    if told.get("type") != "message" or not words.strip():
        return rejected(where, "no_words", "a notice, or a picture without words", told)
    sender = told.get("from")
    picture = told.get("photo") or told.get("file")
    return Record(
        where,
        {
            "id": f"{chat}-{told['id']}",
            "site": "telegram",
            "text": words,
            "seller": handles.of(sender) if isinstance(sender, str) else "",
            "posted": told.get("date"),
            "images": [picture] if isinstance(picture, str) else [],
        },
    )


def _joined(text: object) -> str | None:
    """Return a text that may be cut at links and bold words."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return None
    parts = [cast("dict[str, object]", part).get("text") if isinstance(part, dict) else part for part in text]
    return "".join(cast("list[str]", parts)) if all(isinstance(part, str) for part in parts) else None


def read_whatsapp(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the messages of a chat that was exported as text, from a telephone of any language.

    Raises:
        FormatError: no line begins as a message, or the file is larger than :data:`LARGEST`.
    """
    raw = whole(source, name)
    text = raw.decode(encoding_of(raw[: 1024 * 1024]), "replace")
    # Only these end a line: others may stand inside a message.
    lines = [line.strip(_MARKS) for line in text.replace("\r\n", "\n").split("\n")]
    heads = [_HEAD.fullmatch(line) for line in lines]
    order = _order([head["day"] for head in heads if head], any(head["half"] for head in heads if head))
    handles, seen = Handles(), dict[str, int]()
    began = False
    for number, at, body in _gathered(lines, heads, order):
        began = began or at is not None
        where = f"{name}:line {number}"
        if at is None:
            yield rejected(where, "bad_message", "stands before the first message", body)
        else:
            yield _whatsapp(body, at, where, handles, seen)
    if not began:
        raise FormatError(f"{name}: no line begins with a day and an hour; is it a WhatsApp export?")


def _gathered(
    lines: list[str], heads: list[re.Match[str] | None], order: str
) -> Iterator[tuple[int, datetime | None, str]]:
    """Yield each message with the number of its first line; lines without an hour go on with the one before."""
    start, at, held = 1, None, list[str]()
    for number, (line, head) in enumerate(zip(lines, heads, strict=True), start=1):
        moment = _moment(head, order) if head else None
        if head is None or moment is None:
            held.append(line)
            continue
        if "".join(held).strip():
            yield start, at, "\n".join(held).rstrip()
        start, at, held = number, moment, [head["rest"]]
    if "".join(held).strip():
        yield start, at, "\n".join(held).rstrip()


def _whatsapp(body: str, at: datetime, where: str, handles: Handles, seen: dict[str, int]) -> Record | Rejected:
    said = _SAID.fullmatch(body)
    words = said["words"].strip(_MARKS + " \n") if said else ""
    if said is None or not words or _LEFT_OUT.fullmatch(words):
        return rejected(where, "no_words", "a notice, or a picture without words", body)
    # There are no numbers of messages: the hour and the words stand for one, also in a later export.
    key = f"{at:%Y%m%dT%H%M%S}-{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:16]}"
    seen[key] = seen.get(key, 0) + 1
    ident = key if seen[key] == 1 else f"{key}-{seen[key]}"
    told = {"id": ident, "site": "whatsapp", "text": words, "seller": handles.of(said["who"])}
    return Record(where, {**told, "posted": at.date().isoformat()})


def _order(days: list[str], has_halves: bool) -> str:
    """Return in which order an export writes its days: ``ymd``, ``dmy`` or ``mdy``.

    A figure above 12 tells; where none does, clocks of twelve hours mostly go with the month first.
    """
    parts = [re.split(r"[./\-]", day) for day in days]
    if parts and all(len(part[0]) == 4 for part in parts):
        return "ymd"
    if any(int(part[0]) > 12 for part in parts):
        return "dmy"
    is_dotted = any("." in day for day in days)
    return "mdy" if any(int(part[1]) > 12 for part in parts) or (has_halves and not is_dotted) else "dmy"


def _moment(head: re.Match[str], order: str) -> datetime | None:
    day = dict(zip(order, map(int, re.split(r"[./\-]", head["day"])), strict=True))
    year = day["y"] if day["y"] > 99 else 2000 + day["y"]
    hour, minute, second = (*map(int, re.split("[:.]", head["hour"])), 0)[:3]
    if head["half"]:
        hour = hour % 12 + (12 if head["half"].lower() == "p" else 0)
    try:
        return datetime(year, day["m"], day["d"], hour, minute, second)  # noqa: DTZ001 - of the telephone, wherever it was
    except ValueError:
        return None


def whole(source: BinaryIO, name: str) -> bytes:
    """Return the bytes of an export, unpacked.

    Raises:
        FormatError: larger than :data:`LARGEST`, or packed and broken.
    """
    stream = unpacked(source)
    held = bytearray()
    try:
        while data := stream.read1(1024 * 1024):
            held += data
            if len(held) > LARGEST:
                raise FormatError(f"{name}: larger than {LARGEST} bytes; split the export")
    except (EOFError, OSError) as error:
        raise FormatError(f"{name}: cannot be unpacked ({error})") from error
    return bytes(held)


def rejected(where: str, code: str, reason: str, raw: object) -> Rejected:
    """Return why an entry is no record."""
    kept = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=True)
    hint = "nothing to judge here" if code == "no_words" else "see whether the export is whole"
    return Rejected(where=where, code=code, reason=reason, hint=hint, raw=shown(kept))
