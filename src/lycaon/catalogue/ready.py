"""Knowledge made ready once: what takes long to read and sort is kept, ready for use, beside the compiled catalogue.

A file is named after the digest of everything it was made of: the data, the code that made it, the rules of folding
and the version of the engine. It holds plain values as MessagePack, checked against their types when they are read,
never code. Without a place to write everything works as well, only slower at every start.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

import lycaon
from lycaon.catalogue.cache import default_cache
from lycaon.text.folding import FOLDS

T = TypeVar("T")
_KEPT = 500
"""Files that stay; most take a few kilobytes, the largest one megabyte, and every change of a table makes another."""
_log = logging.getLogger(__name__)


def ready(
    shape: type[T],
    make: Callable[[], T],
    *,
    sources: Iterable[Path],
    by: Sequence[str],
    also: str = "",
    folder: Path | None = None,
    read_extra: Callable[[int, memoryview], object] | None = None,
) -> T:
    """Return what ``make`` returns, from an earlier time if nothing changed since.

    Args:
        shape: the type of what is made: structs and containers that msgspec writes and reads.
        make: reads the sources and does the work.
        sources: the files that it reads.
        by: names of the modules whose code does the work, the first of which names the file.
        also: whatever else it depends on.
        folder: where it is kept; None means beside the compiled catalogues of this user.
        read_extra: reads the extension types of MessagePack that ``make`` uses, if any.

    Raises:
        Whatever ``make`` raises; nothing is kept then.
    """
    folder = folder or ready_folder()
    path = folder / f"{by[0].rpartition('.')[2]}-{_key(sources, by, also)}.msgpack"
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=shape, ext_hook=read_extra)
    except FileNotFoundError:
        pass
    except (OSError, msgspec.DecodeError) as error:
        _log.warning("ready.unreadable file=%s error=%s", path.name, error)
    written = msgspec.msgpack.encode(make())
    keep(path, written)
    # Read back, so that the first start and all that follow work on the same values.
    return msgspec.msgpack.decode(written, type=shape, ext_hook=read_extra)


def ready_folder() -> Path:
    """Where ready knowledge is kept: beside the compiled catalogues of this user."""
    return default_cache().parent / "ready"


def _key(sources: Iterable[Path], by: Sequence[str], also: str) -> str:
    whole = sha256(f"{lycaon.__version__}\0{msgspec.__version__}\0{also}\0".encode() + FOLDS.digest)
    files = ((path.name, path.read_bytes()) for path in sorted(sources))
    for name, data in (*files, *(_code_of(module) for module in by)):
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return whole.hexdigest()[:24]


@cache
def _code_of(module: str) -> tuple[str, bytes]:
    """Name and content of a module's file, which a process that runs it reads once."""
    path = Path(str(sys.modules[module].__file__))
    return path.name, path.read_bytes()


def keep(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; nobody minds if it cannot be."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.write_bytes(data)
        aside.replace(path)
        _forget_old(path.parent)
    except OSError as error:
        _log.warning("ready.not_kept file=%s error=%s", path.name, error)


def _forget_old(folder: Path) -> None:
    files = sorted(folder.glob("*.msgpack"), key=lambda path: path.stat().st_mtime)
    for old in files[:-_KEPT]:
        old.unlink(missing_ok=True)
