"""Reading the data files of this room: YAML whose every complaint names the file and the line."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.errors import RuleError

Shape = TypeVar("Shape")
_BOOL = "tag:yaml.org,2002:bool"


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A shape of a data file: nothing unknown is allowed in it, nothing in it changes."""


def read_data(path: Path, shape: type[Shape]) -> Shape:
    """Read a YAML file into a shape.

    Raises:
        RuleError: it is no YAML or has another shape; the message names the line, the place and what is wrong.
    """
    raw = ready(object, lambda: _plain(_parsed(path)), sources=[path], by=(__name__,), read_extra=_read_day)
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$")
        steps = tuple(_step(name, number) for name, number in _STEP.findall(place))
        if unknown := _UNKNOWN.search(said):
            steps = (*steps, unknown[1])
        where = ".".join(map(str, steps))
        line = line_of(path.read_text(encoding="utf-8"), steps)
        raise RuleError(f"{path}:{line}: {where}: {said}") from error


def _step(name: str, number: str) -> str | int:
    return int(number) if number else name


def _parsed(path: Path) -> object:
    import yaml  # noqa: PLC0415  # 20 ms that nobody waits for who finds the law ready

    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506  # a safe loader
    except yaml.YAMLError as error:
        raise RuleError(f"{path}: not YAML: {error}") from error


@cache
def _loader() -> type[Any]:
    """The safe loader, but ``on`` is a word, ``NO`` is Norway, and only true and false are truths."""
    import yaml  # noqa: PLC0415

    safe: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        letter: [(tag, pattern) for tag, pattern in pairs if tag != _BOOL or letter in "tTfF"]
        for letter, pairs in safe.yaml_implicit_resolvers.items()
    }
    return type("LawLoader", (safe,), {"yaml_implicit_resolvers": resolvers})


_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")
_DAY = 1
"""The extension type of a day: MessagePack has none, and a word that looks like a day must stay a word."""


def _plain(value: Any) -> Any:
    """Return what was read from YAML so that MessagePack keeps the types apart."""
    match value:
        case dict():
            return {_plain(key): _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case date():
            return msgspec.msgpack.Ext(_DAY, value.isoformat().encode())
        case _:
            return value


def _read_day(_: int, data: memoryview) -> object:
    written = str(data, "ascii")
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line, from 1, of the node at a path of keys and positions; the nearest one above if it is missing."""
    import yaml  # noqa: PLC0415

    node = yaml.compose(text, Loader=yaml.SafeLoader)
    line = 1
    for step in path:
        child = _child(node, step)
        if child is None:
            return line
        node, line = child
    return line


def _child(node: Any, step: str | int) -> tuple[Any, int] | None:
    import yaml  # noqa: PLC0415

    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line + 1
    return None
