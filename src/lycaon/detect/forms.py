"""What a specimen is traded as: alive, a tusk, a handbag. Words decide; without any, what is usual for its group."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from lycaon.catalogue import Catalogue
from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.detect.form_words import KINDS, FormWord, audible, form_of, is_inside
from lycaon.detect.namer import Namer
from lycaon.detect.naming import NameClass, Naming
from lycaon.errors import CatalogueError
from lycaon.values.finding import Candidate, Fact, Origin, Span

FORMS_FILE = Path(__file__).parent / "model" / "forms.yaml"
_NEAR, _CLOSE = 3, 8
"""Tokens between a name and a word for its form: beside it, and in the same breath."""
_LIVE = "live"
_LIVE_WORDS = frozenset(f"{kind}:live" for kind in KINDS)
_CARVED = "carved"
"""Label of words that tell what was done ("carved", "engraved"), not what the thing is: see :func:`_said`."""
_UNWORKED = {"raw": 1.0, "bulk": 0.5}
"""Labels of words that tell that nothing was made of a stuff (rough, uncarved), and of those that weigh it (kg)."""
_WHOLE = frozenset({"tusk", "tooth", "claw", "skull", "egg", "shell", "casque", "baleen"})
"""What stays what it is when it is carved: a tusk with a carved procession is a tusk, scrimshaw a tooth."""
_LIVING_TOPICS = frozenset({"breeding", "live_care", "plant_trade", "reef_trade"})
_PRODUCT_SAYS = {NameClass.PRODUCT: 3.0, NameClass.MATERIAL: 1.2, NameClass.CODE: 1.0}
_RAW = frozenset({
    "skin", "timber", "shell", "raw_coral", "fibre", "cloth", "bone", "horn", "tusk", "tooth", "ivory_carving", "chips",
    "hair",
})  # fmt: skip
"""What a thing is made of more often than what it is: "python skin belt", "carved tusk", "ivory bracelet"."""
_OF_IVORY = frozenset({"ivory_carving", "tusk"})
_HALF_RAW = _RAW | {"carapace", "scale"}
"""Words of which the same is true where they stand alone; within a name they tell the form: a turtle's shell."""
_NEAREST = {
    "ivory_jewellery": "jewellery", "ivory_carving": "carving", "jewellery": "ivory_jewellery",
    "carving": "ivory_carving", "horn_carving": "carving", "fur_small": "garment", "fur_large": "garment",
    "leather_large": "leather_small", "tusk": "tooth", "shawl": "garment",
}  # fmt: skip
"""What a form is called in groups that do not have it."""
_TORTOISESHELL = ("carving", NameClass.MATERIAL)
"""The stuff of which combs are made mostly, and bangles too."""
_STUFF = frozenset({"timber", "skin", "chips", "hair", "bone", "fibre", "cloth", "shell"})
_WORKED = {
    ("hair", "jewellery"): "hair_product", ("horn", "carving"): "horn_carving", ("horn", "jewellery"): "horn_jewellery",
    ("horn", "trophy"): "trophy", ("skull", "trophy"): "trophy", ("taxidermy", "trophy"): "trophy",
    ("skin", "trophy"): "skin", ("bone", "carving"): "bone_carving", ("bone", "medicine"): "medicine",
    ("bone", "skeleton"): "skeleton", ("tooth", "ivory_carving"): "ivory_carving", ("tooth", "jewellery"): "tooth",
    ("claw", "jewellery"): "claw", ("tooth", "ivory_jewellery"): "ivory_jewellery",
    ("tusk", "ivory_jewellery"): "ivory_jewellery", ("hair", "ivory_jewellery"): "hair_product",
    ("ivory_carving", "ivory_jewellery"): "ivory_jewellery", ("root", "powder"): "powder", ("chips", "oil"): "oil",
    ("timber", "oil"): "oil", ("chips", "powder"): "powder", ("timber", "furniture"): "furniture",
    ("veneer", "furniture"): "furniture", ("sawn_wood", "furniture"): "furniture",
    ("timber", "musical_instrument"): "musical_instrument", ("veneer", "musical_instrument"): "musical_instrument",
    ("skin", "musical_instrument"): "musical_instrument", ("skin", "rug"): "rug", ("skin", "garment"): "garment",
    ("timber", "log"): "log", ("timber", "sawn_wood"): "sawn_wood", ("timber", "wood_product"): "wood_product",
    ("raw_coral", "jewellery"): "jewellery", ("fin", "soup"): "soup", ("egg", "egg_live"): "egg_live",
    ("garment", "shawl"): "shawl", ("furniture", "foot"): "foot", ("bone", "skull"): "skull",
    ("powder", "gall"): "gall", ("wood_product", "furniture"): "furniture",
    ("wood_product", "musical_instrument"): "musical_instrument",
}  # fmt: skip
_IS_SOLD_TOO = frozenset({"chips"})
"""Stuffs that are themselves sold wherever they are spoken of: chips of agarwood beside its oil stay chips."""
_LAID = frozenset({"egg", "egg_live"})
_BODY = frozenset({
    "tail", "foot", "ear", "hair", "claw", "tooth", "feather", "skin", "bone", "horn", "carapace", "scale",
})  # fmt: skip
_OF_THE_LIVING = frozenset({"live", "egg_live", "fingerlings", "meat", "egg", "seed", "culture", "taxidermy", "bulb"})
"""What a word for a stuff never turns into, but by a form of its own family."""
_OF_TREES = frozenset({"live", "seed"})
"""What words for a timber are used for too: seedlings of mahogany."""
_OF_MOLLUSCS = frozenset({"live", "meat"})
"""What words for a shell are used for too: a giant clam in an aquarium, dried abalone."""
_COUNTED_FORMS = (
    "leather_small", "leather_large", "garment", "fur_small", "fur_large", "skin", "rug", "skull", "skeleton", "tooth",
    "claw", "feather", "egg", "egg_live", "shell", "carapace", "tusk", "ivory_carving", "ivory_jewellery", "horn",
    "horn_carving", "trophy", "taxidermy", "fin", "swim_bladder", "jewellery", "carving", "log", "sawn_wood",
    "furniture", "musical_instrument", "bulb", "shawl",
)  # fmt: skip
COUNTED = frozenset(f"{kind}:{form}" for form in _COUNTED_FORMS for kind in KINDS)
"""Labels of words for things of which a seller tells the number: three balls, two bangles, twenty logs."""
_SHARED_FORMS = ("trophy", "taxidermy", "egg", "seed", "egg_live", "fin", "musical_instrument")
SHARED = frozenset(f"{kind}:{form}" for form in _SHARED_FORMS for kind in KINDS)
"""Labels of words that in a title speak of all that a listing enumerates: "stuffed animals: buzzard, owl, fox"."""
_PLAINLY_ALIVE = 2
"""Words of care and breeding after which a word for a part is taken as a description."""
_LEAST = 0.02


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    usual: dict[str, float]
    also: str = ""
    same: dict[str, str] = {}
    raw: str = ""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, _Group]
    families: dict[str, str]


class FormReader:
    """Reads the form of a named specimen from the words around it."""

    def __init__(self, catalogue: Catalogue, namer: Namer, path: Path = FORMS_FILE) -> None:
        table = ready(_Table, lambda: _read(path), sources=[path], by=(__name__,))
        self._groups: dict[str, _Group] = {}
        for name, group in table.groups.items():
            found = [each.taxon_id for each in catalogue.find(name) if each.language == "la" and each.taxon_id]
            self._groups.update(dict.fromkeys(found, group))
        self._families = {name: frozenset(forms.split()) for name, forms in table.families.items()}
        self._family_of = {
            form: self._families.get(each.group, frozenset({form})) for form, each in catalogue.forms.items()
        }
        self._namer = namer
        self._group_of: dict[str, _Group | None] = {}

    def read(self, naming: Naming, words: Sequence[FormWord], others: Sequence[Naming] = ()) -> Fact[str]:
        """Return the form of the specimen that ``naming`` names; what nobody can tell stays unknown.

        Args:
            naming: the words that tell the taxon.
            words: words of form and life in the listing.
            others: further namings of the same specimen; a word counts by the nearest of all.
        """
        group = self._group(naming.taxon)
        namings = (naming, *others)
        words = [word for word in words if word.label in _LIVING_TOPICS or form_of(word.label)]
        allowed = self._allowed(naming, group) | {each.form_id for each in namings if each.form_id}
        scores = _named(namings, group, words)
        heard = _heard(words, namings, group, allowed, scores)
        for form, _, weight in heard:
            # To name the stuff again ("wood ... rosewood") does not say again what was made of it.
            scores[form] = max(scores[form], weight) if form in _STUFF else scores[form] + weight
        _work(scores, allowed, {form for form, _, _ in heard})
        if "tusk" in scores and "ivory_piece" in scores:
            scores["tusk"] += scores.pop("ivory_piece")  # "défense en ivoire brut": raw ivory, but a whole tusk of it
        stated = bool(scores)
        for form, share in (group.usual if group else {}).items():
            if form in allowed:
                scores[form] += 0.6 * share
        spans = [*(each.span for each in namings if each.form_id), *(span for _, span, _ in heard)]
        return _fact(scores, stated=stated, spans=spans)

    def _allowed(self, naming: Naming, group: _Group | None) -> frozenset[str]:
        own = _forms_of(group) if group else frozenset(self._family_of)
        if naming.form_id and naming.kind in {NameClass.PRODUCT, NameClass.MATERIAL, NameClass.CODE}:
            family = _LAID if naming.form_id in _LAID else self._family_of.get(naming.form_id, frozenset())
            # What its taxon may be, but no animal of a stuff; the product's own form in any case. A timber may be sown.
            living = _OF_THE_LIVING - _OF_TREES if "timber" in family else _OF_THE_LIVING
            if naming.form_id == "shell" and naming.kind is NameClass.MATERIAL:
                living -= _OF_MOLLUSCS
            return (own - (living - family)) | {naming.form_id}
        return own | ({naming.form_id} if naming.form_id else frozenset())

    def _group(self, taxon_id: str) -> _Group | None:
        if not taxon_id:
            return None
        if taxon_id not in self._group_of:
            line = self._namer.line(taxon_id)
            self._group_of[taxon_id] = next((self._groups[each] for each in line if each in self._groups), None)
        return self._group_of[taxon_id]

    def is_usual(self, taxon_id: str, form: str) -> bool:
        """Whether the form is what such specimens are mostly traded as."""
        group = self._group(taxon_id)
        return group is not None and _plain(form, group) in group.usual

    def is_possible(self, taxon_id: str, form: str) -> bool:
        """Whether specimens of a taxon are traded in that form at all."""
        group = self._group(taxon_id)
        if group is None or form in group.same:
            return True
        form = _plain(form, group)
        return form in group.usual or form in _split(group.also)


def _named(namings: Iterable[Naming], group: _Group | None, words: Sequence[FormWord]) -> dict[str, float]:
    """Return the forms that names of products and stuffs tell, and how loudly.

    A skin that is called by its stuff alone ("piel de pitón") is a skin until a belt is spoken of.
    """
    scores: dict[str, float] = defaultdict(float)
    for each in namings:
        if each.form_id:
            form = group.same.get(each.form_id, each.form_id) if group else each.form_id
            raw = 0.5 if each.form_id in _RAW or (each.form_id, each.kind) == _TORTOISESHELL else 1.0
            if form == "leather_small" and _is_skin(each, words):
                form, raw = "skin", 0.5
            scores[form] = max(scores[form], raw * _PRODUCT_SAYS.get(each.kind, 0.8))
    return scores


def _is_skin(naming: Naming, words: Iterable[FormWord]) -> bool:
    inside = {form_of(word.label) for word in words if is_inside(word.span, naming.span)}
    return "skin" in inside and "leather_small" not in inside


def _heard(
    words: Sequence[FormWord], namings: Sequence[Naming], group: _Group | None, allowed: Container[str],
    named: Container[str],
) -> list[tuple[str, Span, float]]:  # fmt: skip
    """Return the forms that words tell, where, and how loudly: one place says a form once."""
    words = audible(words, namings)
    alive = sum(1 for word in words if word.label in _LIVING_TOPICS or word.label in _LIVE_WORDS)
    whole = any(form in named for form in _WHOLE) or not _WHOLE.isdisjoint(form_of(word.label) for word in words)
    tusk = "tusk" in named or any(form_of(word.label) in {"tusk", "tooth"} for word in words)
    products = [each.span for each in namings if each.form_id]
    heard: dict[tuple[str, str, int], tuple[str, Span, float]] = {}
    for word in words:
        form, weight = _said(word, namings)
        if form == _CARVED:
            form = "" if whole else "carving"
        elif form in _UNWORKED:
            weight *= _UNWORKED[form]
            form = "" if whole and form == "bulk" else _unworked(group, tusk)
        inside = any(is_inside(word.span, span) for span in products)
        if not form or (inside and form in _RAW and form not in _OF_IVORY):
            continue
        said, form = form, _fitting(form, group, allowed)
        if form not in allowed or (inside and said in _HALF_RAW and form in named):
            continue
        weight *= _trust(form, group, alive, stuff=said in _HALF_RAW and not (inside and said == "carapace"))
        if form in _LAID and alive >= _PLAINLY_ALIVE and word.field != "title":
            weight *= 0.3  # what a hen has laid is told of the hen
        if form == "taxidermy" and products:
            weight *= 0.4  # a fin or a skin that is dried is no stuffed animal
        # Life is told by many words, each a little; care of one says more than its name alone.
        place = (word.label if form == _LIVE else form, word.field, word.first)
        if place not in heard or weight > heard[place][2]:
            heard[place] = (form, word.span, weight)
    return list(heard.values())


def _work(scores: dict[str, float], allowed: frozenset[str], said: Collection[str]) -> None:
    """Let a stuff and what was made of it speak together for the product: hair and a ring for a hair product.

    What was made must be said: that "ivory" stands for a carving mostly does not make a carving of a tusk.
    """
    if not said or len(scores) < 2:
        return
    for (stuff, made), product in _WORKED.items():
        if stuff in _IS_SOLD_TOO and stuff in said:
            continue
        if product in allowed and stuff in scores and made in said:
            scores[product] = max(scores.get(product, 0.0), scores[made]) + scores[stuff]


def _fitting(form: str, group: _Group | None, allowed: Container[str]) -> str:
    """Return the form by the name that it has in a group: the bangle of ivory is no bangle of shell."""
    same = group.same if group else {}
    form = same.get(form, form)
    if form in allowed:
        return form
    near = _NEAREST.get(form, form)
    return same.get(near, near)


def _unworked(group: _Group | None, tusk: bool) -> str:
    """Return the form of a stuff of which nothing was made, where its group has one: ivory is a tusk, or pieces."""
    raw = group.raw if group else ""
    return "tusk" if raw == "ivory_piece" and tusk else raw


def _plain(form: str, group: _Group) -> str:
    """Return a form, for "carved" the one that carving makes of a group."""
    return group.same.get("carving", "carving") if form == _CARVED else form


def _trust(form: str, group: _Group | None, alive: int, *, stuff: bool) -> float:
    """Return how far a word for a form is believed of a group; ``stuff``: it may only tell what a thing is made of."""
    if form == _LIVE and group:
        return min(1.0, 2 * group.usual.get(_LIVE, 0.0) + 0.15 * max(1, alive))  # pairs of butterflies are seldom alive
    if form in _BODY and alive >= _PLAINLY_ALIVE:
        return 0.3  # "red tail, white head" describes the animal that is alive
    return 0.6 if stuff else 1.0


def _forms_of(group: _Group) -> frozenset[str]:
    return _split(group.also).union(group.usual)


@lru_cache(maxsize=256)
def _split(forms: str) -> frozenset[str]:
    """Cut the forms of a group apart; there are some seventy groups."""
    return frozenset(forms.split())


def _said(word: FormWord, namings: Sequence[Naming]) -> tuple[str, float]:
    """Return the form that a word speaks for, and how loudly."""
    living = word.label in _LIVING_TOPICS
    form = _LIVE if living else form_of(word.label)
    if not form:
        return "", 0.0
    weight = max(_nearness(word, naming) for naming in namings)
    if living or form == _LIVE:
        weight *= 0.5  # several such words stand in most ads of live animals; one alone proves little
    return form, weight


def _nearness(word: FormWord, naming: Naming) -> float:
    if word.field != naming.span.field:
        return 1.5 if word.field == "title" else 0.5
    gap = max(word.first - naming.last, naming.first - word.last, 0)
    loudness = 1.3 if word.field == "title" else 1.0
    if word.field == "title" and gap > _CLOSE:
        return 1.5  # a title says what the thing is
    if gap <= _NEAR:
        return 2.5 * loudness
    return (1.4 if gap <= _CLOSE else 0.6) * loudness


def _fact(scores: Mapping[str, float], *, stated: bool, spans: Iterable[Span]) -> Fact[str]:
    if not scores:
        return Fact()
    # What was said outshouts what is usual: squares turn 3 against 1 into 9 against 1.
    squares = {form: score * score for form, score in scores.items()} if stated else dict(scores)
    total = sum(squares.values()) + (0.15 if stated else max(0.0, 0.6 - sum(squares.values())) + 0.15)
    ranked = sorted(squares.items(), key=lambda item: (-item[1], item[0]))
    candidates = tuple(Candidate(form, round(score / total, 4)) for form, score in ranked if score / total >= _LEAST)
    origin = Origin.STATED if stated else Origin.DERIVED
    return Fact(candidates, origin, tuple(dict.fromkeys(spans)))


def _read(path: Path) -> _Table:
    try:
        return msgspec.convert(read_yaml(path), _Table)
    except (NotYamlError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}") from error
