"""All timings, one after the other: ``python -m bench``; each is a module that can be run alone."""

import subprocess
import sys

MODULES = ("bench.matchers", "bench.growth", "bench.pipeline", "bench.pages", "bench.job")


def main() -> int:
    """Run every timing in a process of its own; exit with the first that fails."""
    for module in MODULES:
        print(f"--- {module}", flush=True)
        code = subprocess.run([sys.executable, "-m", module], check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
