"""Several kinds of specimen in one listing: which namings speak of the same thing, and what else belongs to each."""

from collections.abc import Mapping, Sequence

import msgspec

from lycaon.detect.asides import (
    Asides,
    are_alternatives,
    goes_on,
    is_corrected,
    is_denied,
    is_fed,
    is_picture,
    is_swapped,
    leans_on,
)
from lycaon.detect.lot_counts import counts_of, elsewhere_left_out, picked_out
from lycaon.detect.namer import Namer
from lycaon.detect.naming import UNLISTED, NameClass, Naming, rank_order
from lycaon.detect.retold import are_kin, is_title_of, is_told_again, place_of, points_back
from lycaon.detect.tally import BULK_FORMS, QuantityKind, QuantityReading
from lycaon.detect.wording import Wording
from lycaon.values.finding import Fact, Lot, OfferKind, Origin, Quantity, Span

_BEHIND = 3.0
"""Log odds by which a naming may stand behind the best one and still tell the taxon of the same lot."""
_SURE = 1.0
"""Log odds at which a naming is believed however far it stands behind another."""
_OWN_LOT = -2.0
"""Least log odds of a naming that is a lot of its own."""
LISTED, _SECOND_LOT = 3, 0.0
"""Kinds that make a list; where there are fewer, the least log odds of a second kind: it may be food, or a cross."""
_GAP = 4.0
"""Log odds by which a second kind may stand behind the first: both stand in the same listing."""
_MOST_LOTS = 12
_ALIVE = frozenset({"live", "egg_live", "bulb", "fingerlings", "seed", "culture"})
_SHARED = frozenset({
    "taxidermy", "skin", "fur_small", "fur_large", "garment", "trophy", "rug", "shell", "leather_small", "meat", "fin",
    "egg", "tooth", "claw", "skull", "feather", "raw_coral", "root", "medicine", "horn", "specimen",
})  # fmt: skip
"""Forms that are said once for all of a list."""
_BUILT = frozenset({"musical_instrument", "furniture", "piano_keys"})
_BOARDS = frozenset({"timber", "sawn_wood", "veneer", "wood_product", "musical_instrument", "furniture"})
_SHOWING = frozenset({"ivory_carving", "horn_carving", "bone_carving", "carving", "ivory_jewellery"})
"""Forms that show something, often another animal."""
_STUFFS = frozenset({NameClass.PRODUCT, NameClass.MATERIAL, NameClass.LATIN, NameClass.CODE})
_SPECIFIC = frozenset({"species", "subspecies"})
_PLAIN = 0.9
"""Least probability of the taxon of a name that means one thing."""
_BIRDS_OF_PREY = frozenset({"Accipitriformes", "Falconiformes", "Strigiformes"})
_LONG_WORD = 4
_FAMILY = rank_order("family")
_BESIDE = 12
"""Most code points between a name of the trade and the scientific one that a seller adds to it."""


class Scored(msgspec.Struct, frozen=True):
    """A naming and its log odds."""

    naming: Naming
    score: float


class Group(msgspec.Struct, frozen=True):
    """Namings of one kind of specimen: the one that tells its taxon, the one that convinced, all of them."""

    taxon: Naming
    best: Scored
    members: tuple[Scored, ...]
    beside: tuple[Span, ...] = ()
    """Where the listing names what it does not offer; what is counted there is not counted here."""


def groups(
    scored: Sequence[Scored], namer: Namer, wording: Wording, asides: Asides, kind: OfferKind | None = None
) -> list[Group]:
    """Return the kinds of specimen offered, the principal one first.

    The finest taxa that are named begin a kind each, and coarser names on their line (parrot for a grey parrot)
    join them. A second kind must be as good as offered by itself and stand like an item of its own, so that
    "as tame as a macaw" is no macaw; food, and what is wanted in exchange, are none either.
    """
    ranked = sorted(scored, key=lambda each: (-each.score, each.naming.span.field != "title", each.naming.span.start))
    if not ranked:
        return []
    swapped, preys = is_swapped(kind, wording), _has_bird_of_prey(ranked, namer)
    namings = [each.naming for each in ranked]
    many = len({naming.taxon for naming in namings}) > 1
    beside: list[Naming] = []
    if many:
        beside = _beside(namings, namer, wording, asides, swapped=swapped, preys=preys)
        ranked = [
            each
            for each in ranked
            if each.naming not in beside
            and not _describes(each.naming, namings, namer, wording)
            and not is_denied(each.naming, wording)
            and not is_corrected(each.naming, namings, wording)
        ] or ranked
    surest = {each.naming.taxon: each.score for each in reversed(ranked)}
    finest = [each for each in ranked if not _is_coarser(each, surest, namer)]
    told = {each.naming.taxon for each in finest if each.score >= _OWN_LOT}
    least = _OWN_LOT if len(told) >= LISTED else _SECOND_LOT
    clusters: list[list[Scored]] = []
    for each in finest or ranked[:1]:
        home = next(
            (
                cluster
                for cluster in clusters
                if _is_home(cluster, each, ranked, namer, wording, asides, few=len(told) < LISTED)
            ),
            None,
        )
        if home is not None:
            home.append(each)
        elif not clusters or (each.score >= least and _is_item(each.naming, namings, wording, asides)):
            if clusters and len(told) < LISTED and each.score < min(ranked[0].score - _GAP, _SURE):
                continue
            clusters.append([each])
    for each in ranked:
        for cluster in clusters:
            if each not in cluster and _same(cluster[0].naming, each.naming, namer):
                cluster.append(each)
    mentioned = _elsewhere(namings, clusters, beside, namer)
    found = [
        _group(sorted(cluster, key=lambda each: -each.score), namer, mentioned) for cluster in clusters[:_MOST_LOTS]
    ]
    return sorted(found, key=lambda group: (-round(group.best.score, 1), place_of(group.best.naming)))


def _beside(
    namings: Sequence[Naming], namer: Namer, wording: Wording, asides: Asides, *, swapped: bool, preys: bool
) -> list[Naming]:
    """Return the namings that are only mentioned beside the offer, with those that go on with them."""
    found: list[Naming] = []
    for naming in sorted(namings, key=place_of):
        if (
            (found and goes_on(found[-1], naming, wording))
            or asides.is_mentioned_only(naming, wording, swapped=swapped, preys=preys)
            or asides.is_told_of(naming, wording)
            or asides.is_gone(naming, wording)
            or is_fed(naming, namings, namer, wording)
        ):
            found.append(naming)
    gone = {naming.taxon: naming for naming in found if naming.taxon and asides.is_gone(naming, wording)}
    return found + [
        naming
        for naming in namings
        if naming not in found and naming.taxon in gone and place_of(naming) < place_of(gone[naming.taxon])
    ]


def _elsewhere(
    namings: Sequence[Naming], clusters: Sequence[Sequence[Scored]], beside: Sequence[Naming], namer: Namer
) -> tuple[Span, ...]:
    """Return where the listing names what it does not offer: what is only mentioned, and domestic animals."""
    offered = [each.naming for cluster in clusters for each in cluster]
    tame = [each for each in namings if each.taxon and each.domestic_form not in {"", UNLISTED}]
    others = [
        each for each in tame if not any(other.taxon and are_kin(each, other, namer, "family") for other in offered)
    ]
    return tuple(each.span for each in (*beside, *others) if each not in offered)


def _is_item(naming: Naming, others: Sequence[Naming], wording: Wording, asides: Asides) -> bool:
    return asides.is_item(naming, wording) and leans_on(naming, others, wording) is None


def _describes(naming: Naming, others: Sequence[Naming], namer: Namer, wording: Wording) -> bool:
    """Whether a naming only describes the one that it stands beside: the red tail of the grey parrot."""
    latin = naming.kind is NameClass.LATIN
    head = leans_on(naming, others, wording, counted=latin)
    if head is None or not head.taxon or not naming.taxon or namer.is_below(naming.taxon, head.taxon):
        return False
    if latin and (naming.tokens > 1 or are_kin(head, naming, namer, "class")):
        return False  # the scientific name; "2 jabutis piranga" are no tanagers
    return not are_kin(head, naming, namer, "family") and not (head.form_id or naming.form_id)


def _is_home(
    cluster: Sequence[Scored], each: Scored, ranked: Sequence[Scored], namer: Namer, wording: Wording, asides: Asides,
    *, few: bool,
) -> bool:  # fmt: skip
    """Whether a naming is of a kind that is known already: the same, or the other half of a cross."""
    if _same(cluster[0].naming, each.naming, namer):
        return True
    members = [member.naming for member in cluster]
    if few and (
        is_title_of(members[0], each.naming, namer)
        or is_told_again(members, each.naming, [other.naming for other in ranked], namer, wording)
        or points_back(members, each.naming, namer, wording)
    ):
        return True
    if is_picture(each.naming, wording) and are_kin(cluster[0].naming, each.naming, namer, "class"):
        return True
    return any(
        are_kin(member.naming, each.naming, namer, "family")
        and (
            asides.are_crossed(member.naming, each.naming, wording)
            or are_alternatives(member.naming, each.naming, wording)
            or leans_on(each.naming, [member.naming], wording) is not None
            or leans_on(member.naming, [each.naming], wording) is not None
        )
        for member in cluster
        if member.naming.taxon and each.naming.taxon
    )


def _has_bird_of_prey(scored: Sequence[Scored], namer: Namer) -> bool:
    return any(namer.is_of(each.naming.taxon, _BIRDS_OF_PREY) for each in scored if each.naming.taxon)


def _is_coarser(one: Scored, surest: Mapping[str, float], namer: Namer) -> bool:
    """Whether another taxon on the same line is finer and not much less sure; ``surest`` tells how sure each is."""
    coarse = one.naming.taxon
    return not coarse or any(
        taxon and taxon != coarse and _is_near(score, one) and namer.is_below(taxon, coarse)
        for taxon, score in surest.items()
    )


def _is_near(score: float, best: Scored) -> bool:
    """Whether a naming is believed so far that it may tell the taxon which a better one tells roughly."""
    return score >= min(best.score - _BEHIND, _SURE)


def _same(one: Naming, other: Naming, namer: Namer) -> bool:
    mine, theirs = one.taxon, other.taxon
    if not mine or not theirs or mine == theirs or one.words == other.words:
        return True  # a code word says nothing of its own, and one word means one thing
    if namer.is_below(mine, theirs) or namer.is_below(theirs, mine):
        return True
    if _says_less(one, other) or _says_less(other, one):
        return True
    if _is_rough_for(one, other, namer) or _is_rough_for(other, one, namer):
        return True
    # A seller adds the scientific name to the one of the trade; that they mean two species of a genus is seldom.
    latin = (one.kind is NameClass.LATIN) != (other.kind is NameClass.LATIN) and not _stand_apart(one, other, namer)
    stuff = NameClass.MATERIAL in {one.kind, other.kind} and one.form_id and other.form_id
    return bool(latin or stuff) and are_kin(one, other, namer, "genus" if latin else "family")


def _is_rough_for(product: Naming, animal: Naming, namer: Namer) -> bool:
    """Whether goods are named by a word of the animal's name, roughly: fins of shark, hammerhead shark."""
    if product.kind is not NameClass.PRODUCT or animal.kind is not NameClass.ANIMAL or animal.form_id:
        return False
    shared = {word for word in product.words.split() if len(word) >= _LONG_WORD} & set(animal.words.split())
    rough = rank_order(namer.rank(product.taxon)) <= _FAMILY
    return bool(shared) and rough and are_kin(product, animal, namer, "order")


def _stand_apart(one: Naming, other: Naming, namer: Namer) -> bool:
    """Whether two names tell two species, each surely, and not side by side: "hermanni baby ...; tre marginate"."""
    if any(each.taxa[0][1] < _PLAIN or namer.rank(each.taxon) not in _SPECIFIC for each in (one, other)):
        return False
    first, second = sorted((one.span, other.span), key=lambda span: span.start)
    return first.field != second.field or second.start - first.end > _BESIDE


def _says_less(one: Naming, other: Naming) -> bool:
    """Whether the words of one naming stand within the other's: "papagaio" beside "papagaio cinzento"."""
    words = set(one.words.split())
    return len(words) < other.tokens and words <= set(other.words.split())


def _group(cluster: Sequence[Scored], namer: Namer, beside: tuple[Span, ...]) -> Group:
    best = cluster[0]
    near = [each for each in cluster if each.naming.taxon and _is_near(each.score, best)]

    def fineness(each: Scored) -> tuple[int, bool, float]:
        rank = namer.rank(each.naming.taxon)
        return rank_order(rank), each.naming.kind is NameClass.LATIN, each.score

    telling = max(near, key=fineness) if near else best
    return Group(telling.naming, best, tuple(cluster), beside)


def is_offered_too(at: int, offered: Sequence[Group], lots: Sequence[Lot], namer: Namer) -> bool:
    """Whether a further kind is a lot, seen from the form of the first one.

    Beside a thing that is made of a specimen a bare name is what the thing shows ("an ivory netsuke of a rat"), and a
    second timber is a part of the same piece: the ebony fingerboard of the guitar. The skin of the fiddle is not.
    """
    first, further, name = lots[0], lots[at], offered[at].best.naming
    if first.form.best in _SHOWING and not name.form_id and name.kind not in _STUFFS:
        return further.form.origin is Origin.STATED and further.form.best not in _SHOWING
    if first.form.best in _ALIVE or first.form.origin is not Origin.STATED:
        return True
    both = {first.form.best, further.form.best}
    if both & _BUILT and both <= _BOARDS | _BUILT:
        if len(both) == 1 and not are_kin(offered[0].taxon, name, namer, "kingdom"):
            return True
        return further.price is not None and (first.price is None or further.price != first.price)
    return further.form.origin is Origin.STATED


def shared_form(at: int, offered: Sequence[Group], lots: Sequence[Lot]) -> Fact[str] | None:
    """Return the form that a bare name has from the list in which it stands: "6 fox skins, a lynx, ten sables".

    It is the one that was said of the kind named last before it, or of the next one where none stands before.
    """
    place = offered[at].best.naming.span
    if lots[at].form.origin is Origin.STATED:
        return None
    said = [
        (group.best.naming.span, lot.form)
        for group, lot in zip(offered, lots, strict=True)
        if lot.form.origin is Origin.STATED and lot.form.best in _SHARED
    ]
    said = [each for each in said if each[0].field == place.field]
    before = [each for each in said if each[0].start < place.start]
    if before:
        return max(before, key=lambda each: each[0].start)[1]
    return min(said, key=lambda each: each[0].start)[1] if said else None


def quantity_of(
    group: Group, offered: Sequence[Group], reading: QuantityReading, wording: Wording, form: str | None = None
) -> tuple[Quantity, tuple[Span, ...]]:
    """Return how many specimens of a group are offered; alone in its listing, all that are counted.

    Of several kinds each takes the count that stands nearest to it, and leaves one that is nearer to another.
    The form tells whether a weight is a quantity, and whether beads are.
    """
    by_weight = form in BULK_FORMS
    reading = QuantityReading(elsewhere_left_out(reading.of_form(form).mentions, group.beside, wording))
    if len(offered) < 2:
        if picked := picked_out([each.naming.span for each in group.members], reading.mentions):
            return picked.quantity, (picked.span,)
        whole = reading.whole(by_weight=by_weight)
        return whole, tuple(mention.span for mention in reading.mentions if mention.quantity == whole)
    own = counts_of(
        [_own_names(other, offered) for other in offered],
        offered.index(group),
        [m for m in reading.mentions if by_weight or m.kind is not QuantityKind.AMOUNT],
        wording,
    )
    if not own:
        return QuantityReading().whole(), ()
    return QuantityReading(own).whole(by_weight=by_weight), tuple(mention.span for mention in own)


def _own_names(group: Group, offered: Sequence[Group]) -> list[Span]:
    """Return where a group is named: by names of its own, or else by those that it shares ("Reptilien") with others."""
    others = {each.naming.span for other in offered if other is not group for each in other.members}
    spans = [each.naming.span for each in group.members]
    return [span for span in spans if span not in others] or spans
