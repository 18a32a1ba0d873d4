"""One writer a folder: two scans into the same folder would put together the parts of each other."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from lycaon.errors import SetupError


@contextmanager
def held(out: Path) -> Generator[None]:
    """Hold a job's folder, made if need be, until the block ends; a kill lets go of it too.

    Raises:
        SetupError: another process holds it.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(f"{out}: another scan is writing here; wait for it, or choose another --out") from error
        yield
