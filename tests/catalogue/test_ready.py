"""Knowledge made ready once: made anew when anything it rests on changes, and never believed when damaged."""

import os
from pathlib import Path

import pytest

from lycaon.catalogue.edition import digests_of
from lycaon.catalogue.ready import ready
from lycaon.catalogue.stamps import known_digests


class Made:
    """Counts how often something is made of a file."""

    def __init__(self, folder: Path) -> None:
        self.source, self.kept, self.times = folder / "words.txt", folder / "kept", 0
        self.source.write_text("tusk")

    def get(self) -> dict[str, tuple[int, ...]]:
        def make() -> dict[str, tuple[int, ...]]:
            self.times += 1
            return {self.source.read_text(): (1, 2)}

        return ready(dict[str, tuple[int, ...]], make, sources=[self.source], by=(__name__,), folder=self.kept)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def test_made_once(made: Made) -> None:
    assert made.get() == made.get() == {"tusk": (1, 2)}
    assert made.times == 1


def test_another_source_is_another_file(made: Made) -> None:
    made.get()
    made.source.write_text("horn")
    assert made.get() == {"horn": (1, 2)}
    assert made.times == 2


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x93\x01\x02\x03", b"\x81\xa4tusk\xa3one"])
def test_a_damaged_file_is_made_anew(made: Made, damage: bytes) -> None:
    made.get()
    (file,) = made.kept.glob("*.msgpack")
    file.write_bytes(damage)
    assert made.get() == {"tusk": (1, 2)}
    assert made.times == 2
    assert file.read_bytes() != damage


def test_works_without_a_place_to_write(made: Made) -> None:
    made.kept.write_text("a file where the folder should be")
    assert made.get() == made.get() == {"tusk": (1, 2)}
    assert made.times == 2


def test_what_fails_is_not_kept(made: Made) -> None:
    made.source.write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        made.get()
    assert not made.kept.exists()


def _old(path: Path, text: str, second: int) -> None:
    path.write_text(text)
    os.utime(path, (second, second))


def test_digests_are_those_of_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        _old(path, path.name, 10**9)
    # The time of the last change of a file cannot be set back: look from ten seconds later.
    real = digests_of(tmp_path, paths)
    monkeypatch.setattr("time.time_ns", lambda: paths[0].stat().st_ctime_ns + 10**10)
    assert known_digests(tmp_path, paths, tmp_path / "kept") == real
    monkeypatch.setattr("lycaon.catalogue.stamps.digests_of", lambda *_: pytest.fail("read a file that it knew"))
    assert known_digests(tmp_path, paths, tmp_path / "kept") == real


def test_a_changed_file_is_read_again_even_with_its_old_time_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    _old(path, "one", 10**9)
    monkeypatch.setattr("time.time_ns", lambda: path.stat().st_ctime_ns + 10**10)
    known_digests(tmp_path, [path], tmp_path / "kept")
    _old(path, "two", 10**9)
    assert known_digests(tmp_path, [path], tmp_path / "kept") == digests_of(tmp_path, [path])


def test_a_young_file_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("one")
    known_digests(tmp_path, [path], tmp_path / "kept")
    assert not list((tmp_path / "kept").glob("stamps-*"))
