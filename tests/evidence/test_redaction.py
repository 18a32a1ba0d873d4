"""Working copies: what is covered is gone from the dots, what was kept stays, and the log says which box and by whom."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench.redaction import face, plate, street
from click.testing import CliRunner
from PIL import Image
from tests.evidence.conftest import WHO

from lycaon.cli.evidence import evidence
from lycaon.errors import EvidenceError, SetupError
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.covering import WARNING, covered_copy, painted
from lycaon.evidence.receive import receive
from lycaon.evidence.spotting import Box, Thing, spot
from lycaon.evidence.store import Store
from lycaon.evidence.verify import Trust, verify
from lycaon.values.evidence import FileRole


def box(x: int, y: int, width: int, height: int) -> Box:
    return Box(x=x, y=y, width=width, height=height, what="by hand", found_by="A. Analyst")


def kept(store: Store, folder: Path, **pictures: bytes) -> str:
    folder.mkdir()
    paths = [folder / name.replace("_", ".") for name in pictures]
    for path, data in zip(paths, pictures.values(), strict=True):
        path.write_bytes(data)
    (folder / "page.html").write_text("<p>text</p>")
    into = folder / "into"
    into.mkdir()
    found = receive(
        [*paths, folder / "page.html"], into, giver="B.", statement="s", reason="r", now=store.now(), tool="t"
    )
    return store.keep(found, into, WHO)


def png(picture: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", **options)
    return out.getvalue()


@pytest.mark.parametrize("size", [60, 160])
def test_a_face_is_covered_and_its_surroundings_are_not(size: int) -> None:
    picture, at = face(0, size)
    found = spot(picture, [Thing.FACE])
    assert found
    copy = Image.open(io.BytesIO(painted(picture, found)))
    middle = (at[0] + size // 2, at[1] + size // 2)
    assert copy.getpixel(middle) == (0, 0, 0)
    assert copy.getpixel((2, 2)) == picture.getpixel((2, 2))
    assert spot(copy, [Thing.FACE]) == []
    assert {one.what for one in found} == {"face"}
    assert all("OpenCV" in one.found_by and ".xml" in one.found_by for one in found)


@pytest.mark.parametrize("degrees", [-25, 20, 35])
def test_a_tilted_face_is_covered_where_it_stands(degrees: int) -> None:
    portrait, at = face(0, 120)
    picture = Image.new("RGB", (700, 500), portrait.getpixel((2, 2)))
    picture.paste(portrait.rotate(degrees, fillcolor=portrait.getpixel((2, 2))), (330, 90))
    middle = (330 + at[0] + 60, 90 + at[1] + 60)
    copy = Image.open(io.BytesIO(painted(picture, spot(picture, [Thing.FACE]))))
    assert all(copy.getpixel((middle[0] + x, middle[1] + y)) == (0, 0, 0) for x in (-25, 25) for y in (-25, 25))
    assert copy.getpixel((100, 400)) != (0, 0, 0)


def test_a_plate_is_covered() -> None:
    picture, (x, y, width, height) = plate("AB-123-CD", 160, seed=3)
    found = spot(picture, [Thing.PLATE])
    assert any(
        one.x <= x + width // 2 <= one.x + one.width and one.y <= y + height // 2 <= one.y + one.height for one in found
    )
    assert spot(picture, [Thing.FACE]) == []


def test_where_there_is_none_nothing_is_covered() -> None:
    assert spot(street(), [Thing.FACE]) == []
    assert spot(face(100, 120)[0], [Thing.FACE, Thing.PLATE]) == []


def test_the_copy_is_logged_linked_and_the_original_untouched(store: Store, tmp_path: Path) -> None:
    portrait, _ = face(3, 120)
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    obj = kept(store, tmp_path / "a", a_png=png(portrait, exif=exif), a_jpg=png(street()), broken_png=b"\x89PNG")
    before = store.capture(obj)
    into = tmp_path / "into"
    into.mkdir()
    [one, two, three, *_] = [file.path for file in before.files if file.role is FileRole.ORIGINAL]
    copy, made = covered_copy(
        store, obj, into, things=[Thing.FACE], by_hand={two: [box(5, 6, 70, 8)]}, words="For the press.",
        reason="press", now=datetime.now(UTC), tool="t",
    )  # fmt: skip
    copied = store.keep_redacted(obj, copy, into, WHO)
    assert store.capture(obj) == before
    assert store.history(obj)[-1].event.result == copied
    assert [found.original.path for found in made] == [one, two]
    files = {file.path: store.objects.read(file.sha256) for file in store.capture(copied).files}
    log = json.loads(files["redactions.json"])
    assert log["original"] == obj
    assert [(p["path"], len(p["boxes"]) > 0) for p in log["pictures"]] == [(one, True), (two, True)]
    assert log["pictures"][1]["boxes"] == [
        {"x": 5, "y": 6, "width": 70, "height": 8, "what": "by hand", "found_by": "A. Analyst"}
    ]
    words = files["redactions.txt"].decode()
    assert words.startswith("For the press.")
    assert f"{three}: left out of the copy" in words
    assert "page.html: left out of the copy" in words
    assert WARNING in words
    pictures = [data for path, data in files.items() if path.endswith(".png")]
    assert len(pictures) == 2
    assert all(b"Camera of somebody" not in data for data in pictures)
    # A bundle of the copy alone shows what was covered, and says that the original is not in it.
    write_bundle(store, Order(captures=(copied,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    report = verify(tmp_path / "bundle", Trust(), now=datetime.now(UTC))
    assert report.failures == ()
    assert "nature.redacted" in {finding.code for finding in report.findings}
    assert "What was made unreadable" in (tmp_path / "bundle" / "data" / "index.html").read_text()


@pytest.mark.parametrize("wrong", [box(0, 0, 0, 5), box(-1, 0, 5, 5), box(95, 0, 6, 5), box(0, 95, 5, 6)])
def test_a_box_beside_the_picture_is_refused(wrong: Box) -> None:
    with pytest.raises(EvidenceError, match="does not stand in a picture of 100 x 100"):
        painted(Image.new("RGB", (100, 100), "teal"), [wrong])


def test_without_a_picture_there_is_nothing_to_cover(store: Store, tmp_path: Path) -> None:
    obj = kept(store, tmp_path / "a")
    (tmp_path / "into").mkdir()
    for by_hand, words in ((({"x.png": [box(0, 0, 1, 1)]}), "no picture of this capture"), ({}, "nothing to cover")):
        with pytest.raises(EvidenceError, match=words):
            covered_copy(
                store, obj, tmp_path / "into", things=[], by_hand=by_hand, words="", reason="r",
                now=datetime.now(UTC), tool="t",
            )  # fmt: skip


def test_without_opencv_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(SetupError, match=r"lycaon\[redact\]"):
        spot(street(), [Thing.FACE])


def test_the_command_covers_and_warns(store: Store, tmp_path: Path) -> None:
    portrait, at = face(7, 140)
    obj = kept(store, tmp_path / "a", a_png=png(portrait))
    call = ["--store", str(store.folder), "redact", obj[:8], "--faces", "--box", "001-a.png", "0", "0", "9", "9"]
    done = CliRunner().invoke(evidence, [*call, "--actor", "A.", "--reason", "press"])
    assert done.exit_code == 0, done.output
    assert WARNING in done.stderr
    copied = store.capture(done.stdout.split()[0])
    [picture] = [file for file in copied.files if file.media_type == "image/png"]
    shown = Image.open(io.BytesIO(store.objects.read(picture.sha256)))
    assert shown.getpixel((4, 4)) == (0, 0, 0)
    assert shown.getpixel((at[0] + 70, at[1] + 70)) == (0, 0, 0)
    for words in (["redact", obj], ["redact", obj, __file__, "--faces"]):
        wrong = CliRunner().invoke(evidence, ["--store", str(store.folder), *words, "--actor", "A", "--reason", "r"])
        assert wrong.exit_code == 2
