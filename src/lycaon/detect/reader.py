"""Listing to Finding: names, senses, forms and all that the extractors read, joined.

Most listings name nothing of the catalogue and are answered at once. The others are cut into words, their namings
are weighed one by one, the best one speaks for the listing, and the kinds of specimen become lots.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lycaon.catalogue import Catalogue
from lycaon.catalogue.lexicon import Lexicon
from lycaon.detect.asides import Asides
from lycaon.detect.bareness import bareness
from lycaon.detect.decision import Decision
from lycaon.detect.disguise import Undone
from lycaon.detect.edition import knowledge_digest
from lycaon.detect.epithets import Epithets
from lycaon.detect.extract import Extract, Extractors
from lycaon.detect.features import FeatureReader
from lycaon.detect.forms import COUNTED, SHARED, FormReader, FormWord
from lycaon.detect.joined import MADE, joined_count
from lycaon.detect.listing_names import NameReader
from lycaon.detect.lot_prices import have_own_prices, price_of
from lycaon.detect.lots import (
    Group,
    Scored,
    groups,
    is_offered_too,
    quantity_of,
    shared_form,
)
from lycaon.detect.materials import mass_of, material_of
from lycaon.detect.namer import Namer
from lycaon.detect.naming import NameClass, Naming
from lycaon.detect.outlook import may_add
from lycaon.detect.prefilter import Prefilter
from lycaon.detect.purposes import not_meant
from lycaon.detect.qualifiers import finished
from lycaon.detect.senses import Senses
from lycaon.detect.surroundings import Surroundings, surroundings
from lycaon.detect.tally import counted
from lycaon.detect.wording import Heard, Wording
from lycaon.values.finding import (
    Candidate,
    Fact,
    Finding,
    Lot,
    Mention,
    MentionKind,
    Origin,
    Span,
    TaxonRef,
)
from lycaon.values.listing import Listing, TextField
from lycaon.values.taxonomy import Ambiguity

if TYPE_CHECKING:
    import pyarrow as pa

NOTHING_NAMED = 0.0004
"""Probability of wildlife in a listing that names nothing of the catalogue: pictures are not read."""
_PROSE: tuple[TextField, TextField] = ("title", "text")
_ROUNDED = 1e-6
"""What rounding may add to a probability."""
_FINISHED = 0.9
"""Probability of a taxon whose name another clause finishes."""
_OLD_CROSS = 5
"""Generation of a cross of which nobody tells: most Bengal cats are far from the leopard cat."""
_ITEM_END = re.compile(r"[,;:\n\r!?。！？；：，、|•·/+]|\.(?=\s|$)")
"""What ends an item of a list: "a boa skin, four caiman belts"."""
_MOST_MENTIONS = 80
_MOST_CONTEXT = 12


class Weighed(msgspec.Struct, frozen=True):
    """A naming, what speaks for and against it, and the log odds that follow."""

    naming: Naming
    features: dict[str, float]
    score: float


class Reading(msgspec.Struct, frozen=True):
    """What was read on the way to a finding; training and explanation look at it."""

    wording: Wording
    extract: Extract
    around: Surroundings
    weighed: tuple[Weighed, ...]
    disguised: tuple[str, ...]


class Reader:
    """Reads listings. Pure and thread-safe; loading takes about half a second."""

    def __init__(self, catalogue: Catalogue, extractors: Extractors, senses: Senses, decision: Decision) -> None:
        self._catalogue = catalogue
        known = partial(_is_name, catalogue.lexicon)
        lexicon = catalogue.lexicon
        disguise = replace(extractors.disguise, known=known, perhaps=lexicon.perhaps, mixes=lexicon.mixes)
        extractors = replace(extractors, disguise=disguise)
        self._extractors = extractors
        self._senses = senses
        self._decision = decision
        self._namer = Namer(catalogue, senses.unlisted)
        self._epithets = Epithets(catalogue)
        self._names = NameReader(catalogue, senses, self._namer, self._epithets, extractors.disguise.forms)
        self._prefilter = Prefilter(catalogue.lexicon, self._epithets, extractors.disguise)
        self._forms = FormReader(catalogue, self._namer)
        self._asides = Asides.load()
        self._features = FeatureReader(catalogue, self._namer, self._forms)
        self.edition = decision.version
        """The edition of the model that decides."""

    @classmethod
    def load(cls, catalogue: Catalogue, model: Path | None = None) -> "Reader":
        """Load the reader's knowledge, and its model (the bundled one by default).

        Raises:
            CatalogueError: a file of the data or the model is not right.
        """
        reader = cls(catalogue, Extractors.load(), Senses.load(), Decision.load(model))
        reader.edition = f"{reader.edition}.{knowledge_digest()}"
        return reader

    def read(self, listing: Listing, *, named: bool = False, least: float = 0.0) -> Finding:
        """Return what a listing says. Any text is survived; the same listing gives the same finding.

        Args:
            listing: the advertisement.
            named: whether :meth:`candidates` chose it, so that nobody needs to look again whether it names anything.
            least: probability of wildlife below which nobody looks at the finding: as soon as it is clear that it
                stays below, the listing is answered as one that names nothing.
        """
        reading = self.weigh(listing, named=named, least=least)
        if reading is None:
            return Finding(listing_id=listing.id, wildlife=NOTHING_NAMED)
        return self._finding(listing, reading)

    def weigh(self, listing: Listing, *, named: bool = False, least: float = 0.0) -> Reading | None:
        """Return the namings of a listing and their weights, or None where nobody looks at them; arguments as above."""
        if not named and not self._is_candidate(listing):
            return None
        heard = self._extractors.heard(listing)
        languages = self._languages(heard)
        undone: dict[TextField, Undone] = {words.name: self._prefilter.undone(words.text) for words in heard.prose}
        namings, disguised = self._names.read(heard, undone, languages)
        if not namings:
            return None
        wording = heard.wording()
        around = surroundings(self._senses, wording, languages, undone)
        crossed = any(self._senses.is_hybrid(naming.words) for naming in namings)
        features = [] if crossed else self._of_words(namings, around, wording)
        if features and least > NOTHING_NAMED and not self._may_reach(least, namings, features, wording):
            return None
        things = [word.span for word in around.words if word.label in COUNTED]
        extract = self._extractors.read(wording, names=[*(naming.span for naming in namings), *things])
        if crossed:  # only the rest of the listing tells of which generation
            namings = [self._with_generation(naming, extract) for naming in namings]
            features = self._of_words(namings, around, wording)
        bare = bareness(wording, namings, around.words, extract)
        weighed = []
        for naming, found in zip(namings, features, strict=True):
            self._features.add_listing(found, naming, wording, extract)
            if naming in bare:
                found[f"bare.{self._features.style(naming)}"] = bare[naming]
            weighed.append(Weighed(naming, found, self._decision.score(found)))
        if least > NOTHING_NAMED and not self._reaches(least, max(each.score for each in weighed)):
            return None
        return Reading(wording, extract, around, tuple(weighed), disguised)

    def candidates(self, titles: "pa.StringArray", texts: "pa.StringArray") -> list[int]:
        """Return the rows of a batch that are worth reading; all others are answered with ``NOTHING_NAMED``.

        See :class:`~lycaon.detect.prefilter.Prefilter`: Python sees no row that says nothing.
        """
        return self._prefilter.rows((titles, texts))

    def _languages(self, heard: Heard | Wording) -> frozenset[str]:
        """Return the languages to hear; empty, which hears all, where only languages we do not know were guessed."""
        guessed = frozenset(heard.languages)
        return guessed if guessed & self._senses.languages else frozenset[str]()

    def _with_generation(self, naming: Naming, extract: Extract) -> Naming:
        if not self._senses.is_hybrid(naming.words):
            return naming
        stated = extract.age.generation.best
        return msgspec.structs.replace(naming, generation=min(stated, _OLD_CROSS) if stated else _OLD_CROSS)

    def _of_words(self, namings: Sequence[Naming], around: Surroundings, wording: Wording) -> list[dict[str, float]]:
        return [self._features.of_words(naming, namings, around, wording) for naming in namings]

    def _may_reach(
        self, least: float, namings: Sequence[Naming], features: Sequence[Mapping[str, float]], wording: Wording
    ) -> bool:
        """Tell whether any naming may still reach a probability, by all that the rest of the listing may add."""
        scores = [self._decision.score(found) for found in features]
        if self._reaches(least, max(scores)):
            return True
        return any(
            self._reaches(least, score + self._decision.most(may_add(wording, self._features.style(naming))))
            for naming, score in zip(namings, scores, strict=True)
        )

    def _reaches(self, least: float, score: float) -> bool:
        return self._decision.probability(score) + _ROUNDED >= least

    # -- names

    def _is_candidate(self, listing: Listing) -> bool:
        return any(self._prefilter.names_something(listing.words(field)) for field in _PROSE)

    # -- the finding

    def _finding(self, listing: Listing, reading: Reading) -> Finding:
        wording, extract = reading.wording, reading.extract
        scored = [Scored(each.naming, each.score) for each in reading.weighed]
        offered = groups(scored, self._namer, wording, self._asides, extract.offer_kind.best)
        nearest = _nearest_names(reading) if len(offered) > 1 else {}
        lots = self._sharing(offered, [self._lot(group, offered, reading, nearest) for group in offered])
        own = [each for at, each in enumerate(offered) if at == 0 or is_offered_too(at, offered, lots, self._namer)]
        if len(own) < len(offered):
            offered = own
            lots = self._sharing(offered, [self._lot(group, offered, reading, nearest) for group in offered])
        best = max(reading.weighed, key=lambda each: each.score)
        reasons = self._decision.reasons(best.features)
        return Finding(
            listing_id=listing.id,
            languages=tuple(Candidate(code, round(1 / (2 + at), 3)) for at, code in enumerate(wording.languages)),
            mentions=tuple(_mentions(reading, offered, lots, best, reasons)),
            wildlife=round(self._decision.probability(best.score), 6),
            offer_kind=extract.offer_kind,
            seller_kind=extract.seller.kind,
            lots=lots,
            price=None if have_own_prices(lots, extract.price) else extract.price.price,
            claims=extract.claims.claims,
            documents=extract.documents,
            marks=extract.marks,
            item_country=extract.place.item_country,
            seller_country=extract.place.seller_country,
            ships_to=extract.place.ships_to,
            postal=extract.place.postal,
            contacts=extract.seller.contacts,
            disguised=reading.disguised,
            reasons=reasons,
        )

    def _sharing(self, offered: Sequence[Group], lots: Sequence[Lot]) -> tuple[Lot, ...]:
        """Return the lots, bare names of a list with the form that is said of their neighbour."""
        shared = [shared_form(at, offered, lots) for at in range(len(lots))]
        return tuple(
            replace(lot, form=form)
            if form and form.best and self._forms.is_possible(group.taxon.taxon, form.best)
            else lot
            for lot, form, group in zip(lots, shared, offered, strict=True)
        )

    def _lot(self, group: Group, offered: Sequence[Group], reading: Reading, nearest: Mapping[FormWord, Span]) -> Lot:
        extract, wording = reading.extract, reading.wording
        many = len(offered) > 1
        words = _own_words(group, nearest) if many else reading.around.words
        telling = group.taxon if group.taxon.form_id or not group.best.naming.form_id else group.best.naming
        others = [each.naming for each in group.members if each.naming is not telling]
        made = not_meant(words, wording, named=any(each.form_id for each in (telling, *others)))
        form = self._forms.read(msgspec.structs.replace(telling, taxa=group.taxon.taxa or telling.taxa), made, others)
        quantity, spans = quantity_of(group, offered, extract.quantity, wording, form.best)
        things = [word.span for word in words if word.label in MADE] if not many else []
        joined = joined_count(form.best, things, extract.quantity.mentions, wording)
        if joined > quantity.best and quantity.unit == "specimen":
            quantity = counted(joined)
        return Lot(
            taxon=self._taxon(group.taxon if many else self._finished(group, reading)),
            form=form,
            material=material_of(group, form.best, extract, wording),
            quantity=Fact((Candidate(quantity, 0.9),), Origin.STATED if spans else Origin.DERIVED, spans),
            origin_code=extract.claims.origin_code,
            generation=extract.age.generation,
            age=extract.age.made,
            mass_g=mass_of(extract),
            price=price_of(group, many, extract.price, wording),
        )

    def _finished(self, group: Group, reading: Reading) -> Naming:
        """Return the naming that tells a lot's taxon, finer where another clause finishes it."""
        members = [each.naming for each in group.members]
        languages = self._languages(reading.wording)
        finer = finished(group.taxon, members, reading.wording, self._catalogue, self._namer, languages)
        return msgspec.structs.replace(group.taxon, taxa=((finer, _FINISHED),)) if finer else group.taxon

    def _taxon(self, naming: Naming) -> Fact[TaxonRef]:
        candidates = tuple(
            Candidate(self._ref(taxon_id, naming), round(probability, 4)) for taxon_id, probability in naming.taxa
        )
        return Fact(candidates, Origin.STATED, (naming.span,))

    def _ref(self, taxon_id: str, naming: Naming) -> TaxonRef:
        taxon = self._catalogue.taxon(taxon_id)
        domestic = naming.domestic_form or None
        return TaxonRef(taxon.id, taxon.scientific_name, taxon.rank, domestic, naming.generation)


def _is_name(lexicon: Lexicon, word: str) -> bool:
    """Whether a word is, as a whole, a name that is not an everyday word too."""
    return any(
        hit.end - hit.start == len(word) and any(name.ambiguity is not Ambiguity.HIGH for name in hit.names)
        for hit in lexicon.find(word)
    )


def _mentions(
    reading: Reading, offered: Sequence[Group], lots: Sequence[Lot], best: Weighed, reasons: Sequence[str]
) -> list[Mention]:
    """Return the words that were read as something, from left to right; of the context those that are reasons."""
    text = {words.name: words.text for words in reading.wording.fields}
    deciding = {group.best.naming.span for group in offered} | {group.taxon.span for group in offered}

    def mention(kind: MentionKind, span: Span, *meanings: Candidate[str], decides: bool = False) -> Mention:
        return Mention(
            kind=kind,
            span=span,
            surface=text[span.field][span.start : span.end],
            meanings=meanings,
            decides=decides,
        )

    found = [
        mention(
            MentionKind.CODE_WORD if each.naming.kind is NameClass.CODE else MentionKind.NAME,
            each.naming.span,
            *(Candidate(taxon, round(share, 4)) for taxon, share in each.naming.taxa),
            decides=each.naming.span in deciding,
        )
        for each in reading.weighed
    ]
    for lot in lots:
        form = lot.form.best
        found += [
            mention(MentionKind.FORM, span, Candidate(form, lot.form.candidates[0].probability))
            for span in lot.form.spans
            if form and span not in deciding
        ]
    moved = {reason.split(".")[1] for reason in reasons if reason[1:].startswith("near.")}
    found += [
        mention(MentionKind.CONTEXT, word.span, Candidate(word.label, 1.0))
        for word in reading.around.words
        if word.label in moved and word.field == best.naming.span.field
    ][:_MOST_CONTEXT]
    extract = reading.extract
    found += [mention(MentionKind.PRICE, each.span) for each in extract.price.mentions]
    found += [mention(MentionKind.QUANTITY, each.span) for each in extract.quantity.mentions]
    found += [mention(MentionKind.CLAIM, each.span, Candidate(each.kind, 1.0)) for each in extract.claims.claims]
    found += [mention(MentionKind.DOCUMENT, each.span) for each in extract.documents if each.span]
    found += [mention(MentionKind.MARK, each.span) for each in extract.marks if each.span]
    distinct = {(each.kind, each.span): each for each in found}
    ordered = sorted(distinct.values(), key=lambda each: (each.span.field, each.span.start, each.span.end, each.kind))
    return ordered[:_MOST_MENTIONS]


def _own_words(group: Group, nearest: Mapping[FormWord, Span]) -> list[FormWord]:
    """Sense words that stand nearer to this group than to any other naming, and those of a title that speak of all."""
    mine = {each.naming.span for each in group.members}
    return [word for word, span in nearest.items() if span in mine or (word.field == "title" and word.label in SHARED)]


def _nearest_names(reading: Reading) -> dict[FormWord, Span]:
    """Return for every sense word the naming that stands nearest to it, one of the same item before others."""
    ends = {field.name: [end.start() for end in _ITEM_END.finditer(field.text)] for field in reading.wording.prose}
    places: dict[str, list[_Place]] = {}
    namings = [each.naming for each in reading.weighed]
    for each in namings:
        item = bisect_left(ends.get(each.span.field, []), each.span.start)
        places.setdefault(each.span.field, []).append((item, each.first, each.last, each.span))
    anywhere = [(0, each.first, each.last, each.span) for each in namings]
    return {
        word: _nearest(word, bisect_left(ends.get(word.field, []), word.span.start), places[word.field])
        if word.field in places
        else _nearest(word, 0, anywhere)
        for word in reading.around.words
    }


_Place = tuple[int, int, int, Span]
"""Where a naming stands: the number of the item, first token and the one behind the last, span."""


def _nearest(word: FormWord, item: int, places: Sequence[_Place]) -> Span:
    first, last = word.first, word.last
    apart = [
        (at != item, max(first - behind, begin - last, 0), number)
        for number, (at, begin, behind, _) in enumerate(places)
    ]
    return places[min(apart)[2]][3]
