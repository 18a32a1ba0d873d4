"""Which edition of the catalogue this is: its date, its sources and the digests of its tables."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lycaon.catalogue.ready import ready
from lycaon.catalogue.rows import TABLES
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError

EDITION_FILE = "edition.yaml"
_COMPILED = frozenset({"spelling", "ordinary", *(table.path.split("/")[0] for table in TABLES)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from, and on which terms."""

    code: str
    title: str
    licence: str
    retrieved: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """``edition.yaml``, read."""

    name: str
    date: str
    sources: dict[str, Source]
    digests: dict[str, str]
    """SHA-256 of every table, by its path below the data directory."""


def read_edition(directory: Path) -> Edition:
    """Read ``edition.yaml``.

    Raises:
        CatalogueError: the file is missing or lacks a field.
    """
    path = directory / EDITION_FILE
    try:
        raw: Any = read_yaml(path)
        return Edition(
            name=str(raw["edition"]),
            date=str(raw["date"]),
            sources={str(code): _source(str(code), fields) for code, fields in raw["sources"].items()},
            digests={str(table): str(digest) for table, digest in (raw.get("tables") or {}).items()},
        )
    except (OSError, NotYamlError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"{path}: cannot be read as an edition ({error}); it needs edition, date and sources"
        ) from error


def edition_name(directory: Path) -> str:
    """The name in ``edition.yaml``, ready from an earlier time; raises what :func:`read_edition` does."""
    path = directory / EDITION_FILE
    if not path.is_file():
        return read_edition(directory).name  # which says what is wrong
    return ready(str, lambda: read_edition(directory).name, sources=[path], by=(__name__,))


def _source(code: str, fields: dict[str, object]) -> Source:
    return Source(
        code=code,
        title=str(fields["title"]),
        licence=str(fields["licence"]),
        retrieved=str(fields["retrieved"]),
        note=str(fields.get("note", "")),
    )


def table_files(directory: Path) -> list[Path]:
    """Every data file but ``edition.yaml`` itself, sorted by its path."""
    return sorted(
        path
        for path in directory.rglob("*")
        if path.is_file() and path.name != EDITION_FILE and path.suffix in {".csv", ".yaml", ".txt"}
    )


def compiled_files(directory: Path) -> list[Path]:
    """The data files that the compiled columns are made of; what other rooms read is left out."""
    return [path for path in table_files(directory) if is_compiled(path.relative_to(directory).as_posix())]


def is_compiled(name: str) -> bool:
    """Whether a file, by its path below the data directory, goes into the compiled columns."""
    return name.partition("/")[0] in _COMPILED


def digests_of(directory: Path, paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files, in hexadecimal, by their path below the data directory."""
    return {path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def digest_of_all(digests: Mapping[str, str]) -> str:
    """One SHA-256 over names and digests of many files."""
    return hashlib.sha256("".join(f"{name}\0{digests[name]}\n" for name in sorted(digests)).encode()).hexdigest()
