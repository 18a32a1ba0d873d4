"""Write the pages that are made from code and data: ``python docs/generate.py``; ``--check`` only compares.

A page that says something else than the code is a red test.
"""

import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

from lycaon.scan import COLUMNS, Scanner
from lycaon.values.listing import Listing

HERE = Path(__file__).parent
NOTE = "<!-- made by docs/generate.py; do not edit -->\n\n"

LISTING = Listing(
    id="kleinmarkt.example:4711",
    site="kleinmarkt.example",
    title="2 Griechische Landschildkröten, NZ 2023",
    text="Gebe ein Pärchen griechische Landschildkröten ab, eigene Nachzucht, Papiere vorhanden. Je 120 €, nur Abholung in Kassel.",
    price="240 €",
    place="Kassel",
    country="DE",
    posted_at=date(2026, 9, 14),
)


def findings() -> str:
    """Return the page of the columns of ``findings.parquet``."""
    rows = "\n".join(f"| `{column.name}` | {column.type} | {column.meaning} |" for column in COLUMNS)
    return (
        f"{NOTE}# The findings\n\n`findings.parquet` and `findings.jsonl` hold these columns; `findings.csv` all but the last.\n\n"
        f"| column | type | what stands in it |\n|---|---|---|\n{rows}\n"
    )


def tour(scanner: Scanner) -> str:
    """Return the page that follows one listing through every room."""
    scan = scanner.scan(LISTING, today=date(2026, 11, 22))
    return NOTE + "\n".join(
        [
            "# Tour: one listing through every room",
            "",
            "Everything below was made by the code from this one listing.",
            "",
            "## collect → Listing",
            "",
            "A reader of files, tables or pages made this value. From here on nothing knows where it came from.",
            "",
            *_listing(),
            "",
            "## text and catalogue: which words are names?",
            "",
            "The words are folded (`Landschildkröten` → `landschildkroten`) and looked up in one pass, all names of all languages at once.",
            "",
            "| words | may mean |",
            "|---|---|",
            *_names(scanner),
            "",
            "## detect → Finding",
            "",
            "What is offered, each fact with a probability; what is left over is *unknown*, and nothing is ever a default.",
            "",
            "| fact | read as |",
            "|---|---|",
            *_finding(scanner),
            "",
            "## law → Verdict",
            "",
            "The rules of the place, on the day of the offer. The verdict speaks of the offer, and says what would change it.",
            "",
            *_verdict(scan.verdict.reading if scan.verdict else None),
            "",
            "## scan → Scan",
            "",
            f"`wildlife` {scan.wildlife:.3f}, `protected` {scan.protected:.3f}, judged on {scan.on} ({scan.on_basis}). The Scan also names the editions of engine, "
            "catalogue, rules and model: the same editions give the same Scan, anywhere. `to_json(scan)` is what the job writes, and",
            "`report` shows.",
            "",
        ]
    )


def _listing() -> list[str]:
    return [
        "| field | value |",
        "|---|---|",
        *(
            f"| `{field.name}` | {value} |"
            for field in fields(LISTING)
            if (value := getattr(LISTING, field.name)) not in ("", (), {}, None)
        ),
    ]


def _names(scanner: Scanner) -> list[str]:
    lines: list[str] = []
    for hit in scanner.catalogue.lexicon.find(LISTING.title):
        meant = {scanner.catalogue.taxon(name.taxon_id).scientific_name for name in hit.names if name.taxon_id}
        if meant:
            lines.append(f"| {LISTING.title[hit.start : hit.end]} | {', '.join(sorted(meant)[:4])} |")
    return list(dict.fromkeys(lines))


def _finding(scanner: Scanner) -> list[str]:
    finding = scanner.reader.read(LISTING)
    lot = finding.lots[0]
    facts: list[tuple[str, object, float]] = []
    for name in ("taxon", "form", "quantity", "origin_code"):
        fact = getattr(lot, name)
        for candidate in fact.candidates[:2]:
            value = candidate.value
            shown = getattr(value, "scientific_name", None) or getattr(value, "best", None) or value
            facts.append((name, shown, candidate.probability))
    lines = [f"| {name} | {value} ({probability:.2f}) |" for name, value, probability in facts]
    claims = ", ".join(dict.fromkeys(claim.kind for claim in finding.claims))
    return [
        *lines,
        f"| price | {finding.price.amount if finding.price else '—'} {finding.price.currency if finding.price else ''} |",
        f"| claims | {claims} |",
        f"| country | {finding.item_country.best} |",
        f"| wildlife | {finding.wildlife:.3f}, because {', '.join(finding.reasons[:4])} |",
    ]


def _verdict(reading: object) -> list[str]:
    from lycaon.values.verdict import Effect, Reading

    assert isinstance(reading, Reading)  # noqa: S101 - the tour's listing is always judged
    lines = [
        f"**{reading.legality}** in {reading.jurisdiction} on {reading.on}.",
        "",
        "| rule | effect | where it stands |",
        "|---|---|---|",
    ]
    for reason in reading.reasons:
        if reason.effect is not Effect.NOTE:
            basis = "; ".join(f"{one.instrument} {one.article}".strip() for one in reason.basis)
            lines.append(f"| {dict(reason.title)['en']} | {reason.effect} | {basis} |")
    for missing in reading.missing[:2]:
        answers = ", ".join(f"{answer} → {legality}" for answer, legality in missing.answers)
        lines += ["", f"Would change with `{missing.fact}`: {answers}."]
    return lines


def pages() -> dict[str, str]:
    """Return all made pages by their file names."""
    return {"findings.md": findings(), "tour.md": tour(Scanner.load())}


def main() -> int:
    """Write the pages, or with ``--check`` say which are stale."""
    stale = [
        name for name, text in pages().items() if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/{name} is stale: 'python docs/generate.py' mends it")
        return 1 if stale else 0
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
