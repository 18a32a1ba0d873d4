"""Archives that social platforms hand out: posts and messages, each with words a record, any other a rejection.

* **Meta** (Facebook, Instagram, Messenger): ``message_1.json`` of a conversation, ``posts_1.json`` and
  ``your_posts_1.json``. Its JSON holds UTF-8 that was taken for Latin-1; that is undone.
* **X**: ``tweets.js``, JSON behind an assignment of JavaScript; deleted ones the same.
* **ActivityPub** (Mastodon and others): ``outbox.json``; what others wrote and the account only passed on is rejected.

What the archive says stands, an account under the name that it writes; where that is a telephone number, a stand-in.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, cast

from selectolax.lexbor import LexborHTMLParser

from lycaon.collect.bounded import encoding_of
from lycaon.collect.chats import Handles, rejected, whole
from lycaon.collect.nesting import is_too_deep, without_tags
from lycaon.collect.records import Record
from lycaon.errors import FormatError
from lycaon.values.listing import Rejected

_ASSIGNMENT = re.compile(r"\s*window\.YTD\.\w+\.part\d+\s*=\s*")
_NAMES = re.compile(r"(message_\d+\.json|(your_)?posts_\d+\.json|(deleted-)?tweets?(-part\d+)?\.js|outbox\.json)")

_Object = dict[str, Any]
_Told = dict[str, object]


def is_archive(name: str) -> bool:
    """Tell whether a file is called as the platforms call theirs.

    >>> is_archive("message_1.json"), is_archive("tweets-part1.js"), is_archive("ads.json")
    (True, True, False)
    """
    return _NAMES.fullmatch(name) is not None


def read_posts(source: BinaryIO, name: str) -> Iterator[Record | Rejected]:
    """Yield the posts or messages of an archive, in its own order.

    Raises:
        FormatError: it is none of those named above, or larger than :data:`lycaon.collect.chats.LARGEST`.
    """
    raw = whole(source, name)
    text = _ASSIGNMENT.sub("", raw.decode(encoding_of(raw[: 1024 * 1024]), "replace"), count=1)
    try:
        export = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{name}: no JSON, or cut short ({type(error).__name__}); take the archive again") from error
    items, read = _shape(export, name)
    for number, item in enumerate(items):
        where = f"{name}:entry {number}"
        told = read(cast("_Object", item)) if isinstance(item, dict) else None
        if told is None:
            yield rejected(where, "bad_message", "is not an entry of such an archive", item)
        elif not str(told["text"]).strip():
            yield rejected(where, "no_words", "a picture without words, a notice, or another's post", item)
        else:
            yield Record(where, told)


def _shape(export: object, name: str) -> tuple[list[object], Callable[[_Object], _Told | None]]:
    """Return the entries of an archive, and what reads one of them."""
    handles = Handles()
    if isinstance(export, dict):
        held = cast("_Object", export)
        if isinstance(held.get("messages"), list) and isinstance(held.get("participants"), list):
            thread = str(held.get("thread_path") or held.get("title") or "")
            return held["messages"], lambda item: _meta_message(item, _repaired(thread), handles)
        if isinstance(held.get("orderedItems"), list):
            return held["orderedItems"], _activity
    if isinstance(export, list):
        items = cast("list[object]", export)
        keys: set[str] = set().union(*(cast("_Object", item) for item in items[:20] if isinstance(item, dict)))
        if keys & {"tweet", "full_text"}:
            return items, _tweet
        if keys & {"creation_timestamp", "timestamp", "media"}:
            return items, _meta_post
    raise FormatError(
        f"{name}: no archive of Meta, X or ActivityPub; they call theirs message_1.json, posts_1.json, tweets.js, "
        "outbox.json"
    )


def _meta_message(item: _Object, thread: str, handles: Handles) -> _Told | None:
    at, sender = item.get("timestamp_ms"), item.get("sender_name")
    if not isinstance(at, int) or not isinstance(sender, str):
        return None
    return {
        "id": f"{thread}-{at}",
        "site": "meta",
        "text": _repaired(item.get("content")),
        "seller": handles.of(_repaired(sender)),
        "posted": _from_seconds(at // 1000),
        "images": _uris(item.get("photos")),
    }


def _meta_post(item: _Object) -> _Told | None:
    media = [one for one in _objects(item.get("media")) if one.get("uri")]
    for attachment in _objects(item.get("attachments")):
        media += [one["media"] for one in _objects(attachment.get("data")) if isinstance(one.get("media"), dict)]
    at = item.get("creation_timestamp") or item.get("timestamp") or next(
        (one["creation_timestamp"] for one in media if one.get("creation_timestamp")), None
    )  # fmt: skip
    if not isinstance(at, int):
        return None
    said = [one.get("post") for one in _objects(item.get("data"))]
    # The title of a Facebook post is the platform's own sentence ("... updated his status"): last, and only alone.
    said = said or [one.get("title") or one.get("description") for one in media]
    words = [_repaired(one) for one in said if one] or [_repaired(item.get("title"))]
    uris = _uris(media)
    return {
        "id": f"post-{at}-{uris[0].rpartition('/')[2] if uris else ''}",
        "site": "meta",
        "text": "\n".join(dict.fromkeys(words)),
        "posted": _from_seconds(at),
        "images": uris,
    }


def _tweet(item: _Object) -> _Told | None:
    tweet = item.get("tweet", item)
    if not isinstance(tweet, dict) or not isinstance(tweet.get("full_text"), str):
        return None
    entities = tweet.get("extended_entities") or tweet.get("entities")
    media = _objects(entities.get("media")) if isinstance(entities, dict) else []
    # An archive holds what the account passed on as well, cut short and under this sign.
    text = "" if tweet["full_text"].startswith("RT @") else tweet["full_text"]
    return {
        "id": str(tweet.get("id_str") or tweet.get("id") or ""),
        "site": "x",
        "text": text,
        "language": tweet["lang"] if tweet.get("lang") not in (None, "und", "zxx", "qme") else "",
        "posted": _from_words(tweet.get("created_at")),
        "images": [str(one["media_url_https"]) for one in media if one.get("media_url_https")],
    }


def _activity(item: _Object) -> _Told | None:
    note = item.get("object")
    if not isinstance(note, dict):
        # Something that was passed on is named by its address only.
        return {"text": ""} if isinstance(note, str) else None
    content = note.get("content")
    pictures = [one.get("url") for one in _objects(note.get("attachment"))]
    return {
        "id": str(note.get("id") or item.get("id") or ""),
        "site": "activitypub",
        "url": str(note.get("url") or note.get("id") or ""),
        "text": _plain(content) if isinstance(content, str) else "",
        "seller": str(note.get("attributedTo") or item.get("actor") or ""),
        "posted": note.get("published") or item.get("published"),
        "images": [url for url in pictures if isinstance(url, str)],
    }


def _plain(html: str) -> str:
    if is_too_deep(html):
        return without_tags(html)
    tree = LexborHTMLParser(re.sub(r"<br\s*/?>|</p>", "\n", html))
    return tree.body.text().strip() if tree.body else ""


def _repaired(text: object) -> str:
    """Undo what Meta does to UTF-8; words that are right already are left.

    >>> _repaired("\u00c3\u00a9l\u00c3\u00a9phant"), _repaired("éléphant €")
    ('éléphant', 'éléphant €')
    """
    if not isinstance(text, str):
        return ""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _objects(value: object) -> list[_Object]:
    if not isinstance(value, list):
        return []
    return [cast("_Object", one) for one in cast("list[object]", value) if isinstance(one, dict)]


def _uris(value: object) -> list[str]:
    return [str(one["uri"]) for one in _objects(value) if one.get("uri")]


def _from_seconds(at: float) -> str:
    try:
        return datetime.fromtimestamp(at, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def _from_words(said: object) -> str:
    try:
        return datetime.strptime(str(said), "%a %b %d %H:%M:%S %z %Y").date().isoformat()
    except ValueError:
        return ""
