"""Our clock against time servers, real ones on loopback; and a clock that is set while a capture lasts."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.collect.site import Market, market

from lycaon.collect.capture import capture_page
from lycaon.collect.clock import Clocks, ask
from lycaon.collect.recording import Settings
from lycaon.values.evidence import ClockCheck, ClockReading

ERA = 2_208_988_800
Answer = Callable[[bytes], bytes]


def honest(ahead_s: float = 0.0, *, flags: int = 0x24, stratum: int = 2, slow_s: float = 0.0) -> Answer:
    """Return a server that is right but for ``ahead_s``; root delay 4 ms, root dispersion 2 ms."""

    def answer(query: bytes) -> bytes:
        now = (time.time() + ahead_s + ERA) % (1 << 32)
        time.sleep(slow_s)
        stamp = struct.pack("!II", int(now), int(now % 1 * (1 << 32)))
        roots = struct.pack("!II", 262, 131)
        return struct.pack("!BBbb", flags, stratum, 6, -20) + roots + b"RATE" + stamp + query[40:48] + stamp + stamp

    return answer


@contextmanager
def server(*answers: Answer) -> Iterator[tuple[str, list[bytes]]]:
    """Run a time server that answers in turn; yields ``host:port`` and what it was asked."""
    asked: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                query, who = link.recvfrom(1024)
                if not query:
                    return
                asked.append(query)
                link.sendto(answers[min(len(asked), len(answers)) - 1](query), who)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{link.getsockname()[1]}", asked
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", link.getsockname())
        thread.join()


@pytest.mark.parametrize("ahead_s", [0.0, 0.25, -3600.0, 86_400.0 * 9000])
def test_our_clock_is_measured_within_what_is_claimed(ahead_s: float) -> None:
    """The last one stands in the next era of NTP, after 2036."""
    with server(honest(ahead_s)) as (place, asked):
        found = ask(place)
    assert (found.server, found.stratum) == (place, 2)
    assert abs(found.offset_ms + ahead_s * 1000) <= found.uncertainty_ms
    # Half of the way, half of the root delay and the root dispersion: 4 ms and a little.
    assert 5 <= found.uncertainty_ms < 2000
    [query] = asked
    assert (len(query), query[0]) == (48, 0x23)
    assert query[1:40] == bytes(39)  # of our own clock nothing is told


def test_a_long_way_makes_it_less_certain() -> None:
    with server(honest(slow_s=0.2)) as (place, _):
        assert ask(place).uncertainty_ms >= 100


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _: b"\x24", "no time server"),
        (lambda query: honest()(query[:40] + bytes(8)), "not to our question"),
        (lambda query: b"\x23" + honest()(query)[1:], "not to our question"),
        (honest(stratum=0), "refuses to tell \\(RATE\\)"),
        (honest(stratum=16), "not synchronised"),
        (honest(flags=0xE4), "not synchronised"),
    ],
    ids=["short", "another question", "another client", "kiss of death", "no reference", "alarm"],
)
def test_an_answer_that_is_none_is_not_believed(answer: Answer, words: str) -> None:
    with server(answer) as (place, _), pytest.raises(ValueError, match=words):
        ask(place)


class Turned:
    """Two clocks, of which one can be set."""

    def __init__(self) -> None:
        self.offset = 0.0

    def wall(self) -> float:
        return time.time() + self.offset


def test_servers_are_asked_seldom_and_again_when_the_clock_was_set() -> None:
    turned = Turned()
    with server(honest()) as (place, asked):
        clocks = Clocks(servers=(place,), wall=turned.wall)
        for _ in range(3):
            assert clocks.begin()().readings
        assert len(asked) == 1
        turned.offset = 60
        found = clocks.begin()()
    assert len(asked) == 2
    assert found.best is not None
    assert abs(found.best.offset_ms - 60_000) <= found.best.uncertainty_ms
    assert found.jump_ms == 0  # it was set before this capture began


def test_servers_that_cannot_both_be_right_are_named() -> None:
    with server(honest()) as (right, _), server(honest(30)) as (wrong, _):
        found = Clocks(servers=(right, wrong, "127.0.0.1:9"), timeout_s=0.5).begin()()
    assert [(one.server, other.server) for one, other in found.disagreeing()] == [(right, wrong)]
    assert len(found.failed) == 1
    assert found.failed[0].startswith("127.0.0.1:9: ")


def test_nobody_is_asked_unless_named() -> None:
    assert Clocks().begin()() == ClockCheck()


@pytest.mark.parametrize(("jump_s", "told"), [(3600.0, True), (-7200.0, True), (0.3, False)])
def test_a_clock_that_is_set_in_the_middle_is_noticed(tmp_path: Path, jump_s: float, told: bool) -> None:
    turned = Turned()

    class Setting(Market):
        def show_pictures(self) -> None:
            turned.offset = jump_s
            super().show_pictures()

    with market(Setting) as host:
        settings = Settings(user_agent="t", allowed=frozenset({host}), clocks=Clocks(wall=turned.wall))
        found = capture_page(f"http://{host}/a/17", tmp_path / "c", settings, tool="t", reason="r")
    clock = found.acquisition.clock
    assert bool(clock) is told
    if clock:
        assert abs(clock.jump_ms - jump_s * 1000) < 500
        assert clock.readings == ()


def test_the_most_certain_reading_is_the_best() -> None:
    readings = tuple(ClockReading(server=str(n), stratum=1, offset_ms=n, uncertainty_ms=n) for n in (9, 4, 7))
    found = ClockCheck(readings=readings).best
    assert found is not None
    assert found.server == "4"
