"""From the rows of a scan to what a page shows: figures, charts, filters, cards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lycaon.report.charts import Bar, Chart, bar_chart
from lycaon.report.gloss import Gloss, Reasoned
from lycaon.report.marked import marked
from lycaon.report.words import Words
from lycaon.scan.outputs import Summary
from lycaon.scan.scanner import Scanner
from lycaon.values.codec import from_json
from lycaon.values.scanned import Editions, Scan

_LIKELY = 0.5
"""Probability of wildlife from which a row carries a verdict: a weak sign must not look like a prohibited offer."""

MOST_ROWS = 2_000
"""Rows of the table; a page of more would not open on an old laptop. The files beside it hold all."""

MOST_DETAILS = 200
"""Offers whose words and reasons are printed."""

_ORDER = ("prohibited", "needs_document", "unknown", "allowed", "not_covered")


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure, its label, and what it is a part of."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the table."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One offer, as a row of the table and, where ``detailed``, with its words and reasons."""

    verdict: str
    country: str
    species: str
    site: str
    language: str
    short_title: str
    read_as: str
    specimens: str
    asked: str
    probability: str
    detailed: bool
    where: str
    title: Markup
    text: Markup
    likelihood: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[Reasoned, ...]
    notes: tuple[Reasoned, ...]
    remarks: tuple[str, ...]
    documents: tuple[str, ...]
    duties: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that the page shows."""

    source: str
    """Names of the inputs."""
    made_from: str
    headline: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    shown_words: str
    filters: tuple[Filter, ...]
    cards: tuple[Card, ...]
    method: tuple[tuple[str, str], ...]


COUNTED = ("listing_id", "wildlife", "protected", "legality", "legality_probability", "price_eur", "taxon_id")
"""Columns that figures and charts are counted from."""


def in_order(rows: Sequence[dict[str, object]]) -> list[int]:
    """Return the numbers of the rows that are shown: what appears prohibited first, and in a verdict the surest first.

    Offers that are more likely not protected stand behind all others.
    """

    def rank(number: int) -> tuple[bool, int, float, float, str]:
        row = rows[number]
        protected = _float(row["protected"])
        verdict = _ORDER.index(str(row["legality"] or "unknown"))
        return protected < _LIKELY, verdict, -protected, -_float(row["wildlife"]), str(row["listing_id"])

    return sorted(range(len(rows)), key=rank)[:MOST_ROWS]


def build(
    rows: Sequence[dict[str, object]],
    shown: Sequence[dict[str, object]],
    summary: Summary,
    source: str,
    made_from: str,
    scanner: Scanner,
    words: Words,
) -> Report:
    """Return the report of a finished scan.

    Args:
        rows: all kept findings, with the columns :data:`COUNTED`.
        shown: those of :func:`in_order` whole, in its order.
        summary: the figures of the scan.
        source: names of the inputs.
        made_from: the same in a line, with the day whose law was asked.
        scanner: for the names, groups and wording of its catalogue and rules.
        words: of the language wanted.
    """
    gloss = Gloss(scanner.catalogue, words)
    cards = tuple(_card(row, gloss, words, detailed=n < MOST_DETAILS) for n, row in enumerate(shown))
    protected = [row for row in rows if _float(row["protected"]) >= 0.5]
    asks = [row for row in protected if row["legality"] in ("prohibited", "needs_document", "unknown", None)]
    kind = {0: "none", 1: "one"}.get(len(asks), "many")
    return Report(
        source=source,
        made_from=made_from,
        headline=words(f"headline.{kind}", read=words.number(summary.read), count=words.number(len(asks))),
        figures=_figures(protected, summary, words),
        charts=_charts(protected, gloss, words),
        shown_words=_shown(len(cards), summary.kept, words),
        filters=_filters(cards, words),
        cards=cards,
        method=_method(scanner.editions, summary, words),
    )


def _shown(cards: int, kept: int, words: Words) -> str:
    if cards <= MOST_DETAILS:
        return words("shown", shown=words.number(cards), kept=words.number(kept))
    return words("shown_details", shown=words.number(cards), kept=words.number(kept), details=MOST_DETAILS)


def _figures(protected: Sequence[dict[str, object]], summary: Summary, words: Words) -> tuple[Figure, ...]:
    note = words(
        "figure.kept_plus",
        scanned=words.number(summary.read - summary.rejected),
        rejected=words.number(summary.rejected),
    )
    figures = [
        Figure(words("figure.read"), words.number(summary.read), note),
        Figure(words("figure.wildlife"), words.number(summary.wildlife)),
        Figure(words("figure.protected"), words.number(summary.protected), _expected(protected, "protected", words)),
    ]
    for code in _ORDER:
        members = [row for row in protected if (row["legality"] or "unknown") == code]
        if members:
            expected = _expected(members, "legality_probability", words) if code != "unknown" else ""
            figures.append(Figure(words(f"verdict.{code}"), words.number(len(members)), expected))
    return (*figures, *_value(protected, words))


def _expected(rows: Sequence[dict[str, object]], column: str, words: Words) -> str:
    # Calibrated probabilities add up to the number that should be right.
    expected = sum(_float(row["protected"]) * (_float(row[column]) if column != "protected" else 1) for row in rows)
    return words("figure.expect", expected=words.number(expected)) if rows else ""


def _value(protected: Sequence[dict[str, object]], words: Words) -> list[Figure]:
    priced = [_float(row["price_eur"]) for row in protected if row["price_eur"] is not None]
    if not priced:
        return []
    share = words("figure.priced", share=words.percent(len(priced) / len(protected)))
    return [Figure(words("figure.value"), f"{words.number(sum(priced))}\u00a0€", share)]


def _charts(protected: Sequence[dict[str, object]], gloss: Gloss, words: Words) -> tuple[Chart, ...]:
    if len(protected) < 5:
        return ()
    groups = Counter(gloss.group(row["taxon_id"]) for row in protected).most_common()
    shown = groups[:8]
    rest = sum(count for _, count in groups[8:])
    bars = [Bar(name, count, spoken_of=n == 0) for n, (name, count) in enumerate(shown)]
    if rest:
        bars.append(Bar(words("chart.other"), rest))
    total = words.number(len(protected))
    first = words("chart.groups", group=shown[0][0], count=words.number(shown[0][1]), total=total)
    verdicts = Counter(str(row["legality"] or "unknown") for row in protected)
    asks = verdicts["prohibited"] + verdicts["needs_document"]
    second = words("chart.legality", count=words.number(asks), total=total)
    legality = [
        Bar(words(f"verdict.{code}"), verdicts[code], spoken_of=code in ("prohibited", "needs_document"))
        for code in _ORDER
    ]
    return (
        bar_chart(bars, first, words("chart.groups_how")),
        bar_chart(legality, second, words("chart.legality_how")),
    )


def _filters(cards: Sequence[Card], words: Words) -> tuple[Filter, ...]:
    def options(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
        counts = Counter(value for value in values if value)
        return tuple(
            (value, f"{value} ({count})")
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )

    verdicts = Counter(card.verdict for card in cards)
    chosen = tuple((code, f"{words(f'verdict.{code}')} ({verdicts[code]})") for code in _ORDER if verdicts[code])
    return (
        Filter("verdict", words("filter.verdict"), chosen),
        Filter("species", words("filter.species"), options([card.species for card in cards])),
        Filter("country", words("filter.country"), options([card.country for card in cards])),
        Filter("site", words("filter.site"), options([card.site for card in cards])),
        Filter("language", words("filter.language"), options([card.language for card in cards])),
    )


def _card(row: dict[str, object], gloss: Gloss, words: Words, *, detailed: bool) -> Card:
    scan = from_json(str(row["scan"]).encode("utf-8"), Scan)
    title, text = str(row["title"] or ""), str(row["text"] or "")
    probability = _float(row["protected"]) or _float(row["wildlife"])
    told = gloss.of(scan)
    return Card(
        verdict=str(row["legality"] or "unknown") if _float(row["wildlife"]) >= _LIKELY else "unknown",
        country=str(row["country"] or ""),
        species=str(row["scientific_name"] or ""),
        site=str(row["site"] or ""),
        language=str(row["language"] or ""),
        short_title=_short(title or text),
        read_as=gloss.read_as(scan),
        specimens=gloss.quantity(scan) or "—",
        asked=str(row["price_written"] or "—")[:40],
        probability=words.percent(probability),
        detailed=detailed,
        where=" · ".join(part for part in (row["country"], row["seller"], row["site"]) if part),  # type: ignore[misc]
        title=marked(title, scan.finding.mentions, "title"),
        text=marked(text, scan.finding.mentions, "text"),
        likelihood=told.likelihood,
        sentence=told.sentence,
        facts=told.facts,
        reasons=told.reasons,
        notes=told.notes,
        remarks=told.remarks,
        documents=told.documents,
        duties=told.duties,
        missing=told.missing,
        policies=told.policies,
    )


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 90 else line[:89] + "…"


def _method(editions: Editions, summary: Summary, words: Words) -> tuple[tuple[str, str], ...]:
    rejected = (
        words("method_fact.rejected_words", count=words.number(summary.rejected))
        if summary.rejected
        else words("method_fact.none_rejected")
    )
    return (
        (words("method_fact.engine"), editions.engine),
        (words("method_fact.catalogue"), editions.catalogue),
        (words("method_fact.rules"), editions.rules),
        (words("method_fact.model"), editions.model),
        (words("method_fact.silent"), words("method_fact.silent_words", count=words.number(summary.silent))),
        (words("method_fact.rejected"), rejected),
        (words("method_fact.photos"), words("method_fact.photos_words")),
    )


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
