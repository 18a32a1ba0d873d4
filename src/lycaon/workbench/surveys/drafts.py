"""A draft of a plan: three texts that somebody writes, read by the survey's own reader."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from lycaon.errors import FormatError
from lycaon.survey.draft import DRAFT
from lycaon.survey.plan import Fault, Plan, faults, read_plan
from lycaon.workbench.surveys.models import Survey

FILES: Mapping[str, str] = {"draft_plan": "survey.yaml", "draft_frame": "frame.csv", "draft_keywords": "keywords.csv"}
"""Column of a survey to the name that the file has on disk, in messages and in the guide."""

EMPTY: Mapping[str, str] = {column: DRAFT[name] for column, name in FILES.items()}
"""What a new plan begins with: every field and what belongs there."""


def plan_of(texts: Mapping[str, str]) -> Plan:
    """Return the plan that three texts make.

    Args:
        texts: column of a survey (``draft_plan``) to text.

    Raises:
        FormatError: a text is not what it should be; the message names file, row and field.
    """
    with tempfile.TemporaryDirectory(prefix="lycaon-") as name:
        folder = Path(name)
        for column, file in FILES.items():
            (folder / file).write_text(texts[column].replace("\r\n", "\n"), "utf-8")
        try:
            return read_plan(folder)
        except FormatError as error:
            raise FormatError(str(error).replace(f"{folder}/", "")) from error


def texts_of(survey: Survey) -> dict[str, str]:
    """Return the three texts of a survey."""
    return {column: str(getattr(survey, column)) for column in FILES}


def faults_of(survey: Survey) -> tuple[Fault, ...]:
    """Return why a draft cannot be frozen yet; what cannot be read at all is one fault."""
    try:
        return faults(plan_of(texts_of(survey)))
    except FormatError as error:
        return (Fault("", str(error), ""),)
