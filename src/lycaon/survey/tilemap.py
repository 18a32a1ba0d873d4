"""C3: where accounts say they are, a tile a region; fewer than five accounts are hatched and give no number."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from lycaon.look import Messages
from lycaon.survey.charts import few_regions
from lycaon.survey.drawing import SLIM, WIDE, Chart, picture, rect, text
from lycaon.survey.figures import Rows

_TILE_WIDE, _TILE_HIGH = 46.0, 41.0


@dataclass(frozen=True, slots=True)
class Tile:
    """A region and its place on the map."""

    region: str
    country: str
    column: int
    row: int
    short: str


@cache
def _placed() -> dict[str, Tile]:
    table = files("lycaon.survey").joinpath("tiles.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(table))
    return {
        row["region"]: Tile(row["region"], row["country"], int(row["column"]), int(row["row"]), row["short"])
        for row in rows
    }


def c3(rows: Rows, words: Messages) -> Chart:
    """Return the map of accounts by region. Regions without a place of their own stand in rows beneath."""
    counts = few_regions(rows)
    countries = list(dict.fromkeys(ad.country for ad in rows.ads if ad.country))
    if not counts:
        return Chart("C3", words("c3.none"), "", Markup(""), Markup(""))
    top = max(counts, key=lambda region: (counts[region], region))
    finding = words("c3.finding", region=region_name(top, words), n=words.number(counts[top]))
    drawn = {
        css: _drawn(counts, countries, width, words, finding, css) for width, css in ((WIDE, "wide"), (SLIM, "slim"))
    }
    total = words.number(len({ad.seller for ad in rows.ads if ad.seller and ad.region in counts}))
    return Chart("C3", finding, words("c3.how", n=total), drawn["wide"], drawn["slim"])


def _drawn(
    counts: Mapping[str, int], countries: list[str], width: float, words: Messages, label: str, css: str
) -> Markup:
    height, parts = _map(counts, countries, width, words)
    return picture(width, height, label, parts, css=css)


def region_name(region: str, words: Messages) -> str:
    """Return a region as its country's name and its own letters."""
    country, _, short = region.partition("-")
    return f"{words.or_else(f'country.{country}', country)}, {short}"


def _map(counts: Mapping[str, int], countries: list[str], width: float, words: Messages) -> tuple[float, list[Markup]]:
    """Return height and the parts: a block of tiles a country, side by side or beneath each other."""
    most = max(counts.values())
    parts: list[Markup] = [_hatch()]
    x, y, tallest = 0.0, 0.0, 0.0
    for country in sorted(countries):
        tiles = _block(country, counts)
        if not tiles:
            continue
        wide = (max(tile.column for tile in tiles) + 1) * _TILE_WIDE
        high = 22 + (max(tile.row for tile in tiles) + 1) * _TILE_HIGH
        if x and x + wide > width:
            x, y, tallest = 0.0, y + tallest + 18, 0.0
        parts.append(text(x, y + 13, words.or_else(f"country.{country}", country), "b"))
        parts += [one for tile in tiles for one in _tile(tile, x, y + 22, counts.get(tile.region), most)]
        x, tallest = x + wide + 28, max(tallest, high)
    return y + tallest + 4, parts


def _block(country: str, counts: Mapping[str, int]) -> list[Tile]:
    """Return the tiles of a country moved to the corner; regions without a place stand in rows of eight."""
    known = [tile for tile in _placed().values() if tile.country == country]
    left, top = min((t.column for t in known), default=0), min((t.row for t in known), default=0)
    tiles = [Tile(t.region, t.country, t.column - left, t.row - top, t.short) for t in known]
    beneath = max((t.row for t in tiles), default=-1) + 1
    rest = sorted(r for r in counts if r.startswith(f"{country}-") and r not in _placed())
    return tiles + [
        Tile(region, country, k % 8, beneath + k // 8, region.partition("-")[2]) for k, region in enumerate(rest)
    ]


def _tile(tile: Tile, x0: float, y0: float, count: int | None, most: int) -> list[Markup]:
    x, y = x0 + tile.column * _TILE_WIDE, y0 + tile.row * _TILE_HIGH
    name = text(x + 40, y + 13, tile.short, "q", anchor="end", size=10)
    if count is None:
        hatched = Markup('<rect x="{}" y="{}" width="43" height="38" fill="url(#few)" stroke="var(--rule)"/>')
        return [
            hatched.format(f"{x:.1f}", f"{y:.1f}"),
            name,
            text(x + 40, y + 31, "< 5", "q halo", anchor="end", size=11),
        ]
    high = 34.0 * count / most
    return [
        rect(x, y, 43, 38, "pf"),
        rect(x + 2, y + 36 - high, 5, high, "gauge"),
        name,
        text(x + 40, y + 31, str(count), "b", anchor="end", size=13),
    ]


def _hatch() -> Markup:
    return Markup(
        '<defs><pattern id="few" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<line x1="0" x2="0" y1="0" y2="5" stroke="var(--rule)" stroke-width="2"/></pattern></defs>'
    )
