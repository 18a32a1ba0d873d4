"""A job on a real Ray cluster, one node of which is killed half-way: ``python -m bench.cluster --nodes 3``.

The nodes are groups of processes of this machine that share nothing but the network; killing one is ``SIGKILL`` to
its whole group. The head is a node without processors: it may not die, the others may. Says whether the outcome is the
same bytes as that of this machine alone.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.job import command, digest, untouched, write_input
from bench.machine import machine, write

PORT = 6395
_MEMORY = 120 * 2**20  # of each node's object store
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_IMPORT_WARNING": "1", "RAY_raylet_start_wait_time_s": "300"}


def environment(folder: Path) -> dict[str, str]:
    """Return what nodes and driver start with: one secret, without which nobody gives the cluster work."""
    secret = folder / "token"
    if not secret.exists():
        secret.write_text(secrets.token_hex(32))
        secret.chmod(0o600)
    return {**os.environ, **_QUIET, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": str(secret)}


def start_node(folder: Path, name: str, *where: str, processors: int) -> "subprocess.Popen[bytes]":
    """Start a node in a process group of its own."""
    ray = Path(sys.executable).with_name("ray")
    arguments = ["start", *where, "--block", f"--num-cpus={processors}", f"--object-store-memory={_MEMORY}"]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(ray), *arguments, "--disable-usage-stats"],
            stdout=log, stderr=subprocess.STDOUT, env=environment(folder), start_new_session=True,
        )  # fmt: skip


def await_node(folder: Path, name: str) -> None:
    """Wait until a node runs, five minutes at most: a busy machine starts slowly."""
    log = folder / f"{name}.log"
    for _ in range(600):
        if "block forever" in log.read_text("utf-8"):
            return
        time.sleep(0.5)
    raise SystemExit(f"{log}: the node did not start")


def kill(node: "subprocess.Popen[bytes]") -> None:
    """Kill a node at once, with all its processes."""
    for process in _descendants(node.pid):
        _send(process)
    _send(node.pid)
    node.wait()


def _descendants(pid: int) -> list[int]:
    """Return the processes below one: Ray starts its workers in groups of their own."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, waiting = list[int](), [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _send(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def on_cluster(path: Path, out: Path, nodes: "list[subprocess.Popen[bytes]]", kill_after: int) -> tuple[float, int]:
    """Run the job on the cluster and kill the last node when so many parts are done; return seconds and kills."""
    began, killed = time.perf_counter(), 0
    line = [*command(path, out, 1), "--engine", "ray", "--cluster", f"127.0.0.1:{PORT}"]
    job = subprocess.Popen(line, env=environment(out.parent))
    while job.poll() is None:
        time.sleep(0.2)
        if not killed and len(list((out / "parts").glob("*.done"))) >= kill_after:
            kill(nodes[-1])
            killed = 1
    if job.returncode:
        raise SystemExit(f"the job ended with {job.returncode}")
    return time.perf_counter() - began, killed


def main() -> None:
    """Print the figures as JSON and keep them."""
    parser = argparse.ArgumentParser(description="a job on a Ray cluster, a node of which is killed")
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--name-share", type=float, default=0.02)
    parser.add_argument("--nodes", type=int, default=3, help="nodes with one processor each, beside the head")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lycaon-ray-"))
    path = folder / "in.jsonl"
    write_input(path, asked.count, asked.name_share)
    alone = untouched(path, folder / "alone", 1)
    nodes = [start_node(folder, "head", "--head", "--include-dashboard=false", f"--port={PORT}", processors=0)]
    await_node(folder, "head")
    try:
        for number in range(asked.nodes):  # one after the other: a busy machine does not start several in time
            nodes.append(start_node(folder, f"node{number}", f"--address=127.0.0.1:{PORT}", processors=1))
            await_node(folder, f"node{number}")
        seconds, killed = on_cluster(path, folder / "cluster", nodes, 2)
    finally:
        for node in reversed(nodes):
            if node.poll() is None:
                kill(node)
    figures: dict[str, object] = {
        **machine("pyarrow", "ray"),
        "count": asked.count,
        "nodes": asked.nodes,
        "nodes killed": killed,
        "seconds, one process": round(alone, 1),
        "seconds, cluster": round(seconds, 1),
        "same bytes": digest(folder / "alone") == digest(folder / "cluster"),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    write("cluster.json", figures)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
