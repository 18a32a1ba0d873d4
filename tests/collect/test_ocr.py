"""Words in pictures: read with their confidence, never without saying that and by whom they were read."""

import io
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from bench.ocr import picture, right
from PIL import Image

from lycaon.collect import Source, ocr, read_listings
from lycaon.collect.ocr import read_words
from lycaon.errors import SetupError
from lycaon.values.listing import Listing, Rejected

WORDS = "Elephant ivory bangle, antique, 120 EUR, London"


def read(path: Path, kind: str = "") -> list[Listing | Rejected]:
    return list(read_listings(Source(path, kind)))


@pytest.mark.parametrize("how", [{}, {"dark": True}, {"quality": 30}, {"size": 18}], ids=str)
def test_words_are_read_with_a_confidence_and_a_place(how: dict[str, int]) -> None:
    found = read_words(picture(WORDS, **how), "a.png")  # type: ignore[arg-type]
    assert found is not None
    assert right(WORDS, found.text) > 0.95
    assert found.engine.startswith("RapidOCR ")
    assert 80 <= found.least <= 100
    [line] = found.lines
    assert 5 <= line.x <= 35
    assert line.height < line.width


def test_a_long_screenshot_is_read_line_by_line_and_no_line_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_BAND", 300)
    whole = Image.new("RGB", (440, 760), (250, 250, 245))
    spots = [20, 205, 250, 295, 440, 700]  # some where two bands meet
    for number, top in enumerate(spots):
        with Image.open(io.BytesIO(picture(f"Offer number {number} ivory", size=24))) as line:
            whole.paste(line.crop((0, 18, line.width, 60)), (20, top))
    out = io.BytesIO()
    whole.save(out, "PNG")
    found = read_words(out.getvalue(), "long.png")
    assert found is not None
    assert [line.text.split()[2] for line in found.lines] == [str(number) for number in range(len(spots))]
    assert all(abs(line.y - spot) < 40 for line, spot in zip(found.lines, spots, strict=True))


def test_a_screenshot_is_a_listing_that_says_who_read_it(tmp_path: Path) -> None:
    (tmp_path / "shot.png").write_bytes(picture(WORDS))
    [listing] = read(tmp_path / "shot.png", "picture")
    assert isinstance(listing, Listing)
    assert "ivory bangle" in listing.text
    assert listing.images == ("shot.png",)
    assert listing.attributes["words_read_by"].startswith("RapidOCR")
    assert listing.attributes["confidence"].endswith(" %")


@pytest.mark.parametrize(
    ("data", "code"), [(b"no picture", "bad_picture"), (b"", "bad_picture"), (None, "no_words")], ids=["junk", "empty", "blank"]
)  # fmt: skip
def test_what_holds_no_words_is_rejected_with_a_reason(tmp_path: Path, data: bytes | None, code: str) -> None:
    blank = io.BytesIO()
    Image.new("RGB", (200, 100), "teal").save(blank, "PNG")
    (tmp_path / "x.png").write_bytes(blank.getvalue() if data is None else data)
    [found] = read(tmp_path / "x.png", "picture")
    assert isinstance(found, Rejected)
    assert found.code == code


def test_pictures_of_a_mail_are_read_only_where_that_is_asked_for(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["Message-ID"], mail["Date"] = "Look", "<1@x>", "Mon, 02 Mar 2026 10:00:00 +0000"
    mail.set_content("Seen today on a market.")
    mail.add_attachment(picture(WORDS), maintype="image", subtype="png", filename="shot.png")
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    [alone] = read(tmp_path / "m.eml")
    message, shot = read(tmp_path / "m.eml", "eml-pictures")
    assert message == alone
    assert isinstance(shot, Listing)
    assert "ivory bangle" in shot.text
    assert shot.posted_at == message.posted_at  # type: ignore[union-attr]
    assert shot.id.startswith("email:")
    assert shot.id != message.id  # type: ignore[union-attr]


def test_without_the_engine_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr._engine.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(SetupError, match=r"lycaon\[ocr\]"):
        read_words(picture(WORDS), "a.png")
