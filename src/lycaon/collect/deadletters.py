"""Dead letters, to be read again: after an export was mended by hand, or the engine by us."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from lycaon.collect.jsonlines import read_json
from lycaon.collect.records import Record
from lycaon.values.listing import Rejected


def read_dead_letters(stream: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the raw record of every dead letter; one that still is no record stays rejected, with its first reason.

    Duplicates are passed on like the rest: in a job of their own they are no duplicates.
    """
    for letter in read_json(stream, name):
        if isinstance(letter, Rejected):
            yield letter
            continue
        try:
            rejected = msgspec.convert(letter.values, Rejected)
            values = msgspec.json.decode(rejected.raw.encode("utf-8"), type=dict[str, object])
        except msgspec.DecodeError as error:
            yield _still(letter, str(error))
        else:
            yield Record(f"{rejected.where} (from {letter.where})", values)


def _still(letter: Record, why: str) -> Rejected:
    said = {key: str(value) for key, value in letter.values.items() if key in ("where", "code", "reason", "raw")}
    return Rejected(
        where=said.get("where", letter.where),
        code=said.get("code", "bad_json"),
        reason=f"{said.get('reason', '')} (read again: {why})",
        hint='mend the text under "raw" so that it is one JSON object, then retry',
        raw=said.get("raw", ""),
    )
