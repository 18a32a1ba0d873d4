"""``lycaon link``: groups with grounds, careful words, nothing personal in full unless asked."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import ImageOps
from tests.link.test_images import photo

from lycaon.cli.link import link


@pytest.fixture
def market(tmp_path: Path) -> Path:
    rows = [
        {
            "id": "m:1",
            "site": "m",
            "seller": "annbirds",
            "title": "Grey parrot",
            "text": "tel +32 470 12 34 56",
            "images": ["https://i.example/a.jpg?w=9"],
        },
        {"id": "n:2", "site": "n", "seller": "petlover44", "title": "Tortoise", "text": "call +32470123456"},
        {
            "id": "n:3",
            "site": "n",
            "seller": "olivia",
            "title": "Lamp",
            "text": "a lamp",
            "images": ["https://i.example/../b.jpg"],
        },
        {"id": "n:4", "site": "n", "seller": "oscar", "title": "Chair", "text": "a chair"},
    ]
    path = tmp_path / "ads.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(link, list(arguments))


def test_groups_are_told_with_grounds_and_care(market: Path) -> None:
    done = run(str(market))
    assert done.exit_code == 0, done.output
    assert "1. 2 accounts appear operated together: annbirds on m, petlover44 on n" in done.output
    assert "phone ••••••456: 4.32 bits; m:1, n:2" in done.output
    assert done.output.endswith("4 listings, 4 accounts; groups that appear operated together: 1\n")
    assert "+32470123456" not in done.output
    assert "same person" not in done.output


def test_everything_is_shown_where_asked(market: Path) -> None:
    assert "phone +32470123456:" in run(str(market), "--show").output
    told = json.loads(run(str(market), "--as", "json").output)
    assert told["networks"][0]["links"][0]["grounds"][0]["kind"] == "phone"
    assert run(str(market), "--least", "9").output.endswith("operated together: 0\n")


def test_pictures_of_a_folder_link_and_bad_ones_are_named(market: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    photo(1).save(folder / "a.jpg")
    ImageOps.mirror(photo(1)).resize((300, 220)).save(folder / "b.jpg", quality=50)
    assert "picture a.jpg: 2.32 bits; m:1, n:3" in run(str(market), "--pictures", str(folder)).output
    (folder / "b.jpg").write_bytes(b"no picture")
    done = run(str(market), "--pictures", str(folder))
    assert "picture left out: b.jpg" in done.output
    assert "picture a.jpg" not in done.output


def test_a_file_that_is_not_there_is_said() -> None:
    done = run("nowhere.jsonl")
    assert done.exit_code == 2
    assert "nowhere.jsonl" in done.output
