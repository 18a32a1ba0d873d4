"""Whether a naming tells again of a kind that was named before, by another name."""

import re
from collections.abc import Sequence

from lycaon.detect.namer import Namer
from lycaon.detect.naming import NameClass, Naming, rank_order
from lycaon.detect.wording import Wording

_THE = re.compile(
    r"\b(?:the|this|that|he|der|die|das|den|dem|dieser?|dieses|le|la|ce|cet|cette|el|este|esta|o|a|il|lo|de|het|dit|deze"
    r"|ten|ta|этот|эта|эту)\s\Z|[lL]['’]\Z",
    re.IGNORECASE,
)


def is_title_of(one: Naming, other: Naming, namer: Namer) -> bool:
    """Whether the title says roughly what the text says in Latin: "Tartaruga mediterrânica", Testudo hermanni."""
    if one.span.field == other.span.field or (one.kind is NameClass.LATIN) == (other.kind is NameClass.LATIN):
        return False
    common = other if one.kind is NameClass.LATIN else one
    return common.span.field == "title" and common.tokens == 1 and are_kin(one, other, namer, "order")


def is_told_again(
    kind: Sequence[Naming], naming: Naming, namings: Sequence[Naming], namer: Namer, wording: Wording
) -> bool:
    """Whether the text calls by another name what the title names: "Bear skin rug", "Black bear rug"."""
    place = naming.span
    if any(member.span.field == place.field for member in kind):
        return False
    words = wording.field(place.field)
    if any(0 < place.start - count.end <= 3 for count in (*words.figures, *words.of("number"))):
        return False  # "hermanni baby 2024 ...; tre marginate"
    if _names_both(kind[0], naming, namings, namer) or _names_both(naming, kind[0], namings, namer):
        return False  # "Orchids: neofinetia and cattleya", "four neofinetia, three cattleya"
    if are_kin(kind[0], naming, namer, "family"):
        return True
    # "Morpho menelaus", "papillons": of what a word may mean, one is of its order.
    meant = [taxon for taxon, _ in naming.taxa] if len(naming.taxa) > 1 else []
    return any(_are_in(kind[0].taxon, taxon, namer, "order") for taxon in meant)


def points_back(kind: Sequence[Naming], naming: Naming, namer: Namer, wording: Wording) -> bool:
    """Whether a rough name with "the" before it is what was named before: "savannah monitor ... the lizard"."""
    place, first = naming.span, kind[0]
    if naming.tokens > 1 or rank_order(namer.rank(naming.taxon)) > rank_order("family"):
        return False
    if not any(place_of(member) < place_of(naming) for member in kind):
        return False
    text = wording.field(place.field).text
    return _THE.search(text, max(0, place.start - 6), place.start) is not None and are_kin(
        first, naming, namer, "class"
    )


def place_of(naming: Naming) -> tuple[bool, int]:
    """Where a name stands, to sort by: the title comes first."""
    return naming.span.field != "title", naming.span.start


def _names_both(one: Naming, other: Naming, namings: Sequence[Naming], namer: Namer) -> bool:
    """Whether the field that one name stands in names the other's kind too, so that they are two."""
    return any(
        each is not one
        and each.span.field == one.span.field
        and namer.are_in_line(each.taxon, other.taxon)
        and not namer.are_in_line(each.taxon, one.taxon)
        for each in namings
        if each.taxon
    )


def are_kin(one: Naming, other: Naming, namer: Namer, rank: str) -> bool:
    """Whether two taxa are of one genus, family or whatever ``rank`` says."""
    return _are_in(one.taxon, other.taxon, namer, rank)


def _are_in(one: str, other: str, namer: Namer, rank: str) -> bool:
    ancestor = namer.common_ancestor((one, other))
    return bool(ancestor) and rank_order(namer.rank(ancestor)) >= rank_order(rank)
