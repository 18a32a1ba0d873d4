"""The kernel against two oracles on any number of invented texts: it must agree on every token and hit.

    python -m bench.oracle --count 1000000

The first oracle is the plain-Python twin. The second knows nothing of ours but the folded tokens: an
Aho-Corasick automaton (daachorse) over ``" " + tokens joined by spaces + " "``. Texts mix every script of the
catalogue, both normal forms, marks without letters, invisible and impossible characters; phrases are made of
few different words, so that hits nest, overlap and nearly happen all the time. What leaves a trace of disguise is
compared with patterns (``bench/traces.py``).
"""

import argparse
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import daachorse
import numpy as np
import pyarrow as pa

from bench import traces
from lycaon.text import Hit, PhraseIndex
from lycaon.text.found import HashTable, HitTable
from lycaon.text.implementations import Texts, reader
from lycaon.text.twin import raw_tokens

WORDS = {
    "Latin": "ivory Éléphant straße IVOIRE đồi mồi ŁÓDŹ Kaplumbağa ığdır œuf ﬁne Ångström Çiğ ß".split(),
    "Greek": "ΕΛΕΦΑΝΤΌΔΟΝΤΟ λύγξ ΛΎΓΞ ὄφις ᾳ ς σ".split(),
    "Cyrillic": "слоновая кость Ёж їжак йод БИВЕНЬ".split(),
    "Arabic": "عاج فِيلٌ أنياب سلحفاة لا ﻻ ـعـاج یوز".split(),
    "Hebrew": "שֶׁנְהָב פיל ך".split(),
    "Devanagari": "हाथी दाँत फ़र क़ क्ष".split(),
    "Bengali": "হাতি দাঁত ড় ো".split(),
    "Tamil": "யானை தந்தம் கொ".split(),
    "Telugu": "ఏనుగు దంతం తై".split(),
    "Sinhala": "ඇත් දළ කේ".split(),
    "Thai": "งาช้าง เสือ เสื้อ ดำ".split(),
    "Lao": "ງາຊ້າງ ເສືອ ນຳ້".split(),
    "Khmer": "ភ្លុក ដំរី ខ្លា".split(),
    "Myanmar": "ဆင်စွယ် ကျား မို့".split(),
    "Tibetan": "བ་སོ་ གླང་ཆེན།".split(),
    "Hangul": "상아 호랑이 뼈 ㅋㅋ 한".split(),
    "Japanese": "象牙 ゾウ ソウ ｶﾞﾗｽ タイマイ べっ甲 々".split(),
    "Chinese": "象牙 虎骨 玳瑁 穿山甲 龙 龍 豈".split(),
    "Emoji": "🐯 🐘 🏿 👨‍👩‍👧 🇫🇷 1️⃣ 🅸🆅🅾🆁🆈 ★".split(),
    "Georgian, Armenian, Ethiopic": "სპილო Ფილი փղոսկր ԵՒ ዝሆን፡ጥርስ".split(),
    "Digits": "12 ٣٤ ५ ๗ ½ ⅷ ① ❶ ㎏ № cb24 １２".split(),
}
SEPARATORS = (" ", " ", " ", "  ", "-", "'", "’", "_", "\n", ", ", "·", "\u3000", "—", "", "#", "\u00a0")
HOSTILE = (
    "\0", "\ud800", "\udfff", "\u0301", "\u0301" * 20, "\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\u3099",
    "\uff9e", "\u0e49", "\ufe0f", "\U000e0101", "\u0345", "\u0c56\u0c4d", "\u115f", "\u3164", "\ufdfa", "\U0001d400",
    "\U0010ffff", "\ue000", "\ufffd", "\u0378", "\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\U00010000", "½",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One lexicon and the texts to look through."""

    phrases: list[str]
    texts: list[str]


def invent(chance: random.Random, *, phrases: int = 60, texts: int = 500) -> Round:
    """Make a round: few words, so that phrases and texts often share them."""
    words = [chance.choice(WORDS[script]) for script in chance.choices(list(WORDS), k=8) for _ in range(2)]
    return Round(
        [_phrase(chance, words) for _ in range(phrases)],
        [_text(chance, words) for _ in range(texts)],
    )


def _phrase(chance: random.Random, words: Sequence[str]) -> str:
    phrase = " ".join(chance.choices(words, k=chance.choice((1, 1, 2, 2, 3, 5))))
    if chance.random() < 0.1:  # a part of a word, which no whole word is
        phrase = phrase[chance.randrange(len(phrase)) :]
    return chance.choice(_HABITS)(phrase)


def _text(chance: random.Random, words: Sequence[str]) -> str:
    pieces: list[str] = []
    for word in chance.choices(words, k=chance.randrange(14)):
        pieces.append(_spoilt(chance, word) if chance.random() < 0.1 else word)
        pieces.append(chance.choice(SEPARATORS))
        if chance.random() < 0.08:
            pieces.append(chance.choice(HOSTILE))
        if chance.random() < 0.04:
            pieces.append(chr(chance.randrange(sys.maxunicode + 1)))
    return chance.choice(_HABITS)("".join(pieces))


def _spoilt(chance: random.Random, word: str) -> str:
    at = chance.randrange(len(word) + 1)
    return word[:at] + chance.choice(HOSTILE) + word[at:]


def _full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


_HABITS: tuple[Callable[[str], str], ...] = (
    str,
    str,
    str.upper,
    str.title,
    _full_width,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFKD", text),
)


class AhoCorasick:
    """The oracle that shares no code with us: whole tokens are found because spaces stand around them."""

    def __init__(self, index: PhraseIndex) -> None:
        self._numbers: dict[str, list[int]] = {}
        for number in range(len(index)):
            if key := index.key(number):
                self._numbers.setdefault(f" {key} ", []).append(number)
        self._patterns = list(self._numbers)
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(self._patterns) if self._patterns else None

    def find(self, text: str) -> list[Hit]:
        """Return all hits in one text."""
        if self._automaton is None:
            return []
        starts, ends, padded = {}, {}, " "
        for start, end, letters in raw_tokens(text):
            starts[len(padded) - 1] = start
            padded += letters + " "
            ends[len(padded)] = end
        hits = [
            Hit(number, starts[first], ends[last])
            for first, last, pattern in self._automaton.find_overlapping(padded)
            for number in self._numbers[self._patterns[pattern]]
        ]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.phrase))


def disagreements(made: Round) -> Iterator[str]:
    """Compare kernel, twin and automaton on one round; yield every difference, in words."""
    kernel, twin = reader("kernel"), reader("twin")
    index = PhraseIndex.build(made.phrases, implementation="kernel")
    plain = PhraseIndex.build(made.phrases, implementation="twin")
    automaton = AhoCorasick(index)
    for text in made.texts:
        expected = plain.find(text)
        if index.find(text) != expected:
            yield f"hits differ: {text!r} in {made.phrases!r}"
        if automaton.find(text) != expected:
            yield f"the automaton finds other hits: {text!r} in {made.phrases!r}"
        if kernel.tokens(text) != twin.tokens(text):
            yield f"tokens differ: {text!r}"
    whole = _column(made.texts)
    if not _equal(index.find_batch(whole), plain.find_batch(whole)):
        yield f"batches differ: {whole.to_pylist()!r} in {made.phrases!r}"
    if not _equal(kernel.token_hashes_batch(whole), twin.token_hashes_batch(whole)):
        yield f"hashes differ: {whole.to_pylist()!r}"


def _equal(one: HitTable | HashTable, other: HitTable | HashTable) -> bool:
    return all(np.array_equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def main() -> int:
    """Run as many rounds as asked for; exit 1 at the first difference."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=100_000, help="texts to compare")
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    chance, done, hits, began = random.Random(asked.seed), 0, 0, time.monotonic()
    while done < asked.count:
        made = invent(chance)
        for difference in disagreements(made):
            print(difference)
            return 1
        for difference in traces.disagreements([*made.texts, *traces.invent(chance, texts=100)]):
            print(difference)
            return 1
        done += len(made.texts)
        hits += len(PhraseIndex.build(made.phrases).find_batch(_column(made.texts)).row)
    print(f"{done} texts, {hits} hits, no difference, {time.monotonic() - began:.0f} s, seed {asked.seed}")
    return 0


def _column(texts: Sequence[str]) -> Texts:
    """Arrow holds no lone surrogates."""
    return pa.array([text for text in texts if text.encode(errors="ignore").decode() == text])


if __name__ == "__main__":
    sys.exit(main())
