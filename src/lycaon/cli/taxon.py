"""``lycaon taxon``: what a name means, and how it was protected on a day."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from lycaon.catalogue import DATA, Catalogue
from lycaon.catalogue.answer import Answer, answers
from lycaon.catalogue.edition import read_edition
from lycaon.catalogue.europe import applies_annexes
from lycaon.catalogue.history import Change, levels
from lycaon.cli.taxon_words import WORDS
from lycaon.errors import RecordError
from lycaon.values.codec import to_json
from lycaon.values.taxonomy import Instrument, NameKind, Standing

_SURE = 0.85
"""A suggestion of this score is taken in batch mode; one below is only offered."""
_BATCH_COLUMNS = ("match", "score", "taxon_id", "scientific_name", "rank", "family", "cites", "eu", "pending", "others")


@click.command()
@click.argument("words", required=False)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today if left out.")
@click.option("--country", metavar="ISO", help="A State: do the EU annexes apply, has it a reservation?")
@click.option("--origin", multiple=True, metavar="ISO", help="Where the specimen comes from; may be repeated.")
@click.option("--language", type=click.Choice(sorted(WORDS)), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--batch", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A CSV of names.")
@click.option("--column", default="name", show_default=True, help="The column of the names in the CSV.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the answers to a CSV go.")
def taxon(
    words: str | None,
    on: datetime | None,
    country: str | None,
    origin: tuple[str, ...],
    language: str,
    as_json: bool,
    batch: Path | None,
    column: str,
    out: Path | None,
) -> None:
    """Say which taxon WORDS mean, in any language, and how it was protected on a day.

    Exit code 1 when no taxon is called so; names that look alike are offered then.
    """
    day = on.date() if on else datetime.now(UTC).date()
    catalogue = Catalogue.load()
    places = frozenset(place.upper() for place in origin)
    if batch is not None:
        _answer_batch(catalogue, batch, column, out, day, places)
    elif words is None:
        raise click.UsageError("give a name, or --batch FILE")
    else:
        found = answers(catalogue, words, day, origin=places, language=None if language == "en" else language)
        if as_json:
            click.echo(json.dumps(_as_json(catalogue, words, day, found), ensure_ascii=False, indent=2))
        else:
            text = WORDS[language]
            lines = _page(catalogue, found, day, country, language) if found else _nothing(catalogue, words, text)
            click.echo("\n".join(lines))
        if not found:
            sys.exit(1)


# -- one name, for people


def _page(
    catalogue: Catalogue, found: Sequence[Answer], day: date, country: str | None, language: str
) -> Iterator[str]:
    text, answer = WORDS[language], found[0]
    author = f" {answer.taxon.author}" if answer.taxon.author else ""
    yield f"{answer.taxon.scientific_name}{author} ({answer.taxon.rank}, {answer.taxon.id})"
    yield "  " + " > ".join(each.scientific_name for each in reversed(answer.lineage[1:]))
    if answer.domestic_form:
        yield "  " + text["domestic"]
    yield ""
    yield text["status"].format(day=day)
    for instrument, branches in answer.standings.items():
        yield from _standing_lines(instrument, branches, answer, text)
    yield from (f"  {line}" for line in _notes(answer, day, country, text))
    if answer.history:
        yield ""
        yield text["history"]
        yield from (f"  {change.instrument:5} {_in_words(change, text)}" for change in answer.history)
    yield ""
    yield from _names(answer, language, text)
    yield from _range(answer, text)
    yield f"{text['sources']}: {'; '.join(_sources(answer))} (catalogue {catalogue.edition})"
    if len(found) > 1:
        others = ", ".join(each.taxon.scientific_name for each in found[1:12])
        yield text["also"].format(others=others)


def _standing_lines(
    instrument: Instrument, branches: Sequence[Standing], answer: Answer, text: dict[str, str]
) -> Iterator[str]:
    for branch in branches:
        level = branch.level or text["not_listed"]
        details = [f"{branch.share:.0%}"] if len(branches) > 1 else []
        if answer.species:
            details.append(text["species"].format(count=branch.species, total=answer.species))
        if branch.populations:
            details.append(text["populations"].format(populations=branch.populations))
        details.extend(sorted({f"{row.party}" for row in branch.protections if row.party})[:8])
        note = f"  ({', '.join(details)})" if details else ""
        yield f"  {instrument:5} {level}{' ' + branch.annotation if branch.annotation else ''}{note}"
        if len(branch.protections) <= 3:
            yield from (f"        {row.note}" for row in branch.protections if row.note)
        if branch.annotation in answer.annotations:
            yield f"        {branch.annotation}: {answer.annotations[branch.annotation]}"


def _notes(answer: Answer, day: date, country: str | None, text: dict[str, str]) -> Iterator[str]:
    for pending in answer.pending:
        yield text["pending"].format(evidence=pending.evidence)
    for each in answer.reservations:
        yield text["reserved"].format(party=each.party, day=each.valid_from) + (f" {each.note}" if each.note else "")
    if country:
        code = country.upper()
        yield text["eu_applies" if applies_annexes(code, day) else "eu_not"].format(country=code)
        for state in answer.range_states:
            if state.country == code:
                yield text["range_there"].format(country=code, status=state.status)


def _in_words(change: Change, text: dict[str, str]) -> str:
    verb = "listed" if change.before == (None,) else "left" if change.after == (None,) else "moved"
    before, after = _joined(change.before, text), _joined(change.after, text)
    sentence = text[f"{verb}_by" if change.on_or_before else verb].format(before=before, after=after, day=change.on)
    return f"{sentence} ({text['through'].format(taxon=change.through)})" if change.through else sentence


def _joined(found: Sequence[str | None], text: dict[str, str]) -> str:
    return " + ".join(level or text["not_listed"] for level in found)


def _names(answer: Answer, language: str, text: dict[str, str]) -> Iterator[str]:
    by_language: dict[str, list[str]] = {}
    synonyms: list[str] = []
    for name in answer.names:
        if name.kind is NameKind.SYNONYM:
            synonyms.append(name.text)
        elif name.kind in {NameKind.COMMON, NameKind.TRADE, NameKind.DOMESTIC}:
            by_language.setdefault(name.language, []).append(name.text)
    if by_language:
        yield text["names"]
        for code in sorted(by_language, key=lambda code: (code != language, code)):
            yield f"  {code}: {'; '.join(dict.fromkeys(by_language[code]))}"
    if synonyms:
        yield f"{text['synonyms']}: {'; '.join(dict.fromkeys(synonyms))}"


def _range(answer: Answer, text: dict[str, str]) -> Iterator[str]:
    if answer.range_states:
        states = [
            each.country if each.status == "native" else f"{each.country} ({each.status})"
            for each in answer.range_states
        ]
        yield f"{text['range']}: {', '.join(states)}"


def _sources(answer: Answer) -> list[str]:
    titles = read_edition(DATA).sources
    references = {answer.taxon.reference}
    references.update(
        row.reference for branches in answer.standings.values() for b in branches for row in b.protections
    )
    codes = sorted({code for reference in references for code in reference.split(";") if code})
    return [titles[code].title if code in titles else code for code in codes]


def _nothing(catalogue: Catalogue, words: str, text: dict[str, str]) -> Iterator[str]:
    yield text["nothing"].format(words=words)
    suggestions = [each for each in catalogue.suggest(words) if each[0].taxon_id]
    if suggestions:
        yield text["suggestions"]
    for name, score in suggestions:
        found = catalogue.taxon(name.taxon_id)
        yield f"  {name.text} ({name.language}) = {found.scientific_name}  {score:.0%}"


# -- one name, for programs


def _as_json(catalogue: Catalogue, words: str, day: date, found: Sequence[Answer]) -> dict[str, Any]:
    return {
        "words": words,
        "date": day.isoformat(),
        "catalogue": catalogue.edition,
        "answers": [json.loads(to_json(answer)) for answer in found],
        "suggestions": []
        if found
        else [
            {"name": name.text, "language": name.language, "taxon_id": name.taxon_id, "score": round(score, 3)}
            for name, score in catalogue.suggest(words)
        ],
    }


# -- many names


def _answer_batch(
    catalogue: Catalogue, source: Path, column: str, out: Path | None, day: date, origin: frozenset[str]
) -> None:
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        header = list(reader.fieldnames or ())
        if column not in header:
            raise RecordError(f'{source}: no column "{column}"; there are {", ".join(header)}: choose with --column')
        rows = list(reader)
    target = sys.stdout if out is None else out.open("w", encoding="utf-8", newline="")
    writer = csv.DictWriter(target, [*header, *_BATCH_COLUMNS], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    matched = 0
    for row in rows:
        answered = _batch_row(catalogue, (row[column] or "").strip(), day, origin)
        matched += bool(answered["taxon_id"])
        writer.writerow({**row, **answered})
    if out is not None:
        target.close()
    click.echo(f"{matched} of {len(rows)} names matched on {day}", err=True)


def _batch_row(catalogue: Catalogue, words: str, day: date, origin: frozenset[str]) -> dict[str, str]:
    found = answers(catalogue, words, day, origin=origin)
    if found:
        return _batch_cells("exact", "1.000", found)
    suggestions = [each for each in catalogue.suggest(words, limit=1) if each[0].taxon_id] if words else []
    if not suggestions:
        return dict.fromkeys(_BATCH_COLUMNS, "")
    name, score = suggestions[0]
    near = answers(catalogue, name.taxon_id, day, origin=origin)
    if score >= _SURE:
        return _batch_cells("near", f"{score:.3f}", near)
    return {
        **dict.fromkeys(_BATCH_COLUMNS, ""),
        "match": "none",
        "score": f"{score:.3f}",
        "others": near[0].taxon.scientific_name,
    }


def _batch_cells(match: str, score: str, found: Sequence[Answer]) -> dict[str, str]:
    answer = found[0]
    status = {each: "+".join(level or "-" for level in levels(answer.standings[each])) for each in Instrument}
    return {
        "match": match,
        "score": score,
        "taxon_id": answer.taxon.id,
        "scientific_name": answer.taxon.scientific_name,
        "rank": answer.taxon.rank,
        "family": answer.taxon.family,
        "cites": status[Instrument.CITES],
        "eu": status[Instrument.EU],
        "pending": "yes" if answer.pending else "",
        "others": "; ".join(each.taxon.scientific_name for each in found[1:6]),
    }
