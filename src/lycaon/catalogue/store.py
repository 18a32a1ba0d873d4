"""A file of named columns that is mapped into memory, not read.

One JSON line describes the columns; then follow the arrays, each aligned to 64 bytes. Strings are one
UTF-8 blob and an array of offsets. Nothing in the file is executed: it holds numbers and text only.
"""

import json
import mmap
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lycaon.errors import CatalogueError

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]

Numbers = Sequence[int]
"""A column of whole numbers: a view of the file, of which numpy makes an array without copying it."""
_CODES: Mapping[str, Literal["B", "H", "i", "I"]] = {"|u1": "B", "<u2": "H", "<i4": "i", "<u4": "I"}
"""Kinds of numbers, as numpy writes them and as a machine reads them that counts from the little end."""
_ALIGN = 64
_HEADER_BYTES = 16
_SEPARATOR = "\x1f"


class Strings(Sequence[str]):
    """A column of strings, each decoded when it is asked for."""

    __slots__ = ("_blob", "_offsets")

    def __init__(self, offsets: Numbers, blob: memoryview) -> None:
        self._offsets = offsets
        self._blob = blob

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]  # slices are never asked for
        return str(self._blob[self._offsets[index] : self._offsets[index + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        text = bytes(self._blob)
        if text.isascii():  # ids are: pieces of one string are cut in half the time
            whole = text.decode("ascii")
            return (whole[start:end] for start, end in pairwise(self._offsets))
        return (text[start:end].decode() for start, end in pairwise(self._offsets))

    def cells(self, index: int) -> list[str]:
        """A row that was written with :func:`joined`."""
        return self[index].split(_SEPARATOR)

    def rows(self, first: int, last: int) -> list[list[str]]:
        """Rows that were written with :func:`joined`."""
        return [self[index].split(_SEPARATOR) for index in range(first, last)]


def joined(cells: Sequence[str]) -> str:
    """A whole row in one string."""
    return _SEPARATOR.join(cells)


class Store:
    """The columns of one file."""

    def __init__(self, view: memoryview, places: Mapping[str, tuple[str, int, int]]) -> None:
        self._view = view
        self._places = places
        self._numbers: dict[str, Numbers] = {}
        self._strings: dict[str, Strings] = {}

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Map a file that :func:`write_store` wrote.

        Raises:
            CatalogueError: the file is not whole, or this machine counts from the big end.
        """
        if sys.byteorder != "little":
            raise CatalogueError("a compiled catalogue can be read by little-endian machines only")
        try:
            with path.open("rb") as file:
                view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            size = int(bytes(view[:_HEADER_BYTES]))
            places = json.loads(bytes(view[_HEADER_BYTES : _HEADER_BYTES + size]))
            ends = [start + int(kind[2:]) * length for kind, start, length in places.values()]
            if max(ends, default=_HEADER_BYTES + size) > len(view):
                raise ValueError("cut short")
        except ValueError as error:
            raise CatalogueError(f"{path}: not a compiled catalogue; delete its folder, it is made again") from error
        return cls(view, places)

    def numbers(self, name: str) -> Numbers:
        """A column of numbers, as a view of the file."""
        found = self._numbers.get(name)
        if found is None:
            kind, start, length = self._places[name]
            view = self._view[start : start + int(kind[2:]) * length]
            found = self._numbers[name] = view.cast(_CODES[kind]) if length else ()
        return found

    def strings(self, name: str) -> Strings:
        """A column of strings."""
        found = self._strings.get(name)
        if found is None:
            _, start, length = self._places[f"{name}.text"]
            found = self._strings[name] = Strings(self.numbers(f"{name}.at"), self._view[start : start + length])
        return found

    def cells_of(self, name: str) -> list[list[str]]:
        """All rows of a table of cells."""
        column = self.strings(name)
        return [column.cells(index) for index in range(len(column))]

    def rows_of(self, name: str, taxon: int) -> list[list[str]]:
        """The rows of a table of cells that belong to one taxon."""
        starts = self.numbers(f"{name}.starts")
        first, last = starts[taxon], starts[taxon + 1]
        return self.strings(name).rows(first, last) if first < last else []


def write_store(path: Path, arrays: "Mapping[str, Array]", strings: Mapping[str, Sequence[str]]) -> None:
    """Write columns to ``path``; the caller makes the write atomic."""
    columns = dict(arrays)
    for name, values in strings.items():
        columns[f"{name}.at"], columns[f"{name}.text"] = _encoded(values)
    places: dict[str, tuple[str, int, int]] = {}
    size = len(json.dumps({name: ["<u4", 10**12, 10**12] for name in columns}))
    position = _aligned(_HEADER_BYTES + size)
    for name, column in columns.items():
        places[name] = (column.dtype.str, position, len(column))
        position = _aligned(position + column.nbytes)
    with path.open("wb") as file:
        header = json.dumps(places).encode().ljust(size)
        file.write(str(size).encode().ljust(_HEADER_BYTES) + header)
        for name, column in columns.items():
            file.seek(places[name][1])
            file.write(column.tobytes())
        file.truncate(max(position, file.tell()))


def _encoded(values: Sequence[str]) -> "tuple[Array, Array]":
    import numpy as np  # noqa: PLC0415  # a tenth of a second at the start of all who only read

    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype="<u4")
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return offsets, np.frombuffer(b"".join(encoded), dtype="u1")


def _aligned(position: int) -> int:
    return -(-position // _ALIGN) * _ALIGN


def grouped(owners: Sequence[int], count: int) -> "tuple[Array, Array]":
    """Rows by owner: row numbers sorted by owner, and where each owner's rows start (``count`` + 1 long).

    >>> starts, order = grouped([2, 0, 2], 3)
    >>> order[starts[2] : starts[3]].tolist()
    [0, 2]
    """
    import numpy as np  # noqa: PLC0415

    keys = np.asarray(owners, dtype=np.int64)
    order = np.argsort(keys, kind="stable").astype("<i4")
    starts = np.searchsorted(keys[order], np.arange(count + 1)).astype("<i4")
    return starts, order
