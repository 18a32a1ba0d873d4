"""Invented listings for the timings: pieces of innocent ones, in many languages, with names strewn in.

They are made to cost what real ones cost (script, length, how many different words, how often a name), not to
be read. Twelve languages take their pieces from the innocent half of the bundled sample; those that it lacks,
from a list of the words of markets. Every few words stands one that nobody has seen before, as brands, places
and misspellings do. Everything follows from the seed.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence

from bench.texts import ENGLISH_SHARE, MARKET_WORDS, MEAN_CHARACTERS, NAME_SHARE
from lycaon.learn.sample import sample_path

LACKING = ("uk", "tr", "vi", "ar", "th", "hi", "ko")
"""languages that the sample lacks"""

_SYLLABLES = {
    "ru": "ка ро ми ста пре ло не ви ту со".split(),
    "uk": "ка ро мі ста пре ло не ви ту со".split(),
    "ar": "با تا سي مو كر لا نو دي".split(),
}
_LATIN = "ba ro mi sta pre lo ne vi tu so ken dal fer gu ha".split()
_WITHOUT_SPACES = ("zh", "ja", "th")
_PIECE = re.compile(r"[^.!?。！？\n]+[.!?。！？\n]*")


def listings(
    number: int,
    names: Sequence[str],
    *,
    seed: int = 1,
    mean_characters: float = MEAN_CHARACTERS,
    name_share: float = NAME_SHARE,
) -> Iterator[str]:
    """Yield ``number`` listings; ``name_share`` of them hold one or two of ``names``."""
    chance = random.Random(seed)
    pieces = _pieces()
    languages = [code for code in pieces if code != "en"]
    for _ in range(number):
        code = "en" if chance.random() < ENGLISH_SHARE else chance.choice(languages)
        length = max(20, chance.lognormvariate(0, 0.6) / 1.2 * mean_characters)
        words = list(_words(chance, code, pieces[code], length))
        if names and chance.random() < name_share:
            for _ in range(chance.choice((1, 1, 2))):
                words.insert(chance.randrange(len(words)), f" {chance.choice(names)} ")
        yield ("" if code in _WITHOUT_SPACES else " ").join(words)


def _pieces() -> Mapping[str, list[list[str]]]:
    """Return for each language its pieces, each a list of words."""
    pieces: dict[str, list[list[str]]] = {code: [[word] for word in MARKET_WORDS[code].split()] for code in LACKING}
    with sample_path() as path:
        sample = [json.loads(line) for line in path.read_text().splitlines()]
    for listing in sample:
        if not listing["gold"]["wildlife"]:
            text = f"{listing['title']}\n{listing['text']}"
            pieces.setdefault(listing["language"], []).extend(piece.split() for piece in _PIECE.findall(text))
    return {code: [piece for piece in found if piece] for code, found in pieces.items()}


def _words(chance: random.Random, code: str, pieces: Sequence[list[str]], length: float) -> Iterator[str]:
    characters = 0
    while characters < length:
        for word in chance.choice(pieces):
            yield word
            characters += len(word) + 1
            if chance.random() < 0.1 and code not in (*_WITHOUT_SPACES, "hi", "ko"):
                unseen = "".join(chance.choices(_SYLLABLES.get(code, _LATIN), k=chance.randint(2, 4)))
                yield unseen
                characters += len(unseen) + 1
            if characters >= length:
                return
