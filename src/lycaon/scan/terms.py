"""Terms to add: words of confirmed offers that the lexicon does not know, for an editor to judge.

A term stands out by the log-likelihood ratio G2 of the listings with and without it, among the confirmed and among
the ordinary ones (T. Dunning, "Accurate methods for the statistics of surprise and coincidence", Computational
Linguistics 19(1), 1993, pages 61-74). Listings are counted, not occurrences: one that repeats itself says it once.
Nothing is added to the catalogue here.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lycaon.catalogue import Catalogue
from lycaon.catalogue.rows import TradeRow
from lycaon.detect.reader import Reader
from lycaon.scan.decided import Decided
from lycaon.scan.phrases import Cut, Phrase, PhraseCutter, is_dense
from lycaon.values.listing import Listing
from lycaon.values.taxonomy import Ambiguity, Confidence, NameKind

LEAST_LISTINGS = 3
LEAST_SELLERS = 2
LEAST_RATIO = 3.84
"""G2 that one word in twenty reaches by chance (chi-squared, one degree of freedom)."""
MOST_TERMS = 100
"""Proposals for one language, the clearest first."""
_EVERYDAY_SHARE = 0.02
_EVERYDAY_LEAST = 3
_TELLING_RANKS = frozenset({"variety", "subspecies", "species", "genus", "subfamily", "family", "order", "group"})
_LIVE = "live"


@dataclass(frozen=True, slots=True)
class Support:
    """A confirmed listing that speaks for a term, and the words around it as published."""

    listing_id: str
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A term that an editor may add to ``trade/<language>.csv``."""

    name: str
    language: str
    taxon: str
    """Accepted name of the likeliest taxon; empty where the supporting offers do not agree on one."""
    kind: NameKind
    form: str
    ambiguity: Ambiguity
    ratio: float
    """G2; the larger, the more it stands out."""
    ordinary: int
    """Ordinary listings that hold it."""
    sellers: int
    support: tuple[Support, ...]

    @property
    def rank(self) -> tuple[bool, float, str, str]:
        """The order to review in: a word beside every kind of specimen is more often chance than slang."""
        says_something = bool(self.taxon or self.form) or self.kind is NameKind.CODE_WORD
        return not says_something, -self.ratio, self.language, self.name

    def row(self) -> TradeRow:
        """Return the row to paste. Its reference is empty: whoever reviews it names the source."""
        ids = " ".join(one.listing_id for one in self.support)
        counts = f"{len(self.support)} confirmed listings of {self.sellers} sellers, {self.ordinary} ordinary"
        note = " ".join(f"{counts}, G2 {self.ratio:.1f}: {ids}".split())
        return TradeRow(self.name, self.taxon, self.kind, self.form, self.ambiguity, Confidence.LOW, note, "")


@dataclass(frozen=True, slots=True)
class _Ad:
    """A confirmed listing, cut, with what it proposes as far as one can tell."""

    decided: Decided
    cut: Cut
    taxon_id: str
    form: str

    @property
    def seller(self) -> tuple[str, str]:
        """Unnamed sellers of one site count as one: nobody can tell that they are two."""
        return self.decided.listing.site, self.decided.listing.seller


@dataclass(frozen=True, slots=True)
class _Candidate:
    words: tuple[str, ...]
    ratio: float
    ads: frozenset[int]
    ordinary: int


def propose(
    catalogue: Catalogue,
    reader: Reader,
    cutter: PhraseCutter,
    *,
    confirmed: Iterable[Decided],
    ordinary: Iterable[Listing],
) -> list[Proposal]:
    """Return the terms of ``confirmed`` that stand out against ``ordinary``, by language, the clearest first.

    A term needs :data:`LEAST_LISTINGS` confirmed listings of :data:`LEAST_SELLERS` sellers. A listing that its
    seller repeats word for word counts once. The same input, in any order, gives the same proposals.
    """
    ads: dict[str, list[_Ad]] = defaultdict(list)
    for one in _distinct(confirmed):
        ad = _ad(one, cutter.cut(one.listing), reader)
        ads[ad.cut.language].append(ad)
    plain: dict[str, list[Cut]] = defaultdict(list)
    for listing in {listing.id: listing for listing in ordinary}.values():
        cut = cutter.cut(listing)
        plain[cut.language].append(cut)
    found = [
        _proposal(language, candidate, members, catalogue)
        for language, members in ads.items()
        for candidate in _kept(_candidates(members, plain[language]))
    ]
    return sorted(found, key=lambda one: (one.language, one.rank))


def log_likelihood_ratio(with_term: int, of: int, ordinary: int, of_ordinary: int) -> float:
    """Return G2 of a term in ``with_term`` of ``of`` confirmed and ``ordinary`` of ``of_ordinary`` other listings.

    0 where the shares are equal. Signed: negative where the term is rarer among the confirmed.

    >>> round(log_likelihood_ratio(3, 10, 0, 30), 2)
    9.23
    """
    total, held = of + of_ordinary, with_term + ordinary
    cells = (
        (with_term, of * held), (of - with_term, of * (total - held)),
        (ordinary, of_ordinary * held), (of_ordinary - ordinary, of_ordinary * (total - held)),
    )  # fmt: skip
    ratio = 2.0 * sum(seen * math.log(seen * total / expected) for seen, expected in cells if seen)
    return math.copysign(max(0.0, ratio), with_term * of_ordinary - ordinary * of)


def _distinct(confirmed: Iterable[Decided]) -> list[Decided]:
    kept: dict[tuple[str, ...], Decided] = {}
    for one in sorted(confirmed, key=lambda one: one.listing.id):
        listing = one.listing
        kept.setdefault((listing.site, listing.seller or listing.id, listing.title, listing.text), one)
    return list(kept.values())


def _ad(one: Decided, cut: Cut, reader: Reader) -> _Ad:
    """What the analyst said stands; where nothing was said, what the engine read."""
    if one.taxon_id and one.form:
        return _Ad(one, cut, one.taxon_id, one.form)
    lot = next(iter(reader.read(one.listing).lots), None)
    read = lot.taxon.best if lot else None
    form = (lot.form.best or "") if lot else ""
    return _Ad(one, cut, one.taxon_id or (read.id if read else ""), one.form or form)


def _candidates(ads: Sequence[_Ad], plain: Sequence[Cut]) -> Iterator[_Candidate]:
    everyday = _everyday(plain)
    holding: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, ad in enumerate(ads):
        for phrase in ad.cut.phrases:
            holding[phrase.words].add(number)
    ordinary = Counter(phrase.words for cut in plain for phrase in cut.phrases)
    for words, numbers in holding.items():
        if len(numbers) < LEAST_LISTINGS or len({ads[number].seller for number in numbers}) < LEAST_SELLERS:
            continue
        # A phrase begins and ends with a word of its own: "with jelly" is "jelly".
        if words[0] in everyday or words[-1] in everyday:
            continue
        ratio = log_likelihood_ratio(len(numbers), len(ads), ordinary[words], len(plain))
        if ratio >= LEAST_RATIO:
            yield _Candidate(words, ratio, frozenset(numbers), ordinary[words])


def _everyday(plain: Sequence[Cut]) -> frozenset[str]:
    """Words that ordinary listings use all the time; of scripts without spaces a character alone says nothing."""
    counts = Counter(word for cut in plain for word in cut.words)
    least = max(_EVERYDAY_LEAST, math.ceil(_EVERYDAY_SHARE * len(plain)))
    return frozenset(word for word, count in counts.items() if count >= least and not is_dense(word))


def _kept(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Keep one of those that share words and say nothing apart: the clearest, and of equals the longest."""
    kept: list[_Candidate] = []
    for one in sorted(candidates, key=lambda one: (-round(one.ratio, 6), -len(one.words), one.words)):
        if not any(one.ads <= other.ads and set(one.words) & set(other.words) for other in kept):
            kept.append(one)
    return kept[:MOST_TERMS]


def _proposal(language: str, candidate: _Candidate, ads: Sequence[_Ad], catalogue: Catalogue) -> Proposal:
    members = [ads[number] for number in sorted(candidate.ads)]
    phrases = [_of(member.cut, candidate.words) for member in members]
    form = _agreed([member.form for member in members])
    return Proposal(
        name=_commonest(phrase.surface for phrase in phrases),
        language=language,
        taxon=_taxon([member.taxon_id for member in members if member.taxon_id], catalogue),
        kind=_kind(members, form),
        form="" if form == _LIVE else form,
        ambiguity=Ambiguity.HIGH if candidate.ordinary else Ambiguity.MEDIUM,
        ratio=candidate.ratio,
        ordinary=candidate.ordinary,
        sellers=len({member.seller for member in members}),
        support=tuple(
            Support(member.decided.listing.id, phrase.excerpt) for member, phrase in zip(members, phrases, strict=True)
        ),
    )


def _of(cut: Cut, words: tuple[str, ...]) -> Phrase:
    return next(phrase for phrase in cut.phrases if phrase.words == words)


def _commonest(surfaces: Iterable[str]) -> str:
    return min(Counter(surfaces).items(), key=lambda item: (-item[1], item[0]))[0]


def _agreed(values: Sequence[str]) -> str:
    """Return what at least half of the offers that say something agree on."""
    said = Counter(value for value in values if value and value != "unknown")
    best, count = min(said.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return best if 2 * count >= said.total() else ""


def _taxon(taxon_ids: Sequence[str], catalogue: Catalogue) -> str:
    """Return the taxon that half of the offers agree on, or the nearest that contains all of them."""
    if agreed := _agreed(taxon_ids):
        return catalogue.taxon(agreed).scientific_name
    lines = [catalogue.lineage(taxon_id) for taxon_id in taxon_ids]
    for taxon in lines[0] if lines else ():
        if taxon.rank in _TELLING_RANKS and all(taxon in line for line in lines):
            return taxon.scientific_name
    return ""


def _kind(members: Sequence[_Ad], form: str) -> NameKind:
    """A word that stands where no name does is a code word; with a name beside it, slang or a ware."""
    if 2 * sum(not member.cut.names_something for member in members) > len(members):
        return NameKind.CODE_WORD
    return NameKind.PRODUCT if form and form != _LIVE else NameKind.TRADE
