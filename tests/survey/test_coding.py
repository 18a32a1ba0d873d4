"""The coding desk: blind, complete, settled by a third, and not copied."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lycaon.errors import DecisionError, FormatError, RecordError
from lycaon.survey.codebook import Ad, AtSale, Group, Item, Link, Message, TaxonCertainty
from lycaon.survey.coding import (
    FIELDS,
    Code,
    apply,
    checked,
    copied,
    disputes,
    drift_sample,
    open_tasks,
    settled,
    sheet,
)
from lycaon.survey.duplicates import advertisements, counted, link, seen_before
from lycaon.survey.method import agreements
from lycaon.survey.rowfile import parse_rows, to_csv
from lycaon.survey.sampling import double_coded
from lycaon.values.verdict import Legality

DAY = date(2026, 9, 20)


def ad(name: str, **fields: object) -> Ad:
    return Ad(**{"id": name, "site": name.split(":", maxsplit=1)[0], "seen_on": DAY, "country": "DE", **fields})  # type: ignore[arg-type]


def item(name: str, line: int = 1, **fields: object) -> Item:
    base = {"ad": name, "line": line, "taxon": "Testudo hermanni", "group": Group.TURTLES, "at_sale": AtSale.LIVE}
    return Item(**{**base, **fields})  # type: ignore[arg-type]


def codes(coder: str, **given: str) -> list[Code]:
    return [Code(ad="a:1", coder=coder, field=field, code=code) for field, code in given.items()]


def test_a_coder_sees_what_is_open_and_nobody_elses_codes() -> None:
    tasks = sheet([item("a:1"), item("a:1", 2)], ["a:1"])
    assert [(task.line, len(task.questions)) for task in tasks] == [(1, len(FIELDS)), (2, 6)]
    mine = codes("B", message="active", taxon="Testudo")
    [first, second] = open_tasks(tasks, [*codes("A", message="wanted"), *mine], "B")
    assert len(first.questions) == len(FIELDS) - 2
    assert len(second.questions) == 6
    assert open_tasks(tasks, mine, "A") == tasks


@pytest.mark.parametrize(
    ("field", "code", "message"),
    [("message", "sold", "has no code 'sold'; codes: active, wanted"), ("colour", "red", "no field 'colour'"),
     ("specimens", "many", "no number of specimens")],
)  # fmt: skip
def test_codes_that_the_book_does_not_know(field: str, code: str, message: str) -> None:
    with pytest.raises(RecordError, match=message):
        checked(Code(ad="a:1", coder="A", field=field, code=code))


def test_disputes_are_settled_by_a_third_and_originals_stay() -> None:
    given = [*codes("A", taxon="Testudo hermanni", specimens="2"), *codes("B", taxon="Testudo", specimens="2")]
    assert disputes(given) == (("a:1", 1, "taxon"),)
    with pytest.raises(DecisionError, match="1 disputes wait for a third coder"):
        settled(given, [])
    with pytest.raises(DecisionError, match="A coded it and may not also settle it"):
        settled(given, codes("A", taxon="Testudo"))
    found = settled(given, codes("C", taxon="Testudo"))
    assert found == {("a:1", 1, "taxon"): "Testudo", ("a:1", 1, "specimens"): "2"}


def test_settled_codes_take_the_engines_place_and_its_verdict_stays_beside() -> None:
    engine = ad("a:1", legality=Legality.PROHIBITED, engine_legality=Legality.PROHIBITED)
    places = {("a:1", 1, field): code for field, code in
              {"legality": "needs_document", "specimens": "5-10", "taxon": "Testudo", "at_sale": "part"}.items()}  # fmt: skip
    [found], [line] = apply([engine], [item("a:1")], places)
    assert (found.legality, found.engine_legality) == (Legality.NEEDS_DOCUMENT, Legality.PROHIBITED)
    assert (line.taxon, line.least, line.best, line.most, line.at_sale) == ("Testudo", 5, 8, 10, AtSale.PART)


def test_what_weighs_most_is_always_coded_twice() -> None:
    ads = [ad(f"a:{k}") for k in range(200)] + [ad("a:grave", legality=Legality.PROHIBITED), ad("a:weak")]
    sure = {"taxon_certainty": TaxonCertainty.STATED_AND_SEEN}
    items = [item(one.id, **(sure if one.id != "a:weak" else {})) for one in ads]
    chosen = double_coded(ads, items, share=0.10, seed=3)
    assert {"a:grave", "a:weak"} <= set(chosen)
    assert 21 <= len(chosen) <= 23
    assert double_coded(ads, items, share=0.10, seed=3) == chosen != double_coded(ads, items, share=0.10, seed=4)


def paced(coder: str, pauses: list[float]) -> list[Code]:
    at = datetime(2026, 9, 20, 9, tzinfo=UTC)
    found: list[Code] = []
    for k, pause in enumerate(pauses):
        at += timedelta(seconds=pause)
        found.append(Code(ad=f"a:{k}", coder=coder, field="message", code="active", at=at))
    return found


def test_a_coder_who_copies_answers_in_the_others_rhythm() -> None:
    pauses = [3 + (k * 7919) % 23 for k in range(60)]
    honest = [4 + (k * 104729) % 19 for k in range(60)]
    [found] = copied([*paced("A", pauses), *paced("B", [p + 0.2 for p in pauses]), *paced("C", honest)])
    assert (found.coders, found.same_pace, found.answers) == (("A", "B"), 1.0, 60)
    # Equal codes alone show nothing, and a few answers neither.
    assert copied([*paced("A", pauses), *paced("C", honest)]) == ()
    assert copied([*paced("A", pauses[:10]), *paced("B", pauses[:10])]) == ()


def test_two_coders_give_kappa_and_three_alpha() -> None:
    two = [Code(ad=f"a:{k}", coder=c, field="message", code="active" if k % 2 else "wanted") for k in range(20)
           for c in "AB"]  # fmt: skip
    [found] = agreements(two)
    assert (found.measure, found.value) == ("kappa", 1.0)
    three = [*two, *(Code(ad=f"a:{k}", coder="C", field="message", code="active") for k in range(20))]
    [found] = agreements(three)
    assert found.measure == "alpha"
    assert (found.value or 0) < 0.5
    # One coder only: nothing was coded twice, and that is said.
    assert [one.use for one in agreements(two[::2])] == ["not_coded_twice"]


def test_old_advertisements_are_coded_again_each_week() -> None:
    ads = [ad(f"a:{k}", seen_on=DAY - timedelta(days=k)) for k in range(60)]
    week = drift_sample(ads, on=DAY, seed=1)
    assert len(week) == 20
    assert all(DAY - timedelta(days=7) >= one.seen_on for one in ads if one.id in week)
    assert drift_sample(ads, on=DAY + timedelta(days=7), seed=1) != week
    assert drift_sample(ads[:3], on=DAY, seed=1) == ()


def test_rows_travel_as_csv_and_a_cell_that_is_none_is_named() -> None:
    rows = (ad("a:1", seller="=cmd()"), ad("b:2", message=Message.WANTED))
    text = to_csv(rows, Ad)
    assert "'=cmd()" in text
    assert parse_rows(text, Ad, "ads.csv") == rows
    with pytest.raises(FormatError, match=r"ads.csv:3.*Invalid enum value 'wnted'.*codes: active, wanted"):
        parse_rows(text.replace("wanted", "wnted"), Ad, "ads.csv")
    with pytest.raises(FormatError, match="unknown column colour"):
        parse_rows("id,site,seen_on,colour\n", Ad, "ads.csv")
    with pytest.raises(FormatError, match="more or fewer cells"):
        parse_rows("id,site,seen_on\na,b,2026-01-01,x\n", Ad, "ads.csv")


# --- duplicates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (ad("a:2", seller="s", text_key="w"), Link.REPOST),
        (ad("a:2", seller="s", text_key="w", seen_on=DAY + timedelta(days=30)), Link.REPOST),
        (ad("a:2", seller="s", text_key="w", seen_on=DAY + timedelta(days=31)), Link.SAME_SPECIMEN),
        (ad("b:2", seller="s", text_key="w"), Link.CROSSPOST),
        (ad("b:2", seller="t", text_key="w"), Link.NONE),
        (ad("a:2", item_id="77"), Link.REPOST),
        (ad("b:2", item_id="77"), Link.NONE),  # another site counts from one again
        (ad("b:2", near="g"), Link.CROSSPOST),
        (ad("b:2"), Link.NONE),
    ],
)
def test_posted_again_and_elsewhere(second: Ad, kind: Link) -> None:
    first = ad("a:1", seller="s", text_key="w", item_id="77", near="g")
    assert link([first, second])[1].link is kind


def test_reposts_leave_the_figures_and_crossposts_leave_the_unique_offers() -> None:
    """BE-NL 2019: 106 active listings are 91 unique and 15 duplicates; wanted, past and other never enter."""
    ads = [ad(f"a:{k}", near=f"g{k}") for k in range(91)] + [ad(f"b:{k}", near=f"g{k}") for k in range(15)]
    ads += [ad(f"a:w{k}", message=Message.WANTED) for k in range(26)]
    ads += [ad(f"a:p{k}", message=Message.PAST) for k in range(52)]
    ads += [ad(f"a:o{k}", message=Message.OTHER) for k in range(201)]
    found = counted(ads, link(ads))
    assert (found.active, found.unique, found.duplicates) == (106, 91, 15)
    assert (found.wanted, found.past, found.other, found.raw) == (26, 52, 201, 385)
    assert len(advertisements(ads, link(ads))) == 106


def test_the_earliest_in_a_chain_is_the_offer() -> None:
    ads = [ad("c:3", near="g", seen_on=DAY + timedelta(days=2)), ad("a:1", near="g"), ad("b:2", near="g")]
    assert {one.offer for one in link(ads)} == {"a:1"}


def test_duplicates_across_waves() -> None:
    earlier = [ad("a:1", seller="s", text_key="w"), ad("a:9", item_id="5")]
    now = [ad("a:1"), ad("a:2", seller="s", text_key="w"), ad("a:3", item_id="5"), ad("a:4")]
    assert seen_before(now, earlier) == {"a:1": "a:1", "a:2": "a:1", "a:3": "a:9"}
