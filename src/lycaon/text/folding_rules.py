"""The rules of folding: what each code point becomes when writing habits are taken away.

Run as a module it writes ``folding.bin`` beside it, the table that both the plain-Python twin and the C
kernel read, so that all interpreters fold alike whatever Unicode version they ship::

    python -m lycaon.text.folding_rules

A code point folds by itself, never by what stands beside it. Two consequences we rely on: the kernel needs
no buffer of folded text, and composed and decomposed input (NFC, NFD) give the same tokens, because the fold
of a code point is the fold of its decomposition. The price: ``й`` is ``и`` and ``ё`` is ``е`` for us, as for
most who type in a hurry; and decomposed syllables (Hangul, kana) stay decomposed until they are shown.

Sources: the Unicode Character Database as of :data:`unicodedata.unidata_version` (categories, combining
classes, compatibility decompositions, case folding), and the short tables below.
"""

import struct
import unicodedata
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path

TABLE_PATH = Path(__file__).with_name("folding.bin")
MAGIC = b"LYFOLD1\n"
PAGE = 128
"""code points a page of the table; equal pages are stored once"""
LAST = 0x10FFFF


class Kind(IntEnum):
    """What a code point does to the tokens around it."""

    SEPARATOR = 0
    """ends a token, belongs to none"""
    WORD = 1
    """continues a word or begins one"""
    SINGLE = 2
    """is a token of its own: scripts without spaces, emoji"""
    EXTEND = 3
    """belongs to the token before it, of whatever kind: voicing marks of kana, vowels and tones of Thai"""
    MARK = 4
    """folds away, but the span of its token covers it: accents, points of Arabic and Hebrew"""
    IGNORE = 5
    """folds away and is covered only inside a token: zero-width characters, soft hyphens"""


class Form(IntEnum):
    """How an entry of the table says what the code point folds to."""

    ITSELF = 0
    ONE = 1
    """one other code point, in the entry"""
    MANY = 2
    """a run in the pool: its length, then its code points"""
    HANGUL = 3
    """a syllable, taken apart by arithmetic"""


Fold = tuple[Kind, tuple[int, ...]]

_LETTERS = {
    # Latin letters whose stroke, hook or tie Unicode does not count as a mark.
    "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ł": "l", "ŋ": "n", "ŧ": "t",
    "æ": "ae", "œ": "oe", "þ": "th", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y",
    # Small capitals and the like, by which "ɪᴠᴏʀʏ" is written in a title.
    "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k",
    "ʟ": "l",
    "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ꞯ": "q", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
    "ʏ": "y",
    "ᴢ": "z", "ɑ": "a", "ɡ": "g", "ɩ": "i",
    # Arabic: alef wasla; alef maksura and Farsi yeh; teh marbuta and the other hehs; keheh.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك",
}  # fmt: skip
_NEGATIVE_LETTERS = (0x1F150, 0x1F170)
"""white letters in black circles and squares, a to z: Unicode gives them no decomposition"""

_IGNORED = frozenset(
    [
        0x034F,  # combining grapheme joiner
        0x0640,  # tatweel, which only stretches Arabic
        0x115F, 0x1160, 0x3164, 0xFFA0,  # Hangul fillers: letters that nobody sees
        0x17B4, 0x17B5,  # Khmer inherent vowels
        *range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),  # variation selectors
    ]
)  # fmt: skip
_APOSTROPHES = frozenset(
    # Letters to Unicode, apostrophes and strokes to everybody who types them.
    [*range(0x02B9, 0x02E0), 0x07F4, 0x07F5, 0xA78B, 0xA78C]
)
_SKIN_TONES = range(0x1F3FB, 0x1F400)

_SINGLES = (
    (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C),
    (0x3041, 0x3098), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF),  # kana
    (0x3105, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA000, 0xA48F), (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFD),
)  # fmt: skip
_CLUSTERS = (
    # Thai, Lao, Myanmar, Khmer: letters are tokens, the marks over and under them belong to the letter.
    (0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F),
)  # fmt: skip
_PICTURES = (
    # Emoji, also those a later Unicode will add there. Older symbols (stars, arrows) only decorate: separators.
    (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1FAFF),
)  # fmt: skip

_KANA_VOICING = 8
_KEPT_CLASSES = frozenset(
    # Combining classes of marks without which a word is another word: none, virama, vowels and tones of
    # Thai, Lao and Tibetan. Nukta (7) is left out in haste as often as accents are; the Telugu length marks
    # (84, 91) would make the order of the marks depend on the normal form.
    [0, 9, 103, 107, 118, 122, 129, 130, 132]
)


def fold_code_point(code_point: int) -> Fold:
    """Return what a code point does and the code points it folds to; only what is kept has any.

    >>> fold_code_point(ord("É"))
    (<Kind.WORD: 1>, (101,))
    >>> fold_code_point(ord("—"))
    (<Kind.SEPARATOR: 0>, ())
    """
    parts = list(_parts(chr(code_point)))
    kept = [part for part in _inner(parts) if part[0] not in (Kind.MARK, Kind.IGNORE)]
    if not kept:
        return _weakest(kind for kind, _ in parts), ()
    kinds = [kind for kind, _ in kept]
    if _is_one_token(kinds):
        return kinds[0], tuple(letter for _, letter in kept)
    # "½" or "㍍" would be several tokens within one code point. It stays itself, a token of its own.
    return Kind.SINGLE, (code_point,)


def _parts(text: str) -> Iterator[tuple[Kind, int]]:
    for letter in unicodedata.normalize("NFKD", text):
        if unicodedata.category(letter).startswith("M"):  # before case folding: the iota subscript is a mark
            yield _kind(letter), ord(letter)
            continue
        for folded in unicodedata.normalize("NFKD", letter.casefold()):
            for end in _plain(folded):
                yield _kind(end), ord(end)


def _plain(letter: str) -> str:
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    for first in _NEGATIVE_LETTERS:
        if first <= ord(letter) < first + 26:
            return chr(ord("a") + ord(letter) - first)
    return _LETTERS.get(letter, letter)


def _kind(letter: str) -> Kind:
    code_point, category = ord(letter), unicodedata.category(letter)
    if category == "Cf" or code_point in _IGNORED:
        return Kind.IGNORE
    if category.startswith("M"):
        return _mark_kind(letter)
    if code_point in _SKIN_TONES:
        return Kind.MARK
    if _within(code_point, _PICTURES) and category in ("So", "Cn"):
        return Kind.SINGLE
    if code_point in _APOSTROPHES:
        return Kind.SEPARATOR
    if category[0] in "LN" or (category == "Cn" and _within(code_point, _SINGLES)):
        is_single = _within(code_point, _SINGLES) or _within(code_point, _CLUSTERS)
        return Kind.SINGLE if is_single else Kind.WORD
    return Kind.SEPARATOR


def _mark_kind(letter: str) -> Kind:
    combining = unicodedata.combining(letter)
    if combining == _KANA_VOICING:
        return Kind.EXTEND
    if unicodedata.category(letter) == "Me" or combining not in _KEPT_CLASSES:
        return Kind.MARK
    return Kind.EXTEND if _within(ord(letter), _CLUSTERS) else Kind.WORD


def _within(code_point: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code_point <= last for first, last in ranges)


def _inner(parts: list[tuple[Kind, int]]) -> list[tuple[Kind, int]]:
    """Leave out the brackets of "㈱" and the dots of "⒈": separators at either end."""
    kept = [at for at, (kind, _) in enumerate(parts) if kind in (Kind.WORD, Kind.SINGLE, Kind.EXTEND)]
    return parts[kept[0] : kept[-1] + 1] if kept else []


def _is_one_token(kinds: list[Kind]) -> bool:
    first, rest = kinds[0], kinds[1:]
    if first is Kind.WORD:
        return all(kind in (Kind.WORD, Kind.EXTEND) for kind in rest)
    return first in (Kind.SINGLE, Kind.EXTEND) and all(kind is Kind.EXTEND for kind in rest)


def _weakest(kinds: Iterator[Kind]) -> Kind:
    seen = set(kinds)
    return next(kind for kind in (Kind.SEPARATOR, Kind.MARK, Kind.IGNORE) if kind in seen)


def table() -> bytes:
    """Return the folding of every code point as ``folding.bin`` keeps it.

    Little-endian: magic (8 bytes), Unicode version (8, padded with NUL), counts of pages and of pool words
    (2 x u32), page numbers (u16 for every 128 code points), pages (128 x u32 each), pool (u32).
    An entry holds :class:`Kind` in bits 0-2, :class:`Form` in bits 3-4, from bit 5 a code point or a place in
    the pool.
    """
    pool: list[int] = []
    places: dict[tuple[int, ...], int] = {}
    pages: dict[tuple[int, ...], int] = {}
    page_numbers: list[int] = []
    for first in range(0, LAST + 1, PAGE):
        page = tuple(_entry(code_point, pool, places) for code_point in range(first, first + PAGE))
        page_numbers.append(pages.setdefault(page, len(pages)))
    words = [word for page in pages for word in page]
    return b"".join(
        [
            MAGIC,
            unicodedata.unidata_version.encode().ljust(8, b"\0"),
            struct.pack("<II", len(pages), len(pool)),
            struct.pack(f"<{len(page_numbers)}H", *page_numbers),
            struct.pack(f"<{len(words)}I", *words),
            struct.pack(f"<{len(pool)}I", *pool),
        ]
    )


def _entry(code_point: int, pool: list[int], places: dict[tuple[int, ...], int]) -> int:
    kind, folded = fold_code_point(code_point)
    if not folded or folded == (code_point,):
        return kind | Form.ITSELF << 3
    if 0xAC00 <= code_point <= 0xD7A3:
        return kind | Form.HANGUL << 3
    if len(folded) == 1:
        return kind | Form.ONE << 3 | folded[0] << 5
    if folded not in places:
        places[folded] = len(pool)
        pool += [len(folded), *folded]
    return kind | Form.MANY << 3 | places[folded] << 5


if __name__ == "__main__":
    TABLE_PATH.write_bytes(table())
