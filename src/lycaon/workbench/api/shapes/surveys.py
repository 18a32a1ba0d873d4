"""Surveys."""

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import StringConstraints

from lycaon.workbench.api.shapes.words import Kept, Page, Told

File = Annotated[str, StringConstraints(max_length=500_000), Kept]


class PlanIn(Told):
    """The three files of a plan."""

    plan: File
    """``survey.yaml``."""
    frame: File
    """``frame.csv``."""
    keywords: File
    """``keywords.csv``."""


class EffortIn(Told):
    """``effort.csv``: the work on each site so far; empty leaves what is kept."""

    effort: File = ""


class SurveyOut(Schema):
    """A survey."""

    reference: str
    title: str
    state: str
    plan_digest: str
    made_at: datetime
    frozen_at: datetime | None
    published_at: datetime | None


class SurveysPage(Page[SurveyOut]):
    """Some surveys."""


class AgreedOut(Schema):
    """How far coders agree on one question."""

    field: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    observed: float
    units: int
    use: str


class SurveyWholeOut(SurveyOut):
    """A survey with its plan and how far it is."""

    plan: str
    """``survey.yaml`` of a draft; of a frozen plan its canonical JSON, byte for byte as the digest names it."""
    lacking: list[str]
    observations: int
    coded: int
    coded_twice: int
    uncoded: int
    unsettled: int
    agreement: list[AgreedOut]
    files: list[str]
    """Of the publication, where there is one."""


class ObservedOut(Schema):
    """What came of taking offers into a survey."""

    new: int
    known: int
    rejected: list[str]


class ComparedOut(Schema):
    """A ratio of two waves; ``refused`` says why there is none."""

    what: str
    value: float | None
    low: float | None
    high: float | None
    refused: str


class ComparisonOut(Schema):
    """Two waves side by side."""

    baseline: str
    now: int
    before: int
    sites: int
    story: str
    answer: str
    rows: list[ComparedOut]
