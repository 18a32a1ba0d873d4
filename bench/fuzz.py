"""The kernel under AddressSanitizer and UndefinedBehaviorSanitizer, fed with anything.

    python -m bench.fuzz --seconds 600

Builds the kernel once more, with gcc's sanitizers, into a temporary folder, and runs itself there: the oracle's
texts with their oracles, bytes that are no UTF-8, Arrow buffers whose offsets lie, damaged indexes and damaged
tables. Everything is handed over in memory of its own (PYTHONMALLOC=malloc), so that reading one byte
too far ends the run with a report.
"""

import argparse
import os
import random
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

KERNEL = Path(__file__).parents[1] / "src/lycaon/text/kernel"
FLAGS = "-std=c11 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all".split()


def build(folder: Path, *, plain: bool) -> Path:
    """Compile the kernel with sanitizers; ``plain`` leaves out what only some processors have."""
    library = folder / "_kernel.abi3.so"
    sources = sorted(map(str, KERNEL.glob("*.c")))
    include = f"-I{sysconfig.get_path('include')}"
    flags = [*FLAGS, "-U__SSE2__", "-U__SIZEOF_INT128__"] if plain else FLAGS
    subprocess.run(["gcc", *flags, "-shared", "-fPIC", include, *sources, "-o", str(library)], check=True)
    return library


def start(seconds: float, seed: int, *, plain: bool) -> int:
    """Run this file again, with the sanitizers loaded before Python; return its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        library = build(Path(folder), plain=plain)
        runtime = subprocess.run(
            ["gcc", "-print-file-name=libasan.so"], check=True, capture_output=True, text=True
        ).stdout.strip()
        environment = os.environ | {
            "LD_PRELOAD": runtime,
            "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            "PYTHONMALLOC": "malloc",
        }
        command = [sys.executable, "-m", "bench.fuzz", "--seconds", str(seconds), "--seed", str(seed)]
        return subprocess.run([*command, "--library", str(library)], check=False, env=environment).returncode


def run(library: Path, seconds: float, seed: int) -> int:
    """Feed the kernel for a while; a finding of the sanitizers ends the process at once."""
    spec = spec_from_file_location("lycaon.text._kernel", library)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{library}: cannot be loaded")
    kernel = module_from_spec(spec)
    sys.modules["lycaon.text._kernel"] = kernel
    spec.loader.exec_module(kernel)

    from lycaon.text import implementations

    if implementations.kernel is not kernel:
        raise SystemExit("another kernel is in use, not the sanitized one")
    chance, done, began = random.Random(seed), dict.fromkeys(ATTACKS, 0), time.monotonic()
    while time.monotonic() - began < seconds:
        for attack in ATTACKS:
            if words := attack(chance):
                print(words)
                return 1
            done[attack] += 1
    counts = ", ".join(f"{attack.__name__} {times}" for attack, times in done.items())
    print(f"{time.monotonic() - began:.0f} s, seed {seed}, nothing found; rounds: {counts}")
    return 0


def oracle_texts(chance: random.Random) -> str:
    """Compare with both oracles, as bench.oracle does."""
    from bench.oracle import disagreements, invent

    return next(disagreements(invent(chance, phrases=30, texts=60)), "")


def traces_of_disguise(chance: random.Random) -> str:
    """Compare the pass that sees traces with the patterns that define them."""
    from bench.oracle import invent
    from bench.traces import disagreements
    from bench.traces import invent as invent_traces

    return next(disagreements([*invent_traces(chance, texts=60), *invent(chance, texts=20).texts]), "")


def no_utf8(chance: random.Random) -> str:
    """Hand over bytes that are no text, cut anywhere, as Arrow buffers of exactly their size."""
    from bench.traces import table
    from lycaon.text import PhraseIndex, implementations
    from lycaon.text.folding import FOLDS
    from lycaon.text.phrase_file import parse

    traces = implementations.kernel.Traces(table())
    folding = implementations.kernel.Folding(FOLDS.raw)
    raw = memoryview(PhraseIndex.build(["ivory", "grey parrot", "象牙", "한"], implementation="kernel").raw)
    index = implementations.kernel.Index(folding, raw, *implementations.kernel_view(parse(raw, "memory")))
    for _ in range(20):
        data = _bytes(chance)
        cuts = sorted(chance.choices(range(len(data) + 1), k=chance.randrange(2, 6)))
        if chance.random() < 0.2:
            cuts[chance.randrange(len(cuts))] = chance.randrange(-(2**31), 2**31)
        offsets = struct.pack(f"<{len(cuts)}i", *cuts)
        rows = chance.choice((len(cuts) - 1, len(cuts) - 1, len(cuts), 1 << 40, -1))
        validity = chance.choice((None, _exactly(b"\xaa")))
        for search in (folding.hashes_batch, index.find_batch, traces.find_batch):
            try:
                search(validity, _exactly(offsets), _exactly(data), chance.choice((0, 0, 1)), rows, False)
            except ValueError:
                continue
    return ""


def damaged_index(chance: random.Random) -> str:
    """Search an index in which bytes have changed."""
    from bench.oracle import invent
    from lycaon.errors import FormatError
    from lycaon.text import PhraseIndex

    made = invent(chance, phrases=20, texts=10)
    raw = bytearray(PhraseIndex.build(made.phrases, implementation="kernel").raw)
    for _ in range(chance.randrange(1, 60)):
        raw[chance.randrange(32 if chance.random() < 0.9 else 0, len(raw))] = chance.randrange(256)
    try:
        index = PhraseIndex(bytes(raw), "damaged", "kernel")
    except (FormatError, ValueError):
        return ""
    for text in made.texts:
        index.find(text)
    return ""


def damaged_table(chance: random.Random) -> str:
    """Fold with a table in which bytes have changed: refused, or harmless."""
    from bench.oracle import invent
    from lycaon.text import Token, implementations
    from lycaon.text.folding import FOLDS

    raw = bytearray(FOLDS.raw)
    for _ in range(chance.randrange(1, 4)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    try:
        folding = implementations.kernel.Folding(bytes(raw))
    except ValueError:
        return ""
    for text in invent(chance, texts=20).texts:
        try:
            folding.tokens(text, Token, str)
        except ValueError:  # letters that are no code points: Python refuses them
            continue
    return ""


def damaged_signs(chance: random.Random) -> str:
    """Look for traces by a table that is cut short or in which bytes have changed: refused, or harmless."""
    from bench.traces import invent, table
    from lycaon.text import implementations

    raw = bytearray(table())
    for _ in range(chance.randrange(4)):
        raw[chance.randrange(len(raw) if chance.random() < 0.5 else 20_000)] = chance.randrange(256)
    whole = _exactly(bytes(raw[: len(raw) if chance.random() < 0.8 else chance.randrange(len(raw))]))
    try:
        traces = implementations.kernel.Traces(whole)
    except ValueError:
        return ""
    for text in [*invent(chance, texts=20), chr(sys.maxunicode)]:
        traces.find(text)
    return ""


def _exactly(data: bytes) -> memoryview:
    """Copy into memory that ends where the data ends: behind the bytes of Python stands a zero."""
    return np.frombuffer(data, dtype=np.uint8).copy().data


def _bytes(chance: random.Random) -> bytes:
    """Noise, or a text with as many tokens as its length allows, or words of which some bytes are wrong."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(80))
    if chance.random() < 0.3:
        return "".join(chance.choices("a½1½b ½", k=chance.randrange(400))).encode()
    data = bytearray("ivory 象牙 Éléphant 🐘 한국 grey parrot ｶﾞ".encode())
    for _ in range(chance.randrange(6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data[chance.randrange(8) : chance.randrange(len(data) + 1)])


ATTACKS: tuple[Callable[[random.Random], str], ...] = (
    oracle_texts,
    traces_of_disguise,
    no_utf8,
    damaged_index,
    damaged_table,
    damaged_signs,
)


def main() -> int:
    """Start the sanitized process, or be it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plain", action="store_true", help="as on a processor that is no x86-64")
    options.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.library is None:
        return start(asked.seconds, asked.seed, plain=asked.plain)
    return run(asked.library, asked.seconds, asked.seed)


if __name__ == "__main__":
    sys.exit(main())
