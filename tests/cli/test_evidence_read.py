"""A screenshot that was handed over: read, kept beside the picture, shown as a reading; and scanned where asked."""

import json
from pathlib import Path

import pypdfium2
from bench.ocr import picture
from click.testing import CliRunner
from tests.cli.test_evidence import WHO, call, ok

from lycaon.cli.scan import scan
from lycaon.cli.verify import verify


def test_a_reading_stands_beside_the_picture(tmp_path: Path) -> None:
    store, out = tmp_path / "store", tmp_path / "bundle"
    (tmp_path / "shot.png").write_bytes(picture("Elephant ivory bangle, 120 EUR"))
    ok(store, "init")
    given = ["--giver", "B. Citizen", "--statement", "From my telephone"]
    obj = ok(store, "receive", str(tmp_path / "shot.png"), *given, *WHO).strip()
    before = ok(store, "show", obj)
    said = ok(store, "read", obj, *WHO)
    assert "001-shot.png, read by RapidOCR" in said
    assert "ivory bangle" in said
    assert ok(store, "show", obj) == before  # the exhibit is what was handed over, and nothing else
    assert "derived" in ok(store, "log", obj)
    ok(store, "bundle", obj, "--to", "P", "--out", str(out), *WHO)
    [reading] = (out / "data" / "captures" / obj[:16] / "readings").iterdir()
    [told] = json.loads(reading.read_text())
    assert told["lines"][0]["confidence"] > 80
    page = (out / "data" / "index.html").read_text()
    assert "This is a reading by a program" in page
    paper = pypdfium2.PdfDocument(out / "data" / "exhibit.pdf")
    assert "as a program read them" in " ".join(" ".join(p.get_textpage().get_text_range() for p in paper).split())
    assert CliRunner().invoke(verify, [str(out)]).exit_code == 0
    reading.write_text("[]")
    changed = CliRunner().invoke(verify, [str(out)])
    assert changed.exit_code == 1
    assert "contents.changed" in changed.output


def test_what_holds_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    ok(tmp_path / "store", "init")
    given = ["--giver", "B.", "--statement", "s"]
    obj = ok(tmp_path / "store", "receive", str(tmp_path / "a.txt"), *given, *WHO).strip()
    done = call(tmp_path / "store", "read", obj, *WHO)
    assert "holds no picture" in str(done.exception)


def test_screenshots_are_scanned_where_asked(tmp_path: Path) -> None:
    (tmp_path / "shot.PNG").write_bytes(picture("Elephant ivory bangle, antique, 120 EUR"))
    told = ["--out", str(tmp_path / "out"), "--no-report", "--quiet", "--workers", "1"]
    done = CliRunner().invoke(scan, [str(tmp_path / "shot.PNG"), "--read-pictures", *told])
    assert done.exit_code == 0, (done.output, done.exception)
    [finding] = [json.loads(line) for line in (tmp_path / "out" / "findings.jsonl").read_text().splitlines()]
    assert finding["protected"] > 0.5
    assert finding["site"] == "picture"
    plain = CliRunner().invoke(scan, [str(tmp_path / "shot.PNG"), "--out", str(tmp_path / "other")])
    assert "--format" in str(plain.exception)
