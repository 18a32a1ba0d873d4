"""Values to JSON and back: one canonical form, so that equal values are equal bytes."""

from typing import TypeVar

import msgspec

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical", order="deterministic")


def to_json(value: object) -> bytes:
    """Return the canonical JSON of a value: UTF-8, fields in their written order, decimals as strings.

    >>> from lycaon.values.finding import Span
    >>> to_json(Span("title", 0, 4))
    b'{"field":"title","start":0,"end":4}'
    """
    return _ENCODER.encode(value)


def from_json(data: bytes, kind: type[T]) -> T:
    """Read a value of ``kind`` back.

    Raises:
        msgspec.ValidationError: the JSON is not such a value; the message names the field.

    >>> from lycaon.values.finding import Span
    >>> from_json(b'{"field":"title","start":0,"end":4}', Span)
    Span(field='title', start=0, end=4)
    """
    return msgspec.json.decode(data, type=kind)
