"""Drawing in SVG: a few shapes, two widths, and the colours of the house for paper.

On a page the classes get their colours from the style sheet, light or dark. A chart that stands alone, in print, gets
them written in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDE, SLIM = 860, 356

_ON_PAPER = (
    "text{font:12px 'Noto Sans','Liberation Sans','DejaVu Sans',sans-serif;fill:#15171a}"
    ".q{fill:#43474c}.b{font-weight:bold}"
    ".l{stroke:#15171a;fill:none}.g{stroke:#d3d3cb;fill:none}.e{stroke:#777b80;fill:none}"
    ".f{fill:#15171a}.pf{fill:#ffffff;stroke:#15171a}.o{fill:#f2b437;stroke:#15171a}.w{fill:#e8e8e1}.ow{fill:#fdeec9}"
    ".gauge{fill:#15171a}.halo{stroke:#ffffff;stroke-width:5px;stroke-linejoin:round;paint-order:stroke}"
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A finding, how to read its picture, and the picture at two widths."""

    id: str
    finding: str
    how: str
    wide: Markup
    slim: Markup

    @property
    def on_paper(self) -> str:
        """The wide picture with its colours written in."""
        drawn = str(self.wide).replace("var(--rule)", "#d3d3cb").replace("var(--ink)", "#15171a")
        opening = re.match(r"<svg [^>]*>", drawn)
        assert opening is not None  # noqa: S101 - every chart is made by `picture`
        head = opening[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
        return f"{head}<style>{_ON_PAPER}</style>{drawn[opening.end() :]}"


def number(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def tag(name: str, css: str = "", words: str = "", **attributes: object) -> Markup:
    """Return an element; ``text_anchor`` becomes ``text-anchor``, floats become coordinates."""
    written = Markup("")
    if css:
        written += Markup(' class="{}"').format(css)
    for key, value in attributes.items():
        shown = number(value) if isinstance(value, float) else value
        written += Markup(' {}="{}"').format(key.replace("_", "-"), shown)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, words)


def text(x: float, y: float, words: str, css: str = "", *, anchor: str = "start", size: float = 0) -> Markup:
    """Return words at a place; ``anchor`` is start, middle or end."""
    # Attributes that say nothing are left out: a page holds thousands of words.
    more = {"font_size": size, "text_anchor": "" if anchor == "start" else anchor}
    return tag("text", css, words, x=float(x), y=float(y), **{key: value for key, value in more.items() if value})


def line(x1: float, y1: float, x2: float, y2: float, css: str = "l", *, width: float = 1, dash: str = "") -> Markup:
    """Return a straight line."""
    more = {"stroke_dasharray": dash, "stroke_width": 0 if width == 1 else width}
    kept = {key: value for key, value in more.items() if value}
    return tag("line", css, "", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), **kept)


def rect(x: float, y: float, width: float, height: float, css: str = "f") -> Markup:
    """Return a rectangle."""
    return tag("rect", css, x=float(x), y=float(y), width=float(max(0.0, width)), height=float(height))


def dot(x: float, y: float, css: str = "f", r: float = 4) -> Markup:
    """Return a dot."""
    return tag("circle", css, cx=float(x), cy=float(y), r=float(r))


def path(points: Sequence[tuple[float, float]], css: str = "l", *, width: float = 1, closed: bool = False) -> Markup:
    """Return a line through points."""
    d = "M" + " L".join(f"{number(x)} {number(y)}" for x, y in points) + (" Z" if closed else "")
    return tag("path", css, d=d) if width == 1 else tag("path", css, d=d, stroke_width=width)


def picture(width: float, height: float, label: str, parts: Sequence[Markup], *, css: str) -> Markup:
    """Return a chart with the sentence that it shows as its label."""
    # A hair of room at both sides, or print cuts the strokes that stand on the edge.
    box = f"-2 -1 {number(width + 4)} {number(height + 2)}"
    return Markup('<svg class="chart {}" viewBox="{}" role="img" aria-label="{}">{}</svg>').format(
        css, box, label, Markup("").join(parts)
    )


def width_of(words: str, size: float = 12) -> float:
    """Return about how wide words are, in the unit of the drawing; no font is asked, so it is generous."""
    return len(words) * size * 0.56


def fitted(words: str, room: float, size: float = 12) -> str:
    """Return words cut to a room, with an ellipsis."""
    most = max(3, int(room / (size * 0.56)))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def steps(most: float, number_of: int = 4) -> list[float]:
    """Return round marks from 0 to at least ``most``.

    >>> steps(2021)
    [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0]
    """
    if most <= 0:
        return [0.0, 1.0]
    raw = most / number_of
    power = 10.0 ** len(str(int(raw))) / 10 if raw >= 1 else 0.1 if raw >= 0.1 else 0.01
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= raw * 0.99)
    marks = [0.0]
    while marks[-1] < most:
        marks.append(round(marks[-1] + step, 10))
    return marks
