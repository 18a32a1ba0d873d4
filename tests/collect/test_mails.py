"""E-mail: words become records, every other part is named, and no hostile message ends the reading."""

import io
from datetime import date
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.collect import mails
from lycaon.collect.reading import Source, kind_of, read_listings
from lycaon.errors import FormatError
from lycaon.values.listing import Listing, Rejected


def mail(subject: str, words: str, ident: str = "<1@x.example>") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "mara@x.example", subject, ident
    made["Date"] = "Mon, 03 Nov 2025 23:30:00 +0100"
    made.set_content(words)
    return made


def read(message: EmailMessage | bytes) -> tuple[list[Listing], list[Rejected]]:
    raw = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
    found = list(read_listings(Source(None, kind="eml"), io.BytesIO(raw)))
    return [it for it in found if isinstance(it, Listing)], [it for it in found if isinstance(it, Rejected)]


def test_a_message_with_all_that_can_hang_on_it() -> None:
    outer = mail("Fwd: Papagei", "Siehe unten: Graupapagei, 300 €")
    outer.add_alternative("<p>Siehe unten: Graupapagei, 300 €</p>", subtype="html")
    outer.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="vogel.jpg")
    outer.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="papiere.pdf")
    outer.add_attachment(mail("Angebot", "Elfenbein, 200 €", "<2@x.example>"))
    listings, rejected = read(outer)
    assert [(it.title, it.text, it.site) for it in listings] == [
        ("Fwd: Papagei", "Siehe unten: Graupapagei, 300 €", "email"), ("Angebot", "Elfenbein, 200 €", "email"),
    ]  # fmt: skip
    assert listings[0].images == ("vogel.jpg",)
    assert listings[0].posted_at == date(2025, 11, 3)
    assert len({it.id for it in listings}) == 2
    assert [(it.code, "papiere.pdf" in it.reason) for it in rejected] == [("unread_part", True)]
    assert "mara" not in repr(listings)


def test_a_page_alone_is_read_without_its_scripts() -> None:
    made = mail("Ad", "")
    made.set_content("<style>p{}</style><p>Ivory</p><script>alert(1)</script><p>200</p>", subtype="html")
    [found], _ = read(made)
    assert found.text == "Ivory\n200"


def test_an_attached_page_does_not_fall_behind_a_plain_covering_letter() -> None:
    made = mail("Ad", "See the page")
    made.add_attachment("<p>Ivory 200</p>", subtype="html", filename="ad.html")
    [found], _ = read(made)
    assert found.text == "See the page\n\nIvory 200"


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (b"Subject: x\nContent-Type: text/plain; charset=no-such\n\nwords \xff\n", ["bad_part"]),
        (b"From: a@x.example\n\n", ["no_words"]),
        (b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: a/b\n\n\n" * 600, ["unread_part", "too_deep"]),
        (b"Subject: x\nDate: 99 Foo 20x5\nContent-Type: multipart/mixed\n\nno boundary\n", ["unread_part"]),
        (b"Subject: =?x?q?=ff?=\n\n" + b"<div>" * 9, []),
        (b"Subject: x\nContent-Type: text/html\n\n" + b"<div>" * 60_000 + b"Ivory", []),
    ],
    ids=["charset", "nothing", "many parts", "no boundary", "header", "deep page"],
)  # fmt: skip
def test_a_hostile_message_is_read_as_far_as_it_goes(raw: bytes, codes: list[str]) -> None:
    assert sorted({it.code for it in read(raw)[1]}) == sorted(codes)


def test_messages_in_messages_end_somewhere() -> None:
    inner = mail("0", "the innermost", "<0@x.example>")
    for depth in range(1, 30):
        outer = mail(str(depth), f"level {depth}", f"<{depth}@x.example>")
        outer.add_attachment(inner)
        inner = outer
    listings, rejected = read(inner)
    assert 2 < len(listings) < 10
    assert {it.code for it in rejected} == {"too_deep"}


@pytest.mark.parametrize("raw", [b"", b"just words", b"\x00\x01", b"PK\x03\x04"])
def test_what_is_no_mail_is_refused(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="header"):
        read(raw)
    monkeypatch.setattr(mails, "LARGEST", 10)
    with pytest.raises(FormatError, match="larger"):
        read(b"Subject: ivory\n\nwords")


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_end_the_reading(junk: bytes) -> None:
    listings, rejected = read(b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + junk)
    assert listings or rejected


def test_a_mail_is_known_by_its_name(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "tip.eml") == "eml"
