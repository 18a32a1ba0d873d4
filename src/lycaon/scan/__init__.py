"""The one join of reading and judging, behind every door.

::

    scanner = Scanner.load()                                   # slow, once a process
    scan = scanner.scan(listing, today=day)                    # pure
    scanned = scan_batch(scanner, batch, Asked(today=day))     # Arrow in, Arrow out: row for row the same
    job = run_job(sources, out, scanner=scanner, asked=asked)  # resumable, in parts
    summary = write_outputs(job)

The command line, the workbench and every cluster engine call these and add no judgement of their own.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from lycaon.scan.holding import held
from lycaon.scan.scanner import Scanner

if TYPE_CHECKING:
    from lycaon.scan.batch import Asked, Scanned, scan_batch, to_batch
    from lycaon.scan.job import JobDone, Progress, asked_of, is_same_job, run_job
    from lycaon.scan.outputs import Summary, read_findings, write_outputs
    from lycaon.scan.rows import COLUMNS, SCHEMA

_LATER = {
    **dict.fromkeys(("Asked", "Scanned", "scan_batch", "to_batch"), "lycaon.scan.batch"),
    **dict.fromkeys(("COLUMNS", "SCHEMA"), "lycaon.scan.rows"),
    **dict.fromkeys(("JobDone", "Progress", "asked_of", "is_same_job", "run_job"), "lycaon.scan.job"),
    **dict.fromkeys(("Summary", "read_findings", "write_outputs"), "lycaon.scan.outputs"),
}
"""What only batches need, Arrow above all, or only a whole job: who checks one listing at a time starts without it."""

__all__ = [
    "COLUMNS", "SCHEMA", "Asked", "JobDone", "Progress", "Scanned", "Scanner", "Summary", "asked_of", "held",
    "is_same_job", "read_findings", "run_job", "scan_batch", "to_batch", "write_outputs",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_LATER[name]), name)
    globals()[name] = found
    return found
