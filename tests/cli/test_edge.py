"""The outermost edge: exit codes that scripts rely on, and no traceback that a person has to read."""

import io
import json
import os
import shutil
import sys
import time
from datetime import date
from pathlib import Path

import click
import pytest

import lycaon
import lycaon.cli as edge
from lycaon.cli.demo import _latest_change
from lycaon.errors import FormatError
from lycaon.scan import Scanner, held


def called(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["lycaon", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        edge.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (click.exceptions.Exit(3), 3, ""),
        (FormatError("x.csv: no table"), 2, "data.format"),
        (PermissionError(13, "Permission denied", "x.jsonl"), 2, "x.jsonl: Permission denied. Choose"),
        (NotADirectoryError(20, "Not a directory", "out/parts"), 2, "out/parts: Not a directory. Choose"),
        (OSError(28, "No space left on device", "out"), 4, "run the same command again"),
        (MemoryError(), 4, "--workers"),
        (KeyboardInterrupt(), 130, "go on"),
        (KeyError("odd"), 1, "fault of ours"),
    ],
)
def test_every_error_is_one_sentence_and_a_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], raised: BaseException, code: int, said: str
) -> None:
    def fails() -> None:
        raise raised

    monkeypatch.setattr("lycaon.cli._Lazy.get_command", lambda *_: click.Command("scan", callback=fails))
    assert called(monkeypatch, "scan") == code
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told


def test_rejected_records_are_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "a red chair"}\nnot json\n')
    assert called(monkeypatch, "scan", tmp_path / "in.jsonl", "--no-report", "--quiet", "--out", tmp_path / "out") == 3
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["rejected"] == 1


def test_an_output_that_is_a_file_is_a_mistake_of_the_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "a red chair"}\n')
    (tmp_path / "out").write_text("mine")
    assert called(monkeypatch, "scan", tmp_path / "in.jsonl", "--quiet", "--out", tmp_path / "out") == 2
    assert (tmp_path / "out").read_text() == "mine"
    assert "out" in capsys.readouterr().err


def test_a_demonstration_deletes_nothing_of_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    assert called(monkeypatch, "demo", "--out", tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_demonstration_that_stands_is_not_made_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Code, knowledge and day are given: a file that somebody saves, or a midnight, in the middle is another story.
    scanner = Scanner.load()
    monkeypatch.setattr(Scanner, "load", lambda *_, **__: scanner)
    monkeypatch.setattr("lycaon.cli.demo._latest_change", lambda: 0.0)
    monkeypatch.setattr("lycaon.cli.demo._today", lambda: date(2026, 3, 2))
    assert called(monkeypatch, "demo", "--out", tmp_path / "whole") == 0
    for name in ("other_language", "lacks_a_file", "younger_code"):
        shutil.copytree(tmp_path / "whole", tmp_path / name)
    made: list[str] = []
    monkeypatch.setattr("lycaon.cli.demo.run_scan", lambda _sources, out, *_, **__: made.append(out.name) or 0)
    assert called(monkeypatch, "demo", "--out", tmp_path / "whole") == 0
    assert made == []
    called(monkeypatch, "demo", "--out", tmp_path / "other_language", "--language", "nl")
    (tmp_path / "lacks_a_file" / "findings.csv").unlink()
    called(monkeypatch, "demo", "--out", tmp_path / "lacks_a_file")
    monkeypatch.setattr("lycaon.cli.demo._latest_change", lambda: time.time() + 60)
    called(monkeypatch, "demo", "--out", tmp_path / "younger_code")
    assert made == ["other_language", "lacks_a_file", "younger_code"]


def test_a_demonstration_older_than_the_code_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "one.py").write_text("")
    (tmp_path / "two.py").write_text("")
    os.utime(tmp_path / "room" / "one.py", (5000, 5000))
    os.utime(tmp_path / "two.py", (4000, 4000))
    (tmp_path / ".#three.py").symlink_to("nowhere")  # as editors leave them beside a file that is being changed
    monkeypatch.setattr(lycaon, "__path__", [str(tmp_path)])
    assert _latest_change() == 5000


LINE = '{"id": "%s", "title": "Griechische Landschildkröte NZ 2023", "Wort": "Graupapagei"}\n'


def ids(out: Path) -> list[str]:
    return [json.loads(line)["listing_id"] for line in (out / "findings.jsonl").read_text().splitlines()]


def test_the_standard_input_is_read_and_read_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("a", "b"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((LINE % name).encode())))
        assert called(monkeypatch, "scan", "-", "--no-report", "--quiet", "--out", tmp_path / "out") == 0
        assert ids(tmp_path / "out") == [name]


def test_other_columns_are_another_question(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text(LINE % "a")
    asked = ("scan", tmp_path / "in.jsonl", "--no-report", "--quiet", "--out", tmp_path / "out", "--map")
    assert called(monkeypatch, *asked, "title=Titel") == 2  # a slip, which binds nobody
    assert called(monkeypatch, *asked, "title=Wort") == 0
    assert called(monkeypatch, *asked, "text=Wort") == 2
    assert "asked something else" in capsys.readouterr().err


def test_two_scans_do_not_share_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINE % "a")
    asked = ("scan", tmp_path / "in.jsonl", "--no-report", "--quiet", "--out", tmp_path / "out")
    with held(tmp_path / "out"):
        assert called(monkeypatch, *asked) == 2
    assert called(monkeypatch, *asked) == 0


@pytest.mark.parametrize("code", ["Deutschland", "ZQ", ""])
def test_a_market_is_a_country(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    (tmp_path / "in.jsonl").write_text(LINE % "a")
    assert called(monkeypatch, "scan", tmp_path / "in.jsonl", "--out", tmp_path / "out", "--market", code) == 2


def test_dead_letters_are_asked_what_the_job_was_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"Wort": "Graupapagei zahm"}\n')
    asked = ("--no-report", "--quiet", "--date", "2016-01-01", "--out", tmp_path / "out")
    assert called(monkeypatch, "scan", tmp_path / "in.jsonl", *asked) == 3
    assert called(monkeypatch, "retry", tmp_path / "out" / "rejected.jsonl", "--map", "title=Wort") == 0
    row = json.loads((tmp_path / "out" / "retry" / "findings.jsonl").read_text())
    assert row["judged_on"] == "2016-01-01"


def test_a_row_of_the_findings_is_explained_where_and_when_it_was_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text('{"title": "Griechische Landschildkröte NZ 2023", "country": "DE"}\n')
    asked = ("--no-report", "--quiet", "--date", "2024-05-01", "--out", tmp_path / "out")
    assert called(monkeypatch, "scan", tmp_path / "in.jsonl", *asked) == 0
    findings = tmp_path / "out" / "findings.jsonl"
    for options, said in (((), "in Germany on 1 May 2024"), (("--country", "FR"), "in France on 1 May 2024")):
        capsys.readouterr()
        assert called(monkeypatch, "law", "explain", findings, *options) == 0
        assert said in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"\xf6\x00", b"[1]\n", b'{"a": 1}\n'])
@pytest.mark.parametrize("words", [("law", "explain", "{}"), ("eval", "{}"), ("eval", "--compare", "{}", "{}")])
def test_a_wrong_file_is_a_mistake_of_the_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], content: bytes
) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    code = called(monkeypatch, *(word.format(path) for word in words))
    assert code == 2 or (code == 0 and words[0] == "eval")


def test_a_file_without_labels_is_not_measured_as_perfect(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.jsonl").write_text("")
    assert called(monkeypatch, "eval", tmp_path / "none.jsonl") == 2
    assert "no labelled listing" in capsys.readouterr().err
