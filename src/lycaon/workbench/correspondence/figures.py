"""Figures about notices: how many were upheld, and the yearly report of a trusted flagger (DSA Art. 22(3))."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.models import Count, F, Q

from lycaon.workbench.correspondence.models import Notice
from lycaon.workbench.correspondence.states import UPHELD, Decision, NoticeState
from lycaon.workbench.people.models import Organisation

ALARM_BELOW = 0.95
"""Share of decided notices that are upheld; below it the status of trusted flagger is in danger (Art. 22(6))."""
FEWEST_TO_JUDGE = 20
"""Decided notices; a share of fewer says little, and raises no alarm."""

_UPHELD = [one.value for one in UPHELD]
_JUDGED = [*_UPHELD, Decision.KEPT.value]


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of the notices on which a platform decided were upheld. A withdrawn notice was wrong."""

    upheld: int
    decided: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nothing was decided."""
        return self.upheld / self.decided if self.decided else None

    @property
    def alarms(self) -> bool:
        """Whether it is too low."""
        return self.decided >= FEWEST_TO_JUDGE and self.upheld / self.decided < ALARM_BELOW


def precision(house: Organisation) -> Precision:
    """Return how many notices of a house were upheld, of those on which a platform decided either way."""
    withdrawn = Q(state=NoticeState.WITHDRAWN)
    counted = Notice.objects.filter(organisation=house).exclude(sent_at=None).aggregate(
        upheld=Count("pk", filter=Q(decision__in=_UPHELD, is_reversed=False) & ~withdrawn),
        decided=Count("pk", filter=Q(decision__in=_JUDGED) | withdrawn),
    )  # fmt: skip
    return Precision(counted["upheld"], counted["decided"])


@dataclass(frozen=True, slots=True)
class ReportRow:
    """How many notices of one type went to one provider in a year, and what they led to."""

    provider: str
    type: str
    notices: int
    removed: int
    restricted: int
    document_requested: int
    account_action: int
    kept: int
    already_gone: int
    withdrawn: int
    unanswered: int


def yearly_report(house: Organisation, year: int) -> list[ReportRow]:
    """Return the yearly report: by provider and type, without any data of persons."""
    rows = (
        Notice.objects.filter(organisation=house, sent_at__year=year)
        .values(provider=F("recipient__name"), type=F("kind"))
        .annotate(
            notices=Count("pk"),
            withdrawn=Count("pk", filter=Q(state=NoticeState.WITHDRAWN)),
            unanswered=Count("pk", filter=Q(decision="") & ~Q(state=NoticeState.WITHDRAWN)),
            **{one.value: Count("pk", filter=Q(decision=one.value)) for one in Decision},
        )
        .order_by("provider", "type")
    )
    return [ReportRow(**row) for row in rows]


def as_csv(rows: Sequence[ReportRow]) -> str:
    """Return a report as CSV; a name that a spreadsheet would run as a formula is shown as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    names = list(ReportRow.__dataclass_fields__)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_inert(getattr(row, name)) for name in names])
    return out.getvalue()


def as_json(rows: Sequence[ReportRow], *, organisation: str, year: int) -> str:
    """Return a report as JSON."""
    return json.dumps(
        {"organisation": organisation, "year": year, "rows": [asdict(row) for row in rows]},
        ensure_ascii=False,
        indent=1,
    )


def _inert(value: object) -> object:
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
