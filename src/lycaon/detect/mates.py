"""Animals counted without a number: the mate, the couple, the parents of young, the one of several for sale."""

import re
from collections.abc import Iterator, Sequence

from lycaon.catalogue.cues import CueHit
from lycaon.detect.standing import Standing, Standings
from lycaon.detect.tally import QuantityKind, QuantityMention, counted
from lycaon.detect.wording import FieldWords

_JOINS = re.compile(r"\s(?:[&+]|[^\W\d_]{1,3})\s(?:[^\W\d_]{1,4}\s)?")
"""What joins one sex to the other: "male & 2 females", "2 hens and a cock"."""
_AND = r"and|und|sowie|et|y|e|en|i|oraz|и|та|dan|ve|a"
_COUPLED = re.compile(
    rf"(?:\s[^\s,;.!?]{{1,12}}|\s\d+[.,]\d+){{0,4}}?\s?(?:[,+&]|\b(?:{_AND}|plus|with|mit|met|avec|con|com|z|с)\b)\s?(?:[^\s,;.!?]{{1,12}}\s){{0,3}}",
    re.IGNORECASE,
)
"""What may stand between a male and a female that are both offered: "cock and lutino hen", "Hen 9, cock 11"."""
_OTHERWISE = re.compile(
    r"[?/]|\b(?:or|oder|ou|o|of|lub|albo|или|atau|not|no|kein\w*|nicht|pas|non|не|my|mein\w*|mon|ma|mi|meu|minha|mio|mia"
    r"|mijn|her|his|for|für|pour|para|per|dla|для|untuk|voor|needs?|sucht|cherche|busca|procura|cerca|zoekt|szuka|ищет)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    rf"\s?(?:[+&]|\b(?:{_AND}|plus|with|mit|met|avec|con|com|z|ze|с|со|dengan|dan|her|his|seus|sus|suoi|ihren|haar)\b|\s)*\s?",
    re.IGNORECASE,
)
_TO_SEX = 18
"""Code points between a number and the sex that it counts."""
_ADJECTIVES = re.compile(r"\s?(?:[^\W\d_]{2,12}\s){0,2}")
_LEAD = 28
"""Code points before young ones in which their parents stand."""
_RIGHT_BEHIND = 4
"""Code points behind "only the" in which a pair or a number says that more than one are meant."""


def is_of_sex(words: FieldWords, mention: QuantityMention, sex: CueHit) -> bool:
    """Whether a word for a sex is what is counted: "2 males", "2,1 male", "three het pied males"."""
    if 0 <= sex.end - mention.span.end <= 2:
        return True
    return (
        0 <= sex.start - mention.span.end <= _TO_SEX
        and _ADJECTIVES.fullmatch(words.text, mention.span.end, sex.start) is not None
    )


def mates(
    words: FieldWords, counts: Sequence[QuantityMention], alternative: frozenset[str]
) -> Iterator[QuantityMention]:
    """Yield one of the other sex that is joined to a count without a number: "mâle & 2 femelles"."""
    sexes, counted_words = words.of("life.sex"), words.of("life.sex", "life.stage")
    for count in counts:
        told = next((one for one in counted_words if 0 <= one.start - count.span.end <= 2), None)
        if not count.sexed or told is None or count.kind is QuantityKind.GROUP:
            continue
        for sex in sexes:
            between = (
                words.text[told.end : sex.start] if sex.start > told.end else words.text[sex.end : count.span.start]
            )
            counted_too = any(_counts(each, sex, sexes) for each in counts)
            if not counted_too and _JOINS.fullmatch(between) and between.split()[0] not in alternative:
                span = words.span(sex.start, sex.end)
                yield QuantityMention(counted(1), QuantityKind.NUMBER, span, sexed=True, sentence=count.sentence)


def _counts(count: QuantityMention, sex: CueHit, sexes: Sequence[CueHit]) -> bool:
    """Whether a number counts a word for a sex: the first one behind it."""
    between = any(count.span.end <= other.start < sex.start for other in sexes)
    reach = _TO_SEX if count.sexed and not between else 2
    return count.span.start <= sex.start <= count.span.end + reach


def parents(
    words: FieldWords, counts: Sequence[QuantityMention], standings: Standings, languages: Sequence[str]
) -> Iterator[QuantityMention]:
    """Yield the parents that lead to counted young: "Eltern mit 2 Jungtieren", "mãe e dois filhotes"."""
    for count in counts:
        if not count.young or count.kind is QuantityKind.GROUP:
            continue
        lead = words.text[max(0, count.span.start - _LEAD) : count.span.start].casefold()
        for said, number in ((standings.parents, 2), (standings.mother, 1)):
            end = said.within(lead, languages)
            if end >= 0 and _WITH.fullmatch(lead, end):
                at = count.span.start - len(lead) + end
                span = words.span(at - 1, at)
                yield QuantityMention(
                    counted(number), QuantityKind.NUMBER, span, sexed=True, sentence=words.sentence(at)
                )
                break


def couple(words: FieldWords, standings: Standings, languages: Sequence[str]) -> Iterator[QuantityMention]:
    """Yield the male and the female that a field joins: "blue cock and lutino hen", "Henne 9, Hahn 11 Jahre"."""
    if not words.of("life.sex"):
        return
    text = words.text.casefold()
    if standings.sole.first(text, languages):
        return
    he, she = standings.he.first(text, languages), standings.she.first(text, languages)
    if he is None or she is None or len(text) != len(words.text):
        return
    first, second = sorted((he, she))
    between = text[first[1] : second[0]]
    stays = standings.kept_behind.first(text[second[1] : second[1] + _LEAD], languages)
    if stays is None and _COUPLED.fullmatch(between) and not _OTHERWISE.search(text, max(0, first[0] - 12), second[0]):
        span = words.span(first[0], second[1])
        yield QuantityMention(
            counted(2), QuantityKind.NUMBER, span, sexed=True, sentence=words.sentence(first[0]), standing=Standing.ALL
        )


def sole(
    words: FieldWords, counts: Sequence[QuantityMention], standings: Standings, languages: Sequence[str]
) -> Iterator[QuantityMention]:
    """Yield the one of several that alone is offered: "only the bigger one is for sale", but not "only the pair"."""
    found = standings.sole.first(words.text.casefold(), languages)
    if found is None:
        return
    start, end = found
    more = any(
        -1 <= each.span.start - end <= _RIGHT_BEHIND or start <= each.span.start < end
        for each in counts
        if each.quantity.best > 1 and each.span.field == words.name
    )
    if not more:
        yield QuantityMention(
            counted(1),
            QuantityKind.COUNT,
            words.span(start, end),
            sentence=words.sentence(start),
            standing=Standing.SOLE,
        )
