"""What a bundle holds and who did what with it, as a CASE 1.x / UCO graph in JSON-LD.

The graph repeats manifests and custody log in a form that tools of police laboratories read; it is no source of its
own. Names of its nodes are made from what they stand for, so that equal bundles give equal graphs.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lycaon.evidence.contents import SHORT
from lycaon.values.evidence import Capture, CapturedFile, CustodyEvent

CONTEXT = {
    "kb": "urn:lycaon:",
    "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "investigation": "https://ontology.caseontology.org/case/investigation/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SPACE = uuid.UUID("5b0e7f0c-7a1c-5c39-9d3f-0d1d7f1c2a64")

Node = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as a site shows it; never who is behind it."""

    capture: str
    """id of the capture that shows it"""
    handle: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One capture with what the log says of it."""

    id: str
    capture: Capture
    events: Sequence[CustodyEvent]


def write_graph(told: Sequence[Told], accounts: Sequence[Account], words: str, made_at: datetime) -> bytes:
    """Return the graph of a bundle.

    Args:
        told: the captures, each with its history up to the export.
        accounts: accounts that the captures show.
        words: what the bundle says of itself.
        made_at: when it was made.
    """
    nodes: dict[str, Node] = {}
    for one in told:
        shown = [account for account in accounts if account.capture == one.id]
        nodes |= {str(node["@id"]): node for node in _capture(one, shown)}
    whole: Node = {
        **_node("core:Bundle", "bundle", *(one.id for one in told)),
        "core:description": words,
        "core:objectCreatedTime": _hour(made_at),
        "core:object": [_ref(name) for name in nodes],
    }
    graph = {"@context": CONTEXT, "@graph": [whole, *nodes.values()]}
    return (json.dumps(graph, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _capture(told: Told, accounts: Sequence[Account]) -> Iterator[Node]:
    capture = told.capture
    files = [_file(told.id, file) for file in capture.files]
    shown = [_account(account) for account in accounts]
    record: Node = {
        **_node("investigation:ProvenanceRecord", "exhibit", told.id),
        "core:description": f"{capture.kind.value} exhibit; its SHA-256 identity is {told.id}",
        "investigation:exhibitNumber": told.id[:SHORT],
        "core:object": [_ref(str(node["@id"])) for node in (*files, *shown)],
    }
    tool = _tool(capture.acquisition.tool)
    address = capture.url or capture.asked_url
    url = {**_node("observable:URL", "url", address), "core:hasFacet": [_url_facet(address)]} if address else None
    yield from (*files, *shown, record, tool, *([url] if url else []))
    yield from _actions(told, record, tool, url)


def _actions(told: Told, record: Node, tool: Node, url: Node | None) -> Iterator[Node]:
    previous = ""
    for number, event in enumerate(told.events):
        performer = _node("identity:Identity", "actor", event.actor, event.role)
        yield {**performer, "core:name": event.actor, "core:description": event.role}
        action: Node = {
            **_node("investigation:InvestigativeAction", "action", told.id, str(event.seq)),
            "core:name": event.action.value,
            "core:description": event.reason,
            # The first line is written when fetching has ended.
            "action:startTime": _hour(event.at if number else min(told.capture.at, event.at)),
            "action:endTime": _hour(event.at),
            "action:performer": _ref(str(performer["@id"])),
        }
        if number == 0:
            action["action:instrument"] = _ref(str(tool["@id"]))
            action["action:result"] = _ref(str(record["@id"]))
            if url:
                action["action:object"] = _ref(str(url["@id"]))
        else:
            action["action:object"] = _ref(str(record["@id"]))
            action["investigation:wasInformedBy"] = _ref(previous)
        previous = str(action["@id"])
        yield action


def _file(obj: str, file: CapturedFile) -> Node:
    node = _node("observable:File", "file", obj, file.path)
    digest: Node = {
        **_node("types:Hash", "hash", obj, file.path),
        "types:hashMethod": "SHA256",
        "types:hashValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
    }
    name: Node = {
        **_node("observable:FileFacet", "file-facet", obj, file.path),
        "observable:fileName": file.path.rpartition("/")[2],
        "observable:filePath": f"data/captures/{obj[:SHORT]}/files/{file.path}",
        "observable:sizeInBytes": file.size,
    }
    content: Node = {
        **_node("observable:ContentDataFacet", "content-facet", obj, file.path),
        "observable:mimeType": file.media_type,
        "observable:sizeInBytes": file.size,
        "observable:hash": digest,
    }
    return {**node, "core:description": file.role.value, "core:hasFacet": [name, content]}


def _account(account: Account) -> Node:
    key = (account.capture, account.handle, account.url)
    facet = _node("observable:AccountFacet", "account-facet", *key)
    facet["observable:accountIdentifier"] = account.handle
    return {
        **_node("observable:DigitalAccount", "account", *key),
        "core:description": "as published; says nothing of who is behind it",
        "core:hasFacet": [facet, *([_url_facet(account.url)] if account.url else [])],
    }


def _url_facet(address: str) -> Node:
    return {**_node("observable:URLFacet", "url-facet", address), "observable:fullValue": address}


def _tool(words: str) -> Node:
    name, _, version = words.rpartition(" ")
    node = {**_node("tool:Tool", "tool", words), "core:name": name or words}
    return {**node, "tool:version": version} if name else node


def _node(kind: str, *key: str) -> Node:
    return {"@id": f"kb:{key[0]}-{uuid.uuid5(_SPACE, json.dumps(key))}", "@type": kind}


def _ref(name: str) -> Node:
    return {"@id": name}


def _hour(moment: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": moment.isoformat().replace("+00:00", "Z")}
