"""The charts C1 to C6: each says its finding, names its base, and is drawn for a wide and for a narrow column.

Bars and dots in ink, no pie: lengths can be compared, angles cannot. Ochre marks the one series of the sentence.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from markupsafe import Markup

from lycaon.look import Messages
from lycaon.survey.codebook import AtSale, Cause
from lycaon.survey.drawing import SLIM, WIDE, Chart, dot, fitted, line, path, picture, rect, steps, text, width_of
from lycaon.survey.estimates.interval import Estimate
from lycaon.survey.estimates.ratio import answer
from lycaon.survey.estimates.removal import Removal
from lycaon.survey.figures import HOURS_7, HOURS_30, Rows, by
from lycaon.survey.publish import FEWEST

Draw = Callable[[float], tuple[float, list[Markup]]]
"""From a width to a height and the parts."""

_ROW = 26.0


def _chart(name: str, finding: str, how: str, draw: Draw) -> Chart:
    pictures: list[Markup] = []
    for width, css in ((WIDE, "wide"), (SLIM, "slim")):
        height, parts = draw(width)
        pictures.append(picture(width, height, finding, parts, css=css))
    return Chart(name, finding, how, *pictures)


def c1(rows: Rows, words: Messages) -> Chart:
    """Return alive or not, by group: one bar a group from 0 to 100 per cent."""
    groups = sorted(
        by(rows.items, lambda item: str(item.group)).items(), key=lambda each: -sum(item.best for item in each[1])
    )
    lines = [(words("all"), *_alive(rows.items)), *((words(f"group.{group}"), *_alive(of)) for group, of in groups)]
    alive, whole = lines[0][1], lines[0][2]
    finding = words("c1.finding", share=percent(alive / whole if whole else 0, words), alive=words.number(alive),
                    all=words.number(whole))  # fmt: skip

    def draw(width: float) -> tuple[float, list[Markup]]:
        left = _left([label for label, *_ in lines], width)
        room = width - left - 150 if width > 500 else width - left - 60
        parts = [text(left, 12, words("live"), "q"), text(left + room, 12, words("parts"), "q", anchor="end")]
        for number, (label, part, of) in enumerate(lines):
            y = 20 + number * _ROW
            share = part / of if of else 0.0
            bold = "b" if number == 0 else ""
            parts += [
                text(left - 8, y + 14, fitted(label, left - 10), f"q {bold}".strip(), anchor="end"),
                rect(left, y + 3, room, 14, "pf"),
                rect(left, y + 3, room * share, 14, "o" if number == 0 else "f"),
                text(left + room + 8, y + 14, percent(share, words), bold),
            ]
            if width > 500:
                parts.append(text(width, y + 14, words("of", of=words.number(of)), "q", anchor="end"))
        return 24 + len(lines) * _ROW, parts

    return _chart("C1", finding, words("c1.how", n=words.number(whole)), draw)


def _alive(items: Sequence[object]) -> tuple[int, int]:
    alive = sum(item.best for item in items if item.at_sale is not AtSale.PART)  # type: ignore[attr-defined]
    return alive, sum(item.best for item in items)  # type: ignore[attr-defined]


def percent(share: float, words: Messages, places: int = 0) -> str:
    """Return a share in per cent as the language writes it."""
    return f"{words.decimal(100 * share, places)}\u00a0%"


def c2(rows: Rows, words: Messages) -> Chart:
    """Return advertisements by group and country: a row a group, a column a country, one scale for all."""
    countries = list(by(rows.ads, lambda ad: ad.country))[:6]
    table: dict[str, dict[str, int]] = {}
    for group, items in by(rows.items, lambda item: str(item.group)).items():
        found: dict[str, set[str]] = {country: set() for country in countries}
        for item in items:
            if (country := rows.ad[item.ad].country) in found:
                found[country].add(item.ad)
        table[group] = {country: len(ads) for country, ads in found.items()}
    groups = sorted(table, key=lambda group: -sum(table[group].values()))
    most = max((n for row in table.values() for n in row.values()), default=1)
    first = groups[0] if groups else ""
    where = max(countries, key=lambda country: table[first][country], default="") if first else ""
    finding = words("c2.finding", group=words(f"group.{first}"), ads=words.number(sum(table[first].values())),
                    country=words.or_else(f"country.{where}", where),
                    most=words.number(table[first][where])) if first else words("nothing")  # fmt: skip

    def draw(width: float) -> tuple[float, list[Markup]]:
        labels = [words(f"group.{group}") for group in groups]
        left = _left(labels, width, share=0.3)
        cell = (width - left) / max(1, len(countries))
        room = cell - 46 if width > 500 else cell - 34
        parts: list[Markup] = []
        for k, country in enumerate(countries):
            name = words.or_else(f"country.{country}", country) if width > 500 else country
            parts += [text(left + k * cell, 12, fitted(name, cell), "b"),
                      line(left + k * cell, 20, left + k * cell, 22 + len(groups) * _ROW, "e")]  # fmt: skip
        for number, (group, label) in enumerate(zip(groups, labels, strict=True)):
            y = 22 + number * _ROW
            parts.append(text(left - 8, y + 15, fitted(label, left - 10), "b" if group == first else "q", anchor="end"))
            for k, country in enumerate(countries):
                n = table[group][country]
                x, size = left + k * cell, room * n / most
                marked = group == first and country == where
                figure = text(
                    x + size + 5, y + 15, words.number(n), "b" if marked else "", size=0 if width > 500 else 11
                )
                parts += [rect(x, y + 4, size, 14, "o" if marked else "f"), figure]
        return 26 + len(groups) * _ROW, parts

    return _chart("C2", finding, words("c2.how", n=words.number(len(rows.ads))), draw)


def _left(labels: Sequence[str], width: float, *, share: float = 0.36) -> float:
    room = width * (share if width > 500 else share + 0.06)
    return min(room, max((width_of(label) for label in labels), default=0) + 12)


def c4(rows: Rows, words: Messages) -> Chart:
    """Return prices per specimen by group, on a logarithmic axis: middle half, median, and nine in ten."""
    prices: dict[str, list[float]] = {}
    for ad in rows.ads:
        lines = rows.of_ad[ad.ad]
        if ad.price_eur and len(lines) == 1 and lines[0].best:
            prices.setdefault(str(lines[0].group), []).append(ad.price_eur / lines[0].best)
    boxes = {group: _box(found) for group, found in prices.items() if len(found) >= 20}
    order = sorted(boxes, key=lambda group: -boxes[group][2])
    if not order:
        return _chart("C4", words("c4.none"), "", lambda _: (1, []))
    low = 10 ** math.floor(math.log10(max(1.0, min(box[0] for box in boxes.values()))))
    high = 10 ** math.ceil(math.log10(max(box[4] for box in boxes.values())))
    top = order[0]
    finding = words("c4.finding", group=words(f"group.{top}"), median=words.number(boxes[top][2]))

    def draw(width: float) -> tuple[float, list[Markup]]:
        labels = [words(f"group.{group}") for group in order]
        left = _left(labels, width)
        room = width - left - (170 if width > 500 else 52)
        scale = room / (math.log10(high) - math.log10(low))
        place = lambda value: left + (math.log10(max(value, low)) - math.log10(low)) * scale  # noqa: E731
        bottom = 10 + len(order) * _ROW
        parts: list[Markup] = []
        mark = low
        while mark <= high:
            parts += [line(place(mark), 6, place(mark), bottom, "g"),
                      text(place(mark), bottom + 14, words.number(mark), "q", anchor="middle")]  # fmt: skip
            mark *= 10
        for number, (group, label) in enumerate(zip(order, labels, strict=True)):
            y = 10 + number * _ROW + _ROW / 2
            p5, p25, p50, p75, p95 = boxes[group]
            bold = "b" if group == top else "q"
            parts += [
                text(left - 8, y + 4, fitted(label, left - 10), bold, anchor="end"),
                line(place(p5), y, place(p95), y, "l"),
                tag_box(place(p25), y - 6, place(p75) - place(p25), "o" if group == top else "pf"),
                line(place(p50), y - 7, place(p50), y + 7, "l", width=2.5),
                text(width, y + 4, _priced(p50, len(prices[group]), words, wide=width > 500), anchor="end"),
            ]
        return bottom + 20, parts

    return _chart("C4", finding, words("c4.how", n=words.number(sum(map(len, prices.values())))), draw)


def tag_box(x: float, y: float, width: float, css: str) -> Markup:
    """Return the box of the middle half."""
    return rect(x, y, max(2.0, width), 12, css)


def _priced(median: float, n: int, words: Messages, *, wide: bool) -> str:
    money = f"{words.number(median)}\u00a0€"
    return words("c4.line", median=money, n=words.number(n)) if wide else money


def _box(values: Sequence[float]) -> tuple[float, float, float, float, float]:
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[0], cuts[4], cuts[9], cuts[14], cuts[18]


@dataclass(frozen=True, slots=True)
class Point:
    """One wave of a series: its name, its offers, and its ratio to the baseline."""

    label: str
    offers: int
    ratio: Estimate | None
    """None for the baseline itself."""


def c5(points: Sequence[Point], target: float | None, words: Messages) -> Chart:
    """Return the trend against the baseline, with the line of the target."""
    last = points[-1].ratio
    finding = words("c5.alone", offers=words.number(points[-1].offers))
    if last is not None and last.low is not None and last.high is not None:
        figures = {"ratio": words.decimal(last.value, 2), "low": words.decimal(last.low, 2),
                   "high": words.decimal(last.high, 2)}  # fmt: skip
        finding = words("c5.ratio", **figures)
        if target is not None:
            said = words(f"answer.{answer(last, target)}")
            finding = words("c5.target", answer=said, target=words.decimal(target, 2), **figures)
    highest = max([1.0, *(p.ratio.high for p in points if p.ratio and p.ratio.high and math.isfinite(p.ratio.high))])
    marks = steps(highest, 4)

    def draw(width: float) -> tuple[float, list[Markup]]:
        left, right, top, bottom = 44.0, width - (110 if width > 500 else 74), 26.0, 210.0
        across = (right - left - 20) / max(1, len(points) - 1)
        up = lambda value: bottom - (bottom - top) * min(value, marks[-1]) / marks[-1]  # noqa: E731
        parts: list[Markup] = []
        for mark in marks:
            label = words.decimal(mark, 2 if mark % 1 else 0)
            parts += [
                line(left, up(mark), right, up(mark), "g"),
                text(left - 8, up(mark) + 4, label, "q", anchor="end"),
            ]
        if target is not None:
            label = words("c5.line", target=words.decimal(target, 2))
            parts += [line(left, up(target), right, up(target), "l", dash="5 4"),
                      text(left + 4, up(target) - 5, label, "halo")]  # fmt: skip
        at = [(left + 10 + k * across, up(p.ratio.value if p.ratio else 1.0)) for k, p in enumerate(points)]
        parts.append(path(at, "e", width=1.2))
        for k, (point, (x, y)) in enumerate(zip(points, at, strict=True)):
            final = k == len(points) - 1
            if point.ratio and point.ratio.low is not None and point.ratio.high is not None:
                parts.append(line(x, up(point.ratio.low), x, up(point.ratio.high), "l", width=1.6))
            parts += [
                dot(x, y, "o" if final and point.ratio else "f", 5.5),
                text(x, bottom + 18, point.label, "b" if final else "q", anchor="middle" if not final else "end"
                     if width < 500 else "middle"),
                text(x, bottom + 33, words("c5.offers", n=words.number(point.offers)), "q",
                     anchor="middle" if not final else "end" if width < 500 else "middle", size=11),
            ]  # fmt: skip
            if point.ratio and point.ratio.low is not None and point.ratio.high is not None:
                ends = f"{words.decimal(point.ratio.low, 2)}–{words.decimal(point.ratio.high, 2)}"
                parts += [text(x + 12, y + 4, words.decimal(point.ratio.value, 2), "b halo" if final else "halo"),
                          text(x + 12, y + 18, ends, "q halo", size=11)]  # fmt: skip
        return bottom + 42, parts

    return _chart("C5", finding, words("c5.how"), draw)


def c6(models: Mapping[str, Removal], words: Messages) -> Chart:
    """Return how fast notified offers are removed, a panel a platform, all on one scale."""
    shown = list(models.items())[:6]
    with_removals = [(code, model) for code, model in shown if Cause.PLATFORM in model.of_cause]
    if not with_removals:
        return _chart("C6", words("c6.none"), "", lambda _: (1, []))
    fastest = max(with_removals, key=lambda each: each[1].of_cause[Cause.PLATFORM].at(HOURS_7)[0])
    share, low, high = fastest[1].of_cause[Cause.PLATFORM].at(HOURS_7)
    finding = words("c6.finding", platform=fastest[0], share=percent(share, words), low=percent(low, words),
                    high=percent(high, words))  # fmt: skip

    def draw(width: float) -> tuple[float, list[Markup]]:
        columns = 3 if width > 500 else 1
        panel, gap = (width - 30 * (columns - 1)) / columns, 30.0
        parts: list[Markup] = []
        for k, (code, model) in enumerate(with_removals):
            x, y = (k % columns) * (panel + gap), (k // columns) * 170.0
            parts += _panel(code, model, x, y, panel, words, spoken_of=code == fastest[0])
        return math.ceil(len(with_removals) / columns) * 170.0, parts

    return _chart("C6", finding, words("c6.how"), draw)


def _panel(
    code: str, model: Removal, x0: float, y0: float, width: float, words: Messages, *, spoken_of: bool
) -> list[Markup]:
    curve = model.of_cause[Cause.PLATFORM]
    right, top, bottom = x0 + width - 52, y0 + 26, y0 + 128
    across = lambda hour: x0 + (right - x0) * min(hour, HOURS_30) / HOURS_30  # noqa: E731
    up = lambda share: bottom - (bottom - top) * share  # noqa: E731
    hours = [0.0, *(hour for hour in curve.hours if hour < HOURS_30), HOURS_30]
    inside = len(hours) - 2

    def staircase(values: Sequence[float]) -> list[tuple[float, float]]:
        points, height = [(across(0.0), up(0.0))], 0.0
        for k in range(inside):
            points += [(across(curve.hours[k]), up(height)), (across(curve.hours[k]), up(values[k]))]
            height = values[k]
        return [*points, (across(HOURS_30), up(height))]

    share, low, high = curve.at(HOURS_30)
    ends = f"{words.decimal(100 * low, 0)}–{words.decimal(100 * high, 0)}"
    median = model.median
    said = words("c6.median", hours=words.number(median.value)) if isinstance(median, Estimate) else words("c6.never")
    return [
        text(x0, y0 + 14, words("c6.platform", code=code), "b"),
        text(right, y0 + 14, words("c6.notices", n=words.number(model.offers)), "q", anchor="end"),
        line(x0, top, right, top, "g"),
        path([*staircase(curve.low), *reversed(staircase(curve.high))], "ow" if spoken_of else "w", closed=True),
        line(x0, bottom, right, bottom, "e"),
        path(staircase(curve.share), "l", width=2),
        text(right + 5, up(share) + 4, percent(share, words), "b"),
        text(right + 5, up(share) + 17, ends, "q", size=10.5),
        *(
            text(across(day * 24), bottom + 14, words.number(day) + (words("c6.days") if day == 30 else ""), "q",
                 anchor="middle" if day else "start", size=11)
            for day in (0, 7, 14, 30)
        ),
        text(x0, bottom + 29, said, "q", size=11),
    ]  # fmt: skip


def few_regions(rows: Rows) -> dict[str, int]:
    """Return accounts by region; a region that may not be shown has none in the rows."""
    found = by((ad for ad in rows.ads if ad.region and ad.seller), lambda ad: ad.region)
    counts = {region: len({ad.seller for ad in ads}) for region, ads in found.items()}
    return {region: count for region, count in counts.items() if count >= FEWEST}
