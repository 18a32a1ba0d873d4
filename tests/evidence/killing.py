"""Keep exhibits without end, until somebody kills us. Run by test_crash.py in a process of its own."""

from datetime import UTC, datetime
from pathlib import Path

from tests.evidence.conftest import given

from lycaon.evidence.owed import Stamps
from lycaon.evidence.store import Store


def main(folder: Path, work: Path, count: int) -> None:
    store = Store(folder, lambda: datetime.now(UTC))
    for number in range(count):
        order = f"list.txt#{number}"
        if store.answered(order) is None:
            given(
                store, work / str(number) / datetime.now(UTC).strftime("%H%M%S%f"), text=f"offer {number}", order=order
            )
        if number % 10 == 9:
            Stamps(store).owe_head(store.sign_head())
    store.close()
