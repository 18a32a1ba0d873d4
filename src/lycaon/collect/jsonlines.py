"""JSON: one object a line, one array of objects, or what programming interfaces answer: an object around an array."""

import json
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from lycaon.collect import mapping
from lycaon.collect.bounded import Line, lines, shown
from lycaon.collect.records import Record
from lycaon.values.listing import Rejected

_DECODER = msgspec.json.Decoder()
_LONGEST_DOCUMENT = 512 * 1024 * 1024
_DEEPEST_WRAPPER = 2
_OF_A_RECORD = frozenset({"id", "url", "title", "text", "price"})


def read_json(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the objects of a JSON Lines file, or of a file that holds one JSON document.

    An object around one list of objects, such as ``{"listings": [...]}``, is a wrapper: its entries are the
    records, whether the file is one such answer or has one a line.

    A line that is not an object is rejected as ``bad_json`` or ``not_a_record``.
    """
    found = lines(source, name)
    first = next((item for item in found if isinstance(item, Rejected) or item.text.strip()), None)
    if first is None:
        return
    if isinstance(first, Line) and _begins_document(first.text):
        yield from _document(first, found, name)
        return
    yield from _records(first, name)
    for item in found:
        yield from _records(item, name)


def _begins_document(text: str) -> bool:
    # A record cut short must not swallow the lines behind it, so an object goes on only where printers break lines.
    opened = text.strip()
    return opened.startswith("[") or (opened.startswith("{") and opened.endswith(("{", "[", ",")))


def _records(item: Line | Rejected, name: str) -> Iterator[Record | Rejected]:
    if isinstance(item, Rejected):
        yield item
    elif item.text.strip():
        where = f"{name}:line {item.number}"
        value = _decode(item.text, where)
        if isinstance(value, Rejected):
            yield value
        else:
            yield from _unwrapped(value, where, item.text)


def _document(first: Line, found: Iterator[Line | Rejected], name: str) -> Iterator[Record | Rejected]:
    held, size = [first], len(first.text)
    for item in found:
        if isinstance(item, Rejected):
            yield item
            continue
        held.append(item)
        size += len(item.text)
        if size > _LONGEST_DOCUMENT:
            yield Rejected(
                where=name,
                code="too_large",
                reason="one JSON document of more than 512 MiB",
                hint="write one object a line (JSON Lines)",
            )
            return
    text = "\n".join(line.text for line in held)
    value = _decode(text, name)
    if not isinstance(value, Rejected):
        yield from _unwrapped(value, name, text)
    elif first.text.lstrip().startswith("["):
        yield value
    else:
        for line in held:
            yield from _records(line, name)


def _unwrapped(value: object, where: str, text: str) -> Iterator[Record | Rejected]:
    entries = _entries(value)
    # An answer of nothing has nothing to give; an empty list where a record should stand is a mistake.
    if entries is None or (value == [] and ":line " in where):
        yield _record(value, where, text)
        return
    for number, entry in enumerate(entries, 1):
        yield _record(entry, f"{where}:entry {number}", "")


def _entries(value: object, depth: int = 0) -> list[object] | None:
    """Return what an array or a wrapper holds; None for a record, which has a title or a text of its own."""
    if isinstance(value, list):
        return cast("list[object]", value)
    if not isinstance(value, dict) or depth > _DEEPEST_WRAPPER:
        return None
    fields = cast("dict[str, object]", value)
    inner = [held for held in (_entries(each, depth + 1) for each in fields.values()) if held]
    lists = [held for held in inner if all(isinstance(entry, dict) for entry in held)]
    return lists[0] if len(lists) == 1 and not _says_something(fields) else None


def _says_something(fields: dict[str, object]) -> bool:
    # A record with a list inside, of photos say, has words or an address of its own; a wrapper has none.
    return any(
        not isinstance(fields[column], list | dict)
        for field, column in mapping.guess(fields).items()
        if field in _OF_A_RECORD
    )


def _decode(text: str, where: str) -> object:
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        # Half surrogate pairs and NaN are not JSON, but exporters write them; the standard library reads both.
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return Rejected(
                where=where,
                code="bad_json",
                reason=f"not JSON: {error}",
                hint="one JSON object a line is expected",
                raw=shown(text),
            )


def _record(value: object, where: str, text: str) -> Record | Rejected:
    if isinstance(value, dict):
        return Record(where, cast("dict[str, object]", value))
    raw = text or json.dumps(value, default=str)
    return Rejected(
        where=where,
        code="not_a_record",
        reason=f"a {type(value).__name__}, not an object with fields",
        hint="one JSON object a line is expected",
        raw=shown(raw),
    )
