"""The report as one HTML file: style, script, symbols and figures inside, nothing from elsewhere."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from lycaon.look import look_file
from lycaon.report.build import COUNTED, Report, build, in_order
from lycaon.report.words import Words
from lycaon.scan.outputs import Summary, read_findings
from lycaon.scan.parts import write_aside
from lycaon.scan.scanner import Scanner
from lycaon.values.codec import from_json

_MARKS = {"prohibited": "v1", "needs_document": "v2", "unknown": "v5", "allowed": "v3", "not_covered": "v4"}


def write_report(folder: Path, scanner: Scanner, *, language: str) -> Path:
    """Write ``report.html`` into the folder of a finished scan and return its path.

    Args:
        folder: with ``findings.parquet``, ``summary.json`` and ``job.json``.
        scanner: for the names, groups and wording of its catalogue and rules.
        language: en, fr, de or nl.
    """
    summary = from_json((folder / "summary.json").read_bytes(), Summary)
    words = Words(language)
    rows = list(read_findings(folder, columns=COUNTED))
    order = in_order(rows)
    whole = dict(zip(sorted(order), read_findings(folder, rows=frozenset(order)), strict=True))
    source, made_from = _made_from(folder, words)
    report = build(rows, [whole[row] for row in order], summary, source, made_from, scanner, words)
    path = folder / "report.html"
    write_aside(path, render(report, language).encode("utf-8"))
    return path


def _made_from(folder: Path, words: Words) -> tuple[str, str]:
    job = json.loads((folder / "job.json").read_bytes())
    source = ", ".join(name for name, *_ in job["inputs"]) or "-"
    day = job["asked"].get("on")
    return source, words("made_from_day", source=source, day=day) if day else words("made_from", source=source)


def render(report: Report, language: str) -> str:
    """Return the report as HTML."""
    script = _look("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return _template().render(
        report=report,
        t=Words(language),
        language=language,
        marks=_MARKS,
        styles=Markup(look_file("tokens.css") + look_file("base.css") + _look("report.css")),  # noqa: S704 - our own files
        symbols=Markup(look_file("symbols.svg")),  # noqa: S704
        script=Markup(script),  # noqa: S704
        script_hash=f"sha256-{digest}",
    )


@cache
def _template():
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_look("report.html"))


@cache
def _look(name: str) -> str:
    return files("lycaon.report").joinpath("look", name).read_text("utf-8")
