"""The one join of reading and judging, behind every door.

::

    scanner = Scanner.load()                                   # slow, once a process
    scan = scanner.scan(listing, today=day)                    # pure
    scanned = scan_batch(scanner, batch, Asked(today=day))     # Arrow in, Arrow out: row for row the same
    job = run_job(sources, out, scanner=scanner, asked=asked)  # resumable, in parts
    summary = write_outputs(job)

The command line, the workbench and every cluster engine call these and add no judgement of their own.
"""

from lycaon.scan.batch import Asked, Scanned, scan_batch, to_batch
from lycaon.scan.holding import held
from lycaon.scan.job import JobDone, Progress, asked_of, run_job
from lycaon.scan.outputs import Summary, read_findings, write_outputs
from lycaon.scan.rows import COLUMNS, SCHEMA
from lycaon.scan.scanner import Scanner

__all__ = [
    "COLUMNS", "SCHEMA", "Asked", "JobDone", "Progress", "Scanned", "Scanner", "Summary", "asked_of", "held",
    "read_findings", "run_job", "scan_batch", "to_batch", "write_outputs",
]  # fmt: skip
