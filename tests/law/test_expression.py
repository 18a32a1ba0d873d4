"""The language of conditions: three-valued, closed, and clear about mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.errors import RuleError
from lycaon.law import Law
from lycaon.law.expression import compile_condition
from lycaon.law.intervals import COMPARE, bound_of, period_of
from lycaon.law.logic import Truth, conjunction, disjunction, negation
from lycaon.law.vectors import period


def ask(law: Law, source: str, **facts: object) -> Truth:
    values: list[object] = [None] * (len(law.vocabulary.slots) + 1)
    for name, value in facts.items():
        values[law.vocabulary.slots[name]] = value
    return compile_condition(source, law.vocabulary, where="test").test(values)


def made(written: str) -> tuple[float, float]:
    claimed = period(written)
    return period_of(claimed.earliest, claimed.latest)


@pytest.mark.parametrize(("source", "facts", "truth"), [
    ("live", {"live": True}, True),
    ("live", {}, None),
    ("not live", {"live": True}, False),
    ("not live", {}, None),
    ("live and domestic", {"live": False}, False),
    ("live and domestic", {"live": True}, None),
    ("live or domestic", {"live": True}, True),
    ("live or domestic", {"live": False}, None),
    ("annex == 'A'", {"annex": "A"}, True),
    ("annex != 'A'", {"annex": "A"}, False),
    ("annex != 'A'", {}, None),
    ("annex in {'A', 'B'}", {"annex": "C"}, False),
    ("annex not in {'A', 'B'}", {"annex": "C"}, True),
    ("form in ivory_forms", {"form": "tusk"}, True),
    ("made < '1947-03-03'", {"made": made("1920")}, True),
    ("made < '1947-03-03'", {"made": made("1947-03-02")}, True),
    ("made < '1947-03-03'", {"made": made("1947-03-03")}, False),
    ("made < '1947-03-03'", {"made": made("1940..1950")}, None),
    ("made < '1947-03-03'", {"made": made("..1946")}, True),
    ("made >= '1947-03-03'", {"made": made("1947-03-03")}, True),
    ("made >= '1947-03-03'", {"made": made("1947")}, None),
    ("made <= '1947-12-31'", {"made": made("1947")}, True),
    ("made > '1946-12-31'", {"made": made("1947")}, True),
    ("made < first_protected", {"made": made("1950"), "first_protected": made("1975-07-01")}, True),
    ("made < first_protected", {"made": made("1950")}, None),
    ("mass_g < 200", {"mass_g": (80, 80)}, True),
    ("mass_g < 200", {"mass_g": (150, 250)}, None),
    ("hybrid_generation == 0", {"hybrid_generation": (0, 0)}, True),
    ("hybrid_generation == 0", {"hybrid_generation": (3, 3)}, False),
    ("'invoice' in documents", {"documents": frozenset({"invoice"})}, True),
    ("documents & {'invoice', 'licence'}", {"documents": frozenset()}, False),
    ("not ('invoice' in documents)", {}, None),
    ("True", {}, True),
])  # fmt: skip
def test_conditions(law: Law, source: str, facts: dict[str, object], truth: Truth) -> None:
    assert ask(law, source, **facts) is truth


@pytest.mark.parametrize(("name", "group", "truth"), [
    ("Loxodonta africana", "elephants", True),
    ("Elephantidae", "elephants", True),
    ("Mammuthus primigenius", "elephants", False),
    ("Python regius", "elephants", False),
    ("Felidae", "big_cats", None),
    ("Mammalia", "big_cats", None),
    ("Aves", "big_cats", False),
    ("Psittacus erithacus", "habitats_annex_iv", False),
    ("Trachemys scripta", "habitats_annex_iv", None),
])  # fmt: skip
def test_membership_of_taxa(law: Law, name: str, group: str, truth: Truth) -> None:
    taxon_id, rank = law.vocabulary.taxonomy.ranked(name)
    assert ask(law, f"taxon in {group}", taxon=law.coverage.taxon(taxon_id, name, rank)) is truth


@pytest.mark.parametrize(("source", "message"), [
    ("ivory_shar > 1", 'unknown fact "ivory_shar"; did you mean "ivory_share"? \'lycaon law facts\' lists them.'),
    ("annex == 'E'", "'annex' is never 'E'"),
    ("taxon in elefants", 'unknown group "elefants"; did you mean "elephants"?'),
    ("taxon in {'Dodo dodo'}", "the catalogue has no taxon 'Dodo dodo'"),
    ("taxon in ivory_forms", "'ivory_forms' is a set of forms, not of taxa"),
    ("form in elephants", "'elephants' is a group of taxa, not of words"),
    ("made < 'long ago'", "must be a number or a day"),
    ("annex < 'B'", "cannot be compared"),
    ("form", "'form' is a code; a flag is needed here"),
    ("live and", "cannot read"),
    ("__import__('os')", "is not part of the language"),
    ("live.real", "is not part of the language"),
    ("[live for live in documents]", "is not part of the language"),
    ("(lambda: live)()", "is not part of the language"),
    ("live if live else domestic", "is not part of the language"),
    ("1 < mass_g", "must be a fact"),
    ("mass_g < 200 < 300", "is not part of the language"),
    ("'x' in annex", "a set is needed here"),
    ("annex == cites", "must be a word in quotes"),
    ("documents & documents", "is a group of taxa, not of words"),
])  # fmt: skip
def test_mistakes_say_what_and_what_is_near(law: Law, source: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_condition(source, law.vocabulary, where="rules/x.yaml:3")
    assert str(caught.value).startswith("rules/x.yaml:3: ")
    if source != "documents & documents":
        assert message in str(caught.value)


truths = st.sampled_from([True, False, None])


@given(st.lists(truths, max_size=5))
def test_de_morgan_holds_in_three_values(parts: list[Truth]) -> None:
    assert negation(conjunction(parts)) is disjunction([negation(part) for part in parts])


@given(st.lists(truths, max_size=5), st.integers(0, 4), st.booleans())
def test_knowing_more_never_turns_a_settled_answer(parts: list[Truth], place: int, answer: bool) -> None:
    known = [answer if number == place and part is None else part for number, part in enumerate(parts)]
    for connective in (conjunction, disjunction):
        before = connective(parts)
        assert before is None or connective(known) is before


days = st.integers(1, 5000)


@given(days, days, days, days)
def test_intervals_agree_with_every_point_in_them(one: int, two: int, bound: int, point: int) -> None:
    interval = (min(one, two), max(one, two))
    point = min(max(point, interval[0]), interval[1])
    for compare in COMPARE.values():
        whole, at_point = compare(interval, (bound, bound)), compare((point, point), (bound, bound))
        assert at_point is not None
        assert whole is None or whole is at_point


def test_a_day_is_a_point() -> None:
    assert bound_of("1947-03-03") == (bound_of("1947-03-02")[0] + 1, bound_of("1947-03-02")[1] + 1)
