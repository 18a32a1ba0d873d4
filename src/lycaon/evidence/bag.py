"""The outer box: a BagIt bag (RFC 8493), which archives and police libraries already know how to check."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lycaon.evidence.objects import digest_of

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INFO = "bag-info.txt"
_PERCENT = {"%": "%25", "\r": "%0D", "\n": "%0A"}


@dataclass(frozen=True, slots=True)
class Oxum:
    """Bytes and files of the payload: ``Payload-Oxum``."""

    size: int
    count: int

    def __str__(self) -> str:
        return f"{self.size}.{self.count}"


def write_bag(folder: Path, info: Mapping[str, str], *, on: date) -> None:
    """Turn a folder with ``data/`` and perhaps tag files into a bag.

    Args:
        folder: the bag to be.
        info: lines for ``bag-info.txt``, in order; values of one line each.
        on: the bagging date.
    """
    payload = sorted(files_below(folder / "data"))
    (folder / "bagit.txt").write_text(DECLARATION, encoding="utf-8")
    lines = [f"{key}: {' '.join(value.split())}" for key, value in info.items()]
    lines += [f"Bagging-Date: {on.isoformat()}", f"Payload-Oxum: {oxum(folder)}"]
    (folder / INFO).write_text("\n".join(lines) + "\n", encoding="utf-8")
    _write_manifest(folder, MANIFEST, payload)
    tags = sorted(path for path in folder.iterdir() if path.is_file() and path.name != TAG_MANIFEST)
    _write_manifest(folder, TAG_MANIFEST, tags)


def oxum(folder: Path) -> Oxum:
    """Return how many bytes and files the payload has."""
    sizes = [path.stat().st_size for path in files_below(folder / "data")]
    return Oxum(sum(sizes), len(sizes))


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all plain files below a folder, following no links."""
    for root, _, names in os.walk(folder, followlinks=False):
        for name in names:
            yield Path(root, name)


def _write_manifest(folder: Path, name: str, paths: list[Path]) -> None:
    lines = [f"{digest_of(path)}  {_escaped(path.relative_to(folder).as_posix())}\n" for path in paths]
    (folder / name).write_text("".join(lines), encoding="utf-8")


def _escaped(path: str) -> str:
    for plain, code in _PERCENT.items():
        path = path.replace(plain, code)
    return path


def read_manifest_lines(text: str) -> Iterator[tuple[str, str] | str]:
    """Yield (SHA-256, path) of each line of a manifest, or the line itself where it is none."""
    for line in text.splitlines():
        digest, gap, path = line.partition("  ")
        if gap and len(digest) == 64:
            for plain, code in reversed(_PERCENT.items()):
                path = path.replace(code, plain)
            yield digest.lower(), path.removeprefix("./")
        elif line.strip():
            yield line
