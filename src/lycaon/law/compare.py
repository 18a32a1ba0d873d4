"""What changed between two editions of the law, and which stored findings it would turn.

Old verdicts stay as they are and can be made again with the old edition; this says where the new one differs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from lycaon.law.judge import Law
from lycaon.law.policies import Clause, PolicyFile
from lycaon.law.rules import LoadedRule, Rule
from lycaon.values.finding import Finding
from lycaon.values.verdict import Legality, Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """One rule or clause that is new, gone or different."""

    what: str
    """``rule EU-12 version 2`` or ``policy eBay EBAY-3``."""
    kind: str
    """added, removed, changed"""
    fields: tuple[tuple[str, str, str], ...] = ()
    """(field, before, after) of a changed one."""

    def __str__(self) -> str:
        lines = [f"{self.kind} {self.what}"]
        lines.extend(f"  {field}: {before or '—'} → {after or '—'}" for field, before, after in self.fields)
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Turned:
    """A finding whose verdict the new edition changes."""

    listing_id: str
    on: date
    before: Legality
    after: Legality
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.listing_id} on {self.on}: {self.before} → {self.after}"


def changes(old: Law, new: Law) -> list[Change]:
    """Every rule and every clause of a policy that differs, in the order of their names."""
    return [
        *_differences(_rules(old.rules), _rules(new.rules)),
        *_differences(_clauses(old.policies.files), _clauses(new.policies.files)),
    ]


def turned(old: Law, new: Law, findings: Iterable[tuple[Finding, date]]) -> Iterator[Turned]:
    """Judge findings under both editions and yield those whose headline changes."""
    for finding, on in findings:
        before, after = old.judge(finding, on=on), new.judge(finding, on=on)
        one, other = _head(before), _head(after)
        if one is not other:
            yield Turned(finding.listing_id, on, one, other, _rules_of(before), _rules_of(after))


def _rules(rules: Iterable[LoadedRule]) -> dict[str, Rule]:
    return {f"rule {each.id} version {each.rule.version}": each.rule for each in rules}


def _clauses(files: Iterable[PolicyFile]) -> dict[str, Clause]:
    return {
        f"policy {file.platform} {clause.id} from {clause.effective_from}": clause
        for file in files
        for clause in file.clauses
    }


def _differences(
    old: dict[str, Rule] | dict[str, Clause], new: dict[str, Rule] | dict[str, Clause]
) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        if name not in new:
            yield Change(name, "removed")
        elif name not in old:
            yield Change(name, "added")
        elif old[name] != new[name]:
            yield Change(name, "changed", tuple(_fields(old[name], new[name])))


def _fields(before: Rule | Clause, after: Rule | Clause) -> Iterator[tuple[str, str, str]]:
    one, other = msgspec.to_builtins(before), msgspec.to_builtins(after)
    for field in one:
        if one[field] != other[field] and field != "vectors":
            yield field, _written(one[field]), _written(other[field])


def _written(value: object) -> str:
    return "" if value in (None, "", [], {}) else str(value)


def _head(verdict: Verdict) -> Legality:
    return verdict.reading.legality if verdict.reading else Legality.UNKNOWN


def _rules_of(verdict: Verdict) -> tuple[str, ...]:
    return tuple(reason.rule for reason in verdict.reading.reasons) if verdict.reading else ()
