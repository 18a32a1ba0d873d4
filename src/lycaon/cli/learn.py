"""``lycaon learn``: what analysts decided moves the model, if no language pays for it, and proposes new terms."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from typing_extensions import override

from lycaon.cli import EXIT_REFUSED, EXIT_REJECTED
from lycaon.cli.learn_market import market

if TYPE_CHECKING:
    from lycaon.scan import Scanner
    from lycaon.scan.decided import Decided
    from lycaon.scan.gold import Gold
    from lycaon.scan.learning import Comparison
    from lycaon.scan.terms import Proposal
    from lycaon.values.listing import Listing, Rejected

    Labelled = tuple[Listing, Gold]

_HEAD = (
    "  language question       n  F1 before [95 %]      F1 after [95 %]       its change [95 %]  answers that changed"
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Learning(click.Group):
    """``learn market`` is a command of its own; any other first word is a file of decisions."""

    @override
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args.insert(0, "decisions")
        return super().parse_args(ctx, args)

    @override
    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the two ways to call it."""
        formatter.write_usage(ctx.command_path, "DECISIONS.JSONL [OPTIONS]")
        formatter.write_usage(ctx.command_path, "market [OPTIONS]")


@click.group(cls=_Learning, no_args_is_help=True)
def learn() -> None:
    r"""Move the model by what analysts decided; or serve a test market to train on.

    \b
    lycaon learn decisions.jsonl                what analysts decided moves the model
    lycaon learn decisions --help               its options
    lycaon learn market --port 8400             sites of our own, on this machine only
    """


learn.add_command(market)


@learn.command("decisions")
@click.argument("decisions", type=_FILE, metavar="DECISIONS.JSONL")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("model.json"),
    show_default=True,
    help="The model; terms and dead letters stand beside it.",
)
@click.option("--model", type=_FILE, help="The model to start from; the bundled one unless said.")
@click.option(
    "--guard",
    "guards",
    multiple=True,
    type=_FILE,
    help="Labelled listings that judge the model (may be repeated). Otherwise a fifth of the decisions, held out "
    "seller by seller, and the bundled sample.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Chooses which decisions are held out.")
@click.option(
    "--stiffness",
    type=click.FloatRange(min=0, min_open=True),
    default=5.0,
    show_default=True,
    help="How closely the model keeps to the one before.",
)
def learn_decisions(
    decisions: Path, out: Path, model: Path | None, guards: tuple[Path, ...], seed: int, stiffness: float
) -> None:
    """Move the model by decisions, and propose terms that the lexicon lacks.

    The model is written only if it is no worse on any language of the guard than chance explains; otherwise the exit
    code is 5 and nothing is written in its place. Then: lycaon scan --model MODEL.JSON.
    """
    from lycaon.scan import Scanner
    from lycaon.scan.learning import unseen

    scanner = Scanner.load(model=model)
    decided, rejected = _read(decisions, scanner)
    _write_rejected(out.with_name(f"{out.stem}.rejected.jsonl"), rejected)
    learned, judges = _judges(decided, guards, seed)
    labelled = [one for each in judges.values() for one in each]
    learned = unseen(learned, labelled)
    sizes = ", ".join(f"{name} ({len(each)})" for name, each in judges.items())
    click.echo(f"{len(learned)} decisions to learn from; labelled listings to judge by: {sizes}")
    _propose(scanner, decided, [*labelled, *_labelled(_sample())], out.with_name(f"{out.stem}.terms"))
    accepted = _retrain(scanner, model, learned, judges, out, stiffness)
    if not accepted:
        raise click.exceptions.Exit(EXIT_REFUSED)
    if rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)


def _read(path: Path, scanner: "Scanner") -> tuple["list[Decided]", "list[Rejected]"]:
    from lycaon.scan.decided import Decided, Reason, latest, read_decisions
    from lycaon.values.listing import Rejected

    with path.open("rb") as stream:
        read = list(read_decisions(stream, path.name, scanner.catalogue))
    rejected = [one for one in read if isinstance(one, Rejected)]
    found = [one for one in read if isinstance(one, Decided)]
    decided = latest(found)
    confirmed = sum(one.confirmed for one in decided)
    click.echo(
        f"{path.name}: {len(read)} lines: {confirmed} confirmed, {len(decided) - confirmed} rejected offers, "
        f"{len(found) - len(decided)} decided again later, {len(rejected)} lines that cannot be used"
    )
    free = sum(not one.confirmed and one.reason not in set(Reason) for one in decided)
    if free:
        click.echo(
            f"  {free} rejections give their reason in words of their own, or none: they are read as "
            f'"{Reason.NOT_WILDLIFE}". Codes: {", ".join(Reason)}'
        )
    return decided, rejected


def _write_rejected(path: Path, rejected: "Sequence[Rejected]") -> None:
    from lycaon.scan.parts import write_aside
    from lycaon.values.codec import to_json

    path.unlink(missing_ok=True)
    if rejected:
        write_aside(path, b"".join(to_json(one) + b"\n" for one in rejected))
        click.echo(f"  {path}: {rejected[0].where}: {rejected[0].reason}; {rejected[0].hint}", err=True)


def _judges(
    decided: "list[Decided]", guards: Sequence[Path], seed: int
) -> tuple["list[Decided]", "dict[str, list[Labelled]]"]:
    """Return the decisions to learn from, and the labelled listings that judge, by what to call them."""
    from lycaon.errors import FormatError
    from lycaon.scan.learning import split

    if guards:
        learned, judges = decided, {str(path): _labelled(path) for path in guards}
    else:
        learned, held = split(decided, seed=seed)
        judges = {"decisions held out": [(one.listing, one.gold) for one in held], "sample": _labelled(_sample())}
    judges = {name: each for name, each in judges.items() if each}
    if not judges:
        raise FormatError("there is no labelled listing to judge the model by; give some with --guard FILE")
    return learned, judges


def _labelled(path: Path) -> "list[Labelled]":
    from lycaon.scan.gold import read_gold

    return list(read_gold(path))


def _sample() -> Path:
    from lycaon.learn.sample import sample_path

    with sample_path() as path:  # installed from files, so the path outlives the context
        return path


# --- the model and its guard ---------------------------------------------------------------------------------


def _retrain(
    scanner: "Scanner", model: Path | None, learned: "Sequence[Decided]", judges: "dict[str, list[Labelled]]",
    out: Path, stiffness: float,
) -> bool:  # fmt: skip
    from lycaon.detect.decision import MODEL_FILE, model_bytes, read_model
    from lycaon.scan import Scanner
    from lycaon.scan.learning import compare, retrain
    from lycaon.scan.measure import judge_all

    retrained = retrain(read_model(model or MODEL_FILE), scanner.reader, learned, stiffness=stiffness)
    aside = out.with_name(f".{out.name}.part")
    aside.write_bytes(model_bytes(retrained))
    try:
        today = datetime.now(UTC).date()
        engine = Scanner.load(model=aside)
        found = [
            one
            for name, listings in judges.items()
            for one in compare(
                name, judge_all(scanner, listings, today=today), judge_all(engine, listings, today=today)
            )
        ]
        _print(found)
        _print_unmeasured(learned, found)
        worse = [one for one in found if one.is_worse]
        if worse:
            where = "; ".join(
                f"{name}: {', '.join(dict.fromkeys(one.language for one in worse if one.judge == name))}"
                for name in dict.fromkeys(one.judge for one in worse)
            )
            click.echo(f"REFUSED: worse than before beyond what chance explains, by {where}. {out} is left as it was.")
            click.echo("Look at the decisions in that language first: labels the wrong way round, one odd seller.")
            return False
        aside.replace(out)
    finally:
        aside.unlink(missing_ok=True)
    click.echo(f"Written: {out}. Use it with: lycaon scan --model {out}")
    return True


def _print(found: "Sequence[Comparison]") -> None:
    judge = ""
    for one in found:
        if one.judge != judge:
            judge = one.judge
            click.echo(f"\n{judge}\n{_HEAD}")
        before, after = (f"{_n(each.f1)} [{_n(each.f1_low)}, {_n(each.f1_high)}]" for each in (one.before, one.after))
        click.echo(
            f"  {one.language:<8} {one.question:<10} {one.of:>5}  {before:<20}  {after:<20}  "
            f"[{one.low:+.3f}, {one.high:+.3f}]  {one.mended} mended, {one.worsened} worsened"
            f"{'  WORSE' if one.is_worse else ''}"
        )
    click.echo()


def _n(value: float) -> str:
    return f"{value:.3f}" if value == value else "—"  # noqa: PLR0124 - what is not equal to itself was not measured


def _print_unmeasured(learned: "Sequence[Decided]", found: "Sequence[Comparison]") -> None:
    judged = {one.language for one in found}
    spoken = {one.listing.language.partition("-")[0] for one in learned if one.listing.language}
    if missing := sorted(spoken - judged):
        click.echo(f"Not judged, for want of labelled listings: {', '.join(missing)}. Give some with --guard.")


# --- terms -----------------------------------------------------------------------------------------------------


def _propose(scanner: "Scanner", decided: "Sequence[Decided]", labelled: "Sequence[Labelled]", folder: Path) -> None:
    from lycaon.scan.phrases import PhraseCutter
    from lycaon.scan.terms import propose

    ordinary = [one.listing for one in decided if one.gold.wildlife is False]
    ordinary += [listing for listing, gold in labelled if gold.wildlife is False]
    cutter = PhraseCutter.load(scanner.catalogue)
    confirmed = [one for one in decided if one.confirmed]
    found = propose(scanner.catalogue, scanner.reader, cutter, confirmed=confirmed, ordinary=ordinary)
    _write_terms(folder, found)
    if not found:
        click.echo("No new term stands out.")
        return
    click.echo(f"{len(found)} terms to review, in {folder}; the clearest:")
    for one in sorted(found, key=lambda one: one.rank)[:10]:
        click.echo(
            f"  {one.language}  {one.name!r}  G2 {one.ratio:.1f}  {len(one.support)} listings of {one.sellers} sellers"
            f"  {one.kind} {one.taxon or 'taxon unclear'} {one.form}".rstrip()
        )


def _write_terms(folder: Path, found: "Sequence[Proposal]") -> None:
    """Write one file a language, in the columns of ``catalogue/data/trade``, and the supporting words of all."""
    from lycaon.catalogue.rows import TradeRow
    from lycaon.scan.parts import write_aside

    for stale in folder.glob("*.csv"):
        stale.unlink()
    if not found:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for language in sorted({one.language for one in found}):
        rows = [one.row() for one in found if one.language == language]
        write_aside(folder / f"{language}.csv", _csv(TradeRow._fields, rows))
    support = [(one.language, one.name, each.listing_id, each.excerpt) for one in found for each in one.support]
    write_aside(folder / "support.csv", _csv(("language", "name", "listing", "words"), support))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue().encode()
