"""Choosing sites, and rows that are coded twice: by a seed that anybody can repeat."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil

from lycaon.errors import DecisionError
from lycaon.survey.codebook import Ad, Item, TaxonCertainty
from lycaon.survey.plan import Site
from lycaon.values.verdict import Legality


def draw(sites: Sequence[Site], wanted: Mapping[str, int], *, seed: int) -> tuple[Site, ...]:
    """Return the frame with sites chosen at random within each stratum, and the probability of each.

    Args:
        sites: the whole frame; dead sites and second names can never be chosen.
        wanted: how many sites of each stratum; all of it where a stratum is smaller.
        seed: written into the plan's notes, so that the draw can be repeated.

    Raises:
        DecisionError: a stratum of the frame is not asked for.
    """
    strata: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        if site.alive and not site.duplicate_of:
            strata[site.stratum].append(site)
    if missing := sorted(set(strata) - set(wanted)):
        raise DecisionError(f"no number of sites for {', '.join(missing)}; write --draw STRATUM=NUMBER for each")
    chosen: dict[str, float] = {}
    generator = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for stratum in sorted(strata):
        members = sorted(strata[stratum], key=lambda site: site.id)
        number = min(wanted[stratum], len(members))
        for site in generator.sample(members, number):
            chosen[site.id] = number / len(members)
    sizes = {stratum: min(wanted[stratum], len(members)) / len(members) for stratum, members in strata.items()}
    return tuple(
        replace(site, chosen=site.id in chosen, pi=chosen.get(site.id, sizes.get(site.stratum) or None))
        for site in sites
    )


def double_coded(ads: Sequence[Ad], items: Sequence[Item], *, share: float, seed: int) -> tuple[str, ...]:
    """Return the advertisements that a second coder must code, blind: a random share, and all that weigh most.

    All that appear prohibited and all whose taxon is only stated or inferred are added to the random share, which is
    drawn from *all* advertisements so that agreement can be estimated for the whole.
    """
    drawn = random_share(ads, share=share, seed=seed)
    weighty = {ad.id for ad in ads if ad.legality is Legality.PROHIBITED}
    weak = (TaxonCertainty.STATED, TaxonCertainty.INFERRED)
    weighty |= {item.ad for item in items if item.taxon_certainty in weak}
    return tuple(sorted(drawn | (weighty & {ad.id for ad in ads})))


def random_share(ads: Sequence[Ad], *, share: float, seed: int) -> set[str]:
    """Return the ids of a random share of advertisements, at least one."""
    ids = sorted(ad.id for ad in ads)
    number = min(len(ids), max(1, ceil(share * len(ids)))) if ids else 0
    return set(random.Random(seed).sample(ids, number))  # noqa: S311
