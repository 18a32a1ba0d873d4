"""``lycaon law``: thin, and plain about mistakes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lycaon.cli.law import law as command
from lycaon.errors import DataError, RuleError
from lycaon.law import Law
from lycaon.law.vectors import finding_of
from lycaon.values.codec import to_json

HOME = Path(__file__).parents[2] / "src" / "lycaon" / "law"
TUSK = ["--country", "FR", "--fact", "taxon=Loxodonta africana", "--fact", "form=tusk", "--date", "2026-01-10"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), catch_exceptions=True)


@pytest.mark.parametrize(("language", "headline"), [
    ("en", "# Appears prohibited"), ("fr", "# Paraît interdit"), ("de", "# Erscheint verboten"), ("nl", "# Lijkt verboden"),
])  # fmt: skip
def test_explain_in_four_languages(language: str, headline: str) -> None:
    done = run("explain", *TUSK, "--language", language)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(headline)
    assert "FR-01" in done.output


def test_explain_as_json_and_html() -> None:
    told = json.loads(run("explain", *TUSK, "--as", "json").output)
    assert told["verdict"]["readings"][0]["legality"] == "prohibited"
    assert told["explanation"]["rules_edition"]
    page = run("explain", *TUSK, "--as", "html").output
    assert page.startswith('<article class="verdict" lang="en">')


def test_explain_a_stored_finding(law: Law, tmp_path: Path) -> None:
    finding = finding_of(law, {"taxon": "Python regius", "form": "live"}, "DE")
    path = tmp_path / "findings.jsonl"
    path.write_bytes(to_json(finding) + b"\n")
    assert run("explain", str(path), "--date", "2026-01-10").output.startswith("# Needs a document")


def test_rules_of_a_place_that_can_concern_a_taxon() -> None:
    ivory = run("rules", "--country", "FR", "--taxon", "Loxodonta africana", "--date", "2026-01-10").output
    assert "FR-01" in ivory
    assert "FR-02b" not in ivory
    assert "EU-26" not in ivory
    assert "FR-01" not in run("rules", "--country", "FR", "--taxon", "Python regius", "--date", "2026-01-10").output
    assert run("rules", "--country", "VN").output == "No law is loaded for VN.\n"


def test_laws_are_named_in_the_language_of_the_reader() -> None:
    python = ["--country", "DE", "--taxon", "Python regius", "--date", "2026-01-10"]
    assert "Verordening (EG) nr. 338/97, Art. 8" in run("rules", *python, "--language", "nl").output
    assert "Regulation (EC) No 338/97, Art. 8" in run("rules", *python).output
    told = run("explain", "--country", "DE", "--fact", "taxon=Python regius", "--fact", "form=live", "--language", "fr")
    assert "Règlement (CE) n° 338/97" in told.output
    assert "Regulation" not in told.output


def test_check_says_the_result_first() -> None:
    done = run("check")
    assert done.output.index(" wrong; edition ") < done.output.index("note: ")
    assert "note: " not in done.stdout


def test_check_and_facts_and_diff() -> None:
    assert " 0 wrong; edition " in run("check").output
    assert " 0 wrong; edition " in run("check", str(HOME / "rules")).output
    assert "ivory_share" in run("facts").output
    assert run("diff", str(HOME), str(HOME)).output == "0 rules and clauses differ\n"


@pytest.mark.parametrize(("arguments", "kind", "message"), [
    (["explain", "--fact", "colour=red"], RuleError, "colour"),
    (["explain", "--fact", "taxon=Python regius", "--fact", "origin_code=Q"], RuleError, "'Q'"),
    (["explain", *TUSK, "--language", "xx"], DataError, "no wording in 'xx'"),
    (["rules", "--country", "FR", "--taxon", "Dodo dodo"], DataError, "no taxon 'Dodo dodo'"),
    (["rules", "--country", "FR", "--language", "xx"], DataError, "no wording in 'xx'; there is de, en, fr, nl"),
    (["rules", "--country", "ZZ"], DataError, "no country or part of one has the code 'ZZ'"),
    (["rules", "--country", "BE-WAI"], DataError, "did you mean BE-WAL"),
    (["explain", *TUSK, "--country", "ZZ"], DataError, "'ZZ'"),
    (["explain", *TUSK, "--market", "fr"], DataError, "did you mean FR"),
    (["explain", "--country", "FR", "--fact", "taxon=Nonsense"], DataError, "no taxon 'Nonsense'"),
    (["explain", "--fact", "taxon=Pithon regius"], DataError, "did you mean Python regius"),
    (["explain", "--fact", "taxon=African grey parrot"], DataError, "did you mean Psittacus erithacus"),
])  # fmt: skip
def test_mistakes_say_what_is_wrong(arguments: list[str], kind: type[Exception], message: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, kind)
    assert message in str(done.exception)


def test_a_stored_line_that_is_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"nothing": 1}\n')
    done = run("explain", str(path))
    assert isinstance(done.exception, DataError)
    assert "x.jsonl:1: not a finding" in str(done.exception)
