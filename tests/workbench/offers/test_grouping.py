"""Near-duplicates: grouped by their words, joined by later ones, left alone once decided."""

from tests.workbench.offers_of_tests import offers
from tests.workbench.people_of_tests import World

from lycaon.workbench.offers.grouping import group_alike
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role

WORDS = "Hand reared African grey parrot, four months old, very tame, says a few words, with cage and papers to follow."


def groups() -> dict[str, str]:
    return dict(Offer.objects.values_list("reference", "group"))


def test_the_same_words_make_a_group_and_others_do_not(world: World) -> None:
    analyst = world[Role.ANALYST]
    alike = offers(analyst, 3, title="African grey", text=WORDS)
    [other] = offers(
        analyst,
        1,
        title="Ivory bracelet",
        text="Old bracelet from my grandmother, carved ivory, 40 g, no papers at all.",
    )
    assert group_alike(world.host) == 3
    found = groups()
    assert len({found[offer.reference] for offer in alike}) == 1
    assert found[other.reference] == ""
    assert group_alike(world.host) == 3
    assert groups() == found


def test_a_later_one_joins_and_what_was_decided_stays(world: World) -> None:
    analyst = world[Role.ANALYST]
    first = offers(analyst, 2, title="African grey", text=WORDS)
    group_alike(world.host)
    name = groups()[first[0].reference]
    Offer.objects.filter(pk=first[0].pk).update(state=State.REJECTED)
    [later] = offers(analyst, 1, title="African grey", text=WORDS + " Now 50 less.")
    group_alike(world.host)
    assert groups()[later.reference] == name == groups()[first[0].reference]


def test_houses_are_not_compared_with_each_other(world: World) -> None:
    offers(world[Role.ANALYST], 1, title="African grey", text=WORDS)
    offers(world.stranger_lead, 1, title="African grey", text=WORDS)
    assert group_alike(world.host) == 0
