"""Is evidence whole after many kills? ``python -m bench.captures [CAPTURES] [KILLS]``.

Pages of the test market are captured into a store by ``lycaon evidence capture --from LIST --order JOB``, a process of
its own, which is killed (SIGKILL) at random moments and started again with the same words. In the end every address
must stand in the log exactly once, the whole store must pass its own check, and nothing half kept may lie about. After
each kill the store is opened and checked too: that is what whoever comes next would find.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import machine, write
from lycaon.evidence.audit import audit
from lycaon.evidence.store import Store
from lycaon.learn.market import CHARACTERS, Market, tell

ORDER = "bench"
_RUN = "from lycaon.cli import main; main()"


def now() -> datetime:
    return datetime.now(UTC)


def listed(market: Market, count: int) -> list[str]:
    """Return addresses of ads that stand today, with a harmless tail that makes more of them."""
    up = [offer for offer in market.story.offers if offer.readable and offer.is_up(market.day)]
    looks = range(-(-count // len(up)))
    return [f"http://{market.hosts[ad.site]}/a/{ad.ad}?look={look}" for look in looks for ad in up][:count]


def start(store: Path, addresses: Path, hosts: list[str]) -> subprocess.Popen[bytes]:
    allowed = [word for host in hosts for word in ("--allow", host)]
    command = ["evidence", "capture", "--from", str(addresses), "--order", ORDER, "--attempts", "1", *allowed]
    environment = {**os.environ, "LYCAON_STORE": str(store), "LYCAON_ACTOR": "bench"}
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, *command, "--reason", "bench"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def is_sound(folder: Path) -> bool:
    """Tell whether a store that was left behind opens and passes its own check."""
    store = Store(folder, now)
    try:
        with store.writing():
            pass
        return list(audit(store)) == []
    finally:
        store.close()


def killed_and_finished(folder: Path, addresses: Path, hosts: list[str], captures: int, kills: int) -> dict[str, int]:
    """Run the job to its end through ``kills`` kills, spread over it at random."""
    log = folder / "log" / "events.jsonl"
    luck = random.Random(20261122)
    aims = sorted(luck.sample(range(1, captures), kills))
    unsound = 0
    for aim in aims:
        job = start(folder, addresses, hosts)
        while job.poll() is None and log.read_bytes().count(b"\n") < aim:
            time.sleep(0.002)
        if job.poll() is not None:
            raise SystemExit("the job ended before it was killed as often as asked")
        time.sleep(luck.random() / 50)
        job.send_signal(signal.SIGKILL)
        job.wait()
        unsound += not is_sound(folder)
    # Exit code 3 says that some pages were unhealthy: this market has walls and soft 404s.
    ended = start(folder, addresses, hosts).wait()
    if ended not in (0, 3):
        raise SystemExit(f"the job ended with {ended}")
    return {"unsound after a kill": unsound}


def main(captures: int, kills: int) -> None:
    """Print and write what was found; fail if anything was lost, doubled or half kept."""
    story = tell(CHARACTERS[:1], offers=200, days=30, seed=1)
    with tempfile.TemporaryDirectory() as name, Market(story) as market:
        market.day = story.days // 2
        folder, addresses = Path(name) / "store", Path(name) / "addresses.txt"
        Store.create(folder, now).close()
        asked = listed(market, captures)
        addresses.write_text("\n".join(asked) + "\n")
        began = time.perf_counter()
        found = killed_and_finished(folder, addresses, list(market.hosts.values()), captures, kills)
        store = Store(folder, now)
        orders = [line.event.order for line in store.log.lines() if line.event.order]
        found |= {
            "captures asked": captures,
            "kills": kills,
            "kept": len(orders),
            "kept twice": len(orders) - len(set(orders)),
            "missing": len({f"{ORDER} {url}" for url in asked} - set(orders)),
            "faults of the store": len(list(audit(store))),
            "left half kept": len(list((folder / "aside").iterdir())),
            "seconds": round(time.perf_counter() - began),
        }
        store.close()
    for label, figure in found.items():
        print(f"{label}: {figure}")
    write("captures.json", {"machine": machine(), "found": found})
    if found["kept"] != captures or any(found[label] for label in _MUST_BE_NONE):
        raise SystemExit("evidence was lost, doubled or half kept")


_MUST_BE_NONE = ("unsound after a kill", "kept twice", "missing", "faults of the store", "left half kept")

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="captures, killed and taken up again")
    parser.add_argument("captures", type=int, nargs="?", default=1000)
    parser.add_argument("kills", type=int, nargs="?", default=30)
    asked = parser.parse_args()
    main(asked.captures, asked.kills)
