"""The coding desk, without its screen: sheets, codes, disputes, what settles them, and signs of copying.

Every code stays as it was given. A second coder sees the advertisement and never the first one's codes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations, pairwise

import msgspec

from lycaon.errors import DecisionError, RecordError
from lycaon.survey.codebook import (
    Ad,
    AtSale,
    DocumentClaim,
    Group,
    Item,
    MaterialCertainty,
    Message,
    Role,
    Scam,
    TaxonCertainty,
)
from lycaon.survey.prices import read_count
from lycaon.survey.sampling import random_share
from lycaon.values.verdict import Legality


@dataclass(frozen=True, slots=True)
class Field:
    """One question to a coder. ``codes`` is empty for words and numbers; keys are what the desk listens to."""

    name: str
    codes: tuple[str, ...] = ()

    @property
    def keys(self) -> dict[str, str]:
        """A key for each code: 1 to 9, then letters."""
        return dict(zip("123456789abcdef", self.codes, strict=False))


def _codes(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(kind)


FIELDS = (
    Field("message", _codes(Message)),
    Field("taxon"),
    Field("group", _codes(Group)),
    Field("at_sale", _codes(AtSale)),
    Field("specimens"),
    Field("legality", _codes(Legality)),
    Field("document", _codes(DocumentClaim)),
    Field("taxon_certainty", _codes(TaxonCertainty)),
    Field("material_certainty", _codes(MaterialCertainty)),
    Field("role", _codes(Role)),
    Field("scam", _codes(Scam)),
    Field("tactic"),
)
_BY_NAME = {field.name: field for field in FIELDS}
OF_AD = ("message", "legality", "document", "role", "scam", "tactic")
OF_ITEM = ("taxon", "group", "at_sale", "taxon_certainty", "material_certainty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One answer of one coder about one line of one advertisement. Line 1 also carries the codes of the whole."""

    ad: str
    line: int = 1
    coder: str
    field: str
    code: str
    at: datetime | None = None
    """When it was given; two coders who answer in the same rhythm have one source."""


def checked(code: Code) -> Code:
    """Return a code that the code-book knows.

    Raises:
        RecordError: there is no such field or code.
    """
    field = _BY_NAME.get(code.field)
    where = f"{code.ad}, line {code.line}, coder {code.coder}"
    if field is None:
        raise RecordError(f"{where}: no field {code.field!r}; fields: {', '.join(_BY_NAME)}")
    if field.codes and code.code not in field.codes:
        raise RecordError(f"{where}: {code.field} has no code {code.code!r}; codes: {', '.join(field.codes)}")
    if code.field == "specimens" and read_count(code.code) is None:
        raise RecordError(f"{where}: {code.code!r} is no number of specimens; write 3, 5-10 or 1000+")
    return code


@dataclass(frozen=True, slots=True)
class Task:
    """What lies before a coder: an advertisement's line, and the questions about it."""

    ad: str
    line: int
    questions: tuple[Field, ...]


def sheet(items: Sequence[Item], ads: Iterable[str]) -> tuple[Task, ...]:
    """Return the tasks for these advertisements, one a line; questions about the whole stand at the first line."""
    wanted = set(ads)
    of_item = tuple(_BY_NAME[name] for name in (*OF_ITEM, "specimens"))
    lines = {(item.ad, item.line) for item in items if item.ad in wanted}
    lines |= {(ad, 1) for ad in wanted}
    return tuple(Task(ad, line, FIELDS if line == 1 else of_item) for ad, line in sorted(lines))


def open_tasks(tasks: Sequence[Task], codes: Iterable[Code], coder: str) -> tuple[Task, ...]:
    """Return what a coder has not finished; the codes of others are not looked at, which keeps the coder blind."""
    done: dict[tuple[str, int], set[str]] = defaultdict(set)
    for code in codes:
        if code.coder == coder:
            done[code.ad, code.line].add(code.field)
    found: list[Task] = []
    for task in tasks:
        left = tuple(field for field in task.questions if field.name not in done[task.ad, task.line])
        if left:
            found.append(replace(task, questions=left))
    return tuple(found)


Place = tuple[str, int, str]
"""Advertisement, line, field."""


def by_place(codes: Iterable[Code]) -> dict[Place, dict[str, str]]:
    """Return the codes of all coders at each place; the last one a coder gave counts."""
    found: dict[Place, dict[str, str]] = defaultdict(dict)
    for code in codes:
        found[code.ad, code.line, code.field][code.coder] = code.code
    return dict(found)


def disputes(codes: Iterable[Code]) -> tuple[Place, ...]:
    """Return the places where coders differ; a third coder settles them."""
    return tuple(sorted(place for place, given in by_place(codes).items() if len(set(given.values())) > 1))


def settled(codes: Sequence[Code], decided: Sequence[Code]) -> dict[Place, str]:
    """Return one code for each place: what all coders say, or what the third coder decided.

    Raises:
        DecisionError: a dispute is open, or was decided by one of those who disagree.
    """
    third = {(code.ad, code.line, code.field): code for code in decided}
    given = by_place(codes)
    found: dict[Place, str] = {}
    open_ones: list[str] = []
    for place, by_coder in given.items():
        values = set(by_coder.values())
        if len(values) == 1:
            found[place] = values.pop()
        elif place not in third:
            open_ones.append(f"{place[0]} line {place[1]}, {place[2]}")
        elif third[place].coder in by_coder:
            raise DecisionError(f"{place[0]}, {place[2]}: {third[place].coder} coded it and may not also settle it")
        else:
            found[place] = third[place].code
    if open_ones:
        raise DecisionError(f"{len(open_ones)} disputes wait for a third coder, the first: {open_ones[0]}")
    return found


def apply(
    ads: Sequence[Ad], items: Sequence[Item], codes: Mapping[Place, str]
) -> tuple[tuple[Ad, ...], tuple[Item, ...]]:
    """Return the observations with the settled codes in place of the engine's; the engine's verdict stays beside it."""
    of_ad: dict[str, dict[str, str]] = defaultdict(dict)
    of_item: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for (ad, line, field), code in codes.items():
        if field in OF_AD:
            of_ad[ad][field] = code
        else:
            of_item[ad, line][field] = code
    return (
        tuple(_recoded(ad, of_ad[ad.id]) if ad.id in of_ad else ad for ad in ads),
        tuple(
            _recoded_item(item, of_item[item.ad, item.line]) if (item.ad, item.line) in of_item else item
            for item in items
        ),
    )


def _recoded(ad: Ad, codes: Mapping[str, str]) -> Ad:
    return msgspec.convert({**msgspec.to_builtins(ad), **codes}, Ad)


def _recoded_item(item: Item, codes: Mapping[str, str]) -> Item:
    values = {**msgspec.to_builtins(item), **{name: code for name, code in codes.items() if name in OF_ITEM}}
    if (written := codes.get("specimens")) is not None and (count := read_count(written)) is not None:
        values |= {"least": count.least, "best": count.best, "most": count.most, "minimum": count.minimum}
    return msgspec.convert(values, Item)


# --- signs that a second coding is none ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Copied:
    """Two coders whose codes came in the same rhythm."""

    coders: tuple[str, str]
    same_pace: float
    """Share of the pauses between answers that are equal to the second."""
    answers: int


def copied(codes: Sequence[Code], *, least: int = 20, share: float = 0.8) -> tuple[Copied, ...]:
    """Return pairs of coders whose pauses between answers are the same: a sheet that was filled from another.

    People pause differently at the same question; a copy, or a script, does not. Equal codes alone show nothing.
    """
    moments: dict[str, dict[Place, datetime]] = defaultdict(dict)
    for code in codes:
        if code.at is not None:
            moments[code.coder][code.ad, code.line, code.field] = code.at
    found: list[Copied] = []
    for one, other in combinations(sorted(moments), 2):
        places = sorted(set(moments[one]) & set(moments[other]), key=lambda place: moments[one][place])
        pauses = [(_seconds(moments[one], pair), _seconds(moments[other], pair)) for pair in pairwise(places)]
        if len(pauses) < least:
            continue
        same = sum(abs(a - b) < 1 for a, b in pauses) / len(pauses)
        if same >= share:
            found.append(Copied((one, other), same, len(pauses) + 1))
    return tuple(found)


def _seconds(moments: Mapping[Place, datetime], pair: tuple[Place, Place]) -> float:
    return (moments[pair[1]] - moments[pair[0]]).total_seconds()


def drift_sample(ads: Sequence[Ad], *, on: date, seed: int, number: int = 20) -> tuple[str, ...]:
    """Return old advertisements that everybody codes again this week, to see whether the code-book is still one."""
    old = [ad for ad in ads if ad.seen_on <= on - timedelta(days=7)]
    if not old:
        return ()
    return tuple(sorted(random_share(old, share=min(1.0, number / len(old)), seed=seed + on.isocalendar().week)))
