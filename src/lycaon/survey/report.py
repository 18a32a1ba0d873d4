"""The report of a wave, language by language: one value that page, print and workbook are made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from lycaon.catalogue.rates import Rates
from lycaon.survey import charts, results
from lycaon.survey.drawing import Chart
from lycaon.survey.effort import SiteEffort, Warned, by_site
from lycaon.survey.estimates.agreement import Distance, Use
from lycaon.survey.estimates.interval import Estimate, Refused, weighted_total
from lycaon.survey.estimates.ratio import Answer, Pair, answer, site_ratio
from lycaon.survey.estimates.removal import Removal
from lycaon.survey.facts import OutsideFact, admitted
from lycaon.survey.figures import Rows, priced, removals
from lycaon.survey.method import CommonName, Method, a1, agreement_table, engine_table, method, t10, t11
from lycaon.survey.printed import Printed, PrintedTable, Words, cell_words, printed
from lycaon.survey.publish import Published, publish
from lycaon.survey.tables import Column, Table, Unit
from lycaon.survey.tilemap import c3
from lycaon.survey.wave import Wave

NAME_LANGUAGES = ("en", "fr", "de", "nl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything a report says, before it is said in a language."""

    wave: Wave
    published: Published
    rows: Rows
    tables: tuple[Table, ...]
    method: Method
    facts: tuple[OutsideFact, ...]
    series: tuple[charts.Point, ...] = ()
    ratio: Estimate | Refused | None = None
    answer: Answer | None = None
    removals: dict[str, Removal] = field(default_factory=dict[str, Removal])
    rate: results.Rate | None = None

    def table(self, name: str) -> Table:
        """Return one of the tables."""
        return next(table for table in self.tables if table.id == name)


def compute(
    wave: Wave,
    *,
    key: bytes,
    rates: Rates,
    common: CommonName = lambda _taxon, _language: "",
    distance: Distance | None = None,
    baselines: Sequence[Wave] = (),
    rounds: int = 400,
) -> Results:
    """Return the results of a wave.

    Args:
        wave: as observed, coded and settled.
        key: secret of this publication.
        rates: for the sum in dollars, at the end of the period or the plan's fixed day.
        common: common names for the appendix.
        distance: between taxa, for agreement.
        baselines: earlier waves, the first one first; the first is what the target is measured against.
        rounds: of the bootstrap of removals.

    Raises:
        DecisionError: a figure of others may not be printed as it is.
    """
    published = publish(wave, key=key)
    rows = Rows(published)
    told = method(wave, distance=distance)
    plan = wave.frozen.plan
    rate = _dollars(rates, plan.analysis.fixed_rate_day or plan.period.end)
    policies = {
        site.code: policy.policy for policy in wave.policies for site in plan.sites if site.id == policy.company
    }
    tables = (
        results.t1(rows, rate, plan.period.days / 7, frame=in_frame(wave)),
        results.t2(rows),
        results.t3(rows),
        results.t4(rows),
        results.t5(rows, policies, rounds=rounds),
        results.t6(rows),
        results.t7(rows),
        results.t8(rows),
        results.t9(rows),
        t10(wave),
        t11(wave, priced(rows).missing_share),
        agreement_table(told.agreement),
        engine_table(wave),
        a1(wave, common, NAME_LANGUAGES),
    )
    ratio = compare(wave, baselines[0]) if baselines else None
    target = plan.analysis.target_ratio
    return Results(
        wave=wave,
        published=published,
        rows=rows,
        tables=tables,
        method=told,
        facts=admitted(wave.facts),
        series=_series(wave, baselines),
        ratio=ratio,
        answer=answer(ratio, target) if ratio is not None and target is not None else None,
        removals=removals(rows, rounds=rounds),
        rate=rate,
    )


def _dollars(rates: Rates, on: date) -> results.Rate | None:
    found = rates.on("USD", on)
    return results.Rate(float(found.per_euro), found.day.isoformat()) if found else None


def pairs(now: Wave, before: Wave) -> tuple[Pair, ...]:
    """Return the sites of two waves side by side: advertisements, and minutes of work where both logged them."""
    counts = [_per_site(wave) for wave in (before, now)]
    work = [by_site(wave.effort) for wave in (before, now)]
    logged = all(wave.effort for wave in (now, before))
    common = [site for site in now.frozen.plan.chosen if (old := before.frozen.plan.site(site.id)) and old.chosen]
    return tuple(
        Pair(
            site=site.id,
            before=counts[0].get(site.id, 0),
            now=counts[1].get(site.id, 0),
            effort_before=_minutes(work[0], site.id) if logged else 1.0,
            effort_now=_minutes(work[1], site.id) if logged else 1.0,
            treated=site.treated,
        )
        for site in common
    )


def in_frame(wave: Wave) -> Estimate | Refused | None:
    """Return how many advertisements the whole frame holds, where its sites were drawn; None in a census."""
    plan = wave.frozen.plan
    if plan.sampling == "census":
        return None
    counts = _per_site(wave)
    alive = [site.stratum for site in plan.sites if site.alive and not site.duplicate_of]
    sizes = {stratum: alive.count(stratum) for stratum in sorted(set(alive))}
    drawn = plan.chosen
    return weighted_total([counts.get(site.id, 0) for site in drawn], [site.stratum for site in drawn], sizes)


def _per_site(wave: Wave) -> dict[str, int]:
    counts: dict[str, int] = {}
    for ad in wave.counted:
        counts[ad.site] = counts.get(ad.site, 0) + 1
    return counts


def _minutes(work: dict[str, SiteEffort], site: str) -> float:
    return work[site].minutes if site in work else 0.0


def compare(now: Wave, before: Wave) -> Estimate | Refused:
    """Return the ratio of the rates of two waves, each site its own control."""
    return site_ratio(pairs(now, before))


def _series(wave: Wave, baselines: Sequence[Wave]) -> tuple[charts.Point, ...]:
    def point(one: Wave, ratio: Estimate | Refused | None) -> charts.Point:
        label = str(one.frozen.plan.period.start.year)
        return charts.Point(label, len(one.counted), ratio if isinstance(ratio, Estimate) else None)

    if not baselines:
        return (point(wave, None),)
    first = baselines[0]
    return (point(first, None), *(point(one, compare(one, first)) for one in (*baselines[1:], wave)))


# --- in one language ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure, its label, and what it is a part of."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a heading, and tables and charts in their order."""

    id: str
    heading: str
    parts: tuple[PrintedTable | Chart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The report in one language."""

    language: str
    title: str
    over: str
    headline: str
    lede: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    warned: tuple[str, ...]
    limits: tuple[str, ...]
    facts: tuple[tuple[str, str, str, str], ...]
    """(figure, what it is of, quotation, source)"""
    made_with: str
    plan_id: str
    funder: str
    until: date
    """Last day of the period; the date of the document, so that the same rows give the same file."""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """All charts."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, Chart))

    @property
    def tables(self) -> tuple[PrintedTable, ...]:
        """All tables."""
        return tuple(part for section in self.sections for part in section.parts if isinstance(part, PrintedTable))


def word(results_: Results, language: str, *, version: str, whole: bool = False) -> Report:
    """Return the report in a language.

    Args:
        results_: of :func:`compute`.
        language: en, fr, de or nl.
        version: of the software, printed at the end.
        whole: whether long tables are printed to the last row.
    """
    words = Words(language)
    plan = results_.wave.frozen.plan
    table: Callable[[str], PrintedTable] = lambda name: printed(  # noqa: E731
        results_.table(name), words, most=10_000 if whole or name in ("A1", "T1", "T11") else 14
    )
    rows = results_.rows
    models = results_.removals
    sections = (
        Section("results", words("section.results"), (*_trend(results_, words), table("T1"))),
        Section(
            "offered",
            words("section.offered"),
            (charts.c1(rows, words), table("T3"), table("T4"), charts.c2(rows, words), table("T2")),
        ),
        Section("prices", words("section.prices"), (charts.c4(rows, words),)),
        Section("places", words("section.places"), (c3(rows, words), table("T5"), table("T6"), table("T8"))),
        Section("law", words("section.law"), (table("T7"), table("T9"))),
        Section("removal", words("section.removal"), (charts.c6(models, words), table("T10"))),
        Section("method", words("section.method"), (table("T11"), table("T11a"), table("T11b"))),
        Section("appendix", words("section.appendix"), (table("A1"),)),
    )
    places = _countries(plan.countries, words)
    period = f"{_day(plan.period.start, words)} – {_day(plan.period.end, words)}"
    return Report(
        language=language,
        title=plan.title,
        over=words("over", wave=plan.wave, period=period, days=plan.period.days, countries=places),
        headline=_headline(results_, words),
        lede=plan.question,
        figures=_key_figures(results_, words),
        sections=sections,
        warned=(*(_warning(one, words) for one in _gathered(results_.method.warned)), *_unfit(results_, words)),
        limits=tuple(words(f"limit.{key}") for key in ("closed", "posts", "appears", "coverage", "small")),
        facts=tuple(_fact(fact, words) for fact in results_.facts),
        made_with=words("made_with", version=version, rate=_rate(results_, words)),
        plan_id=results_.wave.frozen.id,
        funder=plan.funder_text,
        until=plan.period.end,
    )  # fmt: skip


def _trend(results_: Results, words: Words) -> tuple[Chart, ...]:
    target = results_.wave.frozen.plan.analysis.target_ratio
    return (charts.c5(results_.series, target, words),) if len(results_.series) > 1 else ()


def _day(on: date, words: Words) -> str:
    return words("day", day=on.day, month=words(f"month.{on.month}"), year=on.year)


def _countries(codes: Sequence[str], words: Words) -> str:
    return ", ".join(words.or_else(f"country.{code}", code) for code in codes)


def _headline(results_: Results, words: Words) -> str:
    ads, sites = len(results_.rows.ads), len(results_.published.sites)
    if results_.answer is not None and isinstance(results_.ratio, Estimate):
        change = 100 * (1 - results_.ratio.value)
        if change < 0:  # what rose cannot meet a target
            return words(f"headline.{results_.answer}_more", rise=words.number(-change))
        return words(f"headline.{results_.answer}", fall=words.number(change))
    weeks = results_.wave.frozen.plan.period.days / 7
    return words("headline.plain", ads=words.number(ads), sites=words.number(sites), weeks=words.decimal(weeks, 0))


def _key_figures(results_: Results, words: Words) -> tuple[Figure, ...]:
    lines = {row.of: row.cells[0] for row in results_.table("T1").rows}
    column = Column("figure", Unit.COUNT)
    say: Callable[[str], Printed] = lambda key: cell_words(lines[key], column, words)  # noqa: E731

    def figure(key: str, note: str = "") -> Figure:
        return Figure(words(f"t1.{key}"), say(key).text, note)

    specimens = say("specimens")
    missing = float(str(lines["price_missing"].value or 0))
    networks = f"{say('sites').text} + {say('networks').text}"
    found = [
        figure("ads", words("exact")),
        figure("specimens", words("between", ends=specimens.interval)),
        figure("live_share", words("interval", ends=say("live_share").interval)),
        Figure(words("t1.sites_networks"), networks, words("of_frame")),
        figure("value_eur", words("priced", share=f"{words.decimal(100 * (1 - missing), 0)}\u00a0%")),
    ]
    at_least = lines["offers_at_least"]
    if isinstance(at_least.value, float | int):
        found.append(figure("offers_at_least", words("interval", ends=say("offers_at_least").interval)))
    return tuple(found)


def _gathered(warned: Sequence[Warned]) -> Sequence[Warned]:
    """Return warnings with the same code told once where there are many of them."""
    by_code: dict[str, list[Warned]] = {}
    for one in warned:
        by_code.setdefault(one.code, []).append(one)
    return [each for many in by_code.values() for each in (many if len(many) <= 3 else [Warned(f"{many[0].code}_many",
            figure=len(many))])]  # fmt: skip


def _warning(one: Warned, words: Words) -> str:
    on = _day(one.on, words) if one.on else ""
    return words(f"warned.{one.code}", site=one.site, on=on, figure=words.number(one.figure))


def _unfit(results_: Results, words: Words) -> Sequence[str]:
    fields = [one for one in results_.method.agreement if one.use in (Use.RECODE, Use.NOTE) and one.value is not None]
    return [
        words(
            f"warned.agreement_{one.use}", field=words.coded("field", one.field), value=words.decimal(one.value or 0, 2)
        )
        for one in fields
    ]


def _fact(fact: OutsideFact, words: Words) -> tuple[str, str, str, str]:
    return fact.figure, fact.says, fact.quote, words("fact_source", source=fact.source, on=fact.dated, url=fact.url)


def _rate(results_: Results, words: Words) -> str:
    return (
        words("rate", usd=words.decimal(results_.rate.usd, 4), on=results_.rate.on)
        if results_.rate
        else words("no_rate")
    )
