"""Words of the catalogue in a listing, and the taxa that they may mean.

The longest words win over those inside them; a homonym becomes a distribution; a group of species that nobody can
tell apart becomes their common ancestor. A name counts fully in its own language, little elsewhere, because most
short names are an ordinary word somewhere.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from lycaon.catalogue import Catalogue, NameHit
from lycaon.detect.naming import CRUDE_RANKS, UNLISTED, NameClass, Naming, folded
from lycaon.text import Token
from lycaon.values.finding import Span
from lycaon.values.taxonomy import Ambiguity, Confidence, Name, NameKind

_WEIGHTS = {
    NameKind.ACCEPTED: 4.0,
    NameKind.SYNONYM: 3.0,
    NameKind.COMMON: 1.5,
    NameKind.DOMESTIC: 1.5,
    NameKind.TRADE: 1.2,
    NameKind.PRODUCT: 1.0,
    NameKind.CODE_WORD: 0.3,
}
_SURENESS = {Confidence.HIGH: 1.3, Confidence.MEDIUM: 1.0, Confidence.LOW: 0.6}
_WHOLE = frozenset({NameKind.ACCEPTED, NameKind.COMMON, NameKind.SYNONYM, NameKind.TRADE})
"""Kinds of names of a whole animal or plant."""
_DENSE_FROM = 0x0E00
"""First code point of the scripts in which one character may be a name (Thai and what follows)."""
_FOREIGN = 0.15
"""What a name is worth outside its own language."""
_AGREED = 0.6
"""Share of the weight at which one taxon speaks for the others."""
_MOST_SPECIES = 12
_start, _end = attrgetter("start"), attrgetter("end")
_STUFF = frozenset({"ivory", "shell", "coral", "timber", "horn", "fibre", "food", "medicine", "leather", "fur"})
"""Groups of forms for whose stuff there is a word of its own."""
_TELLING_FORMS = frozenset({
    "garment", "leather_small", "leather_large", "fur_small", "fur_large", "rug", "trophy", "tusk", "skull", "claw",
    "ivory_jewellery", "piano_keys", "shawl", "fin", "scale", "gall_bladder", "swim_bladder", "rostrum",
})  # fmt: skip
"""Forms that one word tells only where it is a product's own name: Nerzmantel, 象牙手镯."""
_CLOSED = frozenset({"de", "nl", "sv", "da", "no"})
_TELLING_CLOSED = frozenset({
    "skin", "rug", "tooth", "horn", "bone", "foot", "hair", "hair_product", "feather", "carapace", "gall", "musk",
    "egg", "meat", "oil", "taxidermy", "ivory_carving", "bone_carving", "horn_carving",
})  # fmt: skip
"""The same in languages that close their compounds: Bärenfell, nijlpaardtand. Their words for a mere stuff
(Elfenbein, Schildpatt, palissander) have other forms."""
_QUALIFIED_WITHIN = 3
"""Words before or behind a name that may finish it."""
_SHORTEST_QUALIFIER = 3
_CLAUSE = frozenset(".,;:!?\n/|()•+&")
_ADJECTIVE_BEHIND = frozenset({"cs", "es", "fr", "id", "it", "pl", "pt", "ro", "ru", "uk", "vi"})
_HOW_AMBIGUOUS = list(Ambiguity).index
_TOO_WIDE = ("Animalia", "Plantae", "Chordata", "Homo sapiens", "Homo", "Hominidae")


class Namer:
    """Turns hits of the lexicon into namings."""

    def __init__(self, catalogue: Catalogue, unlisted: frozenset[str] = frozenset()) -> None:
        self._catalogue = catalogue
        self._unlisted = unlisted
        self._nobody = frozenset(
            name.taxon_id for word in _TOO_WIDE for name in catalogue.find(word, language="la") if name.taxon_id
        )
        self._domestic = {form.taxon_id: form.id for form in catalogue.domestic_forms.values() if form.taxon_id}
        self._forms = catalogue.forms
        self._lines: dict[str, tuple[str, ...]] = {}
        self._meant: dict[tuple[tuple[Name, ...], frozenset[str]], tuple[tuple[str, float], ...]] = {}

    def read(
        self, field_tokens: Sequence[Token], field: str, text: str, hits: Sequence[NameHit], languages: frozenset[str]
    ) -> list[Naming]:
        """Return the namings of one field, from left to right, none overlapping another.

        Args:
            field_tokens: the field's tokens.
            field: its name.
            text: its text.
            hits: what the lexicon found in it.
            languages: those the listing may be written in; empty means that nobody can tell.
        """
        usable = [hit for hit in hits if _heard(hit, languages) and not self._is_too_wide(hit)]
        if not usable:
            return []
        kept: list[NameHit] = []
        for hit in sorted(usable, key=_precedence):
            if not any(other.start < hit.end and hit.start < other.end for other in kept):
                kept.append(hit)
        found: list[Naming] = []
        for hit in sorted(kept, key=lambda each: each.start):
            first = bisect_right(field_tokens, hit.start, key=_start) - 1
            last = bisect_right(field_tokens, hit.end, key=_end)
            if first < 0 or field_tokens[first].start != hit.start or field_tokens[last - 1].end != hit.end:
                continue
            nested = [
                other
                for other in usable
                if hit.start <= other.start < hit.end and other != hit and other.end - other.start > 1
            ]
            span = Span(field, hit.start, hit.end)  # type: ignore[arg-type]
            naming = self._naming(hit, nested, languages, span, first, last, text, field_tokens)
            if naming is not None:
                found.append(self._qualified(naming, field_tokens, text, languages))
        return found

    def _is_too_wide(self, hit: NameHit) -> bool:
        """Whether a hit means nothing finer than "animal" or "plant", or us."""
        return all(name.taxon_id in self._nobody for name in hit.names)

    def _naming(
        self, hit: NameHit, nested: Sequence[NameHit], languages: frozenset[str], span: Span,
        first: int, last: int, text: str, field_tokens: Sequence[Token],
    ) -> Naming | None:  # fmt: skip
        names = hit.names
        own = tuple(name for name in names if _is_own(name, languages))
        taxa = self._meaning(own or names, languages)
        kind = self._kind(own or names, taxa, last - first)
        if kind is NameClass.PRODUCT or self._is_crude(taxa):
            taxa = self._refined(taxa, nested, languages, any(name.kind in _WHOLE for name in own or names))
        speaking = own or names
        domestic = next((name.domestic_form for name in speaking if name.domestic_form), "")
        # The tame chinchilla goes by the name of its genus.
        genera = {name for name in speaking if domestic and name.taxon_id and self.rank(name.taxon_id) == "genus"}
        wild = [name for name in speaking if not name.domestic_form and name not in genera]
        if not taxa and kind is not NameClass.CODE:
            return None
        return Naming(
            span=span, first=first, last=last, surface=text[span.start : span.end],
            words=" ".join(token.folded for token in field_tokens[first:last]), kind=kind, taxa=taxa,
            form_id=next((name.form_id for name in speaking if name.form_id), ""),
            domestic_form=self._domestic_form(speaking, taxa, "" if wild and taxa else domestic),
            foreign=not own,
            ambiguity=min((name.ambiguity for name in speaking), key=_HOW_AMBIGUOUS),
        )  # fmt: skip

    def _qualified(self, naming: Naming, field_tokens: Sequence[Token], text: str, languages: frozenset[str]) -> Naming:
        """Let a word of the same clause finish a name, in whatever order sellers write: "Хамелеон йеменский"."""
        if naming.kind not in {NameClass.ANIMAL, NameClass.PLANT} or naming.tokens > 1 or naming.domestic_form:
            return naming
        if self.rank(naming.taxon) == "subspecies":
            return naming
        places: dict[str, set[int]] = defaultdict(set)
        phrases: list[str] = []
        for at, word in _words_beside(naming, field_tokens, text):
            for phrase in (f"{word} {naming.surface}", f"{naming.surface} {word}", f"{word}e {naming.surface}"):
                phrases.append(phrase)
                places[phrase].add(at)
        found = [
            (places[phrase], name)
            for phrase, name in self._catalogue.lexicon.wholes(phrases)
            if name.taxon_id and not name.form_id and _is_own(name, languages)
        ]
        names = [name for _, name in found]
        finer = self._meaning(names, languages)
        if not finer or not self._is_kin_of(finer[0][0], naming.taxon):
            return naming
        qualified = replace(naming, taxa=finer, domestic_form=self._domestic_form(names, finer, ""))
        return _widened(qualified, set().union(*(where for where, _ in found)), names, field_tokens, text)

    def _is_kin_of(self, finer: str, taxon: str) -> bool:
        """Whether one taxon is finer than another, or a species beside a species of the same family."""
        if taxon in self.line(finer):
            return finer != taxon
        one, other = self._catalogue.taxon(finer), self._catalogue.taxon(taxon)
        return other.rank == "species" == one.rank and one.family == other.family != ""

    def _domestic_form(self, names: Sequence[Name], taxa: tuple[tuple[str, float], ...], otherwise: str) -> str:
        if any(folded(name.text) in self._unlisted for name in names):
            return UNLISTED
        return self._domestic.get(taxa[0][0], otherwise) if taxa else otherwise

    def _meaning(self, names: Sequence[Name], languages: frozenset[str]) -> tuple[tuple[str, float], ...]:
        """Return the taxa that names may mean, with probabilities."""
        weights: dict[str, float] = defaultdict(float)
        for name in names:
            if name.taxon_id:
                weight = _WEIGHTS[name.kind] * _SURENESS[name.confidence]
                weights[name.taxon_id] += weight if _is_own(name, languages) else weight * _FOREIGN
        return self._settled(self._lowered(weights))

    def _lowered(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Give the weight of an order or class to the taxa below it that are named too: they say the same, finer.

        A subspecies that has its species' name gives its weight up: the red fox is the species.
        """
        lowered = dict(weights)
        for taxon in weights:
            species = next((each for each in self.line(taxon)[1:] if each in weights), "")
            if self.rank(taxon) == "subspecies" and species:
                lowered[species] = lowered.get(species, 0.0) + lowered.pop(taxon)
        weights = dict(lowered)
        for taxon in weights:
            below = sorted(
                (other for other in weights if other != taxon and taxon in self.line(other)),
                key=lambda other: len(self.line(other)),
            )
            in_line = all(below[0] in self.line(other) for other in below)
            if below and (self.rank(taxon) in CRUDE_RANKS or in_line):
                heirs = below[:1] if in_line else below
                share = lowered.pop(taxon) / len(heirs)
                for heir in heirs:
                    lowered[heir] = lowered.get(heir, 0.0) + share
        return lowered

    def _settled(self, weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        total = sum(weights.values())
        if not total:
            return ()
        ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
        shares = [(taxon, 0.97 * weight / total) for taxon, weight in ranked[:_MOST_SPECIES]]
        if shares[0][1] >= _AGREED or len(ranked) == 1:
            return tuple(shares)
        common = self.common_ancestor([taxon for taxon, _ in ranked])
        if common and self.rank(common) not in CRUDE_RANKS:
            return ((common, _AGREED), *((taxon, share * (1 - _AGREED)) for taxon, share in shares if taxon != common))
        return tuple(shares)

    def _refined(
        self, taxa: tuple[tuple[str, float], ...], nested: Sequence[NameHit], languages: frozenset[str], only_kin: bool
    ) -> tuple[tuple[str, float], ...]:
        """Let an animal named inside a product decide: trade terms carry the taxon of their group only roughly.

        Where the words name an animal too, ``only_kin`` of it may: there is no parrot (鹦鹉) in a nautilus (鹦鹉螺).
        """
        names = [
            name
            for hit in nested
            for name in hit.names
            if name.kind in _WHOLE and name.taxon_id and _is_own(name, languages)
        ]
        related = [name for name in names if taxa and self.are_in_line(name.taxon_id, taxa[0][0])]
        finer = self._meaning(related or (() if only_kin else names), languages)
        if not finer or not taxa:
            return finer or taxa
        if self.rank(finer[0][0]) in CRUDE_RANKS and taxa[0][0] not in self.line(finer[0][0]):
            return taxa
        return taxa if finer[0][0] in self.line(taxa[0][0]) else finer

    def _kind(self, names: Sequence[Name], taxa: tuple[tuple[str, float], ...], size: int) -> NameClass:
        kinds = {name.kind for name in names}
        if kinds & {NameKind.ACCEPTED, NameKind.SYNONYM} and (
            size > 1 or not kinds & {NameKind.COMMON, NameKind.PRODUCT}
        ):
            return NameClass.LATIN
        if kinds <= {NameKind.CODE_WORD}:
            return NameClass.CODE
        if NameKind.PRODUCT in kinds:
            only = not kinds & {NameKind.COMMON, NameKind.TRADE, NameKind.DOMESTIC}
            if size > 1 or any(map(_is_thing, names)):
                return NameClass.PRODUCT
            if only or any(self._forms[name.form_id].group in _STUFF for name in names if name.form_id in self._forms):
                return NameClass.MATERIAL
        plant = taxa and self.line(taxa[0][0])[-1] == "n-plantae"
        return NameClass.PLANT if plant else NameClass.ANIMAL

    # -- taxa

    def line(self, taxon_id: str) -> tuple[str, ...]:
        """Return ids of the taxon and its ancestors, itself first."""
        found = self._lines.get(taxon_id)
        if found is None:
            found = self._lines[taxon_id] = self._catalogue.line(taxon_id)
        return found

    def common_ancestor(self, taxa: Sequence[str]) -> str:
        """Return the lowest taxon that holds all of ``taxa``, or ""."""
        others = [set(self.line(taxon)) for taxon in taxa[1:]]
        return next((each for each in self.line(taxa[0]) if all(each in line for line in others)), "")

    def rank(self, taxon_id: str) -> str:
        """Return the rank of a taxon."""
        return self._catalogue.taxon(taxon_id).rank

    def _is_crude(self, taxa: tuple[tuple[str, float], ...]) -> bool:
        return not taxa or self.rank(taxa[0][0]) in CRUDE_RANKS

    def are_in_line(self, one: str, other: str) -> bool:
        """Whether two taxa are the same, or one stands below the other."""
        return self.is_below(one, other) or self.is_below(other, one)

    def is_of(self, taxon_id: str, groups: frozenset[str]) -> bool:
        """Whether a taxon's order, family or own name is one of some."""
        taxon = self._catalogue.taxon(taxon_id) if taxon_id else None
        return taxon is not None and not groups.isdisjoint((taxon.order, taxon.family, taxon.scientific_name))

    def is_below(self, taxon_id: str, ancestor: str) -> bool:
        """Whether ``taxon_id`` is ``ancestor`` or stands below it."""
        return ancestor in self.line(taxon_id)


def _words_beside(naming: Naming, field_tokens: Sequence[Token], text: str) -> list[tuple[int, str]]:
    """Return the words of the same clause that may finish a name with their places, nearest first."""
    found: list[tuple[int, tuple[int, str]]] = []
    for step, first in ((-1, naming.first - 1), (1, naming.last)):
        edge = naming.span.start if step < 0 else naming.span.end
        for distance in range(_QUALIFIED_WITHIN):
            at = first + step * distance
            if not 0 <= at < len(field_tokens):
                break
            token = field_tokens[at]
            between = text[token.end : edge] if step < 0 else text[edge : token.start]
            if not between or not _CLAUSE.isdisjoint(between):
                break
            edge = token.start if step < 0 else token.end
            if len(token.folded) >= _SHORTEST_QUALIFIER and ord(token.folded[0]) < _DENSE_FROM:
                found.append((distance, (at, text[token.start : token.end])))
    return [word for _, word in sorted(found, key=lambda each: each[0])]


def _widened(
    naming: Naming, places: Collection[int], names: Sequence[Name], field_tokens: Sequence[Token], text: str
) -> Naming:
    """Let a name hold the word that finishes it, where that stands at once behind: it is two words, and as sure.

    Not in English or German, where nobody turns a name round but makers of bows: "Bear Kodiak".
    """
    if naming.last not in places or not any(name.language in _ADJECTIVE_BEHIND for name in names):
        return naming
    last = field_tokens[naming.last]
    span = Span(naming.span.field, naming.span.start, last.end)
    return replace(
        naming, span=span, last=naming.last + 1, surface=text[span.start : span.end],
        words=f"{naming.words} {last.folded}", ambiguity=min((name.ambiguity for name in names), key=_HOW_AMBIGUOUS),
    )  # fmt: skip


def _is_thing(name: Name) -> bool:
    """Whether one word of it names a thing that was made or taken, not only what it is made of."""
    return name.form_id in _TELLING_FORMS or (name.language in _CLOSED and name.form_id in _TELLING_CLOSED)


def _is_own(name: Name, languages: frozenset[str]) -> bool:
    """Whether a name is at home in the listing; sellers everywhere use scientific and English hobby names."""
    return not languages or name.language in languages or name.language in {"la", "en"}


def _heard(hit: NameHit, languages: frozenset[str]) -> bool:
    """Whether a hit may be meant: a short name of another language is most often an ordinary word."""
    if hit.end - hit.start == 1 and any(ord(name.text[0]) < _DENSE_FROM for name in hit.names if name.text):
        return False
    if any(_is_own(name, languages) for name in hit.names):
        return True
    return hit.end - hit.start >= 9  # long words are seldom words of two languages


def _precedence(hit: NameHit) -> tuple[int, int, int]:
    """Longest first; of equals the scientific name, then the leftmost."""
    kinds = {name.kind for name in hit.names}
    return hit.start - hit.end, 0 if NameKind.ACCEPTED in kinds else 1, hit.start
