"""One wave of a survey on disk: the frozen plan and the rows that were observed under it.

::

    survey.yaml  frame.csv  keywords.csv      the draft
    plan.json  plan.sha256                    the plan, frozen
    ads.csv  items.csv  effort.csv            what was seen, and the work
    notices.csv  visits.csv  logs.csv  policies.csv
    codes/<coder>.csv  settled.csv            what coders said, and what a third one decided
    facts.yaml                                figures of others
"""

from dataclasses import dataclass, field
from pathlib import Path

from lycaon.errors import DecisionError
from lycaon.scan.parts import write_aside
from lycaon.survey.codebook import Ad, Effort, Item, Log, Notice, Policy, Visit
from lycaon.survey.coding import Code, apply, checked, settled
from lycaon.survey.duplicates import Linked, advertisements, link
from lycaon.survey.facts import OutsideFact, read_facts
from lycaon.survey.plan import Frozen, thaw
from lycaon.survey.rowfile import read_rows, to_csv


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Everything that a report is made from."""

    frozen: Frozen
    ads: tuple[Ad, ...]
    """All messages, active or not."""
    items: tuple[Item, ...]
    effort: tuple[Effort, ...] = ()
    notices: tuple[Notice, ...] = ()
    visits: tuple[Visit, ...] = ()
    logs: tuple[Log, ...] = ()
    policies: tuple[Policy, ...] = ()
    codes: tuple[Code, ...] = ()
    decided: tuple[Code, ...] = ()
    facts: tuple[OutsideFact, ...] = ()
    linked: tuple[Linked, ...] = field(default=())

    @property
    def counted(self) -> tuple[Ad, ...]:
        """The advertisements that enter the figures."""
        return advertisements(self.ads, self.linked)


_FILES: tuple[tuple[str, type], ...] = (
    ("ads", Ad), ("items", Item), ("effort", Effort), ("notices", Notice), ("visits", Visit), ("logs", Log),
    ("policies", Policy),
)  # fmt: skip
_NEEDED = ("ads", "items")


def read_frozen(folder: Path) -> Frozen:
    """Return the frozen plan of a survey's folder.

    Raises:
        DecisionError: the plan is not frozen yet.
        EvidenceError: it was changed afterwards.
    """
    path = folder / "plan.json"
    if not path.exists():
        raise DecisionError(f"{folder}: the plan is not frozen; `lycaon survey plan {folder} --freeze` does it")
    return thaw(path.read_text("utf-8"), (folder / "plan.sha256").read_text("utf-8").split()[0], str(path))


def write_frozen(folder: Path, frozen: Frozen) -> None:
    """Write a frozen plan; one that stands already is never replaced.

    Raises:
        DecisionError: another plan is frozen there.
    """
    path = folder / "plan.json"
    if path.exists() and path.read_text("utf-8") != frozen.text:
        raise DecisionError(
            f"{path}: another plan is frozen here; a changed plan is a new wave, in a folder of its own"
        )
    write_aside(path, frozen.text.encode())
    write_aside(folder / "plan.sha256", f"{frozen.id}  plan.json\n".encode())


def read_wave(folder: Path) -> Wave:
    """Read a wave; codes are settled and take the engine's place.

    Raises:
        DecisionError: the plan is not frozen, or a dispute between coders is open.
        FormatError: a row is not what it should be.
        EvidenceError: the plan was changed after it was frozen.
    """
    frozen = read_frozen(folder)
    rows: dict[str, tuple[object, ...]] = {}
    for name, kind in _FILES:
        path = folder / f"{name}.csv"
        if path.exists():
            rows[name] = read_rows(path, kind)
        elif name in _NEEDED:
            raise DecisionError(
                f"{path}: nothing was observed yet; `lycaon survey run {folder} --findings ...` does it"
            )
    codes, decided = read_codes(folder), read_decided(folder)
    ads, items = apply(rows["ads"], rows["items"], settled(codes, decided))  # type: ignore[arg-type]
    facts = read_facts(folder / "facts.yaml") if (folder / "facts.yaml").exists() else ()
    return Wave(
        frozen=frozen,
        ads=ads,
        items=items,
        **{name: found for name, found in rows.items() if name not in _NEEDED},  # type: ignore[arg-type]
        codes=codes,
        decided=decided,
        facts=facts,
        linked=link(ads),
    )


def read_codes(folder: Path) -> tuple[Code, ...]:
    """Return the codes of all coders, as they were given."""
    paths = sorted((folder / "codes").glob("*.csv"))
    return tuple(checked(code) for path in paths for code in read_rows(path, Code))


def read_decided(folder: Path) -> tuple[Code, ...]:
    """Return what a third coder decided."""
    path = folder / "settled.csv"
    return tuple(checked(code) for code in read_rows(path, Code)) if path.exists() else ()


def write_rows(folder: Path, name: str, rows: tuple[object, ...], kind: type) -> Path:
    """Write one of the tables whole or not at all, and return its path."""
    path = folder / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_aside(path, to_csv(rows, kind).encode())
    return path


def write_wave(folder: Path, wave: Wave) -> None:
    """Write the rows of a wave."""
    write_frozen(folder, wave.frozen)
    for name, kind in _FILES:
        rows: tuple[object, ...] = getattr(wave, name)
        if rows or name in _NEEDED:
            write_rows(folder, name, rows, kind)
    for coder in sorted({code.coder for code in wave.codes}):
        mine = tuple(code for code in wave.codes if code.coder == coder)
        write_rows(folder / "codes", coder, mine, Code)
    if wave.decided:
        write_rows(folder, "settled", wave.decided, Code)
