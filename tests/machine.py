"""Say, before the tests, what this machine lacks; where it may, install it.

Tests that need a system package must not be skipped in silence: outside integration a missing one is named in
a closing line that nobody can overlook, in integration (CI=true) it is a failure.
"""

import os
import shutil
import subprocess
import sys

NEEDED = {"chromium": "chromium"}
"""Program looked for, and the Debian package that holds it."""


def missing() -> list[str]:
    """Return the packages whose programs are not there."""
    return sorted({package for program, package in NEEDED.items() if shutil.which(program) is None})


def install(packages: list[str]) -> None:
    """Install packages where we may: as root, on a Debian."""
    if not packages or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    quiet = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ([*quiet, "update"], [*quiet, "install", "--no-install-recommends", "-y", *packages]):
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    install(missing())
    if lacking := missing():
        words = f"NOT TESTED HERE: needs the system packages {', '.join(lacking)} (Debian: apt-get install {' '.join(lacking)})"
        print(f"{'=' * len(words)}\n{words}\n{'=' * len(words)}", file=sys.stderr)
        if os.environ.get("CI") == "true":
            sys.exit(1)
