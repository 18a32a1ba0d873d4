"""Words that tell two at least without a number: "several geckos", "hatchlings ready".

Only what grammar makes sure of: a plural of the animal's own name may head a shop's shelf and says nothing.
"""

from collections.abc import Sequence

from lycaon.catalogue.cues import CueHit
from lycaon.detect.nouns import beside
from lycaon.detect.standing import Standings
from lycaon.detect.wording import FieldWords
from lycaon.values.finding import Span

_NEXT = 2
"""Most code points between a word of young ones and the name of what they are."""


def is_many(
    words: FieldWords,
    cue: CueHit,
    nouns: Sequence[tuple[int, int]],
    names: Sequence[Span],
    standings: Standings,
    languages: Sequence[str],
) -> bool:
    """Whether a word tells two at least: "several" before a noun, "hatchlings" where they are what is offered.

    Young ones are offered where the title names them, the text opens with them or they stand beside a name; elsewhere
    they are what a pair has raised, or food.
    """
    said = words.text[cue.start : cue.end].casefold()
    if standings.several.first(said, languages):
        return beside(words, cue.end, nouns)
    if not standings.young.first(said, languages):
        return False
    if words.name == "title" or not words.text[: cue.start].strip():
        return True
    return any(
        name.field == words.name and (0 <= name.start - cue.end <= _NEXT or 0 <= cue.start - name.end <= _NEXT)
        for name in names
    )
