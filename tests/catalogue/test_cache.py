"""The compiled catalogue: repeatable, whole or absent, and made by two processes at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lycaon.catalogue import Catalogue, cache, catalogue
from lycaon.errors import CatalogueError

SMALL = Path(__file__).parent / "small"


def test_compiling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for place in ("one", "two"):
        Catalogue.load(SMALL, tmp_path / place)
    one, two = (sorted((tmp_path / place).rglob("*.bin")) for place in ("one", "two"))
    assert [path.name for path in one] == ["columns.bin", "phrases.bin"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_another_word_is_another_edition(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "data")
    before = Catalogue.load(folder, tmp_path / "cache")
    with (folder / "names" / "en.csv").open("a", encoding="utf-8") as file:
        file.write("congo grey,Psittacus erithacus,,low,high,own\n")
    after = Catalogue.load(folder, tmp_path / "cache")
    assert before.edition != after.edition
    assert before.find("Congo grey") == ()
    assert after.find("Congo grey")[0].taxon_id == "t1"


def test_other_code_compiles_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = shutil.copytree(Path(catalogue.__file__).parent, tmp_path / "code", ignore=shutil.ignore_patterns("data"))
    monkeypatch.setattr(catalogue, "_HERE", code)
    Catalogue.load(SMALL, tmp_path / "cache")
    with (code / "hiding.py").open("a", encoding="utf-8") as file:
        file.write("# another rule\n")
    Catalogue.load(SMALL, tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_nothing_is_left_behind_when_the_tables_are_wrong(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "data")
    (folder / "range.csv").write_text("taxon_id,country\n", encoding="utf-8")
    with pytest.raises(CatalogueError):
        Catalogue.load(folder, tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    blocked = tmp_path / "blocked"
    blocked.write_text("a file stands where the folder should be", encoding="utf-8")
    assert Catalogue.load(SMALL, blocked).find("African grey")
    assert list((tmp_path / "lycaon-catalogue").iterdir())


def test_who_comes_second_takes_what_is_there(tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        (folder / "own").write_text("second")
        if not (tmp_path / "key").exists():
            (tmp_path / "key").mkdir()
            (tmp_path / "key" / "own").write_text("first")

    assert (cache.compiled("key", tmp_path, make) / "own").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_only_the_newest_stay(tmp_path: Path) -> None:
    for number in range(9):
        folder = cache.compiled(f"key{number}", tmp_path, lambda folder: None)
        os.utime(folder, (number, number))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"key{number}" for number in range(3, 9)]


def test_two_processes_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lycaon.catalogue import Catalogue; "
        "print(Catalogue.load(Path(sys.argv[1]), Path(sys.argv[2])).find('African grey')[0].taxon_id)"
    )
    command = [sys.executable, "-c", code, str(SMALL), str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["t1", "t1"]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_a_file_that_is_not_whole_is_said_to_be(tmp_path: Path) -> None:
    Catalogue.load(SMALL, tmp_path)
    [columns] = tmp_path.rglob("columns.bin")
    columns.write_bytes(b"not columns")
    with pytest.raises(CatalogueError, match="delete its folder"):
        Catalogue.load(SMALL, tmp_path)
