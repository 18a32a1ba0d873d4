"""A plan is complete, signed and frozen, or nothing begins."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from lycaon.errors import DecisionError, EvidenceError, FormatError
from lycaon.survey.codebook import Effort, SiteKind, State
from lycaon.survey.draft import DRAFT
from lycaon.survey.effort import by_site, new_wave_needed, warnings
from lycaon.survey.invented_plan import invented_plan
from lycaon.survey.plan import Access, Ethics, Keyword, Period, Plan, Site, faults, freeze, read_plan, repeats, thaw
from lycaon.survey.sampling import draw

PLAN = invented_plan()


def changed(**fields: object) -> Plan:
    return PLAN.model_copy(update=fields)


def with_site(**fields: object) -> Plan:
    return changed(sites=(replace(PLAN.sites[0], **fields), *PLAN.sites[1:]))


@pytest.mark.parametrize(
    ("plan", "what"),
    [
        (changed(taxa_as_of=None), "the set of taxa has no date"),
        (changed(sites=()), "no site"),
        (changed(keywords=()), "no keyword"),
        (changed(ethics=Ethics()), "missing"),
        (changed(access=Access()), "not agreed"),
        (changed(access=PLAN.access.model_copy(update={"signed_by": ""})), "the rule of access is unsigned"),
        (changed(analysis=PLAN.analysis.model_copy(update={"tests": ()})), "no test is announced"),
        (changed(analysis=PLAN.analysis.model_copy(update={"tables": ()})), "no table is announced"),
        (changed(wave=2), "a repeat without its baseline"),
        (changed(site_count_definition=""), "nobody can tell whether networks count as sites"),
        (changed(code_book="9"), "version 9 is not known here"),
        (changed(sampling="strata"), "no stratum"),
        (with_site(checked_on=None), "nobody checked that it is alive and no second name of another site"),
        (with_site(alive=False), "chosen, but dead"),
        (with_site(duplicate_of="x.example"), "chosen, but a second name of x.example"),
        (with_site(reason=""), "no reason why it stands in the frame"),
        (with_site(id=PLAN.sites[1].id), f"id {PLAN.sites[1].id!r} stands twice"),
    ],
)
def test_it_refuses_to_start(plan: Plan, what: str) -> None:
    assert what in {fault.what for fault in faults(plan)}
    with pytest.raises(DecisionError, match="not complete"):
        freeze(plan)


def test_a_complete_plan_is_frozen_under_one_name() -> None:
    frozen, again = freeze(PLAN), freeze(invented_plan())
    assert faults(PLAN) == ()
    assert frozen.id == again.id
    assert thaw(frozen.text, frozen.id, "plan.json").plan == PLAN


@pytest.mark.parametrize(
    "plan",
    [
        changed(depth_pages=6),
        changed(keywords=PLAN.keywords[1:]),
        changed(keywords=(replace(PLAN.keywords[0], words="Testudo  hermanni"), *PLAN.keywords[1:])),
        with_site(kind=SiteKind.AUCTION),
    ],
)
def test_whatever_changes_has_another_name(plan: Plan) -> None:
    assert freeze(plan).id != freeze(PLAN).id


def test_a_plan_changed_on_disk_is_no_longer_believed() -> None:
    frozen = freeze(PLAN)
    with pytest.raises(EvidenceError, match="changed after it was frozen"):
        thaw(frozen.text.replace("newest", "oldest"), frozen.id, "plan.json")


def test_plans_are_read_with_their_faults_named(tmp_path: Path) -> None:
    for name, text in DRAFT.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "survey.yaml").write_text(DRAFT["survey.yaml"].replace("wave: 1", "wave: 0"), "utf-8")
    with pytest.raises(FormatError, match=r"wave: Input should be greater"):
        read_plan(tmp_path)
    (tmp_path / "survey.yaml").write_text(DRAFT["survey.yaml"], "utf-8")
    drafted = read_plan(tmp_path)
    assert {"no site", "no keyword", "not agreed"} <= {fault.what for fault in faults(drafted)}
    (tmp_path / "frame.csv").write_text("id,code\nx,y\n", "utf-8")
    with pytest.raises(FormatError, match="no column countries, kind, language, reason"):
        read_plan(tmp_path)
    (tmp_path / "survey.yaml").write_text("[1", "utf-8")
    with pytest.raises(FormatError, match="no YAML"):
        read_plan(tmp_path)


def test_a_code_that_is_none_names_those_that_are(tmp_path: Path) -> None:
    for name, text in DRAFT.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "frame.csv").write_text("id,code,kind,countries,language,reason\na,A,bazaar,DE,de,x\n", "utf-8")
    with pytest.raises(FormatError, match=r"frame.csv:2.*bazaar.*codes: marketplace, auction"):
        read_plan(tmp_path)


# --- the calendar -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "days", "hours"),
    [
        (date(2026, 9, 14), date(2026, 10, 24), 41, 41 * 24),
        (date(2026, 9, 14), date(2026, 10, 25), 42, 42 * 24 + 1),  # clocks go back on the last day
        (date(2026, 3, 28), date(2026, 3, 30), 3, 71),  # and forward here
    ],
)
def test_a_change_of_clocks_loses_no_day(start: date, end: date, days: int, hours: int) -> None:
    period = Period(start=start, end=end)
    assert (period.days, period.exposure_hours) == (days, hours)


def test_a_moment_falls_into_the_markets_own_day() -> None:
    period = Period(start=date(2026, 9, 14), end=date(2026, 9, 20), timezone="Europe/Moscow")
    assert period.holds(datetime(2026, 9, 13, 22, 0, tzinfo=UTC))
    assert not period.holds(datetime(2026, 9, 20, 22, 0, tzinfo=UTC))
    with pytest.raises(ValidationError, match="no time zone"):
        Period(start=date(2026, 1, 1), end=date(2026, 1, 2), timezone="Europe/Nowhere")
    with pytest.raises(ValidationError, match="ends before it begins"):
        Period(start=date(2026, 1, 2), end=date(2026, 1, 1))


def test_a_repeat_is_held_against_its_baseline() -> None:
    shorter = changed(period=Period(start=PLAN.period.start, end=date(2026, 10, 17), hours="18:00-22:00"),
                      keywords=(*PLAN.keywords, Keyword(words="x", language="de", taxon="y")))  # fmt: skip
    assert {fault.where for fault in repeats(shorter, PLAN)} == {"period", "period.hours", "keywords.csv"}
    weighted = changed(period=shorter.period.model_copy(update={"weights": True, "hours": PLAN.period.hours}))
    assert {fault.what for fault in repeats(weighted, PLAN)} == set()
    assert repeats(PLAN, PLAN) == ()


# --- the draw -----------------------------------------------------------------------------------------------------


def test_sites_are_drawn_within_strata_with_their_probability() -> None:
    frame = [Site(id=f"s{k}", code=f"S{k}", kind=SiteKind.FORUM, countries="DE", language="de", reason="x",
                  stratum="small" if k < 30 else "large", alive=k != 3) for k in range(40)]  # fmt: skip
    drawn = draw(frame, {"small": 10, "large": 99}, seed=4)
    assert sum(site.chosen for site in drawn) == 20
    assert {site.pi for site in drawn if site.chosen and site.stratum == "small"} == {10 / 29}
    assert {site.pi for site in drawn if site.stratum == "large"} == {1.0}
    assert not drawn[3].chosen
    assert draw(frame, {"small": 10, "large": 99}, seed=4) == drawn
    with pytest.raises(DecisionError, match="no number of sites for large"):
        draw(frame, {"small": 3}, seed=4)


# --- effort -------------------------------------------------------------------------------------------------------


def work(site: str, day: int, **fields: object) -> Effort:
    return Effort(site=site, on=date(2026, 9, day), minutes=10, keywords=PLAN.keywords_digest, **fields)  # type: ignore[arg-type]


def test_a_keyword_list_changed_on_day_nine_begins_another_wave() -> None:
    frozen = freeze(PLAN)
    rows = [work("de-1.example", 21), replace(work("de-1.example", 22), keywords="other")]
    assert new_wave_needed(rows, frozen) == date(2026, 9, 22)
    [told] = [one for one in warnings(rows, frozen) if one.code == "keywords_changed"]
    assert told.figure == 9


def test_a_site_that_vanishes_counts_with_the_days_it_had() -> None:
    rows = [work("de-1.example", 14), work("de-1.example", 15), work("de-1.example", 16, state=State.VANISHED)]
    done = by_site(rows)["de-1.example"]
    assert (done.days, done.minutes, done.vanished) == (2, 20, True)
    [told] = [one for one in warnings(rows, freeze(PLAN)) if one.code == "vanished"]
    assert (told.site, told.figure) == ("de-1.example", 2)


def test_work_outside_the_period_and_sites_never_seen_are_told() -> None:
    codes = {one.code for one in warnings([work("de-1.example", 1)], freeze(PLAN))}
    assert codes == {"outside_period", "fewer_days", "never_observed"}
