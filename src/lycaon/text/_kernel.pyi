"""What the C kernel offers; see ``kernel/module.c``."""

from collections.abc import Callable
from mmap import mmap
from typing import TypeVar

Bytes = bytes | mmap | memoryview
T = TypeVar("T", bound=tuple[int, int, str])

class Folding:
    def __new__(cls, table: bytes, /) -> Folding: ...
    def tokens(self, text: str, kind: type[T], compose: Callable[[str], str], /) -> list[T]: ...
    def key(self, phrase: str, /) -> tuple[str, bytes]: ...
    def hashes(self, text: str, /) -> bytes: ...
    def hashes_batch(
        self,
        validity: object | None,
        offsets: object | None,
        data: object | None,
        first: int,
        rows: int,
        large: bool,
        /,
    ) -> bytes: ...

class Index:
    def __new__(cls, folding: Folding, file: Bytes, sizes: tuple[int, ...], sections: tuple[int, ...], /) -> Index: ...
    def find(self, text: str, /) -> list[tuple[int, int, int]]: ...
    def find_batch(
        self,
        validity: object | None,
        offsets: object | None,
        data: object | None,
        first: int,
        rows: int,
        large: bool,
        /,
    ) -> bytes: ...

class Traces:
    def __new__(cls, table: Bytes, /) -> Traces: ...
    def find(self, text: str, /) -> int: ...
    def find_batch(
        self,
        validity: object | None,
        offsets: object | None,
        data: object | None,
        first: int,
        rows: int,
        large: bool,
        /,
    ) -> bytes: ...
