"""``lycaon taxon`` and ``lycaon catalogue`` as people call them."""

import csv
import json
import re
import shutil
import string
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lycaon.cli.catalogue import catalogue as catalogue_command
from lycaon.cli.taxon import taxon
from lycaon.cli.taxon_words import WORDS

SMALL = Path(__file__).parent / "small"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(taxon, arguments)


def test_the_grey_parrot_before_it_moved() -> None:
    result = run("perroquet gris du Gabon", "--date", "2016-06-01", "--country", "FR")
    assert result.exit_code == 0
    assert result.output.startswith("Psittacus erithacus Linnaeus, 1758 (species, t9644)\n")
    assert re.search(r"Standing on 2016-06-01\n  CITES II\n", result.output)
    assert "  CITES moved II -> I on 2017-01-02\n" in result.output
    assert "  EU    moved B -> A on 2017-02-04\n" in result.output
    assert "FR applied the EU annexes on that day." in result.output
    assert re.search(r"^Range: AO, ", result.output, re.MULTILINE)
    assert "Sources: " in result.output


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_language_answers(language: str) -> None:
    result = run("Loxodonta africana", "--date", "2026-11-22", "--language", language)
    assert result.exit_code == 0
    assert "BW;NA;ZA;ZW" in result.output
    assert "{" not in result.output


def test_the_same_placeholders_in_every_language() -> None:
    def places(words: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(words) if name}

    for language, words in WORDS.items():
        assert words.keys() == WORDS["en"].keys(), language
        for key, text in words.items():
            assert places(text) == places(WORDS["en"][key]), (language, key)


def test_a_name_nobody_knows_gets_suggestions() -> None:
    result = run("perroquet gri du gabn")
    assert result.exit_code == 1
    assert 'No taxon is called "perroquet gri du gabn".' in result.output
    assert "= Psittacus erithacus" in result.output


def test_json_says_the_same() -> None:
    answer = json.loads(run("Psittacus erithacus", "--date", "2018-01-01", "--json").output)["answers"][0]
    assert answer["taxon"]["id"] == "t9644"
    assert [branch["level"] for branch in answer["standings"]["CITES"]] == ["I"]
    assert answer["history"][-1] == {
        "instrument": "EU", "on": "2017-02-04", "before": ["B"], "after": ["A"], "on_or_before": False, "through": "",
    }  # fmt: skip


def test_annotations_come_with_their_words() -> None:
    output = run("Dalbergia latifolia", "--date", "2020-01-01").output
    assert "CITES II #15" in output
    assert "#15: All parts and derivatives are included, except" in output


def test_a_population_by_its_origin() -> None:
    output = run("African elephant", "--date", "2026-11-22", "--origin", "bw").output
    assert re.search(r"^  CITES II$|^  CITES II  \(", output, re.MULTILINE)
    assert not re.search(r"^  CITES I\b(?!I)", output, re.MULTILINE)


def test_a_group_counts_a_split_species_once() -> None:
    output = run("Elephantidae", "--date", "2026-11-22").output
    assert "  CITES I  (73%, 3 of 4 species in the catalogue)\n" in output
    assert "  CITES II  (2%, 1 of 4 species in the catalogue)\n" in output


def test_a_file_of_names(tmp_path: Path) -> None:
    source, out = tmp_path / "names.csv", tmp_path / "out.csv"
    source.write_text("lot,animal\n1,Königspython\n2,Psitacus eritacus\n3,bicycle 28 inch\n4,\n", encoding="utf-8")
    result = run("--batch", str(source), "--column", "animal", "--out", str(out), "--date", "2026-11-22")
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["lot"], row["match"], row["scientific_name"], row["cites"], row["eu"]) for row in rows] == [
        ("1", "exact", "Python regius", "II", "B"),
        ("2", "near", "Psittacus erithacus", "I", "A"),
        ("3", rows[2]["match"], "", "", ""),
        ("4", "", "", "", ""),
    ]


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    source = tmp_path / "names.csv"
    source.write_text("lot,animal\n1,Königspython\n", encoding="utf-8")
    result = run("--batch", str(source))
    assert 'no column "name"; there are lot, animal: choose with --column' in str(result.exception)


def test_no_name_at_all() -> None:
    result = run()
    assert result.exit_code == 2
    assert "give a name, or --batch FILE" in result.output


def test_checking_and_comparing(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(catalogue_command, ["diff", str(SMALL), str(SMALL)]).output == "no difference\n"
    folder = shutil.copytree(SMALL, tmp_path / "data")
    stale = runner.invoke(catalogue_command, ["check", str(folder)])
    assert stale.exit_code == 1
    assert "forms.csv: its digest in edition.yaml is old; run: python -m lycaon.catalogue.tidy" in stale.output
    assert "        9  taxa.csv\n" in runner.invoke(catalogue_command, ["tidy", str(folder)]).output
    assert runner.invoke(catalogue_command, ["check", str(folder)]).output == "23 rows in 14 tables\n"
    history = Path(__file__).parent / "imports" / "checklist_history.csv"
    target = tmp_path / "new"
    done = runner.invoke(
        catalogue_command,
        ["import", str(history), "--kind", "history", "--base", str(SMALL), "--into", str(target)],
    )
    assert done.exit_code == 0, done.output
    assert done.output.startswith("3 taxa read, 2 new; 5 protections")
    assert (
        "moved II -> I (CITES) on 2017-01-02"
        in runner.invoke(catalogue_command, ["diff", str(SMALL), str(target)]).output
    )
