"""Archives of social platforms: what the platforms write is read, whatever stands beside it is named."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.collect import Source, read_listings
from lycaon.collect.posts import read_posts
from lycaon.errors import FormatError
from lycaon.values.listing import Listing, Rejected


def mangled(text: str) -> str:
    """Return words as Meta writes them."""
    return text.encode().decode("latin-1")


THREAD = {
    "participants": [{"name": "Ann"}, {"name": "+33 6 12 34 56 78"}],
    "title": "Ann",
    "thread_path": "inbox/ann_1",
    "messages": [
        {"sender_name": "Ann", "timestamp_ms": 1772445600123, "content": mangled("Défense d'éléphant, 200 €"),
         "photos": [{"uri": "messages/photos/1.jpg"}]},
        {"sender_name": "+33 6 12 34 56 78", "timestamp_ms": 1772445700123, "content": "Ivoire ancien ?"},
        {"sender_name": "Ann", "timestamp_ms": 1772445800123, "photos": [{"uri": "messages/photos/2.jpg"}]},
        {"content": "no sender"},
    ],
}  # fmt: skip
INSTAGRAM = [
    {"media": [{"uri": "media/posts/1.jpg", "creation_timestamp": 1772445600, "title": mangled("Perroquet gris à vendre")}]},
    {"media": [{"uri": "media/posts/2.jpg", "title": ""}], "title": mangled("Boa élevé, 80 €"), "creation_timestamp": 1772445601},
]  # fmt: skip
FACEBOOK = [
    {"timestamp": 1772445600, "title": "Ann updated her status.", "data": [{"post": mangled("Tortue grecque, 90 €")}],
     "attachments": [{"data": [{"media": {"uri": "photos/3.jpg", "description": "x"}}]}]},
]  # fmt: skip
FAR = {"participants": [], "messages": [{"sender_name": "A", "timestamp_ms": 10**400, "content": "tusk"}]}
TWEET = {
    "id_str": "17", "full_text": "Selling an ivory bangle, 120 GBP", "created_at": "Mon Mar 02 10:00:00 +0000 2026",
    "lang": "en", "entities": {"media": [{"media_url_https": "https://pbs.example/1.jpg"}]},
}  # fmt: skip
TWEETS = [{"tweet": TWEET}, {"tweet": {**TWEET, "id_str": "18", "full_text": "RT @bob: ivory"}}, {"other": 1}]
OUTBOX = {
    "type": "OrderedCollection",
    "orderedItems": [
        {"type": "Create", "actor": "https://m.example/users/ann",
         "object": {"type": "Note", "id": "https://m.example/1", "content": "<p>Zeisig<br>40 €</p><p>Berlin</p>",
                    "published": "2026-03-02T10:00:00Z", "attachment": [{"url": "https://m.example/1.png"}]}},
        {"type": "Announce", "object": "https://other.example/9"},
    ],
}  # fmt: skip


def read(folder: Path, name: str, content: str) -> tuple[list[Listing], list[str]]:
    (folder / name).write_text(content, encoding="utf-8")
    found = list(read_listings(Source(folder / name)))
    return [one for one in found if isinstance(one, Listing)], [one.code for one in found if isinstance(one, Rejected)]


def test_a_conversation_of_meta(tmp_path: Path) -> None:
    (offer, question), codes = read(tmp_path, "message_1.json", json.dumps(THREAD))
    assert offer.text == "Défense d'éléphant, 200 €"
    assert (offer.seller, question.seller) == ("Ann", "unnamed-1")
    assert offer.images == ("messages/photos/1.jpg",)
    assert str(offer.posted_at) == "2026-03-02"
    assert offer.id != question.id
    assert offer.id.startswith("meta:inbox/ann_1")
    assert codes == ["no_words", "bad_message"]


@pytest.mark.parametrize(
    ("name", "export", "texts"),
    [
        ("posts_1.json", INSTAGRAM, ["Perroquet gris à vendre", "Boa élevé, 80 €"]),
        ("your_posts_1.json", FACEBOOK, ["Tortue grecque, 90 €"]),
    ],
)
def test_posts_of_meta(tmp_path: Path, name: str, export: object, texts: list[str]) -> None:
    listings, codes = read(tmp_path, name, json.dumps(export))
    assert [one.text for one in listings] == texts
    assert all(str(one.posted_at) == "2026-03-02" and one.images for one in listings)
    assert codes == []


def test_an_archive_of_x(tmp_path: Path) -> None:
    [offer], codes = read(tmp_path, "tweets.js", f"window.YTD.tweets.part0 = {json.dumps(TWEETS)}")
    assert (offer.id, offer.language, str(offer.posted_at)) == ("x:17", "en", "2026-03-02")
    assert offer.images == ("https://pbs.example/1.jpg",)
    assert codes == ["no_words", "bad_message"]


def test_an_outbox(tmp_path: Path) -> None:
    [offer], codes = read(tmp_path, "outbox.json", json.dumps(OUTBOX))
    assert [line for line in offer.text.splitlines() if line] == ["Zeisig", "40 €", "Berlin"]
    assert (offer.seller, offer.url) == ("https://m.example/users/ann", "https://m.example/1")
    assert codes == ["no_words"]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "[1, 2]", '{"messages": []}', "not json", "window.YTD.tweets.part0 = "]
)
def test_what_is_no_archive_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(FormatError, match=r"archive"):
        read(tmp_path, "outbox.json", content)


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["tweet", "full_text", "object", "content", "media", "data", "uri", "entities", "timestamp_ms",
                         "timestamp", "sender_name", "attachments", "title", "created_at", "attachment", "post"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(_JSON, max_size=4), st.sampled_from(["messages", "orderedItems", "tweets", "posts"]))
def test_any_entries_are_survived_and_each_comes_out_once(entries: list[object], shape: str) -> None:
    import io

    match shape:
        case "messages":
            export: object = {"participants": [], "messages": entries}
        case "orderedItems":
            export = {"orderedItems": entries}
        case "tweets":
            export = [{"tweet": {}}, *entries]
        case _:
            export = [{"timestamp": 1}, *entries]
    found = list(read_posts(io.BytesIO(json.dumps(export).encode()), "x"))
    assert len(found) == len(entries) + (shape in ("tweets", "posts"))


def test_an_hour_beyond_all_calendars_is_none(tmp_path: Path) -> None:
    (tmp_path / "message_1.json").write_text(json.dumps(FAR))
    [found] = read_listings(Source(tmp_path / "message_1.json"))
    assert isinstance(found, Listing)
    assert (found.text, found.posted_at) == ("tusk", None)
