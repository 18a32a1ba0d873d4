"""Two kinds of plots as SVG, without a plotting library: bars and lines, both on logarithmic axes.

The colours are those of the reports; text is text, so that the figures can be searched and read aloud.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """<style>
 text { font: 13px system-ui, sans-serif; fill: #15171a } .quiet { fill: #5f6369 }
 .title { font-weight: 600; font-size: 15px }
 .bar { fill: #777b80 } .ours { fill: #f2b437 } .rule { stroke: #d3d3cb } polyline { fill: none; stroke-width: 2 }
 @media (prefers-color-scheme: dark) { text { fill: #edebe5 } .quiet { fill: #9d9b95 } .rule { stroke: #37393c } }
</style>"""
_INKS = ("#c98500", "#5f6369", "#2f6f9f", "#8d3b2c")
_DASHES = ("none", "6 4", "2 3", "10 4 2 4")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, its value, and whether it is ours."""

    name: str
    value: float
    is_ours: bool
    note: str = ""


def bars(title: str, unit: str, rows: Sequence[Bar]) -> str:
    """Draw horizontal bars on a logarithmic axis, in the order given."""
    left, width, step, top = 250, 430, 26, 46
    least = 10 ** math.floor(math.log10(min(bar.value for bar in rows)) - 0.01)
    most = max(bar.value for bar in rows)
    drawn = [f'<text x="0" y="18" class="title">{escape(title)}</text>']
    drawn.append(f'<text x="0" y="36" class="quiet">{escape(unit)}, logarithmic</text>')
    for number, bar in enumerate(rows):
        y = top + number * step
        length = width * math.log(bar.value / least) / math.log(most / least)
        kind = "bar ours" if bar.is_ours else "bar"
        drawn.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(bar.name)}</text>')
        drawn.append(f'<rect class="{kind}" x="{left}" y="{y + 2}" width="{length:.1f}" height="18"/>')
        drawn.append(f'<text x="{left + length + 6:.1f}" y="{y + 15}">{_short(bar.value)} {escape(bar.note)}</text>')
    return _svg(title, left + width + 150, top + len(rows) * step + 8, drawn)


def lines(title: str, across: str, up: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Draw curves over logarithmic axes; points are (x, y), both positive."""
    left, top, width, height = 70, 50, 520, 260
    points = [point for curve in curves.values() for point in curve]
    x_range = min(x for x, _ in points), max(x for x, _ in points)
    y_range = min(y for _, y in points) * 0.7, max(y for _, y in points) * 1.4
    drawn = [f'<text x="0" y="18" class="title">{escape(title)}</text>']
    drawn.append(f'<text x="0" y="38" class="quiet">{escape(up)}</text>')

    def place(x: float, y: float) -> tuple[float, float]:
        return left + width * _share(x, *x_range), top + height * (1 - _share(y, *y_range))

    for tick in _ticks(*y_range):
        _, y = place(x_range[0], tick)
        drawn.append(f'<line class="rule" x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text class="quiet" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{_short(tick)}</text>')
    for tick in sorted({x for x, _ in points}):
        x, _ = place(tick, y_range[0])
        drawn.append(
            f'<text class="quiet" x="{x:.1f}" y="{top + height + 18}" text-anchor="middle">{_short(tick)}</text>'
        )
    middle, foot = left + width / 2, top + height + 38
    drawn.append(f'<text class="quiet" x="{middle}" y="{foot}" text-anchor="middle">{escape(across)}</text>')
    for number, (name, curve) in enumerate(curves.items()):
        placed = [place(x, y) for x, y in curve]
        ink, dashes = _INKS[number % len(_INKS)], _DASHES[number % len(_DASHES)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        drawn.append(f'<polyline points="{path}" stroke="{ink}" stroke-dasharray="{dashes}"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/>' for x, y in placed]
        drawn.append(f'<text x="{placed[-1][0] + 8:.1f}" y="{placed[-1][1] + 4:.1f}">{escape(name)}</text>')
    return _svg(title, left + width + 190, top + height + 48, drawn)


def _share(value: float, least: float, most: float) -> float:
    return math.log(value / least) / math.log(most / least) if most > least else 0.5


def _ticks(least: float, most: float) -> list[float]:
    powers = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    return [tick for power in powers for tick in (10.0**power, 3 * 10.0**power) if least <= tick <= most]


def _short(value: float) -> str:
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def _svg(title: str, width: float, height: float, drawn: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img"'
    return "\n".join([f'{head} aria-label="{escape(title)}">', _STYLE, *drawn, "</svg>", ""])
