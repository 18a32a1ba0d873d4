"""The matchers that we compare ourselves with, each as its makers advise, all behind one shape.

A peer is built from keys written apart (``" african grey "``) and searches texts written alike. Its raw answers
are turned into ``(row, phrase, place)`` outside of the time that is measured.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Found = tuple[int, int, int]
"""row, number of the phrase, where the phrase begins in the text written apart"""


@dataclass(frozen=True, slots=True)
class Peer:
    """One matcher, ready to search."""

    name: str
    search: Callable[[Sequence[str]], Any]
    """timed: texts in, whatever the library answers"""
    found: Callable[[Any], Iterable[Found]]
    """not timed"""
    texts: int
    """how many texts it gets a round: the slow ones get fewer"""
    places: Callable[[Any], list[int]] | None = None
    """timed, where given: the places of all hits in one text, to find rows again when many were joined"""
    in_bytes: bool = False
    """whether the places are of UTF-8"""
    finds_all: bool = True


MANY, FEW, VERY_FEW = 40_000, 4_000, 1_000


def daachorse(keys: Sequence[str], corpus: Sequence[str] | None) -> Peer:
    """Build a double-array Aho-Corasick automaton over characters; a corpus tunes it to the texts."""
    automaton = import_module("daachorse").CharwiseDoubleArrayAhoCorasick(list(keys), corpus=corpus and list(corpus))
    return Peer(
        "daachorse, tuned" if corpus else "daachorse",
        lambda texts: [automaton.find_overlapping(text) for text in texts],
        lambda answers: ((row, phrase, start) for row, hits in enumerate(answers) for start, _, phrase in hits),
        MANY,
        places=lambda answers: [start for start, _, _ in answers[0]],
    )


def ahocorasick_rs(keys: Sequence[str], _: Sequence[str]) -> Peer:
    """Build BurntSushi's Aho-Corasick automaton."""
    automaton = import_module("ahocorasick_rs").AhoCorasick(list(keys))
    return Peer(
        "ahocorasick_rs",
        lambda texts: [automaton.find_matches_as_indexes(text, overlapping=True) for text in texts],
        lambda answers: ((row, phrase, start) for row, hits in enumerate(answers) for phrase, start, _ in hits),
        MANY,
        places=lambda answers: [start for _, start, _ in answers[0]],
    )


def hyperscan(keys: Sequence[str], _: Sequence[str]) -> Peer:
    """Compile all keys as literals of Hyperscan; it searches bytes and tells only where a hit ends."""
    library = import_module("hyperscan")
    patterns = [key.encode() for key in keys]
    database = library.Database()
    database.compile(
        expressions=patterns, ids=list(range(len(patterns))), elements=len(patterns), literal=True, flags=0
    )

    def search(texts: Sequence[str]) -> tuple[Sequence[str], list[tuple[int, int, int]]]:
        hits: list[tuple[int, int, int]] = []

        def keep(phrase: int, _start: int, end: int, _flags: int, row: int) -> None:
            hits.append((row, phrase, end))

        for row, text in enumerate(texts):
            database.scan(text.encode(), match_event_handler=keep, context=row)
        return texts, hits

    def found(answers: tuple[Sequence[str], list[tuple[int, int, int]]]) -> Iterable[Found]:
        texts, hits = answers
        for row, phrase, end in hits:
            yield row, phrase, len(texts[row].encode()[: end - len(patterns[phrase])].decode())

    return Peer(
        "hyperscan", search, found, MANY, places=lambda answers: [end for _, _, end in answers[1]], in_bytes=True
    )


def pyahocorasick(keys: Sequence[str], _: Sequence[str]) -> Peer:
    """Build the automaton that most Python programs use."""
    automaton = import_module("ahocorasick").Automaton()
    for number, key in enumerate(keys):
        automaton.add_word(key, number)
    automaton.make_automaton()
    return Peer(
        "pyahocorasick",
        lambda texts: [list(automaton.iter(text)) for text in texts],
        lambda answers: (
            (row, phrase, end + 1 - len(keys[phrase])) for row, hits in enumerate(answers) for end, phrase in hits
        ),
        FEW,
    )


def flashtext(keys: Sequence[str], _: Sequence[str]) -> Peer:
    """Fill a keyword processor. It knows the longest of overlapping phrases only, and by itself no words but ASCII."""
    processor = import_module("flashtext").KeywordProcessor(case_sensitive=True)
    processor.set_non_word_boundaries(set(map(chr, range(sys.maxunicode + 1))) - {" "})
    for number, key in enumerate(keys):
        processor.add_keyword(key.strip(), (number,))
    return Peer(
        "flashtext",
        lambda texts: [processor.extract_keywords(text, span_info=True) for text in texts],
        lambda answers: ((row, phrase, start - 1) for row, hits in enumerate(answers) for (phrase,), start, _ in hits),
        FEW,
        finds_all=False,
    )


def spacy_matcher(keys: Sequence[str], _: Sequence[str]) -> Peer:
    """Fill a PhraseMatcher; its documents are made from our tokens, within the time, for it knows no others."""
    vocabulary = import_module("spacy.vocab").Vocab()
    document = import_module("spacy.tokens").Doc
    matcher = import_module("spacy.matcher").PhraseMatcher(vocabulary)
    matcher.add("all", [document(vocabulary, words=key.split()) for key in keys])
    numbers = {key: number for number, key in enumerate(keys)}

    def search(texts: Sequence[str]) -> list[tuple[Any, Any]]:
        documents = (document(vocabulary, words=text.split() or [""]) for text in texts)
        return [(one, matcher(one)) for one in documents]

    def found(answers: list[tuple[Any, Any]]) -> Iterable[Found]:
        for row, (one, hits) in enumerate(answers):
            words = [token.text for token in one]
            places = [sum(map(len, words[:at])) + at for at in range(len(words))]
            for _, first, last in hits:
                yield row, numbers[f" {' '.join(words[first:last])} "], places[first]

    return Peer("spaCy PhraseMatcher", search, found, VERY_FEW)


def all_peers(keys: Sequence[str], corpus: Sequence[str]) -> list[tuple[str, Callable[[], Peer]]]:
    """Return how each peer is built, by the package that it needs."""
    return [
        ("daachorse", lambda: daachorse(keys, corpus)),
        ("daachorse", lambda: daachorse(keys, None)),
        ("ahocorasick-rs", lambda: ahocorasick_rs(keys, corpus)),
        ("hyperscan", lambda: hyperscan(keys, corpus)),
        ("pyahocorasick", lambda: pyahocorasick(keys, corpus)),
        ("flashtext", lambda: flashtext(keys, corpus)),
        ("spacy", lambda: spacy_matcher(keys, corpus)),
    ]
