"""What speaks for and against a naming being a specimen on offer: named features that the decision weighs.

Every feature has a name that a reason can show (``near.breeding.living``, ``name.masked``) and a value of 0 to about 2.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lycaon.catalogue import Catalogue
from lycaon.detect.denial import denied_by
from lycaon.detect.extract import Extract
from lycaon.detect.forms import FormReader, FormWord
from lycaon.detect.namer import Namer
from lycaon.detect.naming import CRUDE_RANKS, UNLISTED, NameClass, Naming
from lycaon.detect.surroundings import Surroundings
from lycaon.detect.wording import Wording
from lycaon.text import fold, tokens
from lycaon.values.finding import ClaimKind, OfferKind, Span
from lycaon.values.taxonomy import Ambiguity

BASE = "bias"
_NEAR = 5
"""Tokens between a name and a word that is said of it, and not of something else in the listing."""
_BESIDE = 3
_OPENING = 3
"""Tokens that open a title."""
_INNOCENT = frozenset({
    "vehicle", "clothing", "toy", "media", "software", "game", "electronics", "sport", "cosmetics", "food", "tools",
    "furnishing", "paint", "music",
})  # fmt: skip
"""Topics that, as a site's category, seldom hold wildlife."""
_TELLING, _TELLING_DENSE = 9, 3
"""Letters of a name that no other word is like; characters, where words are written without spaces."""
_TAME_FROM = 5
"""Generations from the wild ancestor at which a cross is a domestic animal (CITES Res. Conf. 10.17)."""
_LONG_GENUS = 9
"""Letters of a genus that is no everyday word: Ariocarpus, not Acer."""
_ASIDE = frozenset({"info", "service", "property"})
"""Topics that, as a site's category, hold no goods."""
_BREATH = 30
"""Code points between a name and a word that calls it an imitation."""
_REPEATED = (0.0, 1.0, 1.5, 1.8, 2.0)
_STUFF = frozenset({NameClass.PRODUCT, NameClass.MATERIAL})
_WILD_ALL_THE_SAME = frozenset({UNLISTED, "rose-ringed-parakeet", "peach-faced-lovebird"})
"""Forms that no treaty lists, of species that live wild."""
_PROSE = ("title", "text")
_WORKED = frozenset({
    "ivory_carving", "ivory_jewellery", "ivory_piece", "carving", "jewellery", "bone_carving", "bone_product",
    "horn_carving", "horn_product", "horn_jewellery", "piano_keys", "musical_instrument", "furniture", "wood_product",
    "shawl", "cloth", "pearl",
})  # fmt: skip
"""Forms that need a word for the stuff: a carved elephant is of wood, a carving of ivory is of an elephant."""
_FURNITURE = frozenset({"form:furniture", "thing:furniture"})
"""Words for what has the colour of ivory or horn, and is of wood."""
_WORN = frozenset({"garment", "fur_small", "fur_large", "rug", "leather_small", "leather_large"})


@dataclass(frozen=True, slots=True)
class Lures:
    """Words that innocent listings are full of, and what stands beside them then (from the look-alikes)."""

    contexts: Mapping[str, frozenset[tuple[str, ...]]]
    """By folded term, the folded tokens of each phrase that stands beside it."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Lures":
        """Collect the look-alikes of the catalogue by folded term."""
        contexts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for each in catalogue.lookalikes:
            said = (tuple(token.folded for token in tokens(words)) for words in each.context)
            contexts[fold(each.term)].update(words for words in said if words)
        return cls({term: frozenset(words) for term, words in contexts.items()})


class FeatureReader:
    """Describes namings; its knowledge comes from the catalogue and the senses."""

    def __init__(self, catalogue: Catalogue, namer: Namer, forms: FormReader) -> None:
        self._catalogue = catalogue
        self._namer = namer
        self._forms = forms
        self._lures = Lures.of(catalogue)
        self._own_rows = catalogue.protected_taxa()
        self._listed = catalogue.with_all_above(self._own_rows)
        self._kinds: dict[tuple[str, str], dict[str, float]] = {}
        self._mammoth = next((name.taxon_id for name in catalogue.find("Mammuthus", language="la")), "")

    def of_words(
        self, naming: Naming, others: Sequence[Naming], around: Surroundings, wording: Wording
    ) -> dict[str, float]:
        """Return the features that the names and the words around them give to one naming of a listing."""
        style = self.style(naming)
        found: dict[str, float] = {BASE: 1.0, **self._kin(naming.taxon, style)}
        denied = denied_by(naming, others, wording, self._is_relative)
        if denied:
            found["name.denied"] = denied
        self._name(naming, others, around, wording, found)
        self._topics(naming, around, style, found)
        self._forms_beside(naming, around, style, found)
        return found

    def add_listing(self, found: dict[str, float], naming: Naming, wording: Wording, extract: Extract) -> None:
        """Add what was read out of the listing beside its names; :func:`~lycaon.detect.outlook.may_add` knows what."""
        _listing(extract, self.style(naming), found)
        self._imitations(naming, wording, extract, found)

    def _kin(self, taxon_id: str, style: str) -> dict[str, float]:
        """Tell what animal it is: a tiger is named for many reasons, a tortoise mostly because there is one."""
        if not taxon_id:
            return {}
        found = self._kinds.get((taxon_id, style))
        if found is None:
            taxon = self._catalogue.taxon(taxon_id)
            names = {"order": taxon.order or taxon.group, "family": taxon.family}
            found = {f"{rank}.{name}.{style}": 1.0 for rank, name in names.items() if name}
            self._kinds[taxon_id, style] = found
        return found

    def style(self, naming: Naming) -> str:
        """Return which of the three ways a naming is spoken of: ``living``, ``plant`` or ``stuff``."""
        if naming.kind in _STUFF:
            return "stuff"
        if self._is_plant(naming):
            return "plant"
        return "stuff" if naming.kind is NameClass.CODE else "living"

    def _is_plant(self, naming: Naming) -> bool:
        return bool(naming.taxon) and self._namer.line(naming.taxon)[-1] == "n-plantae"

    def _name(
        self, naming: Naming, others: Sequence[Naming], around: Surroundings, wording: Wording, found: dict[str, float]
    ) -> None:
        shelf = around.shelf
        masked = self._is_masked(naming, around)
        domestic = [other for other in others if _is_domestic(other)]
        genus = naming.kind is NameClass.LATIN and naming.tokens == 1
        flags = {
            "name.genus" if genus else f"name.{naming.kind}": True,
            "name.long_genus": genus and len(naming.words) >= _LONG_GENUS,
            "name.masked_kin": bool(around.masks)
            and not masked
            and any(self._is_masked(other, around) and self._is_relative(naming, other) for other in others),
            f"taxon.unlisted.{self.style(naming)}": bool(naming.taxon) and not self._is_listed(naming.taxon),
            "title.info": "info" in around.title,
            "title.question": wording.field("title").text.rstrip().endswith(("?", "？", "؟")),
            "category.aside": bool(shelf & _ASIDE),
            "category.innocent": bool(shelf & _INNOCENT) and not shelf & {"shelf", "breeding"},
            "category.equipment": "equipment" in shelf,
            "category.wild": "shelf" in shelf,
            "title.equipment": _opens_with_equipment(naming, around),
            "domestic.covers": any(self._covers_kin(naming, other) for other in domestic),
            "offer.refused": wording.says("offer.refused"),
            "name.domestic": _is_domestic(naming),
            "name.formed": bool(naming.form_id) and naming.kind not in _STUFF,
            "name.two_words": naming.tokens >= 2 and not _is_dense(naming),
            "name.three_words": naming.tokens >= 3 and not _is_dense(naming),
            "name.foreign": naming.foreign,
            "name.telling": self._is_telling(naming),
            "name.plain_product": naming.kind is NameClass.PRODUCT and naming.ambiguity is Ambiguity.LOW,
            "name.ambiguous": naming.ambiguity is Ambiguity.HIGH or naming.words in self._lures.contexts,
            "name.somewhat_ambiguous": naming.ambiguity is Ambiguity.MEDIUM,
            "name.short": _is_short(naming),
            "name.crude": bool(naming.taxon) and self._catalogue.taxon(naming.taxon).rank in CRUDE_RANKS,
            "name.masked": masked,
            "name.in_title": naming.span.field == "title",
            "name.disguised": naming.disguised,
            "name.agreed": any(self._agrees(naming, other) for other in others),
            "name.cross": naming.generation is not None and naming.generation < _TAME_FROM,
            "domestic.in_title": naming.generation is None
            and naming.span.field != "title"
            and any(other.span.field == "title" for other in domestic),
            "domestic.kin": any(self._is_kin(naming, other) for other in domestic),
            "names.many": len({other.taxon for other in others if other.taxon}) >= 3,
        }
        found.update({name: 1.0 for name, holds in flags.items() if holds})
        lured = self._lured(naming, wording)
        if lured:
            found["lookalike"] = _REPEATED[min(lured, 4)]

    @staticmethod
    def _imitations(naming: Naming, wording: Wording, extract: Extract, found: dict[str, float]) -> None:
        """Tell an imitation of the specimen from "style" and "like" said of something else in the listing."""
        found.pop("claim.imitation", None)
        for claim in extract.claims.claims:
            if claim.kind is ClaimKind.IMITATION and not claim.negated and not _overlaps(claim.span, naming.span):
                near = in_one_breath(claim.span, naming.span, wording)
                found["claim.imitation.near" if near else "claim.imitation.far"] = 1.0

    def _is_kin(self, naming: Naming, other: Naming) -> bool:
        """Whether two namings are of one family (birds: one order), as the wolf of a dog breed is."""
        if not naming.taxon or not other.taxon or _is_domestic(naming) or naming.generation is not None:
            return False
        one, two = self._catalogue.taxon(naming.taxon), self._catalogue.taxon(other.taxon)
        return bool(one.family and one.family == two.family) or (one.group == "Aves" and one.order == two.order)

    def _covers_kin(self, naming: Naming, other: Naming) -> bool:
        """Whether a naming is of a group that holds the domestic animal named beside it: "parakeets, budgies"."""
        return (
            bool(naming.taxon and other.taxon)
            and naming.taxon != other.taxon
            and self._namer.is_below(other.taxon, naming.taxon)
        )

    def _lured(self, naming: Naming, wording: Wording) -> int:
        """Count the innocent words that usually stand beside such a name."""
        contexts = self._lures.contexts.get(naming.words)
        if not contexts:
            return 0
        said = {token.folded for field in wording.prose for token in field.tokens}
        return sum(1 for words in contexts if said.issuperset(words))

    def _is_telling(self, naming: Naming) -> bool:
        """Whether one word is long and rare enough to be nothing but a name: "Weißkopfseeadler"."""
        if naming.kind not in {NameClass.ANIMAL, NameClass.PLANT} or naming.ambiguity is not Ambiguity.LOW:
            return False
        enough = _TELLING_DENSE if _is_dense(naming) else _TELLING
        return len(naming.surface) >= enough and not naming.foreign and naming.words not in self._lures.contexts

    @staticmethod
    def _is_masked(naming: Naming, around: Surroundings) -> bool:
        """Whether a phrase means something else by the name, or by its beginning: "pintura marfil antiguo"."""
        masks = around.masks
        return bool(masks) and any(_covers(mask, naming.span) or _leads_into(mask, naming.span) for mask in masks)

    def _is_listed(self, taxon_id: str) -> bool:
        """Whether a treaty ever listed the taxon, a group it belongs to, or something below it."""
        return taxon_id in self._listed or any(each in self._own_rows for each in self._namer.line(taxon_id))

    def _agrees(self, naming: Naming, other: Naming) -> bool:
        """Whether another naming says the same with other words."""
        return other.words != naming.words and self._is_relative(naming, other)

    def _is_relative(self, naming: Naming, other: Naming) -> bool:
        if other is naming or not naming.taxon or not other.taxon:
            return False
        return self._namer.is_below(naming.taxon, other.taxon) or self._namer.is_below(other.taxon, naming.taxon)

    def _topics(self, naming: Naming, around: Surroundings, style: str, found: dict[str, float]) -> None:
        near: dict[str, set[str]] = defaultdict(set, self._furnished(naming, around, style))
        far: dict[str, set[str]] = defaultdict(set)
        believed = {word.span for word in around.forms if self._is_believed(word, naming, style)}
        for word in around.topics:
            if _overlaps(word.span, naming.span) or word.span in believed:
                continue
            if word.label == "clothing" and naming.form_id in _WORN:
                continue  # a fur coat has a size, too
            if word.label == "domestic" and naming.generation is not None:
                continue
            if word.label == "fossil" and naming.taxon and self._namer.is_below(naming.taxon, self._mammoth):
                continue
            place = f"{word.field}{word.first}"
            if word.field == naming.span.field and _gap(word, naming) <= _NEAR:
                near[word.label].add(place)
            else:
                far[word.label].add(place)
        for topic, places in near.items():
            found[f"near.{topic}.{style}"] = _REPEATED[min(len(places), 4)]
        for topic, places in far.items():
            found[f"any.{topic}.{style}"] = _REPEATED[min(len(places), 4)] * around.weight

    def _furnished(self, naming: Naming, around: Surroundings, style: str) -> dict[str, set[str]]:
        """Return furniture near a stuff in a title as a topic: of chairs and cupboards ivory is the colour."""
        if style != "stuff" or naming.span.field != "title" or self._is_plant(naming):
            return {}
        furniture = [word for word in around.words if word.field == "title" and word.label in _FURNITURE]
        places = {f"title{word.first}" for word in furniture if _gap(word, naming) <= _NEAR}
        return {"furnishing": places} if places else {}

    def _is_believed(self, word: FormWord, naming: Naming, style: str) -> bool:
        """Whether a word tells a form that such specimens have, and so does not speak of another thing: "lynx coat"."""
        form = word.label.removeprefix("form:")
        if not naming.taxon or (style != "stuff" and form not in _WORN):
            return False
        if not self._forms.is_possible(naming.taxon, form) or (form == "furniture" and not self._is_plant(naming)):
            return False
        return style == "stuff" or self._forms.is_usual(naming.taxon, form)

    def _forms_beside(self, naming: Naming, around: Surroundings, style: str, found: dict[str, float]) -> None:
        for word in around.forms:
            if _overlaps(word.span, naming.span):
                continue
            form = word.label.removeprefix("form:")
            if form == "live":
                found["form.living"] = 1.0
            elif naming.taxon and not self._forms.is_possible(naming.taxon, form):
                found["form.impossible"] = 1.0
            elif (style == "living" and form in _WORKED) or (form == "furniture" and not self._is_plant(naming)):
                continue  # of a cupboard ivory is the colour
            elif word.field == naming.span.field and _gap(word, naming) <= _BESIDE:
                found["form.beside"] = 1.0
                found[f"form.beside.{style}"] = 1.0
                if self._forms.is_usual(naming.taxon, form):
                    found["form.usual"] = 1.0
            else:
                found["form.near"] = 1.0


def _listing(extract: Extract, style: str, found: dict[str, float]) -> None:
    for candidate in extract.offer_kind.candidates:
        if candidate.value is OfferKind.INFO:
            found["offer.info"] = candidate.probability
    if extract.offer_kind.spans:
        found["offer.said"] = 1.0
    for claim in extract.claims.claims:
        if not claim.negated:
            found[f"claim.{claim.kind}"] = 1.0
            if style == "stuff" and claim.kind is not ClaimKind.IMITATION:
                found[f"claim.{claim.kind}.stuff"] = 1.0
    said = {
        # A receipt comes with a lamp too.
        "documents": any(not paper.denied and paper.kind != "invoice" for paper in extract.documents),
        "marks": bool(extract.marks),
        "priced": extract.price.price is not None,
        f"counted.{style}": bool(extract.quantity.mentions),
    }
    found.update({name: 1.0 for name, holds in said.items() if holds})


def _opens_with_equipment(naming: Naming, around: Surroundings) -> bool:
    """Whether the title speaks of a cage before it speaks of the animal: "Terrarium, was for a ball python"."""
    if "equipment" not in around.title or "breeding" in around.title:
        return False
    before = naming.first if naming.span.field == "title" else _OPENING
    return any(
        word.field == "title" and word.label == "equipment" and word.first < min(before, _OPENING)
        for word in around.words
    )


def _is_domestic(naming: Naming) -> bool:
    if naming.generation is not None:
        return naming.generation >= _TAME_FROM
    return bool(naming.domestic_form) and naming.domestic_form not in _WILD_ALL_THE_SAME


def _gap(word: FormWord, naming: Naming) -> int:
    return max(word.first - naming.last, naming.first - word.last, 0)


def _overlaps(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _covers(outer: Span, inner: Span) -> bool:
    return outer.field == inner.field and outer.start <= inner.start and inner.end <= outer.end


def _leads_into(mask: Span, name: Span) -> bool:
    return mask.field == name.field and mask.start < name.start < mask.end


def _is_dense(naming: Naming) -> bool:
    """Whether the words are written without spaces, one token a character."""
    return ord(naming.words[0]) >= 0x0E00


def _is_short(naming: Naming) -> bool:
    return len(naming.surface) <= (1 if _is_dense(naming) else 3)


def in_one_breath(claim: Span, name: Span, wording: Wording) -> bool:
    """Tell whether a claim is made of what a name names: close to it, with no full stop between them."""
    if claim.field != name.field:
        return False
    low, high = min(claim.end, name.end), max(claim.start, name.start)
    return high - low <= _BREATH and not wording.field(claim.field).breaks(low, max(low, high))
