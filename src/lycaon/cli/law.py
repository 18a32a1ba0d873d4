"""``lycaon law``: explain a verdict, list rules and facts, check rule files, compare two editions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import msgspec

from lycaon.catalogue import Catalogue
from lycaon.errors import DataError
from lycaon.law import Law
from lycaon.values.finding import Finding, Origin, certain

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def law() -> None:
    """What the law appears to say: rules, facts, verdicts explained."""


@law.command()
@click.argument("finding", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help='As in vectors: --fact taxon="Python regius" --fact form=live',
)
@click.option(
    "--country",
    default="",
    help="ISO 3166 code, with a part where law differs: FR, BE-WAL, GB-ENG; DE>US to send.",
)
@click.option("--date", "on", type=_DAY, default=None, help="Day whose law is read; today by default.")
@click.option("--market", "markets", multiple=True, help="A place the site sells to.")
@click.option("--site", default="", help="The platform, for its own policy.")
@click.option("--language", default="en", show_default=True, help="en, fr, de or nl.")
@click.option("--as", "kind", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
def explain(
    finding: Path | None, facts: tuple[str, ...], country: str, on: object, markets: tuple[str, ...], site: str,
    language: str, kind: str,
) -> None:  # fmt: skip
    """Explain the verdict on an offer, step by step.

    The offer comes from FINDING (the first line of a findings.jsonl, or the JSON of a finding or a scan) or from
    --fact options. Of a scan the day and the place are its own, unless --date and --country say otherwise.
    """
    from lycaon.law.explain import as_html, as_json, as_text
    from lycaon.law.explain import explain as explained
    from lycaon.law.vectors import finding_of

    catalogue = Catalogue.load()
    loaded = Law.load(catalogue)
    home, _, market = country.partition(">")
    for place in (home, market, *markets):
        _check_place(place, loaded)
    if finding:
        offer, day = _read_finding(finding, _day(on) if on else None)
        if home:  # who asks knows where it is, better than the listing says
            offer = replace(offer, item_country=certain(home, origin=Origin.HUMAN))
    else:
        stated = _facts(facts)
        _check_taxon(stated.get("taxon"), catalogue)
        offer, day = finding_of(loaded, stated, f"{home}>{market}" if market else home), _day(on)
    verdict = loaded.judge(offer, on=day, markets=(*markets, *([market] if market else [])), site=site)
    explanation = explained(verdict, loaded, language, catalogue_edition=catalogue.edition)
    match kind:
        case "json":
            click.echo(as_json(explanation, verdict).decode())
        case "html":
            click.echo(as_html(explanation), nl=False)
        case _:
            click.echo(as_text(explanation), nl=False)


@law.command()
@click.option("--country", required=True, help="ISO 3166 code, EU, or CITES.")
@click.option("--taxon", default="", help="Only rules that can concern this taxon.")
@click.option("--date", "on", type=_DAY, default=None, help="Only rules in force on this day; today by default.")
@click.option("--language", default="en", show_default=True, help="Of the titles: en, fr, de or nl.")
def rules(country: str, taxon: str, on: object, language: str) -> None:
    """List the rules in force at a place on a day.

    Each with its effect and how sure its text is: ✓ confirmed in a source, ≈ from memory and not yet confirmed,
    draft: may only raise a question.
    """
    from lycaon.law.wording import instrument, messages

    messages(language)  # refuses a language that there is not
    catalogue = Catalogue.load()
    loaded = Law.load(catalogue)
    _check_place(country, loaded)
    _check_taxon(taxon or None, catalogue)
    day = _day(on)
    if not loaded.is_loaded(country, day):
        click.echo(f"No law is loaded for {country}.")
        return
    for rule in loaded.concerning(country, day, taxon):
        marks = "draft" if rule.draft else rule.rule.checked
        title = dict(rule.titles)[language]
        basis = "; ".join(f"{instrument(each.instrument, language)}, {each.article}" for each in rule.basis)
        until = f" to {rule.rule.valid_to}" if rule.rule.valid_to else ""
        click.echo(f"{rule.id:10} {rule.effect:9} {marks:5} {title}")
        click.echo(f"{'':26} {basis}; since {rule.rule.valid_from}{until}; {rule.where}")


@law.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(directory: Path | None) -> None:
    """Check every rule, policy and vector of a law directory (the bundled one by default)."""
    from lycaon.law.vectors import failures

    loaded = Law.load(Catalogue.load(), directory)
    count = sum(len(rule.rule.vectors) for rule in loaded.rules)
    wrong = list(failures(loaded))
    for failure in wrong:
        click.echo(str(failure))
    click.echo(f"{len(loaded.rules)} rules, {count} vectors, {len(wrong)} wrong; edition {loaded.edition}")
    for name in sorted(set(loaded.vocabulary.taxonomy.unknown)):
        click.echo(f"note: the catalogue has no taxon {name!r}; the group that names it skips it", err=True)
    if wrong:
        raise DataError(f"{len(wrong)} vectors do not come out as written; they are listed above")


@law.command()
def facts() -> None:
    """List the facts that rules may name, with their type and meaning."""
    loaded = Law.load(Catalogue.load())
    for name, fact in loaded.vocabulary.facts.items():
        values = loaded.vocabulary.values_of(name)
        shown = f" ({', '.join(sorted(values))})" if values and len(values) <= 12 else ""
        click.echo(f"{name:24} {fact.kind:7} {fact.meaning}{shown}")
    click.echo(f"\ngroups: {', '.join(sorted(loaded.vocabulary.group_names))}")


@law.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--findings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON lines of scans or findings.",
)
@click.option("--date", "on", type=_DAY, default=None, help="Judge findings on this day, not on that of their scan.")
def diff(old: Path, new: Path, findings: Path | None, on: object) -> None:
    """Say which rules and policies changed between two law directories, and which stored findings would."""
    from lycaon.law.compare import changes, turned

    catalogue = Catalogue.load()
    before, after = Law.load(catalogue, old), Law.load(catalogue, new)
    found = changes(before, after)
    for change in found:
        click.echo(str(change))
    click.echo(f"{len(found)} rules and clauses differ")
    if findings is None:
        return
    count = 0
    for each in turned(before, after, _stored(findings, _day(on) if on else None)):
        count += 1
        click.echo(str(each))
    click.echo(f"{count} findings would change")


def _day(chosen: object) -> date:
    from datetime import datetime

    return chosen.date() if isinstance(chosen, datetime) else date.today()  # noqa: DTZ011  # the user's own day


def _check_place(place: str, law: Law) -> None:
    """Refuse a code that is no country's, so that a slip of the pen is not read as "no law there"."""
    import difflib

    from lycaon.catalogue.countries import Countries

    country = place.partition("-")[0]
    known = {*Countries.load().currencies, "EU", "CITES"}
    parts = {code for code in law.places.codes() if code.startswith(f"{country}-")}
    if place and (country not in known or (place != country and parts and place not in parts)):
        near = difflib.get_close_matches(place.upper(), sorted(parts or known), 3, 0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; ISO 3166 codes are expected: FR, BE-WAL, GB-ENG"
        raise DataError(f"no country or part of one has the code {place!r}{hint}")


def _check_taxon(name: object, catalogue: Catalogue) -> None:
    """Refuse a name that the catalogue does not have, and say which ones look like it."""
    if name is None or any(each.taxon_id for each in catalogue.find(str(name), language="la")):
        return
    found = [each for each in catalogue.find(str(name)) if each.taxon_id]
    found = found or [each for each, _ in catalogue.suggest(str(name), limit=6) if each.taxon_id]
    near = dict.fromkeys(catalogue.taxon(each.taxon_id).scientific_name for each in found)
    hint = f"did you mean {' or '.join(list(near)[:3])}?" if near else "'lycaon taxon' finds names"
    raise DataError(f"the catalogue has no taxon {str(name)!r} (a scientific name is expected); {hint}")


def _facts(written: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {}
    for each in written:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not NAME=VALUE")
        if name in {"documents", "marks", "claims", "contacts", "names_shown"}:
            found[name] = [part.strip() for part in value.split(",")]
        else:
            found[name] = {"true": True, "false": False}.get(value, value)
    return found


def _read_finding(path: Path, on: date | None) -> tuple[Finding, date]:
    for found in _stored(path, on):
        return found
    raise DataError(f"{path}: the file is empty; a line of findings.jsonl is expected")


def _stored(path: Path, on: date | None) -> Iterator[tuple[Finding, date]]:
    """Findings of a file: JSON lines of findings, or of scans with their day."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                raw = json.loads(line)
                # A row of findings.jsonl holds its scan, a scan its finding.
                raw = raw.get("scan", raw)
                held = raw.get("finding", raw)
                finding = msgspec.convert(held, Finding, strict=False)
                day = on or date.fromisoformat(raw.get("on", date.today().isoformat()))  # noqa: DTZ011
            except (ValueError, AttributeError, msgspec.ValidationError) as error:
                raise DataError(
                    f"{path}:{number}: not a finding ({error}); a line of findings.jsonl is expected"
                ) from error
            yield finding, day
