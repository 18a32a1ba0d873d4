"""Bars drawn as inline SVG: ink, with ochre for the one bar the sentence above speaks of.

Text never scales, so every chart is drawn twice, for a wide and for a narrow column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

_ROW = 26
_WIDE, _SLIM = 460, 330


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and its count."""

    label: str
    count: int
    spoken_of: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A finding, how to read its picture, and the picture at two widths."""

    finding: str
    how_to_read: str
    wide: Markup
    slim: Markup


def bar_chart(bars: Sequence[Bar], finding: str, how_to_read: str) -> Chart:
    """Draw horizontal bars from zero, each with its count at its end."""
    return Chart(finding, how_to_read, _draw(bars, finding, _WIDE, "wide"), _draw(bars, finding, _SLIM, "slim"))


def _draw(bars: Sequence[Bar], label: str, width: int, css: str) -> Markup:
    longest = max((len(bar.label) for bar in bars), default=0)
    left = min(width * 0.45, longest * 6.6 + 10)
    scale = (width - left - 48) / max(1, *(bar.count for bar in bars))
    rows = Markup().join(_bar(bar, number * _ROW, left, scale) for number, bar in enumerate(bars))
    axis = Markup('<line class="l" x1="{0}" y1="0" x2="{0}" y2="{1}"/>').format(f"{left:.1f}", len(bars) * _ROW)
    return Markup('<svg class="chart {}" role="img" aria-label="{}" viewBox="0 0 {} {}">{}{}</svg>').format(
        css, label, width, len(bars) * _ROW + 2, rows, axis
    )


def _bar(bar: Bar, top: int, left: float, scale: float) -> Markup:
    length = bar.count * scale
    return Markup(
        '<text class="{q}" x="{tx}" y="{ty}" text-anchor="end">{label}</text>'
        '<rect class="{fill}" x="{x}" y="{y}" width="{width}" height="14"/>'
        '<text x="{nx}" y="{ty}">{count}</text>'
    ).format(
        q="b" if bar.spoken_of else "q",
        tx=f"{left - 8:.1f}",
        ty=top + 17,
        label=bar.label if len(bar.label) <= 30 else bar.label[:29] + "…",
        fill="o" if bar.spoken_of else "f",
        x=f"{left:.1f}",
        y=top + 6,
        width=f"{length:.1f}",
        nx=f"{left + length + 6:.1f}",
        count=bar.count,
    )
