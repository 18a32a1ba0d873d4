"""The outer box and what lies in it: every file is there, is the one that was packed, and nothing was slipped in."""

import os
from collections.abc import Iterator
from pathlib import Path

from lycaon.errors import EvidenceError
from lycaon.evidence.bag import DECLARATION, INFO, MANIFEST, TAG_MANIFEST, files_below, oxum, read_manifest_lines
from lycaon.evidence.canonical import is_digest, sha256, uncanonical
from lycaon.evidence.contents import FORMAT, SHORT, Contents, folder_of
from lycaon.evidence.manifest import check_path, read_manifest
from lycaon.evidence.objects import digest_of
from lycaon.evidence.verify.report import Finding, fails, holds
from lycaon.values.evidence import Capture

_LARGEST_PAPER = 64 * 1024 * 1024
"""Bytes; no list or log of a bundle is larger, and no hostile one is read whole."""


def paper(path: Path) -> bytes:
    """Return the bytes of a small file of a bundle.

    Raises:
        EvidenceError: it is not there, a link, or far too large.
    """
    if path.is_symlink() or not path.is_file():
        raise EvidenceError(f"{path.name}: not in the bundle")
    if path.stat().st_size > _LARGEST_PAPER:
        raise EvidenceError(f"{path.name}: larger than any file of its kind")
    return path.read_bytes()


def check_plain(bundle: Path) -> Iterator[Finding]:
    """Refuse links and devices, before anything is opened: they could show the checker other files."""
    for root, folders, names in os.walk(bundle, followlinks=False):
        for name in (*folders, *names):
            path = Path(root, name)
            where = path.relative_to(bundle).as_posix()
            if path.is_symlink():
                yield fails("box.link", where, f"a link to {str(path.readlink())!r}, where a file was packed")
            elif not path.is_file() and not path.is_dir():
                yield fails("box.special", where, "neither a file nor a folder")


def check_box(bundle: Path) -> Iterator[Finding]:
    """Check the bag as RFC 8493 asks: the declaration, both manifests, the count."""
    found = list(_declaration(bundle))
    found += _manifest(bundle, MANIFEST, {path for path in files_below(bundle / "data") if not path.is_symlink()})
    tags = {path for path in bundle.iterdir() if path.is_file() and path.name != TAG_MANIFEST}
    found += _manifest(bundle, TAG_MANIFEST, tags)
    yield from found
    if not found:
        yield holds("box", ".", "every file is there and has the SHA-256 that the bag lists, and no other file is")


def _declaration(bundle: Path) -> Iterator[Finding]:
    try:
        if paper(bundle / "bagit.txt").decode("utf-8", "replace") != DECLARATION:
            yield fails("box.declaration", "bagit.txt", "is not the declaration of a BagIt 1.0 bag in UTF-8")
    except EvidenceError as error:
        yield fails("box.missing", "bagit.txt", str(error))


def _manifest(bundle: Path, name: str, present: set[Path]) -> Iterator[Finding]:
    try:
        text = paper(bundle / name).decode("utf-8", "replace")
    except EvidenceError as error:
        yield fails("box.missing", name, str(error))
        return
    listed: dict[Path, str] = {}
    for entry in read_manifest_lines(text):
        if isinstance(entry, str):
            yield fails("box.manifest", name, f"a line that is none: {entry[:80]!r}")
            continue
        digest, path = entry
        try:
            check_path(path, name)
        except EvidenceError as error:
            yield fails("box.path", name, str(error))
            continue
        if listed.setdefault(bundle / path, digest) != digest:
            yield fails("box.manifest", path, "is listed twice, with two hashes")
    yield from _compare(bundle, listed, present)


def _compare(bundle: Path, listed: dict[Path, str], present: set[Path]) -> Iterator[Finding]:
    for path, digest in listed.items():
        where = path.relative_to(bundle).as_posix()
        if path not in present:
            yield fails("box.missing", where, "is listed, but not there")
        elif digest_of(path) != digest:
            yield fails("box.changed", where, "its bytes are not those that were packed")
    for path in sorted(present - set(listed)):
        yield fails("box.added", path.relative_to(bundle).as_posix(), "is not listed: it was slipped in")


def read_contents(bundle: Path) -> Contents:
    """Return the list that the log of the sender speaks for.

    Raises:
        EvidenceError: it is missing or not one.
    """
    contents = uncanonical(paper(bundle / "data" / "contents.json"), Contents, "data/contents.json")
    if contents.format != FORMAT:
        raise EvidenceError(f"data/contents.json: format {contents.format}; this version reads {FORMAT}")
    short = {obj[:SHORT] for obj in contents.captures}
    if not all(is_digest(obj) for obj in contents.captures) or len(short) != len(contents.captures):
        raise EvidenceError("data/contents.json: a capture in it has no proper identity, or one of another's")
    return contents


def check_contents(bundle: Path, contents: Contents) -> Iterator[Finding]:
    """Check every file outside ``custody/`` against the list that the log speaks for."""
    found: list[Finding] = []
    data = bundle / "data"
    listed = {entry.path: entry for entry in contents.files}
    for path in sorted(files_below(data)):
        name = path.relative_to(data).as_posix()
        if name == "contents.json" or name.startswith("custody/") or path.is_symlink():
            continue
        entry = listed.pop(name, None)
        if entry is None:
            found.append(fails("contents.added", f"data/{name}", "is not in contents.json: it was slipped in"))
        elif (path.stat().st_size, digest_of(path)) != (entry.size, entry.sha256):
            words = "its bytes are not those that contents.json lists, whatever the bag's own manifest says"
            found.append(fails("contents.changed", f"data/{name}", words))
    found += [fails("contents.missing", f"data/{name}", "is in contents.json, but not there") for name in listed]
    found += _tags(bundle, contents)
    yield from found
    if not found:
        words = f"{len(contents.files)} files and the instructions are those that contents.json lists"
        yield holds("contents", "data/contents.json", words)


def _tags(bundle: Path, contents: Contents) -> Iterator[Finding]:
    path = bundle / "VERIFY.txt"
    if path.is_file() and digest_of(path) != contents.verify_txt:
        yield fails("contents.instructions", "VERIFY.txt", "not the instructions that were packed: do not follow them")
    try:
        info = paper(bundle / INFO).decode("utf-8", "replace")
    except EvidenceError as error:
        yield fails("box.info", INFO, str(error))
        return
    cut = (line.partition(": ") for line in info.splitlines())
    lines = {key: value for key, _, value in cut}
    expected = {
        "External-Identifier": digest_of(bundle / "data" / "contents.json"),
        "External-Description": f"Evidence bundle of {len(contents.captures)} captures, {contents.handling}",
        "Bagging-Date": contents.made_at.date().isoformat(),
        "Payload-Oxum": str(oxum(bundle)),
    }
    for key, value in expected.items():
        if lines.get(key) != value:
            yield fails("box.info", INFO, f"{key} is {lines.get(key)!r}, and should be {value!r}")
    for key in sorted(set(lines) - set(expected) - {"Bag-Software-Agent"}):
        yield fails("box.info", INFO, f"{key!r} was not packed with it")


def check_captures(bundle: Path, contents: Contents) -> Iterator[Finding | tuple[str, Capture]]:
    """Check each capture against its own identity; yield those that can be read, for further checks."""
    for obj in contents.captures:
        folder = bundle / "data" / folder_of(obj)
        try:
            raw = paper(folder / "manifest.json")
            if sha256(raw) != obj:
                words = "the SHA-256 of its manifest is not its identity: the manifest was changed"
                yield fails("capture.identity", obj, words)
                continue
            capture = read_manifest(raw, f"{folder.name}/manifest.json")
        except EvidenceError as error:
            yield fails("capture.manifest", obj, str(error))
            continue
        found = list(_files(folder, obj, capture))
        yield from found
        if not found:
            yield holds("capture", obj, f"its {len(capture.files)} files are those of its manifest")
        yield obj, capture


def _files(folder: Path, obj: str, capture: Capture) -> Iterator[Finding]:
    expected = {folder / "files" / file.path: file for file in capture.files}
    for path, file in expected.items():
        if path.is_symlink() or not path.is_file():
            yield fails("capture.missing", f"{obj[:16]}:{file.path}", f"the {file.role.value} is not there")
        elif (path.stat().st_size, digest_of(path)) != (file.size, file.sha256):
            yield fails("capture.changed", f"{obj[:16]}:{file.path}", f"the {file.role.value} is not as it was kept")
    for path in sorted(set(files_below(folder / "files")) - set(expected)):
        yield fails("capture.added", f"{obj[:16]}:{path.name}", "stands beside the capture, but is no part of it")
