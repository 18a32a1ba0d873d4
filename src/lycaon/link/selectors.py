"""Selectors: what a seller writes so that others can reach, pay or check, in one normal form each.

Two offers that give the same telephone number in two spellings give one selector. Readers are shy: a figure that is no
valid number, no IBAN with right check digits and no number beside the word "ring" is no selector, for a false one links
strangers. A selector says how to reach an offer, never who stands behind it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from lycaon.values.account import LinkKind
from lycaon.values.finding import Span
from lycaon.values.listing import Listing, TextField

FIELDS: tuple[TextField, ...] = ("title", "text", "place", "seller")
"""Where sellers write selectors. A price is no telephone number."""


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector in one field of a listing."""

    kind: LinkKind
    value: str
    """Normal form: ``+32470123456``, ``ann@example.org``, ``BE68539007547034``, ``telegram:annbirds``."""
    span: Span


def selectors(listing: Listing) -> list[Selector]:
    """Return the selectors of a listing, field by field, each value of a kind once.

    >>> ad = Listing(id="x:1", text="tel. 0470 12 34 56 or Ann@Example.org", country="BE")
    >>> [found.value for found in selectors(ad)]
    ['ann@example.org', '+32470123456']
    """
    found: dict[tuple[LinkKind, str], Selector] = {}
    for field in FIELDS:
        words = listing.words(field)
        for kind, value, start, end in _read(words, listing.country):
            found.setdefault((kind, value), Selector(kind, value, Span(field, start, end)))
    return list(found.values())


_Found = tuple[LinkKind, str, int, int]


def _read(words: str, country: str) -> Iterator[_Found]:
    """The selectors of some words; what one reader took, the next one does not see."""
    for read in (_emails, _ibans, _messengers, _numbers):
        taken: list[tuple[int, int]] = []
        for kind, value, start, end in read(words):
            yield kind, value, start, end
            taken.append((start, end))
        for start, end in taken:
            words = words[:start] + " " * (end - start) + words[end:]
    yield from _phones(words, country)


# e-mail addresses

_EMAIL = re.compile(
    r"(?<![\w.+-])([a-z0-9][\w.+-]{0,63})\s?(?:@|[(\[{]\s?(?:at|@|arobase|ät)\s?[)\]}])\s?"
    r"((?:[a-z0-9-]{1,63}(?:\.|\s?[(\[{]\s?(?:dot|punkt|point|punt)\s?[)\]}]\s?)){1,4}[a-z]{2,24})\b",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s?[(\[{]\s?(?:dot|punkt|point|punt)\s?[)\]}]\s?", re.IGNORECASE)
_IGNORES_DOTS = frozenset({"gmail.com", "googlemail.com"})


def _emails(words: str) -> Iterator[_Found]:
    for match in _EMAIL.finditer(words):
        name, domain = match[1].casefold(), _DOT.sub(".", match[2]).casefold()
        name = name.partition("+")[0]  # ann+parrots@ is delivered to ann@
        if domain in _IGNORES_DOTS:
            name, domain = name.replace(".", ""), "gmail.com"
        if name:
            yield LinkKind.EMAIL, f"{name}@{domain}", match.start(), match.end()


# accounts at banks

_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30})(?![A-Za-z0-9])")
_IBAN_LENGTH = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24,
    "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip
"""Characters of an IBAN, by country: the registry of ISO 13616."""


def _ibans(words: str) -> Iterator[_Found]:
    for match in _IBAN.finditer(words):
        value, end = "", match.start()
        # Words in capitals may follow, so the length of the country decides where it ends.
        length = _IBAN_LENGTH.get(match[1][:2], 0)
        for end, letter in enumerate(match[1], match.start() + 1):  # noqa: B007  # where the loop stopped
            value += letter if letter.isalnum() else ""
            if len(value) == length:
                break
        if len(value) == length and _checks(value):
            yield LinkKind.IBAN, value, match.start(), end


def _checks(iban: str) -> bool:
    """Whether the check digits are right (ISO 7064, modulo 97)."""
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


# messengers and networks

_NETWORK = {
    "telegram": "telegram", "tg": "telegram", "t.me": "telegram", "instagram": "instagram", "insta": "instagram",
    "ig": "instagram", "wechat": "wechat", "weixin": "wechat", "微信": "wechat", "line": "line", "snapchat": "snapchat",
    "snap": "snapchat", "threema": "threema", "skype": "skype", "facebook": "facebook", "fb": "facebook",
    "vk": "vk", "tiktok": "tiktok", "qq": "qq", "zalo": "zalo", "kik": "kik", "wickr": "wickr",
}  # fmt: skip
_HANDLE = r"[A-Za-z0-9][A-Za-z0-9_.]{2,31}(?<![.])"
_ADDRESS = re.compile(
    rf"(?:https?://)?(?:www\.)?(t\.me|telegram\.me|instagram\.com|facebook\.com|vk\.com|tiktok\.com|snapchat\.com/add)"
    rf"/@?({_HANDLE})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w@])({'|'.join(re.escape(name) for name in sorted(_NETWORK, key=len, reverse=True))})"
    rf"(?:\s?id)?\s?(?:[:：=]\s?@?|\s@)({_HANDLE})",
    re.IGNORECASE,
)  # fmt: skip


def _messengers(words: str) -> Iterator[_Found]:
    for match in _ADDRESS.finditer(words):
        network = match[1].casefold().partition("/")[0].removesuffix(".com").replace("t.me", "telegram")
        yield LinkKind.MESSENGER, f"{network.removesuffix('.me')}:{match[2].casefold()}", match.start(), match.end()
    for match in _NAMED.finditer(words):
        handle = match[2].casefold()
        # A number there is a telephone number ("telegram: 0470..."), and "line: new" names no handle.
        if not handle.isdigit() or match[1].casefold() in {"qq", "微信", "wechat", "weixin"}:
            yield LinkKind.MESSENGER, f"{_NETWORK[match[1].casefold()]}:{handle}", match.start(2), match.end()


# certificates, rings, microchips

_CERTIFICATE_WORDS = (
    r"certificate|certificat|certificado|certificato|zertifikat|certificaat|bescheinigung|vermarktungsgenehmigung|"
    r"cites|article\s?10|a10|cic|permit|permis|genehmigung|vergunning"
)
_RING_WORDS = (
    r"(?:closed\s?)?ring(?:nummer|number|nr|no)?|bague|anilla|anello|(?:micro|mikro)?chip(?:nummer|nr)?|puce|"
    r"transponder"
)
_CODE = r"[A-Z0-9](?:[ ./-]?[A-Z0-9]){5,21}"
_NUMBERED = re.compile(
    rf"\b(?:(?P<certificate>(?:(?:{_CERTIFICATE_WORDS})\b[\s-]?){{1,3}})|(?:{_RING_WORDS})\b)[\s.:#]{{0,3}}"
    rf"(?:n[°ºo]r?\.?|nr\.?|no\.?|number|nummer|numéro)?[\s.:#]{{0,3}}(?P<code>{_CODE})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_LEAST_DIGITS = 5
"""Fewer figures are a year or a price."""


def _numbers(words: str) -> Iterator[_Found]:
    for match in _NUMBERED.finditer(words):
        parts = re.split(r"[ ./-]", match["code"])
        # Words may follow the number: it ends with its last part that holds a figure.
        while parts and not any(letter.isdigit() for letter in parts[-1]):
            parts.pop()
        value = "".join(parts).upper()
        if sum(letter.isdigit() for letter in value) < _LEAST_DIGITS or not _is_code(parts):
            continue
        kind = LinkKind.CERTIFICATE if match["certificate"] else LinkKind.MARK
        start = match.start("code")
        yield kind, value, start, start + len(" ".join(parts))


def _is_code(parts: list[str]) -> bool:
    """Whether these parts are a number with its letters, and not words with a figure among them."""
    return all(part.isdigit() or len(part) <= 4 or any(letter.isdigit() for letter in part) for part in parts)


# telephones

_DIGITS = re.compile(r"\d")
_FEWEST = 7


def _phones(words: str, country: str) -> Iterator[_Found]:
    """Valid numbers; one in national form is only read where the country of the site is known."""
    if len(_DIGITS.findall(words)) < _FEWEST:
        return
    region = country.partition("-")[0] or None
    for match in phonenumbers.PhoneNumberMatcher(words, region, leniency=phonenumbers.Leniency.VALID):
        value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield LinkKind.PHONE, value, match.start, match.end
