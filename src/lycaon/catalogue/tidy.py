"""Brings the tables into their one canonical form: ``python -m lycaon.catalogue.tidy``.

Sorts rows, composes letters, takes away stray spaces and repeated rows, writes LF line ends, and notes
the digest of every table in ``edition.yaml``. It changes no fact. Then it checks and counts.
"""

import csv
import io
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from lycaon.catalogue.check import check_tables
from lycaon.catalogue.edition import EDITION_FILE, compiled_files, digests_of, read_edition
from lycaon.catalogue.rows import TABLES, Table
from lycaon.catalogue.tables import files_of, read_tables
from lycaon.errors import CatalogueError

_TABLES_KEY = "\ntables:"
_LISTS = frozenset({"countries_in", "countries_out", "excluded_taxa", "excluded_from", "reference"})


def tidy(directory: Path) -> dict[str, int]:
    """Tidy, check and count the tables below ``directory``.

    Returns:
        The number of rows of every file.

    Raises:
        CatalogueError: what tidying cannot mend.
    """
    for table in TABLES:
        for path in files_of(directory, table):
            _rewrite(path, _tidied(path, table, str(path.relative_to(directory))))
    for path in sorted((directory / "ordinary").glob("*.txt")):
        _rewrite(path, _tidied_words(path))
    write_digests(directory)
    tables = read_tables(directory, read_edition(directory).sources)
    check_tables(tables)
    return {name: len(sheet.rows) for name, sheet in tables.sheets.items()}


def write_digests(directory: Path) -> None:
    """Note the SHA-256 of every table at the end of ``edition.yaml``."""
    path = directory / EDITION_FILE
    head = path.read_text(encoding="utf-8").partition(_TABLES_KEY)[0].rstrip("\n")
    digests = digests_of(directory, compiled_files(directory))
    lines = [f"  {name}: {digest}\n" for name, digest in digests.items()]
    _rewrite(path, f"{head}{_TABLES_KEY}\n{''.join(lines)}")


def stale_digests(directory: Path) -> Iterator[str]:
    """Yield the tables whose digest is not the one in ``edition.yaml``."""
    noted = read_edition(directory).digests
    found = digests_of(directory, compiled_files(directory))
    yield from sorted(name for name in noted.keys() | found.keys() if noted.get(name) != found.get(name))


def _tidied(path: Path, table: Table, name: str) -> str:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = tuple(rows[0]) if rows else ()
    if header != table.columns:
        raise CatalogueError(f"{name}:1: the header is {','.join(header)}; write {','.join(table.columns)}")
    cleaned = {tuple(_cleaned(cell, column) for cell, column in _cells(row, table)) for row in rows[1:] if row}
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(sorted(cleaned))
    return written.getvalue()


def _cells(row: list[str], table: Table) -> Iterator[tuple[str, str]]:
    for at, cell in enumerate(row):
        # A row too long or too short is left as it is: the check that follows says where it stands.
        yield cell, table.columns[at] if at < len(table.columns) else ""


def _cleaned(cell: str, column: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", cell).split())
    return ";".join(sorted(set(filter(None, words.split(";"))))) if column in _LISTS else words


def _tidied_words(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    words = {unicodedata.normalize("NFC", line.strip()) for line in lines if not line.startswith("#")} - {""}
    ordered = sorted(words, key=lambda word: (word.lstrip("~"), word))
    return "".join(f"{line}\n" for line in [*comments, *ordered])


def _rewrite(path: Path, text: str) -> None:
    if path.read_bytes() == text.encode():
        return
    aside = path.with_suffix(".part")
    aside.write_bytes(text.encode())
    aside.replace(path)


def main() -> None:
    """Tidy the tables that are shipped, or those of the folder given."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data"
    try:
        counts = tidy(directory)
    except CatalogueError as error:
        sys.exit(str(error))
    for name, count in counts.items():
        sys.stdout.write(f"{count:7,d}  {name}\n")


if __name__ == "__main__":
    main()
