"""Files that are not on this disk: read as streams, written whole. ``s3://``, ``gs://``, ``hdfs://``, ``file://``.

pyarrow brings these file systems; any other scheme is asked of fsspec where that is installed. Who may read what is
a matter of the environment (``AWS_PROFILE``, ``GOOGLE_APPLICATION_CREDENTIALS``) and of the address itself
(``s3://bucket/key?endpoint_override=localhost:9000&scheme=http``), never of an option.
"""

import io
import re
import shutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

from lycaon.errors import SetupError

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_CHUNK = 8 * 2**20


def is_remote(name: str) -> bool:
    """Tell whether a name is an address and not a path.

    >>> is_remote("s3://bucket/ads.jsonl"), is_remote("ads.jsonl")
    (True, False)
    """
    return _ADDRESS.match(name) is not None


def open_remote(url: str) -> BinaryIO:
    """Open an object for reading; it can be sought in, as Parquet needs.

    Raises:
        SetupError: the address cannot be understood, or nothing is there.
    """
    files, path = _place(url)
    try:
        return io.BufferedReader(cast("io.RawIOBase", files.open_input_file(path)), _CHUNK)
    except (OSError, ValueError) as error:
        raise SetupError(f"{url}: cannot be read ({error}); check the address, and the credentials") from error


def size_of(url: str) -> int:
    """Return the size of an object in bytes.

    Raises:
        SetupError: as :func:`open_remote`.
    """
    files, path = _place(url)
    try:
        info = files.get_file_info(path)
    except OSError as error:
        raise SetupError(f"{url}: cannot be read ({error}); check the address, and the credentials") from error
    if info.size is None:
        raise SetupError(f"{url}: nothing is there, or a folder; name one object")
    return int(info.size)


def copy_to(url: str, files_here: Iterable[Path]) -> None:
    """Copy files below an address. Each object appears whole or not at all, as object stores do it.

    Raises:
        SetupError: it cannot be written there; the files here stay.
    """
    files, folder = _place(url)
    for path in files_here:
        try:
            if files.type_name in {"local", "hdfs"}:
                files.create_dir(folder, recursive=True)
            with path.open("rb") as source, files.open_output_stream(f"{folder.rstrip('/')}/{path.name}") as target:
                shutil.copyfileobj(source, target, _CHUNK)
        except OSError as error:
            raise SetupError(
                f"{url}: {path.name} cannot be written ({error}); the results stand in {path.parent}"
            ) from error


def _place(url: str) -> tuple[Any, str]:
    """Return a file system of pyarrow and the path in it."""
    fs = import_module("pyarrow.fs")
    try:
        return fs.FileSystem.from_uri(url)
    except (OSError, ValueError) as error:
        scheme = url.partition("://")[0]
        try:
            found = import_module("fsspec").filesystem(scheme)
        except (ImportError, ValueError):
            raise SetupError(
                f"{url}: not an address that can be read ({error}); s3://, gs://, hdfs:// and file:// are, and with "
                "fsspec installed whatever it knows"
            ) from error
        return fs.PyFileSystem(fs.FSSpecHandler(found)), url.partition("://")[2]
