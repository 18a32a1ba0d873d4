"""From a taxon and a form of the catalogue to the group in which people speak of the trade."""

from lycaon.catalogue import Catalogue
from lycaon.survey.codebook import AtSale, Group

_LIVE = frozenset({"live", "bulb", "fingerlings"})
_LIVE_OTHER = frozenset({"egg_live"})
_IVORY = frozenset({"tusk", "piano_keys"})
_RAPTORS = frozenset({"Accipitriformes", "Falconiformes", "Strigiformes", "Cathartiformes"})
_OF_CLASS = {
    "Reptilia": Group.REPTILES,
    "Aves": Group.BIRDS,
    "Mammalia": Group.MAMMALS,
    "Amphibia": Group.AMPHIBIANS,
    "Actinopteri": Group.FISH,
    "Elasmobranchii": Group.FISH,
    "Coelacanthi": Group.FISH,
    "Dipneusti": Group.FISH,
}


def group_of(catalogue: Catalogue, taxon_id: str, form: str) -> Group:
    """Return the group of a specimen; ivory is a group of its own, whatever animal it came from."""
    if catalogue.forms[form].group == "ivory" if form in catalogue.forms else form in _IVORY:
        return Group.IVORY
    for taxon in catalogue.lineage(taxon_id):
        if taxon.kingdom == "Plantae":
            return Group.PLANTS
        if taxon.order == "Testudines" or taxon.scientific_name == "Testudines":
            return Group.TURTLES
        if taxon.order == "Psittaciformes" or taxon.scientific_name == "Psittaciformes":
            return Group.PARROTS
        if taxon.order in _RAPTORS or taxon.scientific_name in _RAPTORS:
            return Group.RAPTORS
        if found := _OF_CLASS.get(taxon.group or taxon.scientific_name):
            return found
    return Group.INVERTEBRATES


def at_sale(form: str) -> AtSale:
    """Return whether a form is alive when it is sold.

    >>> at_sale("egg_live"), at_sale("tusk")
    (<AtSale.LIVE_OTHER: 'live_other'>, <AtSale.PART: 'part'>)
    """
    if form in _LIVE:
        return AtSale.LIVE
    return AtSale.LIVE_OTHER if form in _LIVE_OTHER else AtSale.PART
