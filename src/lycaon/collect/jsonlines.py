"""JSON: one object a line, or one array of objects."""

import json
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec

from lycaon.collect.bounded import Line, lines, shown
from lycaon.collect.records import Record
from lycaon.values.listing import Rejected

_DECODER = msgspec.json.Decoder()
_LONGEST_ARRAY_TEXT = 512 * 1024 * 1024


def read_json(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the objects of a JSON Lines file, or of a file that holds one JSON array.

    A line that is not an object is rejected as ``bad_json`` or ``not_a_record``.
    """
    found = lines(source, name)
    first = next((item for item in found if isinstance(item, Rejected) or item.text.strip()), None)
    if first is None:
        return
    if isinstance(first, Line) and first.text.lstrip().startswith("["):
        yield from _array(first, found, name)
        return
    yield from _records(first, name)
    for item in found:
        yield from _records(item, name)


def _records(item: Line | Rejected, name: str) -> Iterator[Record | Rejected]:
    if isinstance(item, Rejected):
        yield item
    elif item.text.strip():
        where = f"{name}:line {item.number}"
        value = _decode(item.text, where)
        yield value if isinstance(value, Rejected) else _record(value, where, item.text)


def _array(first: Line, found: Iterator[Line | Rejected], name: str) -> Iterator[Record | Rejected]:
    parts, size = [first.text], len(first.text)
    for item in found:
        if isinstance(item, Rejected):
            yield item
            continue
        parts.append(item.text)
        size += len(item.text)
        if size > _LONGEST_ARRAY_TEXT:
            yield Rejected(
                where=name,
                code="too_large",
                reason="one JSON array of more than 512 MiB",
                hint="write one object a line (JSON Lines)",
            )
            return
    value = _decode("\n".join(parts), name)
    if isinstance(value, Rejected):
        yield value
        return
    for number, entry in enumerate(cast("list[object]", value), 1):
        yield _record(entry, f"{name}:entry {number}", "")


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
