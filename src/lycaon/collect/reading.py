"""One way in for every kind of file: tell the kind, read its records, map them to listings."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import BinaryIO

from lycaon.collect import archives, chats, deadletters, jsonlines, mails, mapping, ocr, posts, records, tables
from lycaon.errors import FormatError
from lycaon.values.listing import Listing, Rejected

_Reader = Callable[[BinaryIO, str], Iterator[records.Record | Rejected]]
_READERS: dict[str, _Reader] = {
    "jsonl": jsonlines.read_json,
    "csv": tables.read_delimited,
    "xlsx": tables.read_spreadsheet,
    "parquet": tables.read_parquet,
    "warc": archives.read_warc,
    "wacz": archives.read_wacz,
    "eml": mails.read_mail,
    "eml-pictures": mails.read_mail_with_pictures,
    "posts": posts.read_posts,
    "picture": ocr.read_picture,
    "telegram": chats.read_telegram,
    "whatsapp": chats.read_whatsapp,
    "rejected": deadletters.read_dead_letters,
}
KINDS = (*_READERS, "folder")
"""What ``--format`` may name."""

_ASKABLE = ", ".join(kind for kind in _READERS if kind != "rejected")

_SUFFIXES_OF = {
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "xlsx": (".xlsx", ".xls", ".xlsb", ".ods"),
    "parquet": (".parquet", ".pq"),
    "warc": (".warc",),
    "wacz": (".wacz",),
    "eml": (".eml",),
}
_SUFFIXES = {suffix: kind for kind, suffixes in _SUFFIXES_OF.items() for suffix in suffixes}
_COLUMNS_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Source:
    """Where listings come from.

    ``asked`` overrides the guessed columns (``{"title": "Titel"}``); ``site`` names the site of records that name none.
    """

    path: Path | None
    """None stands for the standard input, or for ``url``."""
    kind: str = ""
    asked: Mapping[str, str] = field(default_factory=dict[str, str])
    site: str = ""
    url: str = ""
    """Address of an object that whoever reads opens; its name tells the kind where ``kind`` does not."""

    @property
    def name(self) -> str:
        """How messages call it."""
        if self.url:
            return self.url.partition("?")[0].rpartition("/")[2]
        return self.path.name if self.path else "stdin"


def kind_of(path: Path) -> str:
    """Tell the kind of a file by its name, else by its first bytes.

    Raises:
        FormatError: nothing tells.
    """
    if path.is_dir():
        return "folder"
    named = _kind_by_name(path)
    if named:
        return named
    with path.open("rb") as stream:
        head = stream.read(64)
    for magic, kind in ((b"PAR1", "parquet"), (b"WARC/", "warc"), (b"{", "jsonl"), (b"[", "jsonl")):
        if head.lstrip().startswith(magic):
            return kind
    raise FormatError(f"{path}: what kind of file is this? Say --format with one of {_ASKABLE}")


def kind_with_pictures(path: PurePath, kind: str = "") -> str:
    """Return the kind under which the words in pictures are read too; ``kind`` where that changes nothing.

    >>> kind_with_pictures(PurePath("a/Screenshot.PNG")), kind_with_pictures(PurePath("b.eml")), kind_with_pictures(
    ...     PurePath("c.csv"))
    ('picture', 'eml-pictures', '')
    """
    if kind == "eml" or (not kind and _kind_by_name(path) == "eml"):
        return "eml-pictures"
    return "picture" if not kind and path.suffix.lower() in ocr.SUFFIXES else kind


def _kind_by_name(path: PurePath) -> str:
    # As the two name their exports.
    if path.name == "result.json" and path.parent.name.startswith("ChatExport"):
        return "telegram"
    if path.suffix == ".txt" and (path.name == "_chat.txt" or path.name.startswith("WhatsApp Chat")):
        return "whatsapp"
    if posts.is_archive(path.name):
        return "posts"
    for suffix in reversed(path.suffixes):
        if suffix.lower() in _SUFFIXES:
            return _SUFFIXES[suffix.lower()]
        if suffix.lower() not in (".gz", ".bz2"):
            break
    return ""


def read_listings(
    source: Source,
    stream: BinaryIO | None = None,
    *,
    on_mapping: Callable[[dict[str, str]], None] | None = None,
) -> Iterator[Listing | Rejected]:
    """Yield the listings of a source, in their order, and what had to be rejected, in its place.

    Args:
        source: what to read.
        stream: the open standard input or object, where ``source.path`` is None.
        on_mapping: called once with the mapping ``{field: column}`` that is used, so that it can be shown.

    Raises:
        FormatError: the file as a whole is not what it claims to be.
        OSError: it cannot be opened.
    """
    with _opened(source, stream) as opened:
        yield from _mapped(_records(source, opened), source, on_mapping)


def _opened(source: Source, stream: BinaryIO | None) -> AbstractContextManager[Path | BinaryIO]:
    if stream is not None:
        return nullcontext(stream)
    if source.path is None:
        raise FormatError("nothing stands on the standard input")
    return nullcontext(source.path) if source.path.is_dir() else source.path.open("rb")


def _mapped(
    found: Iterator[records.Record | Rejected],
    source: Source,
    on_mapping: Callable[[dict[str, str]], None] | None,
) -> Iterator[Listing | Rejected]:
    waiting, columns = _look_ahead(found)
    chosen = mapping.choose(columns, source.asked) if columns else {}
    if on_mapping is not None:
        on_mapping(chosen)
    for item in _chain(waiting, found):
        if isinstance(item, Rejected):
            yield item
        else:
            yield records.to_listing(item, _for_record(item, chosen, source), site=source.site)


def _records(source: Source, opened: Path | BinaryIO) -> Iterator[records.Record | Rejected]:
    if isinstance(opened, Path):
        return archives.read_folder(opened, source.name)
    kind = source.kind or (kind_of(source.path) if source.path else _kind_by_name(PurePath(source.name)) or "jsonl")
    if kind not in _READERS:
        raise FormatError(f"{source.name}: a file, not a folder; leave --format out, or name one of {_ASKABLE}")
    return _READERS[kind](opened, source.name)


def _look_ahead(
    found: Iterator[records.Record | Rejected],
) -> tuple[list[records.Record | Rejected], list[str]]:
    """Return the first records and all their columns: records of one file need not have the same fields."""
    waiting: list[records.Record | Rejected] = []
    columns: dict[str, None] = {}
    for item in found:
        waiting.append(item)
        if isinstance(item, records.Record):
            columns.update(dict.fromkeys(str(key) for key in item.values))
        if len(waiting) >= _COLUMNS_LOOKED_AT:
            break
    return waiting, list(columns)


def _for_record(item: records.Record, chosen: dict[str, str], source: Source) -> dict[str, str]:
    # A field that only shows up later in the file is still recognised.
    if all(field in chosen for field in ("title", "text")) or any(column in item.values for column in chosen.values()):
        return chosen
    return {**mapping.guess(str(key) for key in item.values), **source.asked}


def _chain(
    waiting: list[records.Record | Rejected], rest: Iterator[records.Record | Rejected]
) -> Iterator[records.Record | Rejected]:
    yield from waiting
    yield from rest
