"""Everything a publication consists of, and what stays behind: pages, print, workbook, tables, rows, descriptor."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import xlsxwriter

from lycaon.scan.parts import write_aside
from lycaon.survey.method import tactics
from lycaon.survey.page import to_html
from lycaon.survey.print import to_pdf
from lycaon.survey.printed import Words, column_words, printed
from lycaon.survey.publish import PublishedAd, PublishedEnd, PublishedItem, PublishedLog, PublishedSite
from lycaon.survey.report import Results, word
from lycaon.survey.rowfile import cells_to_csv, to_csv
from lycaon.survey.tables import Cell, Table, Unit

LANGUAGES = ("en", "fr", "de", "nl")
ROWS: tuple[tuple[str, type], ...] = (
    ("ads", PublishedAd), ("items", PublishedItem), ("ends", PublishedEnd), ("logs", PublishedLog),
    ("sites", PublishedSite),
)  # fmt: skip
_KEYS = {"ads": ["ad"], "items": ["ad", "line"], "ends": ["ad"], "logs": ["log"], "sites": ["code"]}
_LEADS_TO = {"items": ("ad", "ads"), "ends": ("ad", "ads")}


@dataclass(frozen=True, slots=True)
class Written:
    """Where a publication stands."""

    public: Path
    restricted: Path
    files: tuple[Path, ...]


def write_publication(
    folder: Path, results: Results, *, languages: Sequence[str], version: str, pdf: bool = True
) -> Written:
    """Write the report in these languages, the tables and the rows; and apart from them the way back to what was seen.

    ``folder/public`` may be handed to anybody. ``folder/restricted`` holds, for those who may look, which published id
    is which advertisement, and for every cell of every table the ids that it was counted from.
    """
    public, restricted = folder / "public", folder / "restricted"
    for each in (public / "data", public / "tables", restricted):
        each.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, bytes] = {}
    for language in languages:
        report = word(results, language, version=version)
        contents[public / f"report.{language}.html"] = to_html(report).encode()
        contents[public / f"report.{language}.xlsx"] = to_workbook(results, language)
        if pdf:
            contents[public / f"report.{language}.pdf"] = to_pdf(report)
    contents |= {public / path: text.encode() for path, text in tables_and_rows(results).items()}
    published = {path.relative_to(public).as_posix(): data for path, data in contents.items()}
    contents[public / "datapackage.json"] = _json(descriptor(results, published))
    behind = sorted(results.published.behind.items())
    contents[restricted / "behind.csv"] = cells_to_csv(("published", "observed"), behind).encode()
    told = cells_to_csv(("tactic", "group", "kind", "ads"), tactics(results.wave))
    contents[restricted / "tactics.csv"] = told.encode()
    contents[restricted / "cells.jsonl"] = b"".join(_cells(results.tables))
    for path, data in contents.items():
        write_aside(path, data)
    return Written(public, restricted, tuple(sorted(contents)))


def tables_and_rows(results: Results) -> dict[str, str]:
    """Return the CSV files of a publication: path to text."""
    found = {f"tables/{table.id}.csv": table_csv(table) for table in results.tables}
    for name, kind in ROWS:
        found[f"data/{name}.csv"] = to_csv(getattr(results.published, name), kind)
    return found


def table_csv(table: Table) -> str:
    """Return a table as CSV: codes and plain figures, each interval in two columns of its own."""
    bounded = [any(row.cells[k].low is not None for row in table.rows) for k in range(len(table.columns))]
    header = ["row"]
    for column, has in zip(table.columns, bounded, strict=True):
        header += [column.key, *((f"{column.key}_low", f"{column.key}_high") if has else ())]
    rows: list[list[object]] = []
    for row in table.rows:
        cells: list[object] = [row.of]
        for cell, has in zip(row.cells, bounded, strict=True):
            cells += [_plain(cell), *((cell.low, cell.high) if has else ())]
        rows.append(cells)
    return cells_to_csv(header, rows)


def _plain(cell: Cell) -> object:
    if cell.few:
        return "< 5"
    return f"({cell.refused})" if cell.refused else cell.value


def _cells(tables: Iterable[Table]) -> Iterable[bytes]:
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                where = {"table": table.id, "row": row.of, "column": column.key}
                yield _json({**where, "value": _plain(cell), "rows": cell.rows}, indent=None)


def _json(value: object, indent: int | None = 1) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=indent, default=str) + "\n").encode()


# --- the descriptor ---------------------------------------------------------------------------------------------


def descriptor(results: Results, contents: Mapping[str, bytes]) -> dict[str, object]:
    """Return the Data Package descriptor (frictionlessdata.io, v1) of all CSV files."""
    plan = results.wave.frozen.plan
    return {
        "profile": "tabular-data-package",
        "name": f"survey-{results.wave.frozen.short}",
        "title": plan.title,
        "description": f"{plan.question}. Rows and tables of wave {plan.wave}; plan {results.wave.frozen.id}.",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [
            *(_resource(f"data/{name}.csv", contents, _schema(name, kind)) for name, kind in ROWS),
            *(_resource(f"tables/{table.id}.csv", contents, _table_schema(table)) for table in results.tables),
        ],
    }


def _resource(path: str, contents: Mapping[str, bytes], schema: dict[str, object]) -> dict[str, object]:
    data = contents[path]
    return {
        "profile": "tabular-data-resource",
        "name": Path(path).stem.lower(),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": schema,
    }


def _schema(name: str, kind: type) -> dict[str, object]:
    hints = get_type_hints(kind)
    schema: dict[str, object] = {
        "fields": [_field(field.name, hints[field.name]) for field in fields(kind)],
        "primaryKey": _KEYS[name],
    }
    if leads := _LEADS_TO.get(name):
        schema["foreignKeys"] = [{"fields": [leads[0]], "reference": {"resource": leads[1], "fields": ["ad"]}}]
    return schema


def _field(name: str, hint: Any) -> dict[str, object]:
    if isinstance(hint, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"name": name, "type": "string", "constraints": {"enum": list(hint)}}
    kinds: dict[object, str] = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {"name": name, "type": kinds[hint]}


def _table_schema(table: Table) -> dict[str, object]:
    header = table_csv(table).partition("\n")[0].split(",")
    # A cell of a table may hold a reason in brackets in place of a figure, so its columns are words.
    return {"fields": [{"name": name, "type": "string"} for name in header]}


# --- the workbook -----------------------------------------------------------------------------------------------


def to_workbook(results: Results, language: str) -> bytes:
    """Return all tables as one workbook, a sheet a table, figures as figures."""
    words = Words(language)
    out = io.BytesIO()
    # Strings stay strings: a name that begins with "=" is a name.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": results.wave.frozen.plan.title, "comments": results.wave.frozen.id})
        style = _styles(book)
        for table in results.tables:
            _sheet(book.add_worksheet(table.id), table, words, style)
    return out.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    ink = {"font_name": "Arial", "font_size": 10, "font_color": "#15171A"}
    formats = {
        Unit.COUNT: "# ##0", Unit.RATIO: "0.00", Unit.SHARE: "0.0 %", Unit.EUR: "# ##0 €", Unit.USD: "# ##0 $",
        Unit.HOURS: "# ##0", Unit.TEXT: "@",
    }  # fmt: skip
    found = {unit: book.add_format({**ink, "num_format": shown}) for unit, shown in formats.items()}
    found |= {f"quiet_{unit}": book.add_format({**ink, "num_format": shown, "font_color": "#5F6369"})
              for unit, shown in formats.items()}  # fmt: skip
    found["head"] = book.add_format({**ink, "bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
    found["title"] = book.add_format({**ink, "bold": True, "font_size": 13})
    found["note"] = book.add_format({**ink, "font_color": "#43474C", "font_size": 9})
    return found


def _sheet(sheet: Any, table: Table, words: Words, style: Mapping[str, Any]) -> None:
    shown = printed(table, words, most=100_000)
    sheet.write_string(0, 0, shown.title, style["title"])
    sheet.write_string(2, 0, shown.head, style["head"])
    sheet.set_column(0, 0, 34)
    places: list[int] = []
    at = 1
    for k, column in enumerate(table.columns):
        places.append(at)
        sheet.write_string(2, at, column_words(table, column, words), style["head"])
        sheet.set_column(at, at, 28 if column.unit is Unit.TEXT else 13)
        at += 1
        if any(row.cells[k].low is not None for row in table.rows):
            for end in ("↓", "↑"):
                sheet.write_string(2, at, f"95 % {end}", style["head"])
                at += 1
    for number, (row, said) in enumerate(zip(table.rows, shown.rows, strict=True), start=3):
        sheet.write_string(number, 0, said.label, style[Unit.TEXT])
        for place, column, cell, text in zip(places, table.columns, row.cells, said.cells, strict=True):
            _write(sheet, number, place, cell, cell.unit or column.unit, text.text, style)
    for k, note in enumerate(shown.notes):
        sheet.write_string(len(table.rows) + 4 + k, 0, note, style["note"])
    sheet.freeze_panes(3, 1)


def _write(sheet: Any, row: int, place: int, cell: Cell, unit: Unit, text: str, style: Mapping[str, Any]) -> None:
    if not isinstance(cell.value, int | float) or cell.few or cell.refused:
        sheet.write_string(row, place, text, style[Unit.TEXT])
        return
    sheet.write_number(row, place, cell.value, style[unit])
    for k, end in enumerate((cell.low, cell.high), start=1):
        if end is not None and abs(end) != float("inf"):
            sheet.write_number(row, place + k, end, style[f"quiet_{unit}"])
