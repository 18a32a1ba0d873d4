"""``lycaon survey`` from an empty folder to a publication, and what it says when something is missing."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lycaon.cli.survey import survey
from lycaon.collect import Source
from lycaon.errors import DecisionError, EvidenceError
from lycaon.scan import Asked, Scanner, run_job, write_outputs
from lycaon.survey.codebook import Effort
from lycaon.survey.plan import read_plan
from lycaon.survey.rowfile import to_csv

PLAN = """
title: A small survey
question: Offers of tortoises to buyers in Germany
population: Offers visible to the public
taxa: [CITES II]
taxa_as_of: 2026-09-01
countries: [DE]
site_count_definition: 1 site
period: {start: 2026-09-14, end: 2026-09-27, hours: "09:00-17:00"}
access: {public_pages_only: true, no_false_identity: true, no_closed_groups: true, no_contact: true,
  robots_and_terms: heeded, signed_by: lead, signed_on: 2026-09-10}
ethics: {data_protection_assessment: D1, coder_welfare: W1, retention: R1, legal_content: L1}
analysis: {tables: [T1], tests: [none], target_ratio: 0.2}
"""
FRAME = "id,code,kind,countries,language,reason,checked_on,pi\na.example,A,classified,DE,de,expert,2026-09-10,1\n"
KEYWORDS = "words,language,taxon\nSchildkröte,de,Testudines\n"


def call(*arguments: object, keys: str | None = None) -> Result:
    return CliRunner().invoke(survey, [str(each) for each in arguments], input=keys, catch_exceptions=True)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


@pytest.fixture
def drafted(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    assert call("plan", folder, "--new").exit_code == 0
    (folder / "survey.yaml").write_text(PLAN, "utf-8")
    (folder / "frame.csv").write_text(FRAME, "utf-8")
    (folder / "keywords.csv").write_text(KEYWORDS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def findings(scanner: Scanner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("findings")
    rows = [{"id": str(k), "site": "a.example" if k < 8 else "elsewhere.example", "seller": f"s{k}", "country": "DE",
             "title": f"{k + 1} Griechische Landschildkröten, Nachzucht", "text": "Testudo hermanni, Abholung in Kassel",
             "price": f"{100 + k} €", "posted_at": "2026-09-15"} for k in range(9)]  # fmt: skip
    (folder / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    asked = Asked(today=date(2026, 9, 20), keep_from=0.0)
    write_outputs(run_job([Source(folder / "in.jsonl")], folder / "out", scanner=scanner, asked=asked))
    return folder / "out"


def test_a_draft_says_what_is_missing_and_never_replaces_a_file(tmp_path: Path) -> None:
    assert call("plan", tmp_path / "new", "--new").exit_code == 0
    found = call("plan", tmp_path / "new")
    assert found.exit_code == 4
    assert "frame.csv: no site" in found.output
    assert "survey.yaml, access: the rule of access is unsigned" in found.output
    again = call("plan", tmp_path / "new", "--new")
    assert again.exit_code == 1
    assert "never replaces a file" in again.output


def test_nothing_is_observed_before_the_plan_is_frozen(drafted: Path, findings: Path) -> None:
    found = call("run", drafted, "--findings", findings)
    assert isinstance(found.exception, DecisionError)
    assert "is not frozen" in str(found.exception)


def test_a_frozen_plan_stays(drafted: Path) -> None:
    assert "Complete. Freeze it" in call("plan", drafted).output
    assert call("plan", drafted, "--freeze").exit_code == 0
    (drafted / "keywords.csv").write_text(KEYWORDS + "tortue,fr,Testudines\n", "utf-8")
    found = call("plan", drafted, "--freeze")
    assert isinstance(found.exception, DecisionError)
    assert "another plan is frozen here" in str(found.exception)
    text = (drafted / "plan.json").read_text("utf-8")
    (drafted / "plan.json").write_text(text.replace("lead", "led"), "utf-8")
    assert isinstance(call("report", drafted).exception, EvidenceError)


def test_sites_are_drawn_into_the_draft(drafted: Path) -> None:
    rows = "".join(f"s{k}.example,S{k},forum,DE,de,expert,2026-09-10,,forums\n" for k in range(10))
    (drafted / "frame.csv").write_text("id,code,kind,countries,language,reason,checked_on,pi,stratum\n" + rows, "utf-8")
    assert "4 of 10 sites chosen" in call("plan", drafted, "--draw", "forums=4").output
    assert {site.pi for site in read_plan(drafted).sites} == {0.4}
    assert call("plan", drafted, "--draw", "forums=many").exit_code == 2


def fill(sheet: Path, answers: dict[str, str]) -> None:
    rows = table(sheet)
    for row in rows:
        row["code"] = answers.get(row["field"], row["codes"].split(" ")[0] or "none")
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def test_from_plan_to_publication(drafted: Path, findings: Path, tmp_path: Path) -> None:
    call("plan", drafted, "--freeze")
    digest = read_plan(drafted).keywords_digest
    effort = [
        Effort(site="a.example", on=date(2026, 9, 14) + timedelta(days=k), minutes=10, keywords=digest)
        for k in range(14)
    ]
    (tmp_path / "effort.csv").write_text(to_csv(effort, Effort), "utf-8")
    for searcher in "AB":
        run = call("run", drafted, "--findings", findings, "--seen", "2026-09-20", "--searcher", searcher,
                   *(("--effort", tmp_path / "effort.csv") if searcher == "A" else ()))  # fmt: skip
        assert run.exit_code == 3  # one offer stands outside the frame, and that is said
        assert "elsewhere.example was not chosen" in run.output
    assert "0 new advertisements, 8 seen before" in run.output

    answers = {"message": "active", "taxon": "Testudo hermanni", "group": "turtles", "at_sale": "live", "specimens": "2",
               "legality": "needs_document", "taxon_certainty": "T1"}  # fmt: skip
    for coder in "AB":
        sheet = tmp_path / f"{coder}.csv"
        assert call("code", drafted, "--coder", coder, "--all", "--export", sheet).exit_code == 0
        fill(sheet, {**answers, "legality": "prohibited"} if coder == "B" else answers)
        assert "0 questions open" in call("code", drafted, "--coder", coder, "--import", sheet).output
    assert "Nothing is open for you" in call("code", drafted, "--coder", "A", "--all").output

    agreed = call("agree", drafted, "--disputes", tmp_path / "disputes.csv")
    assert agreed.exit_code == 4
    assert "8 disputes wait for a third coder" in agreed.output
    stuck = call("report", drafted, "--no-pdf")
    assert "8 disputes wait" in str(stuck.exception)
    rows = (tmp_path / "disputes.csv").read_text("utf-8").replace(",,legality,,", ",C,legality,needs_document,")
    (drafted / "settled.csv").write_text(rows, "utf-8")

    published = call("report", drafted, "--language", "fr", "--no-pdf")
    assert published.exit_code == 0, published.output
    public = drafted / "report" / "public"
    t1 = dict(line.split(",")[:2] for line in (public / "tables" / "T1.csv").read_text("utf-8").splitlines())
    assert (t1["ads"], t1["specimens"], t1["accounts"]) == ("8", "16", "8")
    assert (public / "report.fr.html").exists()
    assert not (public / "report.fr.pdf").exists()
    assert (drafted / "report" / "restricted" / "key").stat().st_mode & 0o077 == 0
    ids = (public / "data" / "ads.csv").read_bytes()
    call("report", drafted, "--language", "en", "--no-pdf")
    assert (public / "data" / "ads.csv").read_bytes() == ids  # the same rows keep their ids

    compared = call("compare", drafted, drafted)
    assert compared.exit_code == 0
    assert "work, now to before      1.00" in compared.output
    assert "Target of 0.2: not met" in compared.output


def test_the_desk_answers_to_keys_undoes_and_goes_on(drafted: Path, findings: Path) -> None:
    call("plan", drafted, "--freeze")
    call("run", drafted, "--findings", findings, "--seen", "2026-09-20")
    # wrong key, a slip undone, then three answers kept by q
    found = call("code", drafted, "--coder", "A", "--findings", findings, keys="9\n2\nu\n1\nTestudo hermanni\n1\nq\n")
    assert "is no answer here" in found.output
    assert "Griechische Landschildkröten" in found.output
    rows = table(drafted / "codes" / "A.csv")
    assert [(row["field"], row["code"]) for row in rows] == [
        ("message", "active"), ("taxon", "Testudo hermanni"), ("group", "turtles"),
    ]  # fmt: skip
    assert datetime.fromisoformat(rows[0]["at"]) <= datetime.now(UTC)
    again = call("code", drafted, "--coder", "A", keys="q\n")
    assert "at_sale" in again.output
    assert "message" not in again.output.split("---")[-1]
    assert call("code", drafted, "--coder", "../x").exit_code == 2


def test_a_demonstration_from_plan_to_print(tmp_path: Path) -> None:
    found = call("demo", "--out", tmp_path, "--language", "nl", "--scale", "0.05")
    assert found.exit_code == 0, found.output
    public = tmp_path / "report" / "public"
    assert {path.name for path in public.iterdir()} == {
        "data", "tables", "datapackage.json", "report.nl.html", "report.nl.pdf", "report.nl.xlsx",
    }  # fmt: skip
    compared = call("compare", tmp_path / "census", tmp_path / "baseline")
    assert "offers fell, in equal effort" in compared.output
