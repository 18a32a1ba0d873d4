"""The exhibit that people read: the same in both forms, printable whatever a seller wrote, and honest about itself."""

import io
import sys
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image
from tests.evidence.conftest import WHO, given
from tests.evidence.forging import captured

from lycaon.errors import EvidenceError
from lycaon.evidence import printed
from lycaon.evidence.bundle import Order, write_bundle
from lycaon.evidence.exhibit import Translation
from lycaon.evidence.store import Store
from lycaon.evidence.verify import Trust, Verdict, verify
from lycaon.look.pictures import drawn

HOSTILE = '#eval("1") *x* \u202egpj.exe\x00\ue000 \u0378 <script>alert(1)</script> 象牙 слоновая кость العاج'


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def told(document: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document)]


def test_paper_has_an_index_with_pages_a_marked_translation_pictures_and_custody(store: Store, tmp_path: Path) -> None:
    obj = captured(store, tmp_path / "captured", text=HOSTILE, picture=png(800, 5000))
    other = given(store, tmp_path / "given")
    translation = Translation(capture=obj, language="English", text="Ivory statuette, 200 €", made_by="B. Translator")
    order = Order(captures=(obj, other), recipient="Parquet #1", reason="case 12", translations=(translation,))
    write_bundle(store, order, WHO, tmp_path / "bundle")
    document = (tmp_path / "bundle" / "data" / "exhibit.pdf").read_bytes()
    pages = told(document)
    words = " ".join(" ".join(pages).split())
    assert b"<pdfaid:part>2</pdfaid:part>" in document
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in document
    assert f"Page 1 of {len(pages)}" in pages[0]
    where = next(n for n, page in enumerate(pages[1:], start=2) if f"Capture {other[:16]}" in page)
    assert f"{where} {other[:16]} received" in " ".join(pages[0].replace("\u200b", "").split())
    assert "Translation into English, by B. Translator" in words
    assert "not what was published" in words
    assert '#eval("1")' in words
    assert "<U+202E>" in words
    assert "screen.png, part 5 of 5" in words
    assert "image-1.jpg Not printed" in words.replace("\u200b", "")
    assert "A. Analyst (analyst)" in words
    page = (tmp_path / "bundle" / "data" / "index.html").read_text()
    assert "This is a translation, not what was published." in page
    assert "exhibit.pdf" in page
    assert verify(tmp_path / "bundle", Trust(), now=store.now()).verdict is Verdict.WHOLE


def test_without_a_typesetter_the_bundle_says_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    obj = captured(store, tmp_path / "captured")
    write_bundle(store, Order(captures=(obj,), recipient="P", reason="r"), WHO, tmp_path / "bundle")
    assert not (tmp_path / "bundle" / "data" / "exhibit.pdf").exists()
    assert "has no exhibit.pdf" in (tmp_path / "bundle" / "data" / "index.html").read_text()


def test_a_translation_of_what_was_not_asked_for_is_refused(store: Store, tmp_path: Path) -> None:
    obj = captured(store, tmp_path / "captured")
    stray = Translation(capture="0" * 64, language="English", text="x", made_by="x")
    order = Order(captures=(obj,), recipient="P", reason="r", translations=(stray,))
    with pytest.raises(EvidenceError, match="not among the captures"):
        write_bundle(store, order, WHO, tmp_path / "bundle")


@pytest.mark.parametrize(
    ("data", "pages"),
    [(png(10, 10), 1), (png(2480, 3270), 1), (png(1240, 1637), 2), (png(1, 30_000), 12), (b"GIF89a", 0), (b"", 0),
     (png(100, 100)[:60], 0), (png(9000, 9000), 0)],
    ids=["small", "wide", "just over", "endless", "cut", "empty", "broken", "huge"],
)  # fmt: skip
def test_a_picture_takes_the_pages_it_needs_and_junk_none(data: bytes, pages: int) -> None:
    assert len(printed._drawn(data)) == pages


@pytest.mark.filterwarnings("ignore::UserWarning")  # with which Pillow speaks of EXIF that is broken
@settings(max_examples=150, deadline=None)
@hypothesis_given(st.sampled_from(["JPEG", "PNG", "WEBP", "AVIF", "GIF"]), st.data())
def test_no_broken_picture_ends_the_packing_of_a_bundle(kind: str, data: st.DataObject) -> None:
    said = Image.Exif()
    said[0x0112], said[0x8769] = 6, {0x9286: b"x" * 20}
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, kind, **({} if kind == "GIF" else {"exif": said.tobytes()}))
    broken = bytearray(out.getvalue())
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, min(len(broken), 400) - 1))] = data.draw(st.sampled_from([0, 1, 127, 255]))
    picture = drawn(bytes(broken))
    assert picture is None or picture.mode == "RGB"
