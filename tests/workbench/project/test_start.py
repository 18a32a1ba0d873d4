"""Starting for real, in processes of their own: a first run, a demonstration, a backup under load, a restore."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

COMMAND = str(Path(sys.executable).with_name("lycaon"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lycaon(home: Path, *words: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, words)],
        env=clean_environment(home) | environ,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def clean_environment(home: Path) -> dict[str, str]:
    ours = ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "LYCAON_HOME", "LYCAON_TEST_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"LYCAON_HOME": str(home), "PYTHONUNBUFFERED": "1"}


class Visitor:
    """Somebody with a browser that keeps cookies and reads forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.address + path))

    def post(self, path: str, **told: object) -> tuple[int, str]:
        _, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:400]
        body = urlencode({**told, "csrfmiddlewaretoken": token[1]}, doseq=True).encode()
        return self._ask(urllib.request.Request(self.address + path, body, {"Referer": self.address + path}))

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._open.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Findings of the bundled sample, as the first half of `make run` writes them."""
    out = tmp_path_factory.mktemp("scan") / "sample"
    done = lycaon(tmp_path_factory.mktemp("unused"), "demo", "--out", out)
    assert done.returncode == 0, done.stderr
    return out / "findings.jsonl"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, findings: Path) -> Iterator[tuple[Path, Visitor]]:
    """A demonstration that runs, and the folder in which it lives."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    with subprocess.Popen(
        [COMMAND, "up", "--demo", str(findings), "--port", str(port), "--workers", "1"],
        env=clean_environment(home),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if "Stop with Ctrl-C" in line:
                break
        told = "".join(said)
        assert f"http://localhost:{port}" in told, told
        assert "lead@wildlife-desk.example" in told
        yield home, Visitor(f"http://localhost:{port}")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def log_in(visitor: Visitor, email: str = "lead@wildlife-desk.example") -> None:
    status, page = visitor.post("/account/log-in/", login=email, password="a tortoise crosses no border")
    assert status == 200, page[:400]


@pytest.mark.slow
def test_the_demonstration_has_work_for_somebody_who_logs_in(running: tuple[Path, Visitor]) -> None:
    _, visitor = running
    assert json.loads(visitor.get("/health")[1])["well"] is True
    log_in(visitor)
    for path, words in (("/", "Waiting"), ("/cases/", "cases are under way"), ("/triage/", "Decide")):
        status, page = visitor.get(path)
        assert (status, words in page) == (200, True), (path, page[:600])
    assert visitor.get("/first-run/?secret=x")[0] == 404


@pytest.mark.slow
def test_a_backup_under_load_restores_to_a_whole_installation(running: tuple[Path, Visitor], tmp_path: Path) -> None:
    home, visitor = running
    log_in(visitor)
    _, cases = visitor.get("/cases/")
    case = re.search(r"/cases/(C-[0-9A-Z]+)/", cases)
    assert case
    stop, notes = threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            notes.append(visitor.post(f"/cases/{case[1]}/notes/", text=f"note {len(notes)}")[0])

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while len(notes) < 2:
            time.sleep(0.05)
        done = lycaon(home, "backup", tmp_path / "b.tar")
    finally:
        stop.set()
        worker.join()
    assert done.returncode == 0, done.stderr
    assert set(notes) == {200}
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    assert lycaon(home, "backup", tmp_path / "b.tar").returncode == 2

    restored = lycaon(tmp_path / "unused", "restore", tmp_path / "b.tar", "--home", tmp_path / "new")
    assert restored.returncode == 0, restored.stderr
    assert "unbroken record" in restored.stdout
    again = lycaon(tmp_path / "unused", "restore", tmp_path / "b.tar", "--home", tmp_path / "new")
    assert again.returncode == 2
    assert "not empty" in again.stderr

    changed = tmp_path / "changed.tar"
    tampered(tmp_path / "b.tar", changed)
    refused = lycaon(tmp_path / "unused", "restore", changed, "--home", tmp_path / "other")
    assert refused.returncode == 2
    assert "was changed" in refused.stderr
    assert not any((tmp_path / "other").iterdir())


def tampered(source: Path, target: Path) -> None:
    """Copy a backup with one byte of a key changed."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            held = old.extractfile(member)
            data = held.read() if held else b""
            if member.name == "keys/sellers":
                data = bytes([data[0] ^ 1]) + data[1:]
                path = target.with_suffix(".part")
                path.write_bytes(data)
                new.add(path, arcname=member.name)
            elif held:
                path = target.with_suffix(".part")
                path.write_bytes(data)
                new.add(path, arcname=member.name)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no backup"), (b"not a tar", "no backup"), (b"\0" * 10240, "no backup")],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    from lycaon.errors import SetupError
    from lycaon.workbench.project.backup import restore

    (tmp_path / "b.tar").write_bytes(content)
    with pytest.raises(SetupError, match=said):
        restore(tmp_path / "b.tar", tmp_path / "home")


@pytest.mark.slow
def test_a_first_run_asks_who_runs_it_and_only_once(tmp_path: Path) -> None:
    ready = lycaon(tmp_path, "up", "--check")
    assert ready.returncode == 0, ready.stderr
    refused = lycaon(tmp_path, "up", "--check", LYCAON_MODE="production")
    assert refused.returncode == 2
    assert "production mode does not start" in refused.stderr
    assert "LYCAON_URL" in refused.stderr


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    from lycaon.errors import SetupError
    from lycaon.workbench.project.running import started

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SetupError, match="--port"), started(port=int(taken.getsockname()[1])):
            pass
