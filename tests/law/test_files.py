"""Files of rules: what may not be in them, each mistake with the message it must produce; replay and comparison."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from lycaon.catalogue import Catalogue
from lycaon.errors import RuleError
from lycaon.law import Law
from lycaon.law.compare import changes, turned
from lycaon.law.vectors import finding_of
from lycaon.values.verdict import Legality

SOURCE = Path(__file__).parents[2] / "src" / "lycaon" / "law"
BROKEN = Path(__file__).parent / "broken"


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_file_says_what_is_wrong_and_where(catalogue: Catalogue, tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = text.splitlines()[0].removeprefix("# expected: ")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / path.name).write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        Law.load(catalogue, tmp_path / "rules")
    assert expected in str(caught.value)
    assert path.name in str(caught.value)


def copied(tmp_path: Path, name: str) -> Path:
    home = tmp_path / name
    shutil.copytree(SOURCE, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return home


def test_an_edition_changes_with_any_file(catalogue: Catalogue, tmp_path: Path) -> None:
    home = copied(tmp_path, "law")
    before = Law.load(catalogue, home).edition
    path = home / "thresholds.yaml"
    path.write_text(path.read_text().replace("certain: 0.85", "certain: 0.86"))
    assert Law.load(catalogue, home).edition != before


def test_old_verdicts_replay_with_old_law_and_the_difference_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    old_home, new_home = copied(tmp_path, "old"), copied(tmp_path, "new")
    path = new_home / "rules" / "eu" / "ivory.yaml"
    path.write_text(re.sub(r"  - id: EU-21\n.*?(?=  - id:)", "", path.read_text(), flags=re.DOTALL))
    policy = new_home / "policies" / "marche.yaml"
    policy.write_text(policy.read_text().replace("result: banned", "result: restricted"))
    old, new = Law.load(catalogue, old_home), Law.load(catalogue, new_home)
    facts: dict[str, object] = {
        "taxon": "Loxodonta africana",
        "form": "ivory_jewellery",
        "made": "1960",
        "ships_to": "domestic",
    }
    finding = finding_of(old, facts, "AT")
    on = date(2026, 1, 10)

    assert [str(change) for change in changes(old, new)] == [
        "removed rule EU-21 version 1",
        "changed policy Marche.fr MARCHE-1 from 2020-01-01\n  result: banned → restricted",
    ]
    [change] = turned(
        old, new, [(finding, on), (finding_of(old, {"taxon": "Python regius", "form": "live"}, "AT"), on)]
    )
    assert (change.before, change.after) == (Legality.PROHIBITED, Legality.NEEDS_DOCUMENT)
    assert "EU-21" in change.rules_before
    assert Law.load(catalogue, old_home).judge(finding, on=on) == old.judge(finding, on=on)


def test_an_exemption_of_the_union_never_switches_off_a_national_rule(catalogue: Catalogue, tmp_path: Path) -> None:
    home = copied(tmp_path, "law")
    path = home / "rules" / "eu" / "trade.yaml"
    path.write_text(path.read_text().replace("exempts: [EU-01]", "exempts: [EU-01, FR-01]", 1))
    with pytest.raises(
        RuleError, match="EU-11 of EU cannot switch off FR-01 of FR: a stricter measure elsewhere stands"
    ):
        Law.load(catalogue, home)
