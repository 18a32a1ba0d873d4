"""From names to phrases: every way of writing a name that the index must find."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lycaon.catalogue.names import NameEntry
from lycaon.text import fold


@dataclass(frozen=True, slots=True)
class Phrases:
    """Folded phrases, sorted, each with the names that it may stand for.

    The names of phrase ``i`` are ``names[starts[i]:starts[i + 1]]``, as numbers of entries.
    """

    texts: list[str]
    starts: list[int]
    names: list[int]


def phrases_of(entries: Sequence[NameEntry], directory: Path) -> Phrases:
    """Fold and collect the names and all that is generated from them."""
    meanings: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        folded = fold(entry.text)
        if folded:
            meanings.setdefault(folded, []).append(number)
    texts = sorted(meanings)
    starts = [0]
    names: list[int] = []
    for text in texts:
        names.extend(dict.fromkeys(meanings[text]))
        starts.append(len(names))
    return Phrases(texts, starts, names)
