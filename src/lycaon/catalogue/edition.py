"""Which edition of the catalogue this is: its date, its sources and the digests of its tables."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from lycaon.catalogue.rows import TABLES
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
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Edition(
            name=str(raw["edition"]),
            date=str(raw["date"]),
            sources={str(code): _source(str(code), fields) for code, fields in raw["sources"].items()},
            digests={str(table): str(digest) for table, digest in (raw.get("tables") or {}).items()},
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise CatalogueError(
            f"{path}: cannot be read as an edition ({error}); it needs edition, date and sources"
        ) from error


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
    return [path for path in table_files(directory) if path.relative_to(directory).parts[0] in _COMPILED]


def digest_of(path: Path) -> str:
    """SHA-256 of one file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of_all(paths: list[Path], directory: Path) -> str:
    """One SHA-256 over names and contents of many files."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(str(path.relative_to(directory)).encode())
        whole.update(b"\0")
        whole.update(path.read_bytes())
    return whole.hexdigest()
