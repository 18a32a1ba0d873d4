"""The tables that are shipped are sound, and every mistake gets its exact words."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from lycaon.catalogue import DATA
from lycaon.catalogue.check import check_tables
from lycaon.catalogue.edition import read_edition
from lycaon.catalogue.tables import Tables, read_tables
from lycaon.catalogue.tidy import stale_digests, tidy
from lycaon.errors import CatalogueError

HERE = Path(__file__).parent
SMALL = HERE / "small"
BROKEN = sorted((HERE / "broken").glob("*.txt"))


@pytest.fixture(scope="module")
def shipped() -> Tables:
    return read_tables(DATA, read_edition(DATA).sources)


def test_shipped_tables_agree_with_each_other(shipped: Tables) -> None:
    check_tables(shipped)


def test_digests_are_those_of_the_tables() -> None:
    assert list(stale_digests(DATA)) == [], "run: python -m lycaon.catalogue.tidy"


def test_every_source_is_used_and_has_a_licence(shipped: Tables) -> None:
    used = {code for sheet in shipped.sheets.values() for row in sheet.rows for code in row.reference.split(";")}
    edition = read_edition(DATA)
    assert used == set(edition.sources)
    assert all(source.licence and source.retrieved for source in edition.sources.values())


def test_ordinary_words_are_sorted_and_once() -> None:
    for path in (DATA / "ordinary").glob("*.txt"):
        words = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert all(a.lstrip("~") < b.lstrip("~") for a, b in pairwise(words)), path.name


def test_the_small_catalogue_is_sound() -> None:
    check_tables(read_tables(SMALL, read_edition(SMALL).sources))


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_each_mistake_gets_its_words(path: Path, tmp_path: Path) -> None:
    table, message, text = _mistake(path)
    folder = shutil.copytree(SMALL, tmp_path / "data")
    (folder / table).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        check_tables(read_tables(folder, read_edition(folder).sources))
    assert message in str(caught.value).splitlines()


def _mistake(path: Path) -> tuple[str, str, str]:
    table, message, text = path.read_text(encoding="utf-8").split("\n", 2)
    return table.removeprefix("# table: "), message.removeprefix("# message: "), text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xef\xbb\xbftaxon_id,country,status,reference\n", "range.csv:1: begins with a byte order mark"),
        (b"taxon_id,country,status,reference\r\n", "range.csv:1: has a carriage return"),
        (b"taxon_id,country,status,reference\nt1,\xe9,native,own\n", "range.csv: byte 37 is not UTF-8"),
    ],
)
def test_bytes_that_are_not_ours(raw: bytes, message: str, tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "data")
    (folder / "range.csv").write_bytes(raw)
    with pytest.raises(CatalogueError, match=re.escape(message)):
        read_tables(folder, read_edition(folder).sources)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "data")
    (folder / "forms.csv").unlink()
    with pytest.raises(CatalogueError, match=r"^forms\.csv: is missing"):
        read_tables(folder, read_edition(folder).sources)


def test_tidying_mends_form_and_changes_no_fact(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "data")
    tidy(folder)
    clean = (folder / "range.csv").read_bytes()
    (folder / "range.csv").write_bytes(
        b"\xef\xbb\xbftaxon_id,country,status,reference\r\nt1,GH,native,own\r\nt1, GA ,native,own\r\nt1,GH,native,own\r\n"
    )
    assert list(stale_digests(folder)) == ["range.csv"]
    counts = tidy(folder)
    assert (folder / "range.csv").read_bytes() == clean
    assert counts["range.csv"] == 2
    assert list(stale_digests(folder)) == []
