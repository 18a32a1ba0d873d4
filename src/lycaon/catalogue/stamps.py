"""Digests of files that were read before: a file whose stamp is the same is not read again.

The stamp is what the file system says: size, times of change to the nanosecond, number of the file. As a version
control system does, a file that changed within the last seconds is not believed yet, for it may change again within
the same tick of the clock.
"""

import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import msgspec

from lycaon.catalogue.edition import digests_of
from lycaon.catalogue.ready import keep, ready_folder

_YOUNG_NS = 3_000_000_000
Stamp = tuple[int, int, int, int]


class Known(msgspec.Struct, frozen=True, array_like=True):
    """A file's stamp and the digest of what it held."""

    stamp: Stamp
    digest: str


def known_digests(directory: Path, paths: Iterable[Path], folder: Path | None = None) -> dict[str, str]:
    """Return what :func:`digests_of` returns, from an earlier time for files that did not change since.

    Args:
        directory: that the files stand below.
        paths: of the files.
        folder: where stamps are kept; None means beside the compiled catalogues of this user.
    """
    stamps = {path: _stamp(path) for path in paths}
    file = (folder or ready_folder()) / f"stamps-{sha256(str(directory.resolve()).encode()).hexdigest()[:24]}.msgpack"
    before = _read(file)
    names = {path: path.relative_to(directory).as_posix() for path in stamps}
    digests = {
        name: known.digest
        for path, name in names.items()
        if (known := before.get(name)) is not None and known.stamp == stamps[path]
    }
    unknown = [path for path, name in names.items() if name not in digests]
    if unknown:
        digests.update(digests_of(directory, unknown))
        old = time.time_ns() - _YOUNG_NS
        settled = {path: name for path, name in names.items() if max(stamps[path][1:3]) < old}
        after = {name: Known(stamps[path], digests[name]) for path, name in settled.items()}
        if after != before:
            keep(file, msgspec.msgpack.encode(after))
    return digests


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _read(file: Path) -> dict[str, Known]:
    try:
        return msgspec.msgpack.decode(file.read_bytes(), type=dict[str, Known])
    except (OSError, msgspec.DecodeError):
        return {}  # kept anew
