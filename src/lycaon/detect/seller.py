"""In what role somebody offers, and how to reach him: contacts only as keyed hashes, never as written."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lycaon.detect.phones import phone_digits
from lycaon.detect.wording import Wording
from lycaon.values.finding import Candidate, Fact, SellerKind, Span
from lycaon.values.listing import Listing

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(
    r"(?:t\.me|telegram\.me|wa\.me|instagram\.com|facebook\.com|fb\.me|vk\.com|line\.me|zalo\.me|tiktok\.com)"
    r"/@?[\w.+~/-]{2,64}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z_][\w.]{2,31}")
_LABELLED = re.compile(
    r"(?:telegram|insta(?:gram)?|line(?: ?id)?|wechat|weixin|微信号?|薇信|zalo|skype|signal|kik|discord|viber"
    r"|тг|телеграм)"
    r"\s?[:：=]\s?@?([\w.+-]{4,32})",
    re.IGNORECASE,
)
_HOSTS = ("me/", "com/")
"""Ends of the names of all hosts of ``_LINK``, behind which a text is worth searching for one."""
_LABELS = (
    "telegram", "insta", "line", "wechat", "weixin", "微信", "薇信", "zalo", "skype", "signal", "kik", "discord",
    "viber", "тг", "телеграм",
)  # fmt: skip
"""The beginning of each label of ``_LABELLED``, of which one stands wherever that finds anything."""

_TRADERS = ("trader", "business", "gewerblich", "professionnel", "commercial", "zakelijk", "shop")
_PRIVATE = ("private", "privat", "particulier", "particular")


@dataclass(frozen=True, slots=True)
class SellerReading:
    """The role of the seller and hashed contacts (``phone:3f…``), each once, sorted."""

    kind: Fact[SellerKind] = Fact()
    contacts: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    """Where contacts stand in the words, so that they can be left out of what is shown."""


@dataclass(frozen=True, slots=True)
class SellerReader:
    """Reads the seller's side. ``key`` keeps the hashes of one installation apart from those of another."""

    key: bytes

    def read(self, wording: Wording) -> SellerReading:
        """Return role and contacts."""
        found = [(kind, value, span) for kind, value, span in _contacts(wording)]
        contacts = tuple(sorted({f"{kind}:{self._hash(kind, value)}" for kind, value, _ in found}))
        return SellerReading(_kind(wording), contacts, tuple(span for _, _, span in found))

    def _hash(self, kind: str, value: str) -> str:
        return hmac.new(self.key, f"{kind}:{value}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _contacts(wording: Wording) -> Iterator[tuple[str, str, Span]]:
    for words in wording.fields:
        if words.name not in {"title", "text", "seller"}:
            continue
        text = words.text
        for match in _EMAIL.finditer(text) if "@" in text else ():
            yield "email", match[0].casefold(), words.span(*match.span())
        plain = _plain(text) if any(sign in text for sign in "/:：=") else ""
        for match in _LINK.finditer(text) if any(host in plain for host in _HOSTS) else ():
            yield "link", match[0].casefold().rstrip("/."), words.span(*match.span())
        for match in _HANDLE.finditer(text) if "@" in text else ():
            yield "handle", match[0][1:].casefold().rstrip("."), words.span(*match.span())
        for match in _LABELLED.finditer(text) if any(label in plain for label in _LABELS) else ():
            yield "handle", match[1].casefold().rstrip("."), words.span(*match.span(1))
        for start, end in words.phones:
            yield "phone", phone_digits(text[start:end]), words.span(start, end)


def _plain(text: str) -> str:
    """Return a text in which whatever a pattern takes for a letter, heeding no case, is that letter: İ and ı for i."""
    if text.isascii():
        return text.lower()
    return text.casefold().replace("\u0307", "").replace("ı", "i")


def _kind(wording: Wording) -> Fact[SellerKind]:
    trader = list(wording.of("seller.trader"))
    private = list(wording.of("seller.private"))
    stated = _stated(wording.listing)
    score = len(trader) - 1.5 * len(private) + {"": 0, "trader": 3, "private": -3}[stated]
    spans = tuple(words.span(cue.start, cue.end) for words, cue in (*trader, *private))
    if not spans and not stated:
        return Fact()
    probability = round(min(0.95, 0.6 + 0.12 * abs(score)), 4)
    return Fact((Candidate(SellerKind.TRADER if score > 0 else SellerKind.PRIVATE, probability),), spans=spans)


def _stated(listing: Listing) -> str:
    """Read what the site says of the account, where an export keeps it."""
    about = [value for name, value in listing.attributes.items() if "seller" in name.casefold() or name == "account"]
    said = " ".join(about).casefold()
    if any(word in said for word in _TRADERS):
        return "trader"
    return "private" if any(word in said for word in _PRIVATE) else ""
