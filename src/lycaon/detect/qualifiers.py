"""Words of another clause that finish a name: "Guacamaya, 1 año. Azul y oro", "Zebra skin rug | Burchell's, felted".

What stands at the opening of a clause and makes a whole name of the catalogue with the animal's word, of a finer taxon
on its line, tells which it is. Only the opening is heard: further in, colours are of cages.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lycaon.catalogue import Catalogue
from lycaon.detect.namer import Namer
from lycaon.detect.naming import Naming, rank_order
from lycaon.detect.wording import FieldWords, Wording
from lycaon.text import Token
from lycaon.values.taxonomy import Name

_SPECIES = rank_order("species")
_CLAUSE_END = re.compile(r"[,.;:!?()\n/|–—•+，。、；：！？（）「」]|\s-\s")
_MOST_TOKENS, _MOST_OPENINGS, _MOST_WORDS, _MOST_HEADS = 60, 32, 3, 3
_SHORTEST_HEAD = 3
_DENSE_FROM = 0x2E80
"""First code point of the scripts that put no blanks between words."""


def finished(
    naming: Naming, members: Iterable[Naming], wording: Wording, catalogue: Catalogue, namer: Namer,
    languages: frozenset[str],
) -> str:  # fmt: skip
    """Return the finer taxon that another clause makes of a name above species level; empty where none does.

    Args:
        naming: the words that tell the taxon.
        members: all namings of the same specimen.
        wording: the listing.
        catalogue: knows the names.
        namer: knows the lines of taxa.
        languages: those the listing may be written in; empty means that nobody can tell.
    """
    if not naming.taxon or naming.domestic_form or rank_order(namer.rank(naming.taxon)) >= _SPECIES:
        return ""
    heads = list(dict.fromkeys(head for each in (naming, *members) for head in _heads(each, wording)))[:_MOST_HEADS]
    openings = list(dict.fromkeys(islice(_openings(wording), _MOST_OPENINGS)))
    phrases = [phrase for head in heads for opening in openings for phrase in _joined(head, opening)]
    taxa = {
        name.taxon_id
        for _, name in catalogue.lexicon.wholes(phrases)
        if _is_finer(name, naming.taxon, namer, languages)
    }
    common = namer.common_ancestor(sorted(taxa)) if taxa else ""
    return common if common != naming.taxon else ""


def _is_finer(name: Name, taxon: str, namer: Namer, languages: frozenset[str]) -> bool:
    own = not languages or name.language in languages or name.language == "en"
    return own and not name.form_id and name.taxon_id not in {None, "", taxon} and namer.is_below(name.taxon_id, taxon)


def _heads(naming: Naming, wording: Wording) -> Iterator[str]:
    """Yield the words that may be the animal's own in a naming: all of a name, each of a product's."""
    yield naming.surface
    words = wording.field(naming.span.field).tokens[naming.first : naming.last]
    if len(words) > 1 and not _is_dense(naming.surface):
        for word in words:
            if len(word.folded) >= _SHORTEST_HEAD:
                yield word.folded


def _openings(wording: Wording) -> Iterator[str]:
    """Yield the first one, two and three words of each clause; where there are no blanks, the clause."""
    for field in wording.prose:
        for words in _clauses(field):
            if _is_dense(words[0].folded):
                yield field.text[words[0].start : words[-1].end][: 2 * _MOST_WORDS]
                continue
            for many in range(1, min(len(words), _MOST_WORDS) + 1):
                yield field.text[words[0].start : words[many - 1].end]


def _clauses(field: FieldWords) -> Iterator[list[Token]]:
    words: list[Token] = []
    for token in field.tokens[:_MOST_TOKENS]:
        if words and _CLAUSE_END.search(field.text, words[-1].end, token.start):
            yield words
            words = []
        words.append(token)
    if words:
        yield words


def _joined(head: str, opening: str) -> tuple[str, ...]:
    blank = "" if _is_dense(head) else " "
    return f"{opening}{blank}{head}", f"{head}{blank}{opening}"


def _is_dense(words: str) -> bool:
    return ord(words[0]) >= _DENSE_FROM
