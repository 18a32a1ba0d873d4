"""Exports of chats: every message comes out once, as words or as a rejection, and no number becomes an account."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lycaon.collect import chats
from lycaon.collect.reading import Source, kind_of, read_listings
from lycaon.errors import FormatError
from lycaon.values.listing import Listing, Rejected


def read(kind: str, data: bytes) -> list[Listing | Rejected]:
    return list(read_listings(Source(None, kind=kind), io.BytesIO(data)))


def telegram(*messages: object) -> bytes:
    return json.dumps({"name": "Parrots", "type": "private_group", "id": 77, "messages": messages}).encode()


def said(number: int, text: object, sender: str | None = "Mara", **more: object) -> dict[str, object]:
    return {"id": number, "type": "message", "date": "2025-11-03T10:00:00", "from": sender, "text": text, **more}


def test_telegram_messages_become_listings_and_the_rest_dead_letters() -> None:
    found = read(
        "telegram",
        telegram(
            said(1, "African grey, 300 €", photo="photos/1.jpg"),
            said(2, ["See ", {"type": "link", "text": "https://x.example"}, " now"], "+33 6 12 34 56 78"),
            said(3, ""),
            {"id": 4, "type": "service", "text": "", "action": "join_group_by_link"},
            "junk",
            said(6, 17),
            said(7, "Still there?", "0033 6 12 34 56 78"),
            said(8, "Yes", "+33 6 12 34 56 78"),
        ),
    )
    listings = [item for item in found if isinstance(item, Listing)]
    assert [(item.id, item.site, item.text, item.seller) for item in listings] == [
        ("telegram:77-1", "telegram", "African grey, 300 €", "Mara"),
        ("telegram:77-2", "telegram", "See https://x.example now", "unnamed-1"),
        ("telegram:77-7", "telegram", "Still there?", "unnamed-2"),
        ("telegram:77-8", "telegram", "Yes", "unnamed-1"),
    ]
    assert (listings[0].posted_at, listings[0].images) == (date(2025, 11, 3), ("photos/1.jpg",))
    assert [item.code for item in found if isinstance(item, Rejected)] == [
        "no_words", "no_words", "bad_message", "bad_message",
    ]  # fmt: skip
    assert not any("12 34" in repr(item) for item in listings)


def test_a_whole_account_holds_several_chats() -> None:
    chat = json.loads(telegram(said(1, "a")))
    found = read("telegram", json.dumps({"chats": {"list": [chat, {**chat, "id": 78}]}}).encode())
    assert [item.id for item in found if isinstance(item, Listing)] == ["telegram:77-1", "telegram:78-1"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"messages": 3}', b'{"chats": []}', b"[" * 200_000, b'{"messages": [', b"\xff\xfe", b"null"],
)
def test_what_is_no_telegram_export_is_refused_whole(data: bytes) -> None:
    with pytest.raises(FormatError, match="stdin"):
        read("telegram", data)


# One line as telephones write it; the day that it means.
LINES = {
    "[22/11/2025, 14:03:22] Mara: Ivory": date(2025, 11, 22),
    "\u200e[22/11/2025, 14:03:22] Mara: Ivory": date(2025, 11, 22),
    "22/11/2025, 14:03 - Mara: Ivory": date(2025, 11, 22),
    "11/22/25, 2:03\u202fPM - Mara: Ivory": date(2025, 11, 22),
    "22.11.25, 14:03 - Mara: Ivory": date(2025, 11, 22),
    "03.04.25, 14:03 - Mara: Ivory": date(2025, 4, 3),
    "3/4/25, 2:03 PM - Mara: Ivory": date(2025, 3, 4),
    "3/4/25, 14:03 - Mara: Ivory": date(2025, 4, 3),
    "22/11/25 2:03 p. m. - Mara: Ivory": date(2025, 11, 22),
    "2025-11-22, 14:03 - Mara: Ivory": date(2025, 11, 22),
    "[2025/11/22 14:03:22] Mara: Ivory": date(2025, 11, 22),
    "22-11-2025 14:03 - Mara: Ivory": date(2025, 11, 22),
    "22/11/25, 14.03 \u2013 Mara: Ivory": date(2025, 11, 22),
}


@pytest.mark.parametrize("line", list(LINES))
def test_days_of_many_telephones_are_read(line: str) -> None:
    [found] = read("whatsapp", f"{line}\r\n".encode())
    assert isinstance(found, Listing)
    assert (found.posted_at, found.seller, found.text, found.site) == (LINES[line], "Mara", "Ivory", "whatsapp")


def test_whatsapp_messages_go_over_lines_and_notices_are_dead_letters() -> None:
    text = """stray
22/11/2025, 14:03 - Messages are end-to-end encrypted.
22/11/2025, 14:04 - +33 6 12 34 56 78: Two parrots:
- grey, 300 €
45/45/2025, 14:04 - not a message of its own
22/11/2025, 14:05 - Mara: <Media omitted>
22/11/2025, 14:05 - Mara: ok
22/11/2025, 14:05 - ~ Ben: ok
"""
    found = read("whatsapp", text.encode())
    listings = [item for item in found if isinstance(item, Listing)]
    assert [(item.seller, item.text) for item in listings] == [
        ("unnamed-1", "Two parrots:\n- grey, 300 €\n45/45/2025, 14:04 - not a message of its own"),
        ("Mara", "ok"),
        ("Ben", "ok"),
    ]
    assert len({item.id for item in listings}) == 3
    assert [(item.code, item.where) for item in found if isinstance(item, Rejected)] == [
        ("bad_message", "stdin:line 1"), ("no_words", "stdin:line 2"), ("no_words", "stdin:line 6"),
    ]  # fmt: skip


def test_a_text_that_is_no_chat_and_an_endless_one_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="WhatsApp"):
        read("whatsapp", b"just words\n")
    monkeypatch.setattr(chats, "LARGEST", 10)
    with pytest.raises(FormatError, match="split"):
        read("whatsapp", b"22/11/2025, 14:03 - Mara: Ivory")


@given(
    st.lists(
        st.tuples(st.sampled_from(["Mara", "Ben", "+33612345678"]), st.text(st.characters(codec="utf-8"), max_size=30)),
        min_size=1,
    )
)
@settings(max_examples=60, deadline=None)
def test_as_many_come_out_as_went_in(messages: list[tuple[str, str]]) -> None:
    found = read("telegram", telegram(*(said(number, text, who) for number, (who, text) in enumerate(messages))))
    assert len(found) == len(messages)
    assert sum(isinstance(item, Listing) for item in found) == sum(bool(text.strip()) for _, text in messages)
    one_line = [(who, " ".join(text.split())) for who, text in messages]
    lines = "".join(f"22/11/2025, 14:03 - {who}: {text}\n" for who, text in one_line)
    assert len(read("whatsapp", lines.encode())) == len(messages)


def test_exports_are_known_by_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "ChatExport_2025-11-22"
    folder.mkdir()
    assert kind_of(folder / "result.json") == "telegram"
    assert kind_of(tmp_path / "WhatsApp Chat with Mara.txt") == "whatsapp"
    assert kind_of(tmp_path / "_chat.txt") == "whatsapp"
    assert kind_of(tmp_path / "result.json") == "jsonl"
