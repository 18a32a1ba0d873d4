"""What stands beside the figures: policies, method, appendix of taxa (T10, T11, A1)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lycaon.survey.codebook import Ad, Message, State
from lycaon.survey.coding import FIELDS, Code, by_place
from lycaon.survey.duplicates import counted
from lycaon.survey.effort import Warned, warnings
from lycaon.survey.estimates.agreement import Agreement, Distance, alpha, kappa
from lycaon.survey.estimates.interval import share
from lycaon.survey.publish import FEWEST
from lycaon.survey.tables import Cell, Column, Row, Table, Unit, estimated, figure, words
from lycaon.survey.wave import Wave

CommonName = Callable[[str, str], str]
"""(scientific name, language) to a common name, or nothing."""


def agreements(codes: Sequence[Code], *, distance: Distance | None = None) -> tuple[Agreement, ...]:
    """Return how far coders agree on each field: kappa for two coders, alpha for more; taxa by distance too.

    Args:
        codes: of all coders.
        distance: between taxa; where given, the field ``taxon`` also gets an alpha that counts near misses less.
    """
    places = by_place(codes)
    found: list[Agreement] = []
    for field in FIELDS:
        given = [by_coder for (_, _, name), by_coder in sorted(places.items()) if name == field.name]
        twice = [by_coder for by_coder in given if len(by_coder) >= 2]
        if not given:
            continue
        pairs = {tuple(sorted(by_coder)) for by_coder in twice}
        if len(pairs) <= 1 and all(len(pair) == 2 for pair in pairs):
            # Whoever comes first in the alphabet is "one": kappa does not care, and the pair is always the same two.
            found.append(kappa([(each[a], each[b]) for each in twice for a, b in [sorted(each)]], field.name))
        else:
            found.append(alpha(twice, field.name))
        if field.name == "taxon" and distance is not None and twice:
            found.append(replace(alpha(twice, "taxon_distance", distance=distance), measure="alpha_distance"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Method:
    """The figures of T11 and what a reader must be warned of."""

    agreement: tuple[Agreement, ...]
    warned: tuple[Warned, ...]


def method(wave: Wave, *, distance: Distance | None = None) -> Method:
    """Return agreement and warnings of a wave."""
    return Method(agreements(wave.codes, distance=distance), warnings(wave.effort, wave.frozen))


def t10(wave: Wave) -> Table:
    """Return what companies say, and what they changed; named only where they may be."""
    codes = {site.id: site.code for site in wave.frozen.plan.sites}
    rows = [
        Row(
            policy.company if policy.named else codes.get(policy.company, "—"),
            (words(policy.policy), words(policy.on.isoformat() if policy.on else "—"), words(policy.change or "—")),
        )
        for policy in wave.policies
    ]
    return Table(
        id="T10",
        head="company",
        columns=(Column("policy", Unit.TEXT), Column("since", Unit.TEXT), Column("change", Unit.TEXT)),
        rows=tuple(sorted(rows, key=lambda row: row.of)),
        base=(("companies", len(rows)),),
        notes=("named",),
    )


def t11(wave: Wave, missing: float) -> Table:
    """Return the method: period, effort, keywords, agreement, missing prices."""
    plan, messages = wave.frozen.plan, counted(wave.ads, wave.linked)
    seen = [row for row in wave.effort if row.state is State.OBSERVED]
    twice = len({ad for (ad, _, _), given in by_place(wave.codes).items() if len(given) >= 2})
    lines: list[tuple[str, Cell]] = [
        ("plan", words(wave.frozen.short)),
        ("period", words(f"{plan.period.start.isoformat()} – {plan.period.end.isoformat()}")),
        ("days", figure(plan.period.days)),
        ("hours", words(plan.period.hours or "—")),
        ("site_count", words(plan.site_count_definition)),
        ("frame", figure(len(plan.sites))),
        ("chosen", figure(len(plan.chosen))),
        ("keywords", figure(len(plan.keywords))),
        ("keyword_languages", words(", ".join(sorted({k.language for k in plan.keywords})))),
        ("keywords_digest", words(plan.keywords_digest[:12])),
        ("depth", figure(plan.depth_pages)),
        ("person_hours", figure(round(sum(row.minutes for row in seen) / 60))),
        ("pages", figure(sum(row.pages for row in seen))),
        ("errors", figure(sum(row.errors for row in wave.effort))),
        ("messages", figure(messages.raw)),
        ("wanted", figure(messages.wanted)),
        ("past", figure(messages.past)),
        ("other", figure(messages.other)),
        ("scams", figure(messages.scams)),
        ("reposts", figure(messages.reposts)),
        ("coders", figure(len({code.coder for code in wave.codes}))),
        ("coded_twice", figure(twice)),
        ("price_missing", figure(missing, unit=Unit.SHARE)),
        ("code_book", words(plan.code_book)),
        ("access", words(f"{plan.access.signed_by}, {plan.access.signed_on}")),
        ("robots", words(plan.access.robots_and_terms)),
    ]
    return Table(
        id="T11",
        head="result",
        coded="t11",
        columns=(Column("figure", Unit.COUNT),),
        rows=tuple(Row(key, (cell,)) for key, cell in lines),
    )


def agreement_table(found: Sequence[Agreement]) -> Table:
    """Return agreement by field, and what may be done with it."""

    def cells(one: Agreement) -> tuple[Cell, ...]:
        value = (
            Cell(value=one.value, low=one.low, high=one.high, unit=Unit.RATIO)
            if one.value is not None
            else Cell(value=None, refused=one.use)
        )
        return figure(one.units), figure(one.observed, unit=Unit.SHARE), words(one.measure), value, words(one.use)

    return Table(
        id="T11a",
        head="field",
        coded="field",
        columns=(
            Column("units", Unit.COUNT),
            Column("observed", Unit.SHARE),
            Column("measure", Unit.TEXT, "measure"),
            Column("agreement", Unit.RATIO),
            Column("use", Unit.TEXT, "use"),
        ),
        rows=tuple(Row(one.field, cells(one)) for one in found),
        notes=("thresholds",),
    )


def engine_table(wave: Wave) -> Table:
    """Return the engine against the coders, by language: findings kept as offers, and verdicts that stayed.

    Only what the engine found lies before coders here, so this is precision; recall asks for listings that it passed
    by, and stands in :mod:`lycaon.survey.estimates.validity`.
    """

    def cells(ads: Sequence[Ad]) -> tuple[Cell, ...]:
        kept = [ad for ad in ads if ad.message is not Message.OTHER]
        judged = [ad for ad in kept if ad.engine_legality is not None]
        same = sum(ad.engine_legality is ad.legality for ad in judged)
        return (
            figure(len(ads)),
            estimated(share(len(kept), len(ads))),
            figure(len(judged)),
            estimated(share(same, len(judged))),
        )

    by_language: dict[str, list[Ad]] = defaultdict(list)
    for ad in wave.ads:
        by_language[ad.language or "—"].append(ad)
    ordered = sorted(by_language.items(), key=lambda item: (-len(item[1]), item[0]))
    return Table(
        id="T11b",
        head="language",
        columns=(
            Column("messages", Unit.COUNT),
            Column("kept", Unit.SHARE),
            Column("judged", Unit.COUNT),
            Column("same_verdict", Unit.SHARE),
        ),
        rows=(*(Row(language, cells(ads)) for language, ads in ordered), Row("all", cells(wave.ads), total=True)),
        base=(("messages", len(wave.ads)),),
        notes=("engine",),
    )


def tactics(wave: Wave) -> tuple[tuple[str, str, str, int], ...]:
    """Return (tactic, group, kind of site, advertisements): how sales are arranged, for those who may look only.

    Published, such a table would teach the trade; it never leaves the restricted folder.
    """
    groups: dict[str, str] = {}
    for item in wave.items:
        groups.setdefault(item.ad, item.group)
    kinds = {site.id: site.kind for site in wave.frozen.plan.sites}
    found = Counter((ad.tactic, groups.get(ad.id, ""), str(kinds[ad.site])) for ad in wave.counted if ad.tactic)
    return tuple((*what, number) for what, number in sorted(found.items(), key=lambda one: (-one[1], one[0])))


def a1(wave: Wave, common: CommonName, languages: Sequence[str]) -> Table:
    """Return all taxa; those that fewer than five accounts offer are named without figures."""
    counted_ads = {ad.id: ad for ad in wave.counted}
    items = [item for item in wave.items if item.ad in counted_ads]
    accounts: dict[str, set[str]] = defaultdict(set)
    ads: dict[str, set[str]] = defaultdict(set)
    specimens: Counter[str] = Counter()
    status: dict[str, tuple[str, str]] = {}
    for item in items:
        accounts[item.taxon].add(counted_ads[item.ad].seller or item.ad)
        ads[item.taxon].add(item.ad)
        specimens[item.taxon] += item.best
        status.setdefault(item.taxon, (item.appendix, item.annex))
    few = _with_a_second({taxon for taxon in ads if len(accounts[taxon]) < FEWEST}, specimens)
    hidden = Cell(value=None, few=True)

    def cells(taxon: str) -> tuple[Cell, ...]:
        numbers = (hidden, hidden) if taxon in few else (figure(len(ads[taxon])), figure(specimens[taxon]))
        names = (words(common(taxon, language)) for language in languages)
        return *names, words(status[taxon][0] or "—"), words(status[taxon][1] or "—"), *numbers

    return Table(
        id="A1",
        head="taxon",
        columns=(
            *(Column(f"name_{language}", Unit.TEXT) for language in languages),
            Column("appendix", Unit.TEXT),
            Column("annex", Unit.TEXT),
            Column("ads", Unit.COUNT),
            Column("specimens", Unit.COUNT),
        ),
        rows=tuple(Row(taxon, cells(taxon)) for taxon in sorted(ads)),
        notes=("few",),
    )


def _with_a_second(few: set[str], specimens: Counter[str]) -> set[str]:
    """Hide a second taxon where one alone is hidden: the total would give the one away."""
    if len(few) != 1:
        return few
    rest = [taxon for taxon in specimens if taxon not in few]
    return few | {min(rest, key=lambda taxon: (specimens[taxon], taxon))} if rest else few
