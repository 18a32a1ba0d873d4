"""``lycaon survey code``: the coding desk in a terminal, or a sheet to take away and bring back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lycaon.survey.coding import Code, Field, Task

_FILE = click.Path(dir_okay=False, path_type=Path)
_QUIT, _BACK = "q", "u"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--coder", required=True, help="A letter or short name; it stands beside every code.")
@click.option("--findings", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of the scan, to show the words of each advertisement.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Code all advertisements, not only those coded twice.")
@click.option("--export", type=_FILE, help="Write a sheet with what is open, and stop.")
@click.option("--import", "imported", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Read a filled sheet, and stop.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random share that is coded twice.")
def code(
    folder: Path, coder: str, findings: Path | None, everything: bool, export: Path | None, imported: Path | None,
    seed: int,
) -> None:  # fmt: skip
    """Code advertisements with the keyboard, blind to what others said; or as a CSV sheet, there and back.

    A tenth drawn at random is coded twice, and all that appear prohibited or whose taxon is only stated.
    Example: lycaon survey code my-census --coder A --findings lycaon-out
    """
    from lycaon.survey.codebook import Ad, Item
    from lycaon.survey.coding import open_tasks, sheet
    from lycaon.survey.rowfile import read_rows
    from lycaon.survey.sampling import double_coded
    from lycaon.survey.wave import read_codes, read_frozen

    if not coder.isalnum():
        raise click.BadParameter("letters and figures only: it becomes the name of a file", param_hint="--coder")
    if imported:
        _import(folder, coder, imported)
        return
    frozen = read_frozen(folder)
    ads, items = read_rows(folder / "ads.csv", Ad), read_rows(folder / "items.csv", Item)
    share = frozen.plan.analysis.double_share
    wanted = [ad.id for ad in ads] if everything else double_coded(ads, items, share=share, seed=seed)
    left = open_tasks(sheet(items, wanted), read_codes(folder), coder)
    if export:
        _export(export, left)
    else:
        _desk(folder, coder, left, _texts(findings))


def _export(path: Path, tasks: "tuple[Task, ...]") -> None:
    from lycaon.survey.rowfile import cells_to_csv

    rows = [(task.ad, task.line, field.name, "", " ".join(field.codes)) for task in tasks for field in task.questions]
    path.write_text(cells_to_csv(("ad", "line", "field", "code", "codes"), rows), "utf-8")
    click.echo(f"{path}: {len(rows)} questions about {len({task.ad for task in tasks})} advertisements")


def _import(folder: Path, coder: str, path: Path) -> None:
    import csv

    from lycaon.errors import FormatError
    from lycaon.survey.coding import Code, checked

    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if rows and not {"ad", "line", "field", "code"} <= set(rows[0]):
        raise FormatError(f"{path}: expected the columns ad, line, field, code; --export writes such a sheet")
    codes = [
        checked(Code(ad=row["ad"], line=int(row["line"]), coder=coder, field=row["field"], code=row["code"].strip()))
        for row in rows
        if row["code"].strip()
    ]
    _keep(folder, coder, codes)
    click.echo(f"{len(codes)} codes of {coder} kept, {len(rows) - len(codes)} questions open")


def _keep(folder: Path, coder: str, codes: "list[Code]") -> None:
    """Add codes to a coder's file; what was given before stays before it."""
    from lycaon.survey.coding import Code
    from lycaon.survey.rowfile import read_rows
    from lycaon.survey.wave import write_rows

    path = folder / "codes" / f"{coder}.csv"
    before = read_rows(path, Code) if path.exists() else ()
    write_rows(folder / "codes", coder, (*before, *codes), Code)


def _texts(findings: Path | None) -> dict[str, str]:
    if findings is None:
        return {}
    from lycaon.scan import read_findings

    columns = ("listing_id", "title", "text", "price_written", "url")
    return {
        str(row["listing_id"]): "\n".join(str(row[name]) for name in columns[1:] if row[name])
        for row in read_findings(findings, columns=columns)
    }


def _desk(folder: Path, coder: str, tasks: "tuple[Task, ...]", texts: dict[str, str]) -> None:
    if not tasks:
        click.echo("Nothing is open for you.")
        return
    click.echo(
        f"{len(tasks)} lines to code. A key answers; {_BACK} undoes the last answer, {_QUIT} keeps all and stops."
    )
    for number, task in enumerate(tasks, start=1):
        click.echo(f"\n--- {number} of {len(tasks)}: {task.ad}, line {task.line}")
        click.echo(texts.get(task.ad, ""))
        answers = _answered(task, coder)
        if answers:
            # One write a task: after a crash no more than the task in hand is asked again.
            _keep(folder, coder, answers)
        if len(answers) < len(task.questions):
            click.echo("Kept. The same command goes on here.")
            return
    click.echo("All is coded.")


def _answered(task: "Task", coder: str) -> "list[Code]":
    from lycaon.survey.coding import Code

    answers: list[Code] = []
    while len(answers) < len(task.questions):
        field = task.questions[len(answers)]
        given = _ask(field)
        if given == _QUIT:
            break
        if given == _BACK:
            del answers[-1:]
            continue
        answers.append(
            Code(ad=task.ad, line=task.line, coder=coder, field=field.name, code=given, at=datetime.now(UTC))
        )
    return answers


def _ask(field: "Field") -> str:
    from lycaon.survey.prices import read_count

    keys = field.keys
    shown = "  ".join(f"[{key}] {each}" for key, each in keys.items())
    while True:
        said = str(click.prompt(f"{field.name}  {shown}".rstrip(), default="", show_default=False)).strip()
        if said in (_QUIT, _BACK):
            return said
        if field.codes and said in keys:
            return keys[said]
        if field.codes and said in field.codes:
            return said
        if not field.codes and said and (field.name != "specimens" or read_count(said) is not None):
            return said
        click.echo(f"  {said!r} is no answer here; press one of the keys" if field.codes else "  say something, or q")
