"""Figures that count no specimens, though they look as if: sizes, years, numbers of lots, what there was before.

Asked of every figure by :mod:`lycaon.detect.quantity`.
"""

import re

from lycaon.catalogue.cues import CueHit
from lycaon.detect.figures import UNSPACED, Figure
from lycaon.detect.wording import FieldWords
from lycaon.values.finding import Span

SIDE = re.compile(r"\s?[x×х*]\s?(?:\.|\d[\d.,]*(?![\d.,]|\s?[€$£]))", re.IGNORECASE)
_SIDE_BEFORE = re.compile(r"(?:(?<![^\W_xX×х])\d{1,4}(?:[.,]\d{1,2})?|[\"”])\s?[x×х*]\s?\Z", re.IGNORECASE)
"""Sides of a thing: 45x45x60, 5" x 1.5"; "L6 x10" are ten."""
_ITEM = re.compile(r"\b(?:lot|lots|kavel|los|lotto|lote|лот|position|pos)\.?\s(?:n[ro°º]?\.?\s?)?\Z", re.IGNORECASE)
_OFTEN = re.compile(
    r"\s?[x×]\s?(?:/|(?:täglich|pro|am|die|wöchentlich|per|daily|weekly|a|par|por|al|na|w|в|perhari|sehari|gedragen"
    r"|getragen|worn|produksi|bertelur|kawin|netas|ternak|brüt\w*|gebrütet|gelegt|verpaart|gezüchtet|bred"
    r"|mated|paired|sold|laid|pond\w*|reprod\w*|puest\w*|cri\w*|gelegd|gebroed|ganador|campeon|juara|champion"
    r"|sem|s/|no cart\w*|de r)\b)",
    re.IGNORECASE,
)
_PAID_IN = re.compile(r"\b(?:até|em|en|hasta|fino a|in)\s\Z", re.IGNORECASE)
"""How often something happens, or in how many parts one pays: "3x/jour", "em até 10x"."""
_UNIT_BEFORE = re.compile(r"(?:(?<![^\W\d_])(?:cm|mm|kg|gr|ø|Ø)\.?\s?|\d[米斤点])\Z", re.IGNORECASE)
_LONGEST_SEXES = 20
"""More than so many by sexes, written with a comma, are a length or a sum."""
_SHOE_SIZES = range(35, 48)
_WORN_REACH = 30
"""Code points between "pair" and the shoes."""
_RANGES = frozenset({"-", "–", "~", "bis", "to", "à", "a", "tot", "до", "do", "até", "hasta", "sampai"})
_OF = re.compile(r"\b(?:von|of|sur|su|из|z|ze|van|av)\s+(?:(?:the|den|de)\s)?\Z", re.IGNORECASE)
_OUT_OF = re.compile(
    r"(?<!all )\b(?:out of|of the original|van de|von ehemals|von ursprünglich|von den ehemals|sur les|из прежних"
    r"|dari total)\s\Z",
    re.IGNORECASE,
)
"""What leads to a number of all that there were, without a number of those that are left."""
_OF_ADJACENT = re.compile(
    r"\s(?:of|von|van|de|dei|delle|di|dos|das|sur|su|из|z|ze|av|dari)\s(?:[^\W\d_]+\s){0,2}", re.IGNORECASE
)
"""Of words that mean other things too, only "2 de 7", "5 dei miei 12"."""
_OF_REACH = 50
"""What leads from those that are left to all that there were, and code points between the two."""
_LONGEST_RANGE = 8
"""Code points between the two ends of a range."""
_LARGEST_ITEM = 100
"""A larger number behind "lot" is the lot's own."""


def is_glued(text: str, end: int) -> bool:
    """Whether letters follow a figure without a space: a disguised word, "3lf3nb31n"."""
    follows = text[end : end + 1]
    return follows.isalpha() and UNSPACED.match(follows) is None


def times_before(words: FieldWords, figure: Figure) -> bool:
    """Whether the figure stands behind a times sign ("x3") or is followed by one ("3x")."""
    text = words.text
    before = text[max(0, figure.start - 2) : figure.start]
    return before.strip() in {"x", "X", "×"} and not is_side(text, figure.start)


def is_side(text: str, start: int) -> bool:
    """Whether a side of a thing, and a times sign, lead to what starts there."""
    return _SIDE_BEFORE.search(text, max(0, start - 10), start) is not None


def lot_before(words: FieldWords, start: int) -> bool:
    """Whether a word for a lot leads to the number that starts there: "lot of 40", "Gruppe von 5", "lote de 3"."""
    return any(0 <= start - cue.end <= 4 for cue in words.of("quantity.of"))


def is_label(words: FieldWords, figure: Figure) -> bool:
    """Whether a word before the figure makes it a size or a number in a list: "size 10", "Lot 212", "圈口56"."""
    if figure.whole in _SHOE_SIZES and words.of("measure.worn"):
        return True
    large = (figure.whole or 0) > _LARGEST_ITEM
    if large and _ITEM.search(words.text, max(0, figure.start - 12), figure.start):
        return True
    # "lot 14 whalebones" are fourteen, "Lot 212: tooth" is the two hundred and twelfth.
    counts = words.text[figure.end : figure.end + 2].strip()[:1].isalpha() and not large
    return any(
        0 <= figure.start - cue.end <= 3 and not words.text[cue.end : figure.start].strip(" .:#№°º")
        for cue in words.of("measure.label", *(() if counts else ("measure.item",)))
    )


def is_of(words: FieldWords, start: int, number: int | None) -> bool:
    """Whether a number is all there were: "noch 4 von 9", "3 left of 11", "the last one of five"."""
    if number is None or lot_before(words, start):
        return False
    if _OUT_OF.search(words.text, max(0, start - 14), start):
        return True
    fewer = [(few.end, few.whole) for few in words.figures]
    fewer += [(cue.end, int(cue.value)) for cue in words.of("number")]
    ends = [end for end, few in fewer if few and few < number and 0 < start - end <= _OF_REACH]
    lead = _OF.search(words.text, max(0, start - 12), start) if ends else None
    if lead and any(end < lead.start() and not words.breaks(end, lead.start()) for end in ends):
        return True
    return any(_OF_ADJACENT.fullmatch(words.text, end, start) for end in ends)


def is_part(words: FieldWords, end: int) -> bool:
    """Whether a number that ends there counts the parts of one thing: 40 beads, 88 keys, trois rangs."""
    return any(0 <= cue.start - end <= 1 for cue in words.of("measure.part"))


def is_worn(words: FieldWords, pair: CueHit) -> bool:
    """Whether a pair is one thing that is worn: shoes, gloves, cufflinks."""
    return any(
        -_WORN_REACH <= cue.start - pair.end <= _WORN_REACH and not words.breaks(*sorted((cue.start, pair.end)))
        for cue in words.of("measure.worn")
    )


def range_low(words: FieldWords, low: Figure, high: Figure, alternative: frozenset[str]) -> Figure | None:
    """Return the lower end where two figures are the ends of a range: "3-5", "2 oder 3"."""
    between = words.text[low.end : high.start].strip().casefold()
    if words.text[max(0, low.start - 1) : low.start].isalpha():
        return None  # "L4 - 8 шт"
    if between not in _RANGES and between not in alternative:
        return None
    return low if low.whole and high.whole and low.whole < high.whole <= low.whole * 4 else None


def ranges_to(words: FieldWords, low: Figure, high: Figure) -> bool:
    """Whether a word of a range leads from one figure to the next."""
    return high.start - low.end <= _LONGEST_RANGE and words.text[low.end : high.start].strip().casefold() in _RANGES


def has_decimals(figure: Figure) -> bool:
    """Whether a whole number is written with decimals, as a measure is: 2.0."""
    return figure.other is None and len(figure.digits) > len(str(figure.whole)) and not figure.digits.startswith("0")


def pays_or_recurs(text: str, figure: Figure) -> bool:
    """Whether a figure says how often, or in how many parts one pays: "3x/jour", "em até 10x"."""
    if _OFTEN.match(text, figure.end):
        return True
    times = text[figure.end : figure.end + 2].strip()[:1] in {"x", "X", "×"}
    return times and _PAID_IN.search(text, max(0, figure.start - 9), figure.start) is not None


def looks_like_year(figure: Figure) -> bool:
    """Whether a figure is a year of our time or our grandparents'."""
    return len(figure.digits) == 4 and figure.digits[:2] in {"18", "19", "20"}


def follows_unit(text: str, start: int) -> bool:
    """Whether a unit leads to the figure that starts there: "cm 40", "1米2"."""
    return _UNIT_BEFORE.search(text, max(0, start - 5), start) is not None


def is_rate(text: str, start: int) -> bool:
    """Whether a sign makes the figure that starts there a rate or a tolerance."""
    return text[max(0, start - 1) : start] in {"/", "±"}


def beside_sides(text: str, span: Span) -> bool:
    """Whether a decimal is a side of a thing: 5.2 x 1.4."""
    after = SIDE.match(text, span.end) is not None
    return after or is_side(text, span.start)


def is_decimal(tail: str, specimens: int) -> bool:
    """Whether what stands behind a comma makes a length or a sum of it: 1,80."""
    return specimens > _LONGEST_SEXES or (len(tail) == 2 and tail[1] in "05")
