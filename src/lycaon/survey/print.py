"""The report on paper: PDF/A with its fonts inside, composed offline by Typst from the same value as the page."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import typst

from lycaon.errors import SetupError
from lycaon.survey.drawing import Chart
from lycaon.survey.page import own_file
from lycaon.survey.printed import PrintedTable, Words
from lycaon.survey.report import Report

_STANDARD = "a-2b"
_AS_THEY_ARE = (
    "language", "title", "over", "headline", "lede", "plan_id", "funder", "made_with", "warned", "limits", "facts",
)  # fmt: skip


def to_pdf(report: Report) -> bytes:
    """Return the report as PDF/A-2b.

    Raises:
        SetupError: the typesetter refuses.
    """
    with tempfile.TemporaryDirectory(prefix="lycaon-") as name:
        folder = Path(name)
        (folder / "survey.typ").write_text(own_file("survey.typ"), "utf-8")
        (folder / "report.json").write_text(json.dumps(_data(report, folder), ensure_ascii=False), "utf-8")
        try:
            return typst.compile(folder / "survey.typ", root=folder, format="pdf", pdf_standards=_STANDARD)  # type: ignore[return-value]
        except typst.TypstError as error:
            raise SetupError(f"the report could not be printed: {error}") from error


def _data(report: Report, folder: Path) -> dict[str, object]:
    words = Words(report.language)
    return {
        **{name: getattr(report, name) for name in _AS_THEY_ARE},
        "date": [report.until.year, report.until.month, report.until.day],
        "figures": [asdict(figure) for figure in report.figures],
        "sections": [
            {"heading": section.heading, "parts": [_part(part, folder) for part in section.parts]}
            for section in report.sections
        ],
        "plan": words("page.plan"),
        **{f"words_{name}": words(f"page.{name}") for name in ("warned", "facts", "limits", "printed")},
    }  # fmt: skip


def _part(part: PrintedTable | Chart, folder: Path) -> dict[str, object]:
    if isinstance(part, PrintedTable):
        return {"kind": "table", **asdict(part)}
    name = f"{part.id}.svg" if part.wide else ""
    if name:
        (folder / name).write_text(part.on_paper, "utf-8")
    return {"kind": "chart", "finding": part.finding, "how": part.how, "file": name}
