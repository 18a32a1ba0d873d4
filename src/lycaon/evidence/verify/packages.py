"""The WACZ packages: each holds the kept WARC byte for byte, and leads to nothing else.

Stock validators compare a package with its own hashes, which a forger writes anew; here it is compared with what
was captured. Nothing is unpacked onto the disk.
"""

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from lycaon.errors import EvidenceError
from lycaon.evidence import wacz
from lycaon.evidence.contents import SHORT, folder_of, wacz_of
from lycaon.evidence.verify.report import Finding, fails, holds
from lycaon.values.evidence import Capture, CapturedFile, FileRole

_LARGEST_LIST = 64 * 1024 * 1024
_BLOCK = 1024 * 1024
_MOST_TOLD = 100
"""Odd members that are named; a hostile package may hold a million."""


def check_packages(bundle: Path, captures: Mapping[str, Capture]) -> Iterator[Finding]:
    """Check each WACZ of a bundle against the capture whose name it bears."""
    named = {wacz_of(obj): (obj, capture) for obj, capture in captures.items()}
    for path in sorted((bundle / "data" / "wacz").glob("*")):
        where = f"wacz/{path.name}"
        if where not in named:
            yield fails("wacz.added", f"data/{where}", "is the package of no capture that stands here")
            continue
        obj, capture = named[where]
        try:
            found = list(_compared(bundle, path, obj, capture))
        # What a hostile package brings the unpackers to.
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            found = [fails("wacz.unreadable", f"data/{where}", f"is no package that can be read ({error})")]
        except (EvidenceError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            found = [fails("wacz.unreadable", f"data/{where}", f"its lists cannot be read ({error})")]
        yield from found
        if not found:
            yield holds(
                "wacz", f"data/{where}", "holds the kept web archive byte for byte, and its index leads into it"
            )


def _compared(bundle: Path, path: Path, obj: str, capture: Capture) -> Iterator[Finding]:
    where = f"data/wacz/{path.name}"
    kept = {f"archive/{file.path}": file for file in capture.files if file.role is FileRole.ARCHIVE}
    lists = {wacz.INDEX, wacz.DIRECTORY, wacz.PAGES, wacz.PACKAGE, wacz.PACKAGE_DIGEST}
    with zipfile.ZipFile(path) as package:
        names = [entry.filename for entry in package.infolist()]
        twice = {name for name, times in Counter(names).items() if times > 1}
        for name in sorted((set(names) ^ (lists | set(kept))) | twice)[:_MOST_TOLD]:
            yield fails("wacz.members", where, f"{name!r} is missing, was added, or is there twice")
        for name, file in kept.items():
            if name in names and not _is_kept(package, name, file):
                yield fails("wacz.archive", where, f"{name} is not the web archive of capture {obj[:SHORT]}")
        if not lists <= set(names):
            return
        read = {name: _read(package, name) for name in lists}
    yield from _hashes(read, kept, where)
    folder = bundle / "data" / folder_of(obj) / "files"
    answers = [answer for file in kept.values() for answer in wacz.read_answers(folder / file.path, file.path)]
    lines = _unpacked(read[wacz.INDEX]).decode().splitlines(keepends=True)
    if sorted(lines) != sorted(answer.line for answer in answers):
        yield fails("wacz.index", where, "its index does not lead to the answers that the web archive holds")
    shown = {(answer.url, answer.at) for answer in answers}
    for line in read[wacz.PAGES].decode().splitlines()[1:]:
        page = _object(line)
        if (page["url"], page["ts"]) not in shown:
            yield fails("wacz.pages", where, f"lists a page that the web archive does not hold: {page['url']!r}")


def _hashes(read: Mapping[str, bytes], kept: Mapping[str, CapturedFile], where: str) -> Iterator[Finding]:
    digest = f"sha256:{hashlib.sha256(read[wacz.PACKAGE]).hexdigest()}"
    if _object(read[wacz.PACKAGE_DIGEST])["hash"] != digest:
        yield fails("wacz.hashes", where, f"{wacz.PACKAGE_DIGEST} has another hash for {wacz.PACKAGE}")
    expected = {name: f"sha256:{file.sha256}" for name, file in kept.items()}
    for name in (wacz.INDEX, wacz.DIRECTORY, wacz.PAGES):
        expected[name] = f"sha256:{hashlib.sha256(read[name]).hexdigest()}"
    listed = {found["path"]: found["hash"] for found in _object(read[wacz.PACKAGE])["resources"]}
    for name in sorted(expected.keys() | listed.keys()):
        if listed.get(name) != expected.get(name):
            yield fails("wacz.hashes", where, f"{wacz.PACKAGE} has another hash for {name}")


def _is_kept(package: zipfile.ZipFile, name: str, file: CapturedFile) -> bool:
    if package.getinfo(name).file_size != file.size:
        return False
    hasher = hashlib.sha256()
    with package.open(name) as member:
        while data := member.read(_BLOCK):
            hasher.update(data)
    return hasher.hexdigest() == file.sha256


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as member:
        return _bounded(member.read(_LARGEST_LIST + 1), name)


def _unpacked(data: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        return _bounded(stream.read(_LARGEST_LIST + 1), wacz.INDEX)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > _LARGEST_LIST:
        raise EvidenceError(f"{name}: larger than any list of its kind")
    return data


def _object(text: str | bytes) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise EvidenceError("a list that is no JSON object")
    return cast("dict[str, Any]", value)
