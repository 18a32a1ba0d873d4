"""Can somebody who has never heard of Lycaon check a bundle? ``python -m bench.stranger``.

One offer, from nothing to the court, with the commands a user has: the watch finds it on the test market and captures
it, a browser captures it again, both are sealed, stamped by a local authority and packed. Then a new environment is
made that holds only the stock tools that ``VERIFY.txt`` names, from the package registry, and every command of it is
run as printed. A forger's copy, with another archive and all sums of the bag made anew, must fail there.
"""

import csv
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import bagit
import yaml

from bench.machine import machine, write
from lycaon.evidence.authority import create_authority, serve
from lycaon.learn.market import CHARACTERS, Market, plan_of, tell

STOCK = ("bagit", "warcio", "wacz", "case-utils")
TOOLS = ("sha256sum", "bagit.py", "openssl", "warcio", "wacz", "unzip", "tail", "python3", "case_validate")
_RUN = "from lycaon.cli import main; main()"


def lycaon(home: Path, *words: str) -> str:
    """Run one command of Lycaon; return what it printed."""
    environment = {**os.environ, "LYCAON_STORE": str(home / "evidence"), "LYCAON_ACTOR": "A. Analyst"}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *words], cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 3):
        raise SystemExit(f"lycaon {' '.join(words)}: {done.stderr}")
    return done.stdout


def found_and_captured(home: Path) -> tuple[str, str, str]:
    """Watch the market, capture what was found with a browser too; return the address and both ids."""
    story = tell(CHARACTERS[:1], offers=60, days=30, seed=1)
    with Market(story) as market:
        market.day = 10
        plan = plan_of(story, market.hosts, pause_s=0.02)
        plan["evidence"] = {"store": str(home / "evidence"), "actor": "A. Analyst"}
        (home / "plan.yaml").write_text(yaml.safe_dump(plan))
        lycaon(home, "watch", "plan.yaml", "--out", "watched", "--now", "2026-03-12T06:00Z")
        captured = next(csv.DictReader((home / "watched/captures.csv").open(encoding="utf-8")))
        host = next(iter(market.hosts.values()))
        url = f"http://{host}/a/{captured['ad'].partition(':')[2]}"
        seen = lycaon(home, "evidence", "capture", url, "--browser", "--allow", host, "--reason", "case 12")
    return url, captured["capture"], seen.split()[0]


def packed(home: Path, authority: str, roots: Path, ids: Sequence[str]) -> tuple[Path, str]:
    """Seal, stamp and pack; return the bundle and the fingerprint of the key that signed it."""
    shown = lycaon(home, "evidence", "init", "--authority", authority, "--roots", str(roots))
    lycaon(home, "evidence", "seal", *ids, "--reason", "case 12")
    lycaon(home, "evidence", "stamp")
    lycaon(home, "evidence", "bundle", *ids, "--to", "a court", "--out", "bundle", "--reason", "referral")
    key = re.search(r"\b[0-9a-f]{64}\b", (home / "bundle/VERIFY.txt").read_text())
    if not key:
        raise SystemExit(f"VERIFY.txt names no key; init said: {shown}")
    return home / "bundle", key[0]


def stock_environment(folder: Path) -> Path:
    """Make an environment with the stock tools and nothing of ours; return its folder of programs."""
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin/pip"), "install", "--quiet", *STOCK], check=True, stderr=subprocess.DEVNULL)
    has_ours = subprocess.run(
        [str(folder / "bin/python"), "-c", "import lycaon"], env={"PATH": "/usr/bin"}, capture_output=True, check=False
    )
    if not has_ours.returncode:
        raise SystemExit("the clean environment knows Lycaon")
    return folder / "bin"


def failing(bundle: Path, programs: Path) -> tuple[int, list[str]]:
    """Run every command of ``VERIFY.txt`` as printed; return how many there are, and those that fail."""
    lines = (bundle / "VERIFY.txt").read_text().splitlines()
    commands = [line.strip() for line in lines if line.startswith("    ") and line.strip().startswith(TOOLS)]
    clean = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(programs), "LANG": "C.UTF-8"}
    found: list[str] = []
    for command in commands:
        done = subprocess.run(["bash", "-c", command], cwd=bundle, env=clean, capture_output=True, check=False)
        if done.returncode:
            found.append(command.split()[0])
    return len(commands), found


def forged(bundle: Path, copy: Path) -> Path:
    """Return a copy in which one archive says another price, and the bag's sums are made anew."""
    shutil.copytree(bundle, copy)
    archive = next(copy.glob("data/**/exchange.warc.gz"))
    changed = gzip.decompress(archive.read_bytes()).replace(b"EUR", b"USD")
    archive.chmod(0o600)
    archive.write_bytes(gzip.compress(changed))
    bagit.Bag(str(copy)).save(manifests=True)
    return copy


def main() -> None:
    """Go the whole way once; fail if a stranger would not find what there is to find."""
    with tempfile.TemporaryDirectory() as name:
        home, began = Path(name), time.perf_counter()
        roots = create_authority(home / "authority", now=datetime.now(UTC))
        server = serve(home / "authority", port=0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        lycaon(home, "evidence", "init")
        url, watched, rendered = found_and_captured(home)
        bundle, key = packed(home, f"http://127.0.0.1:{server.server_port}/", roots, [watched, rendered])
        ours = lycaon(home, "verify", "bundle", "--key", key)
        programs = stock_environment(home / "clean")
        commands, untouched = failing(bundle, programs)
        _, of_forgery = failing(forged(bundle, home / "forged"), programs)
        server.shutdown()
        found = {
            "offer": url.rsplit("/", 1)[-1],
            "commands of VERIFY.txt": commands,
            "failing on the untouched bundle": untouched,
            "failing on the forged bundle": of_forgery,
            "lycaon verify says": ours.strip().splitlines()[-1],
            "files": sum(path.is_file() for path in bundle.rglob("*")),
            "seconds": round(time.perf_counter() - began),
        }
    for label, figure in found.items():
        print(f"{label}: {figure}")
    write("stranger.json", {"machine": machine(*STOCK), "found": found})
    if untouched or not of_forgery:
        raise SystemExit("a stranger would not have found out")


if __name__ == "__main__":
    main()
