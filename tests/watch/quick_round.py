"""One round of a watch without the engine, for processes that are begun and killed by the dozen."""

import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from lycaon.watch import read_plan, run_round


def quick_round(plan: Path, out: Path, hour: str) -> None:
    """Do the round of an hour, and end the process."""
    now = datetime.fromisoformat(hour)
    # A scanner that finds nothing.
    scanner = SimpleNamespace(reader=SimpleNamespace(candidates=lambda *_: []))
    done = run_round(read_plan(plan), out, lambda: now, load_scanner=lambda: scanner)  # type: ignore[arg-type, return-value]
    sys.exit(0 if done.is_done or not done.was_due else 4)
