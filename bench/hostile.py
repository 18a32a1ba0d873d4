"""Hostile listings by the hundred thousand: no crash, no hang, no loss. ``python -m bench.hostile --count 100000``.

Made by hand and by chance: null characters, bidirectional overrides, zalgo, megabytes of text, deep JSON, half
surrogate pairs, formula cells, names cut and glued. What goes in must come out or be refused, and no single
listing may take longer than a bound that grows with its length.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lycaon.collect import Source, read_listings
from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.values.listing import Listing

NAMES = (
    "African grey parrot", "Elfenbein", "python", "Testudo hermanni", "слоновая кость", "象牙", "عاج", "งาช้าง", "rhino horn", "P. regius",
    "1.2.3", "CB24", "€ 1.200,50", "1'200.-", "ivory", "i v o r y", "1v0ry", "🐘", "🦜", "pre-1947", "CITES", "¥99999", "0170 000000",
)  # fmt: skip
ODD = (
    "\x00", "\u202e", "\u2066", "\ufeff", "\u200b", "\u0301" * 40, "\ud83d", "\udc00", "\U0010ffff", "\u0e33", "ﷺ", "İ", "ß", "ﬃ", "\r\n", "\x1b[31m",
    "=HYPERLINK(\"http://x\")", "+1+1", "@SUM(A1)", "<script>", "]]>", "{{7*7}}", "%s%n", "../../etc/passwd", "'; DROP TABLE--", "\\N", "NaN", "1e999",
    "-0", "𝓲𝓿𝓸𝓻𝔂", "ｉｖｏｒｙ", "ᴵⱽᴼᴿʸ", "꧁꧂", "a" * 300, "(" * 300, "." * 300, "1" * 300, "1.1.1." * 60, "x " * 300,
)  # fmt: skip


def texts(count: int, seed: int) -> Iterator[str]:
    """Yield hostile texts."""
    chance = random.Random(seed)
    for number in range(count):
        parts = [chance.choice((*NAMES, *ODD, *ODD)) for _ in range(chance.randint(1, 9))]
        if chance.random() < 0.3:
            parts.append("".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(1, 60))))
        text = chance.choice(("", " ", "\n", "\u200b", ".")).join(parts)
        if chance.random() < 0.2:
            cut = chance.randrange(len(text) + 1)
            text = text[cut:] + text[:cut][::-1]
        if number % 5000 == 4999:
            text = (text + " ") * (1_000_000 // (len(text) + 1))
        yield text


def lines(count: int, seed: int) -> Iterator[bytes]:
    """Yield lines of a hostile export: most are records, some are no JSON at all."""
    chance = random.Random(seed)
    for number, text in enumerate(texts(count, seed)):
        kind = chance.random()
        if kind < 0.02:
            yield text.encode("utf-8", "surrogatepass").replace(b"\n", b" ") or b"{"
        elif kind < 0.03:
            yield b"[" * chance.choice((2, 5000)) + b"1"
        else:
            record = {
                "id": f"{number}",
                "title": text[:200],
                "text": text,
                "price": chance.choice((*ODD, "12 €", "1.2.3")),
                "posted": chance.choice(("2026-01-01", "9999-99-99", text[:20])),
            }
            yield json.dumps(record, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")


def run(count: int, seed: int = 1) -> dict[str, float]:
    """Scan ``count`` hostile lines and return the counts and the slowest listing, in seconds."""
    scanner, asked = Scanner.load(), Asked(today=date(2026, 11, 22), keep_from=0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.jsonl"
        written = 0
        with path.open("wb") as stream:
            for line in lines(count, seed):
                stream.write(line.replace(b"\n", b" ") + b"\n")
                written += bool(line.strip())
        totals = {
            "lines": float(written),
            "read": 0.0,
            "kept": 0.0,
            "silent": 0.0,
            "rejected": 0.0,
            "failed": 0.0,
            "slowest": 0.0,
        }
        began = time.perf_counter()
        batch: list[Listing] = []
        for record in read_listings(Source(path)):
            totals["read"] += 1
            if isinstance(record, Listing):
                batch.append(record)
            else:
                totals["rejected"] += 1
            if len(batch) == 50:
                _scan(scanner, batch, asked, totals)
        _scan(scanner, batch, asked, totals)
        totals["seconds"] = time.perf_counter() - began
    return totals


def _scan(scanner: Scanner, batch: list[Listing], asked: Asked, totals: dict[str, float]) -> None:
    began = time.perf_counter()
    scanned = scan_batch(scanner, to_batch(batch), asked)
    totals["slowest"] = max(totals["slowest"], time.perf_counter() - began)
    totals["kept"] += scanned.kept.num_rows
    totals["silent"] += scanned.silent
    totals["failed"] += len(scanned.rejected)
    for record in scanned.rejected:
        print(f"engine failed: {record.reason}\n  {record.raw[:300]}")
    batch.clear()


def main() -> None:
    """Print the counts; end with an error where anything was lost or failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    totals = run(asked.count, asked.seed)
    print(json.dumps(totals))
    lost = totals["read"] - totals["kept"] - totals["silent"] - totals["rejected"] - totals["failed"]
    raise SystemExit(1 if lost or totals["failed"] or totals["read"] != totals["lines"] else 0)


if __name__ == "__main__":
    main()
