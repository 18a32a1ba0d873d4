"""The CASE/UCO graph: it names the files of the manifests and the actions of the log, and no others.

A validator of shapes accepts any graph of the right form; whether it tells the truth is learnt by comparing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from lycaon.errors import EvidenceError
from lycaon.evidence.canonical import sha256
from lycaon.evidence.contents import GRAPH, folder_of
from lycaon.evidence.log import Line
from lycaon.evidence.verify.box import paper
from lycaon.evidence.verify.report import Finding, fails, holds
from lycaon.values.evidence import Action, Capture

_WHERE = f"data/{GRAPH}"

Fact = tuple[str, ...]


def check_graph(
    bundle: Path, captures: Mapping[str, Capture], lines: Mapping[str, Sequence[Line]]
) -> Iterator[Finding]:
    """Compare the graph with the captures and with what the log says of them, where there is a graph."""
    path = bundle / "data" / GRAPH
    if not path.exists():
        return
    try:
        nodes = _nodes(paper(path))
        files, actions = set(_files(nodes)), set(_actions(nodes))
        digest = sha256(paper(bundle / "data" / "contents.json"))
    # What JSON of any other form brings.
    except (EvidenceError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield fails("graph.unreadable", _WHERE, f"is no graph of a bundle ({type(error).__name__}: {error})")
        return
    kept = {
        (f"data/{folder_of(obj)}/files/{file.path}", str(file.size), file.sha256)
        for obj, capture in captures.items()
        for file in capture.files
    }
    found = [*_compared("graph.files", "file", files, kept), *_compared("graph.actions", "action", actions,
        {fact for told in lines.values() for fact in _told(told, digest)})]  # fmt: skip
    yield from found
    if not found:
        yield holds(
            "graph", _WHERE, f"names the {len(kept)} files of the captures and the {len(actions)} acts of the log"
        )


def _compared(code: str, what: str, named: set[Fact], true: set[Fact]) -> Iterator[Finding]:
    for fact in sorted(named - true):
        yield fails(code, _WHERE, f"names a {what} that is not so: {', '.join(fact)}")
    for fact in sorted(true - named):
        yield fails(code, _WHERE, f"leaves out or changes a {what}: {', '.join(fact)}")


def _told(lines: Iterable[Line], digest: str) -> Iterator[Fact]:
    for line in lines:
        event = line.event
        # The graph was packed before the export could be written down.
        if event.action is Action.EXPORTED and event.result == digest:
            continue
        yield event.action.value, _hour(event.at.isoformat()), event.actor, event.reason


def _hour(words: str) -> str:
    return words.replace("+00:00", "Z")


def _nodes(raw: bytes) -> dict[str, dict[str, Any]]:
    listed = cast("list[dict[str, Any]]", json.loads(raw)["@graph"])
    nodes = {str(node["@id"]): node for node in listed}
    if len(nodes) != len(listed):
        raise EvidenceError("two nodes of one name")
    return nodes


def _files(nodes: Mapping[str, dict[str, Any]]) -> Iterator[Fact]:
    for node in nodes.values():
        if node["@type"] == "observable:File":
            name, content = node["core:hasFacet"]
            size = content["observable:sizeInBytes"]
            if size != name["observable:sizeInBytes"]:
                raise EvidenceError("a file with two sizes")
            digest = content["observable:hash"]["types:hashValue"]["@value"]
            yield str(name["observable:filePath"]), str(size), str(digest)


def _actions(nodes: Mapping[str, dict[str, Any]]) -> Iterator[Fact]:
    for node in nodes.values():
        if node["@type"] == "investigation:InvestigativeAction":
            performer = nodes[node["action:performer"]["@id"]]["core:name"]
            hour = node["action:endTime"]["@value"]
            yield str(node["core:name"]), _hour(str(hour)), str(performer), str(node["core:description"])
