"""``lycaon scan``: listings in, findings and a report out."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from lycaon.cli import EXIT_REJECTED

if TYPE_CHECKING:
    from lycaon.collect import Source
    from lycaon.scan import Asked, Progress, Summary

LANGUAGES = ("en", "fr", "de", "nl")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|FOLDER|URL|-...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("lycaon-out"),
    show_default=True,
    help="Folder for the results; run again to go on after a stop.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(
        ["jsonl", "csv", "xlsx", "parquet", "warc", "wacz", "eml", "telegram", "whatsapp", "posts", "picture", "folder"]
    ),
    help="Kind of the input, where its name does not tell.",
)
@click.option(
    "--read-pictures",
    is_flag=True,
    help="Read the words in screenshots, and in pictures of e-mails (pip install 'lycaon[ocr]').",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Name a column: --map title=Titel. The rest is guessed and shown.",
)
@click.option("--site", default="", help="Site of records that name none.")
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge by the law of this day, not of each listing's own.",
)
@click.option(
    "--market",
    "markets",
    multiple=True,
    metavar="CC",
    help="Country whose buyers are addressed (ISO 3166), repeatable.",
)
@click.option("--only", type=click.Choice(["protected"]), help="Keep only what appears to be protected.")
@click.option(
    "--keep-from",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Least probability of wildlife that is kept.",
)
@click.option("--limit", type=click.IntRange(1), help="Stop after so many records.")
@click.option("--workers", type=click.IntRange(1), help="Processes; as many as there are processors unless said.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Who scans: this machine, or a Ray cluster.",
)
@click.option(
    "--cluster",
    default="auto",
    show_default=True,
    metavar="ADDRESS",
    help="Head of the Ray cluster, as in 10.0.0.5:6379; auto is the one that this machine belongs to.",
)
@click.option("--copy-to", metavar="URL", help="Also copy the results there when they are whole: s3://bucket/folder.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the report.",
)
@click.option("--no-report", is_flag=True, help="Leave out report.html.")
@click.option("--catalogue", "edition", default="bundled", show_default=True, help="A catalogue folder of your own.")
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A model of your own, as lycaon learn writes it.",
)
@click.option("--quiet", is_flag=True, help="Print the summary only.")
def scan(
    inputs: tuple[str, ...], out: Path, kind: str | None, read_pictures: bool, mapped: tuple[str, ...], site: str,
    on: datetime | None, markets: tuple[str, ...], only: str | None, keep_from: float, limit: int | None,
    workers: int | None, engine: str, cluster: str, copy_to: str | None, language: str, no_report: bool, edition: str,
    model: Path | None, quiet: bool,
) -> None:  # fmt: skip
    """Scan listings: JSONL, CSV, TSV, XLSX, Parquet, WARC, WACZ, folders of saved pages, or - for standard input.

    A URL names an object of a store, as in s3://bucket/ads.jsonl. The results in --out: findings.parquet,
    findings.jsonl, findings.csv, rejected.jsonl, summary.json, report.html. A scan that was stopped goes on when the
    same command is given again, whoever scans: lycaon scan s3://bucket/ads.jsonl --engine ray
    """
    from lycaon.scan import Asked

    asked = pairs(mapped)
    sources = [_source(name, kind or "", asked, site, read_pictures=read_pictures) for name in inputs]
    question = Asked(
        today=datetime.now(UTC).date(),
        on=on.date() if on else None,
        markets=tuple(_country(market) for market in markets),
        keep_from=keep_from,
        only_protected=only == "protected",
    )
    rejected = run_scan(
        sources,
        out,
        question,
        limit=limit,
        workers=workers,
        language=None if no_report else language,
        edition=edition,
        model=model,
        quiet=quiet,
        cluster=cluster if engine == "ray" else None,
        copy_to=copy_to,
    )
    if rejected:
        raise click.exceptions.Exit(EXIT_REJECTED)


def run_scan(
    sources: list["Source"], out: Path, question: "Asked", *, limit: int | None, workers: int | None,
    language: str | None, edition: str, quiet: bool, model: Path | None = None, cluster: str | None = None,
    copy_to: str | None = None,
) -> int:  # fmt: skip
    """Run a job, write its outcome and its report, print the summary; return how many records were rejected."""
    from lycaon.scan import Scanner, held, run_job, write_outputs
    from lycaon.scan.engines import RayCluster
    from lycaon.scan.remote import copy_to as copied

    began = time.monotonic()
    scanner = Scanner.load(edition, model=model)
    with held(out):
        with _Shown(quiet) as shown:
            job = run_job(
                sources, out, scanner=scanner, asked=question, limit=limit, workers=workers or _workers(sources),
                engine=RayCluster(cluster) if cluster else None, edition=edition, model=model,
                on_progress=shown.progress, on_mapping=shown.mapping,
            )  # fmt: skip
        summary = write_outputs(job)
        if language:
            from lycaon.report import write_report

            write_report(out, scanner, language=language)
        if copy_to:
            copied(copy_to, sorted(path for path in out.iterdir() if path.is_file() and not path.name.startswith(".")))
    _print_summary(summary, out, time.monotonic() - began, report=language is not None)
    return summary.rejected


_SMALL = 8 * 1024 * 1024  # bytes of input; below it, starting more processes takes longer than the scan


def _workers(sources: list["Source"]) -> int:
    size = sum(source.path.stat().st_size if source.path and source.path.is_file() else _SMALL for source in sources)
    return 1 if size < _SMALL else (os.cpu_count() or 1)


def pairs(mapped: tuple[str, ...]) -> dict[str, str]:
    """Return ``{field: column}`` of the options ``--map``."""
    for pair in mapped:
        if "=" not in pair:
            raise click.BadParameter(f"{pair!r}: write FIELD=COLUMN, as in title=Titel", param_hint="--map")
    return {field.strip(): column.strip() for field, column in (pair.split("=", 1) for pair in mapped)}


def _country(code: str) -> str:
    from lycaon.catalogue.countries import Countries

    known = Countries.load().currencies
    if code.upper().split("-")[0] not in known:
        raise click.BadParameter(
            f"{code!r} is no country code of ISO 3166; write FR, DE, GB or BE-VLG", param_hint="--market"
        )
    return code.upper()


def _source(name: str, kind: str, asked: dict[str, str], site: str, *, read_pictures: bool) -> "Source":
    from lycaon.collect import Source
    from lycaon.collect.reading import kind_with_pictures
    from lycaon.scan.remote import is_remote

    if read_pictures:
        kind = kind_with_pictures(PurePosixPath(name), kind)

    if is_remote(name):
        return Source(None, kind, asked, site, name)
    return Source(None if name == "-" else _existing(name), kind, asked, site)


def _existing(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        raise click.BadParameter(f"{name}: no such file or folder", param_hint="FILE")
    return path


class _Shown:
    """What a person sees while a scan runs: the mapping of columns, then done, rate and time left."""

    def __init__(self, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._console = Console(stderr=True, quiet=quiet, highlight=False)
        bar = (BarColumn(bar_width=28), TaskProgressColumn(), TimeRemainingColumn(compact=True))
        self._bar = Progress(TextColumn("{task.fields[words]}"), *bar, console=self._console, transient=True)
        self._task = self._bar.add_task("", total=None, words="reading …")
        self._began, self._before = time.monotonic(), 0

    def __enter__(self) -> "_Shown":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def mapping(self, source: "Source", mapping: dict[str, str]) -> None:
        if mapping and any(field != column for field, column in mapping.items()):
            pairs = ", ".join(f"{field} ← {column}" for field, column in mapping.items())
            self._console.print(f"{source.name}: {pairs}", markup=False)

    def progress(self, now: "Progress") -> None:
        rate = now.read / max(1e-9, time.monotonic() - self._began)
        words = f"{now.read:,} read, {now.protected:,} appear protected, {now.rejected:,} rejected, {rate:,.0f}/s"
        self._bar.update(self._task, total=1.0 if now.share else None, completed=now.share or 0, words=words)


def _print_summary(summary: "Summary", out: Path, seconds: float, *, report: bool) -> None:
    say: Callable[[str], None] = click.echo
    rate = summary.read / max(seconds, 1e-9)
    parts = f"{summary.kept:,} kept + {summary.silent:,} silent + {summary.rejected:,} rejected"
    say(f"{summary.read:,} records read in {seconds:.1f} s ({rate:,.0f}/s): {parts}.")
    say(f"{summary.wildlife:,} appear to offer wildlife, {summary.protected:,} of them a protected species.")
    for legality, count in summary.legality.items():
        say(f"  {count:>8,}  {_LEGALITY.get(legality, legality)}")
    for code, count in summary.rejected_because.items():
        say(f"  {count:>8,}  rejected: {code}")
    names = [
        "findings.parquet",
        "findings.csv",
        "findings.jsonl",
        *(["rejected.jsonl"] if summary.rejected else []),
    ]
    say(f"Results: {out}/{{{', '.join(names)}}}")
    if report:
        say(f"Report:  {out}/report.html")


_LEGALITY = {
    "prohibited": "appear prohibited",
    "needs_document": "appear to need a document",
    "unknown": "unclear: the facts are too weak, or no law is loaded",
    "allowed": "appear allowed as described",
    "not_covered": "appear not covered by any rule in scope",
}
