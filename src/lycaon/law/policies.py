"""Platforms' own policies: dated data, read with the facts of a specimen, never merged with the law."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from lycaon.law.compiled import Values
from lycaon.law.datafile import Data, read_data
from lycaon.law.expression import Condition, compile_condition
from lycaon.law.vocabulary import Vocabulary
from lycaon.values.verdict import PolicyReading, PolicyResult


class Clause(Data, frozen=True, kw_only=True):
    """One thing that a platform bans, restricts or permits."""

    id: str
    says: str
    when: str
    unless: str = ""
    result: PolicyResult
    effective_from: date
    effective_to: date | None = None
    reference: str
    archived_sha256: str = ""
    """Digest of the archived text, where one was kept."""
    checked: str
    market: str = ""


class PolicyFile(Data, frozen=True, kw_only=True):
    """The policy of one platform, with every version of every clause."""

    platform: str
    sites: tuple[str, ...]
    version: str
    otherwise: PolicyResult = PolicyResult.NO_POLICY
    framework: bool = False
    """A text that its members follow where they have none of their own loaded."""
    members: tuple[str, ...] = ()
    clauses: tuple[Clause, ...]


class _Compiled(msgspec.Struct, frozen=True):
    clause: Clause
    when: Condition
    unless: Condition | None

    def applies(self, values: Values, on: date) -> bool:
        clause = self.clause
        if on < clause.effective_from or (clause.effective_to is not None and on >= clause.effective_to):
            return False
        # A platform's rule is read as platforms apply it: only what is certain on the facts counts.
        return self.when.test(values) is True and (self.unless is None or self.unless.test(values) is not True)


_GRAVITY = (PolicyResult.BANNED, PolicyResult.RESTRICTED, PolicyResult.PERMITTED)


class Policies:
    """All platforms' policies."""

    def __init__(self, files: Sequence[tuple[PolicyFile, tuple[_Compiled, ...]]]) -> None:
        self._files = tuple(files)
        self.files = tuple(file for file, _ in files)

    @classmethod
    def load(cls, directory: Path, vocabulary: Vocabulary) -> "Policies":
        """Read every policy file of a directory."""
        files: list[tuple[PolicyFile, tuple[_Compiled, ...]]] = []
        for path in sorted(directory.glob("*.yaml")):
            file = read_data(path, PolicyFile)
            compiled = tuple(
                _Compiled(
                    clause,
                    compile_condition(clause.when, vocabulary, where=f"policies/{path.name}: {clause.id}"),
                    compile_condition(clause.unless, vocabulary, where=f"policies/{path.name}: {clause.id}")
                    if clause.unless
                    else None,
                )
                for clause in file.clauses
            )
            files.append((file, compiled))
        return cls(files)

    def judge(self, site: str, values: Values | None, on: date) -> tuple[PolicyReading, ...]:
        """What the policy of a site says; empty for a site without one."""
        found = self._of(site)
        if found is None:
            return (PolicyReading(platform=site, result=PolicyResult.NO_POLICY),)
        file, clauses = found
        applying = [each.clause for each in clauses if values is not None and each.applies(values, on)]
        for result in _GRAVITY:
            for clause in applying:
                if clause.result is result:
                    return (_reading(file, clause),)
        return (PolicyReading(platform=file.platform, result=file.otherwise, version=file.version),)

    def _of(self, site: str) -> tuple[PolicyFile, tuple[_Compiled, ...]] | None:
        name = site.casefold().removeprefix("www.")
        for file, clauses in self._files:
            if any(name == each or name.endswith("." + each) for each in file.sites):
                return file, clauses
        return next(((file, clauses) for file, clauses in self._files if name in file.members), None)


def _reading(file: PolicyFile, clause: Clause) -> PolicyReading:
    return PolicyReading(
        platform=file.platform,
        result=clause.result,
        policy=clause.id,
        version=file.version,
        effective_from=clause.effective_from,
    )
