"""``lycaon survey``: plan, run, code, agree, report, compare; from a frozen plan to figures anybody can recompute."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from lycaon.cli import EXIT_REJECTED, EXIT_UNFINISHED
from lycaon.cli.survey_desk import code

if TYPE_CHECKING:
    from lycaon.survey.estimates.agreement import Agreement
    from lycaon.survey.estimates.interval import Estimate, Refused
    from lycaon.survey.wave import Wave

T = TypeVar("T")

LANGUAGES = ("en", "fr", "de", "nl")
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def survey() -> None:
    r"""Count offers so that a stranger can recompute the figures: plan, run, code, agree, report, compare.

    \b
    Example:
      lycaon survey demo --out out/census             a whole invented census, from plan to print
      lycaon survey plan my-census --new              write a draft to fill in
    """


survey.add_command(code)


@survey.command()
@click.argument("folder", type=_FOLDER)
@click.option("--new", is_flag=True, help="Write a draft: survey.yaml, frame.csv, keywords.csv.")
@click.option("--draw", multiple=True, metavar="STRATUM=N", help="Choose so many sites of a stratum at random.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draw, so that it can be repeated.")
@click.option("--freeze", "freezes", is_flag=True, help="Freeze the plan; afterwards nothing in it can change.")
def plan(folder: Path, new: bool, draw: tuple[str, ...], seed: int, freezes: bool) -> None:
    """Draft, check and freeze the plan of a survey.

    Without an option it says what is missing. Example: lycaon survey plan my-census --freeze
    """
    from lycaon.survey.plan import faults, freeze, read_plan
    from lycaon.survey.wave import write_frozen

    if new:
        _write_draft(folder)
        return
    if draw:
        _draw(folder, draw, seed)
    drafted = read_plan(folder)
    if freezes:
        frozen = freeze(drafted)
        write_frozen(folder, frozen)
        click.echo(f"{folder}/plan.json: frozen as {frozen.id}")
        click.echo("Publish this name before the first observation; every report prints it.")
        return
    found = faults(drafted)
    click.echo(f"{drafted.title}: {len(drafted.chosen)} of {len(drafted.sites)} sites, {len(drafted.keywords)} "
               f"keywords, {drafted.period.days} days")  # fmt: skip
    for fault in found:
        click.echo(f"  {fault.where}: {fault.what}; {fault.mend}")
    if found:
        click.echo(f"{len(found)} to mend before it can be frozen.")
        raise click.exceptions.Exit(EXIT_UNFINISHED)
    click.echo(f"Complete. Freeze it with: lycaon survey plan {folder} --freeze")


def _write_draft(folder: Path) -> None:
    from lycaon.scan.parts import write_aside
    from lycaon.survey.draft import DRAFT

    folder.mkdir(parents=True, exist_ok=True)
    for name in DRAFT:
        if (folder / name).exists():
            raise click.ClickException(f"{folder / name} stands already; a draft never replaces a file")
    for name, text in DRAFT.items():
        write_aside(folder / name, text.encode())
        click.echo(f"{folder / name}")
    click.echo(f"Fill them in, then: lycaon survey plan {folder}")


def _draw(folder: Path, wanted: tuple[str, ...], seed: int) -> None:
    from lycaon.survey.plan import Site, read_plan
    from lycaon.survey.sampling import draw
    from lycaon.survey.wave import write_rows

    try:
        numbers = {name: int(number) for name, _, number in (each.partition("=") for each in wanted)}
    except ValueError as error:
        raise click.BadParameter("write STRATUM=NUMBER, as in forum=12", param_hint="--draw") from error
    sites = draw(read_plan(folder).sites, numbers, seed=seed)
    write_rows(folder, "frame", sites, Site)
    click.echo(f"{folder}/frame.csv: {sum(site.chosen for site in sites)} of {len(sites)} sites chosen, seed {seed}")


@survey.command()
@click.argument("folder", type=_FOLDER)
@click.option("--findings", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
              help="Folder of a finished scan.")  # fmt: skip
@click.option("--seen", type=click.DateTime(["%Y-%m-%d"]), help="Day of the observation; today unless said.")
@click.option("--searcher", default="", help="Who searched (A, B): two independent ones estimate what nobody saw.")
@click.option("--effort", type=_FILE, help="effort.csv: site, on, minutes, pages, errors, keywords, state.")
@click.option("--watch", type=_FILE, help="removals.csv of a watch: when offers were last seen and first gone.")
@click.option("--catalogue", "edition", default="bundled", show_default=True, help="A catalogue folder of your own.")
def run(
    folder: Path, findings: Path, seen: datetime | None, searcher: str, effort: Path | None, watch: Path | None,
    edition: str,
) -> None:  # fmt: skip
    """Take the findings of a scan into the survey as observations; coders settle them afterwards.

    Run it once a day or once a scan: what was observed before stays as it was. Example:
    lycaon survey run my-census --findings lycaon-out --seen 2026-09-14 --searcher A
    """
    from lycaon.catalogue import Catalogue
    from lycaon.survey.codebook import Ad, Effort, Item, Visit
    from lycaon.survey.observe import observe, searched, visits_of_watch
    from lycaon.survey.prices import Prices
    from lycaon.survey.rowfile import read_rows
    from lycaon.survey.wave import read_frozen, write_rows

    frozen = read_frozen(folder)
    catalogue = Catalogue.load(None if edition == "bundled" else Path(edition))
    day = seen.date() if seen else datetime.now(UTC).date()
    observed = observe(findings, frozen.plan, catalogue, Prices.load(), seen_on=day)
    ads, items = _rows(folder, "ads", Ad), _rows(folder, "items", Item)
    old = {ad.id: ad for ad in ads}
    again = tuple(ad for ad in searched(ads, ads, searcher) if ad.id in {one.id for one in observed.ads})
    merged = {**old, **{ad.id: ad for ad in again}}
    new = [ad for ad in searched(observed.ads, (), searcher) if ad.id not in old]
    write_rows(folder, "ads", (*merged.values(), *new), Ad)
    write_rows(folder, "items", (*items, *(item for item in observed.items if item.ad not in old)), Item)
    if effort:
        write_rows(folder, "effort", (*_rows(folder, "effort", Effort), *read_rows(effort, Effort)), Effort)
    if watch:
        write_rows(folder, "visits", (*_rows(folder, "visits", Visit), *visits_of_watch(watch)), Visit)
    click.echo(f"{len(new)} new advertisements, {len(again)} seen before, {len(observed.rejected)} rejected")
    for one in observed.rejected[:10]:
        click.echo(f"  {one.where}: {one.reason}; {one.hint}", err=True)
    if observed.rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)


def _rows(folder: Path, name: str, kind: "type[T]") -> "tuple[T, ...]":
    from lycaon.survey.rowfile import read_rows

    path = folder / f"{name}.csv"
    return read_rows(path, kind) if path.exists() else ()


@survey.command()
@click.argument("folder", type=_FOLDER)
@click.option("--disputes", "out", type=click.Path(dir_okay=False, path_type=Path), help="Write what coders differ on.")
def agree(folder: Path, out: Path | None) -> None:
    """Say how far coders agree, what is in dispute, and whether two codings have one source.

    A third coder settles disputes: fill the file of --disputes, save it as settled.csv in the folder.
    """
    from lycaon.survey.coding import copied, disputes
    from lycaon.survey.estimates.agreement import Use
    from lycaon.survey.method import agreements
    from lycaon.survey.rowfile import cells_to_csv
    from lycaon.survey.wave import read_codes, read_decided

    codes, decided = read_codes(folder), read_decided(folder)
    if not codes:
        raise click.ClickException(f"{folder}/codes holds no codes yet; lycaon survey code {folder} --coder NAME")
    found = agreements(codes)
    for one in found:
        click.echo(_agreed(one))
    for pair in copied(codes):
        click.echo(
            f"LOOK: {pair.coders[0]} and {pair.coders[1]} answered {pair.answers} questions in the same rhythm "
            f"({pair.same_pace:.0%} of the pauses are equal): one sheet may have been filled from the other."
        )
    done = {(each.ad, each.line, each.field) for each in decided}
    waiting = [place for place in disputes(codes) if place not in done]
    click.echo(f"{len(waiting)} disputes wait for a third coder.")
    if out:
        header = ("ad", "line", "coder", "field", "code", "at")
        out.write_text(cells_to_csv(header, ((*place[:2], "", place[2], "", "") for place in waiting)), "utf-8")
        click.echo(f"Written: {out}. Fill in coder and code, then save it as {folder / 'settled.csv'}.")
    if waiting or any(one.use is Use.RECODE for one in found):
        raise click.exceptions.Exit(EXIT_UNFINISHED)


def _agreed(one: "Agreement") -> str:
    if one.value is None:
        return f"  {one.field:<20} {one.measure} undefined: {one.use}; same code on {one.observed:.0%} of {one.units}"
    ends = f"[{one.low:.2f}, {one.high:.2f}]" if one.low is not None and one.high is not None else ""
    return f"  {one.field:<20} {one.measure} {one.value:.2f} {ends} of {one.units}: {one.use}"


@survey.command()
@click.argument("folder", type=_FOLDER)
@click.option("--out", type=_FOLDER, help="Folder of the publication; report/ in the survey's folder unless said.")
@click.option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), default=LANGUAGES,
              show_default=True, help="Repeatable.")  # fmt: skip
@click.option("--baseline", "earlier", multiple=True, type=_FOLDER, help="Earlier wave, the first one first.")
@click.option("--no-pdf", is_flag=True, help="Leave out the printed report.")
def report(
    folder: Path, out: Path | None, languages: tuple[str, ...], earlier: tuple[Path, ...], no_pdf: bool
) -> None:  # fmt: skip
    """Write the report (HTML, PDF, XLSX), the tables and rows (CSV with a descriptor), and the way back to the rows.

    Everything in OUT/public may be handed to anybody; OUT/restricted may not. Example:
    lycaon survey report my-census --language fr --baseline census-2024
    """
    from lycaon.survey.wave import read_wave

    _publish(
        read_wave(folder), [read_wave(each) for each in earlier], out or folder / "report", languages, pdf=not no_pdf
    )


def _publish(
    wave: "Wave", earlier: "list[Wave]", out: Path, languages: tuple[str, ...], *, pdf: bool
) -> None:  # fmt: skip
    from lycaon import __version__
    from lycaon.catalogue import Catalogue
    from lycaon.catalogue.rates import Rates
    from lycaon.survey.estimates.agreement import taxon_distance
    from lycaon.survey.files import write_publication
    from lycaon.survey.report import compute

    catalogue = Catalogue.load()
    named = {item.taxon for item in wave.items} | {code.code for code in wave.codes if code.field == "taxon"}
    ids = {taxon: found[0].taxon_id for taxon in named if (found := catalogue.find(taxon, language="la"))}

    def common(taxon: str, language: str) -> str:
        names = catalogue.names(ids[taxon], language) if taxon in ids else ()
        return next((name.text for name in names if name.kind == "common"), "")

    results = compute(
        wave, key=_key(out), rates=Rates.load(), common=common, baselines=earlier,
        distance=taxon_distance({taxon: catalogue.line(taxon_id) for taxon, taxon_id in ids.items()}),
    )  # fmt: skip
    written = write_publication(out, results, languages=languages, version=__version__, pdf=pdf)
    for path in written.files:
        if path.suffix in (".html", ".pdf", ".xlsx"):
            click.echo(f"{path}")
    click.echo(f"{written.public}/data, tables, datapackage.json: {len(written.files)} files in all")
    click.echo(f"{written.restricted}: the way back to what was seen; hand it to nobody outside.")


def _key(out: Path) -> bytes:
    """Return the secret of a publication: drawn once, kept beside it, so that the same rows keep their ids."""
    path = out / "restricted" / "key"
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


@survey.command()
@click.argument("now", type=_FOLDER)
@click.argument("before", type=_FOLDER)
@click.option("--target", type=click.FloatRange(min=0, min_open=True), help="Ratio aimed at; the plan's unless said.")
def compare(now: Path, before: Path, target: float | None) -> None:
    """Say whether offers fell, moved, or were only looked for less; and whether a target is met.

    Example: lycaon survey compare census-2026 census-2024 --target 0.20
    """
    from lycaon.survey.estimates.change import changed, story
    from lycaon.survey.estimates.interval import Estimate
    from lycaon.survey.estimates.ratio import answer, site_ratio
    from lycaon.survey.plan import repeats
    from lycaon.survey.report import pairs
    from lycaon.survey.wave import read_wave

    new, old = read_wave(now), read_wave(before)
    for fault in repeats(new.frozen.plan, old.frozen.plan):
        click.echo(f"LOOK: {fault.where}: {fault.what}; {fault.mend}")
    sites = pairs(new, old)
    ratio, change = site_ratio(sites), changed(sites)
    aim = target or new.frozen.plan.analysis.target_ratio
    work = sum(pair.effort_now for pair in sites) / max(1e-9, sum(pair.effort_before for pair in sites))
    click.echo(
        f"{sum(p.now for p in sites):,} offers now, {sum(p.before for p in sites):,} before, on {len(sites)} sites"
    )
    click.echo(f"  work, now to before      {work:.2f}")
    click.echo(f"  offers per work          {_ratio(ratio)}")
    for name in ("treated", "exposed", "control", "effect", "displacement", "net"):
        click.echo(f"  {name:<24} {_ratio(getattr(change, name))}")
    click.echo(f"It looks as if: {_STORIES[story(sites)]}")
    if aim is not None and isinstance(ratio, Estimate):
        click.echo(f"Target of {aim:g}: {_ANSWERS[answer(ratio, aim)]}")
    click.echo("This holds if frame and keywords are the same, and a minute of work finds offers alike in both waves.")


_STORIES = {
    "fell": "offers fell, in equal effort",
    "moved": "offers fell where something was done and rose where trade could go",
    "less_looked_at": "fewer offers were found because less was looked for; per work they did not fall",
    "rose": "offers rose, in equal effort",
    "undetermined": "nothing can be told: the interval holds both a fall and a rise",
}
_ANSWERS = {
    "met": "met",
    "not_met": "not met",
    "undetermined": "undetermined; the interval holds the target",
}


def _ratio(found: "Estimate | Refused") -> str:
    from lycaon.survey.estimates.interval import Refused

    if isinstance(found, Refused):
        return f"- ({found.code})"
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


@survey.command()
@click.option("--out", type=_FOLDER, default=Path("out/census"), show_default=True)
@click.option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), default=LANGUAGES,
              show_default=True)  # fmt: skip
@click.option("--scale", type=click.FloatRange(0.02, 4), default=1.0, show_default=True, help="Of the market.")
def demo(out: Path, languages: tuple[str, ...], scale: float) -> None:
    """Make an invented census of 5,381 advertisements, and an earlier one, and publish the report.

    Every site, account and price is made up; the sums are those that were printed of a real census.
    """
    from lycaon.survey.invented import invented_baseline, invented_wave
    from lycaon.survey.invented_plan import invented_plan
    from lycaon.survey.plan import freeze
    from lycaon.survey.wave import read_wave, write_wave

    before = invented_baseline(scale=scale)
    frozen = freeze(invented_plan(wave=2, baseline=before.frozen.id))
    for name, wave in (("census", invented_wave(frozen, scale=scale)), ("baseline", before)):
        (out / name).mkdir(parents=True, exist_ok=True)
        write_wave(out / name, wave)
        click.echo(f"{out / name}: plan {wave.frozen.short}, {len(wave.counted):,} advertisements")
    # Read back from the files: what is published comes from what anybody can open.
    _publish(read_wave(out / "census"), [read_wave(out / "baseline")], out / "report", languages, pdf=True)
