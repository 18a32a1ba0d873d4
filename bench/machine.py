"""What a timing ran on, and how it is timed: always written beside the figures."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RESULTS = Path(__file__).parents[1] / "docs/measurements"


def machine(*packages: str) -> dict[str, object]:
    """Describe this machine, its load now, and the versions of these packages."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_1_5_15_minutes": [round(load, 2) for load in os.getloadavg()],
        "packages": {package: _version(package) for package in packages},
    }


def rounds(
    contestants: Mapping[str, Callable[[], object]],
    *,
    times: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, list[float]]:
    """Time all contestants in turn, ``times`` over: whatever disturbs the machine disturbs all.

    Returns seconds; of the processor unless another clock is given, so that waiting for a core that other work
    holds does not count. All contestants but those that are said to use more run on one core.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(times):
        for name, run in contestants.items():
            began = clock()
            run()
            seconds[name].append(clock() - began)
    return seconds


def median(seconds: list[float]) -> float:
    """Return the median."""
    return statistics.median(seconds)


def write(name: str, result: Mapping[str, object]) -> None:
    """Keep a result in docs/measurements, where the figures of the documentation come from."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / name).write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    print(f"wrote {RESULTS / name}")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
