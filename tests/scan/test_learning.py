"""Learning from decisions: what is read at the door, what is refused, and which words are proposed."""

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lycaon.catalogue import Catalogue
from lycaon.cli import EXIT_REFUSED, EXIT_REJECTED
from lycaon.cli.learn import learn
from lycaon.detect.decision import MODEL_FILE, Decision, model_bytes, read_model
from lycaon.scan import Scanner
from lycaon.scan.decided import Decided, latest, read_decisions
from lycaon.scan.gold import Gold
from lycaon.scan.learning import compare, retrain, split, unseen
from lycaon.scan.measure import Judged, judge_all
from lycaon.scan.phrases import PhraseCutter
from lycaon.scan.terms import Proposal, log_likelihood_ratio, propose
from lycaon.values.listing import Listing, Rejected

TODAY = date(2026, 11, 22)
LISTING = {"id": "x:1", "title": "Hermann's tortoise", "language": "en", "seller": "ann"}


@pytest.fixture(scope="module")
def cutter(catalogue: Catalogue) -> PhraseCutter:
    return PhraseCutter.load(catalogue)


def read(catalogue: Catalogue, *lines: object) -> list[Decided | Rejected]:
    raw = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(read_decisions(io.BytesIO(raw.encode()), "d.jsonl", catalogue))


def decided(number: int, title: str, *, confirmed: bool, language: str = "en", **words: str) -> Decided:
    listing = Listing(id=f"x:{number}", site="x", seller=f"s{number}", title=title, language=language, **words)  # pyright: ignore[reportArgumentType]
    return Decided(listing=listing, confirmed=confirmed)


# --- the door ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{broken", "bad_json"),
        ("[]", "not_a_record"),
        (LISTING, "no_decision"),
        ({**LISTING, "decision": "maybe"}, "no_decision"),
        ({**LISTING, "decision": True}, "not_text"),
        ({"decision": "confirm"}, "no_text"),
        ({**LISTING, "decision": "confirm", "taxon": "Testudo nowhere"}, "unknown_taxon"),
        ({**LISTING, "decision": "confirm", "form": "horn of unicorn"}, "unknown_form"),
        ({**LISTING, "decision": "confirm", "decided_on": "soon"}, "bad_day"),
    ],
)
def test_what_cannot_be_used_is_rejected_with_its_place(catalogue: Catalogue, line: object, code: str) -> None:
    found = read(catalogue, {**LISTING, "decision": "confirm"}, line)[1:]
    [letter] = found
    assert isinstance(letter, Rejected)
    assert (letter.code, letter.where) == (code, "d.jsonl:line 2")
    assert letter.reason
    assert letter.hint
    assert letter.raw


@pytest.mark.parametrize(
    ("said", "wildlife", "protected"),
    [
        ({"decision": "confirm"}, True, True),
        ({"decision": "Confirm", "reason": "lawful"}, True, True),
        ({"decision": "reject"}, False, False),
        ({"decision": "reject", "reason": "a plush toy"}, False, False),
        ({"decision": "reject", "reason": "not_protected"}, True, False),
        ({"decision": "reject", "reason": "lawful"}, True, None),
        ({"decision": "reject", "reason": "duplicate"}, None, None),
        ({"decision": "reject", "reason": "cannot_tell"}, None, None),
    ],
)
def test_what_a_decision_teaches(
    catalogue: Catalogue, said: dict[str, str], wildlife: bool | None, protected: bool | None
) -> None:
    [one] = read(catalogue, {**LISTING, **said})
    assert isinstance(one, Decided)
    assert (one.gold.wildlife, one.gold.protected) == (wildlife, protected)


def test_nothing_of_the_decision_reaches_the_listing(catalogue: Catalogue) -> None:
    said = {"decision": "confirm", "taxon": "Testudo hermanni", "form": "live", "reason": "ivory", "note": "tusk"}
    [one] = read(catalogue, {**LISTING, **said, "decided_on": "2026-11-01"})
    assert isinstance(one, Decided)
    assert one.listing == Listing(id="x:1", title="Hermann's tortoise", language="en", seller="ann")
    assert (one.form, one.decided_on) == ("live", date(2026, 11, 1))
    assert catalogue.taxon(one.taxon_id).scientific_name == "Testudo hermanni"


def test_the_latest_decision_counts(catalogue: Catalogue) -> None:
    early = {**LISTING, "decision": "confirm", "decided_on": "2026-01-01"}
    late = {**LISTING, "decision": "reject", "decided_on": "2026-02-01"}
    for lines in ((early, late), (late, early)):
        [kept] = latest(one for one in read(catalogue, *lines) if isinstance(one, Decided))
        assert not kept.confirmed


# --- the model -----------------------------------------------------------------------------------------------

CORALS = [decided(n, f"Coral lipstick number {n}, used once", confirmed=False) for n in range(12)]
TORTOISES = [decided(100 + n, f"Hermann's tortoise CB{n}, collect only", confirmed=True) for n in range(12)]


def flipped(these: Sequence[Decided]) -> list[Decided]:
    return [Decided(listing=one.listing, confirmed=not one.confirmed) for one in these]


def judged(scanner: Scanner, these: Sequence[Decided]) -> list[Judged]:
    return judge_all(scanner, [(one.listing, one.gold) for one in these], today=TODAY)


def test_retraining_is_reproducible_and_knows_no_order(scanner: Scanner) -> None:
    these = [*CORALS, *TORTOISES]
    first, second = (retrain(read_model(), scanner.reader, some) for some in (these, these[::-1]))
    assert model_bytes(first) == model_bytes(second)
    assert model_bytes(first) != MODEL_FILE.read_bytes()


def test_retraining_moves_the_answer_the_way_people_decided(scanner: Scanner, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(model_bytes(retrain(read_model(), scanner.reader, flipped(TORTOISES))))
    moved = Scanner.load(model=tmp_path / "m.json")
    before, after = (judged(each, TORTOISES[:1])[0].scan.wildlife for each in (scanner, moved))
    assert after < before


def test_all_offers_of_a_seller_stand_on_one_side() -> None:
    these = [
        Decided(listing=Listing(id=f"x:{n}", site="x", seller=f"s{n % 40}", title="a"), confirmed=True)
        for n in range(200)
    ]
    learned, held = split(these, seed=1)
    assert len(learned) + len(held) == 200
    assert 10 <= len(held) <= 80
    assert not {one.listing.seller for one in learned} & {one.listing.seller for one in held}
    assert split(these, seed=1) == (learned, held)
    assert split(these, seed=2) != (learned, held)


def test_nobody_is_judged_by_his_lessons() -> None:
    again = Listing(id="other:1", title=TORTOISES[0].listing.title)
    known = [(TORTOISES[1].listing, Gold(wildlife=True, protected=True)), (again, Gold(wildlife=True, protected=True))]
    assert unseen(TORTOISES, known) == TORTOISES[2:]


@pytest.mark.parametrize(("spoilt", "is_worse"), [(0, False), (1, False), (6, True), (12, True)])
def test_worse_is_what_chance_does_not_explain(scanner: Scanner, spoilt: int, is_worse: bool) -> None:
    before = judged(scanner, TORTOISES)
    assert all(one.scan.protected > 0.5 for one in before)
    silent = [replace(one, scan=replace(one.scan, protected=0.0)) for one in before[:spoilt]]
    found = compare("x", before, [*silent, *before[spoilt:]])
    [one] = [each for each in found if each.language == "en" and each.question == "protected"]
    assert (one.worsened, one.mended, one.is_worse) == (spoilt, 0, is_worse)
    assert one.low <= 0.0
    [same] = [each for each in found if each.language == "en" and each.question == "wildlife"]
    assert not same.is_worse


# --- terms ---------------------------------------------------------------------------------------------------

CODE_ADS = [
    ("a", "Nice white zorblat from the estate, 12 cm, pm me"),
    ("a", "White Zorblat bangle, old, real one"),
    ("b", "selling white zorblat carving of a fisherman"),
    ("c", "two pieces white zorblat left"),
]
OTHER_ADS = ["Nice old bangle from the estate", "real silver carving of a fisherman", "two chairs left, pm me",
             "White sofa, selling fast", "old white lamp 12 cm", "nice pieces of china", "a white one from ikea"]  # fmt: skip


def ads(*told: tuple[str, str], **words: str) -> list[Decided]:
    return [
        Decided(
            listing=Listing(id=f"x:{n}", site="x", seller=seller, title=title, language="en", **words),  # pyright: ignore[reportArgumentType]
            confirmed=True,
        )
        for n, (seller, title) in enumerate(told)
    ]


def terms(scanner: Scanner, cutter: PhraseCutter, confirmed: Sequence[Decided]) -> list[Proposal]:
    ordinary = [Listing(id=f"o:{n}", title=title, language="en") for n, title in enumerate(OTHER_ADS)]
    return propose(scanner.catalogue, scanner.reader, cutter, confirmed=confirmed, ordinary=ordinary)


def test_a_new_code_word_is_proposed_with_its_ads(scanner: Scanner, cutter: PhraseCutter) -> None:
    elephant = scanner.catalogue.find("Loxodonta africana")[0].taxon_id
    told = [replace(one, taxon_id=elephant, form="ivory_carving") for one in ads(*CODE_ADS)]
    [one] = terms(scanner, cutter, told)
    assert one.name == "zorblat"
    assert [each.listing_id for each in one.support] == ["x:0", "x:1", "x:2", "x:3"]
    assert all("orblat" in each.excerpt for each in one.support)
    assert (one.language, one.sellers, one.ordinary) == ("en", 3, 0)
    row = one.row()
    assert (row.taxon, row.kind, row.form, row.reference) == ("Loxodonta africana", "code_word", "ivory_carving", "")
    assert "x:0 x:1 x:2 x:3" in row.note


@pytest.mark.parametrize(
    "told",
    [
        CODE_ADS[:2],  # too few
        [("a", title) for _, title in CODE_ADS],  # one seller
        [("a", CODE_ADS[0][1])] * 5 + [("b", CODE_ADS[0][1])],  # one seller repeats himself
        [(seller, title.replace("orblat", "").replace("z", "ivory")) for seller, title in CODE_ADS],  # known
        [(seller, f"{title.split()[0]} www.zorblat.com/{n}") for n, (seller, title) in enumerate(CODE_ADS)],
        [("zorblat", title) for _, title in CODE_ADS] + [("b", "x")],  # a handle
    ],
)
def test_what_is_no_term(scanner: Scanner, cutter: PhraseCutter, told: list[tuple[str, str]]) -> None:
    assert not [one.name for one in terms(scanner, cutter, ads(*told)) if "orblat" in one.name.casefold()]


def test_a_script_without_spaces(scanner: Scanner, cutter: PhraseCutter) -> None:
    told = [replace(one, listing=replace(one.listing, language="zh")) for one in ads(
        ("a", "出金贝壳手镯"), ("b", "老金贝壳,可小刀"), ("c", "金贝壳吊坠包邮"))]  # fmt: skip
    ordinary = [
        Listing(id=f"o:{n}", title=title, language="zh") for n, title in enumerate(["老手镯包邮", "吊坠可小刀"])
    ]
    found = propose(scanner.catalogue, scanner.reader, cutter, confirmed=told, ordinary=ordinary)
    assert [one.name for one in found] == ["金贝壳"]


def test_log_likelihood_by_hand() -> None:
    assert log_likelihood_ratio(5, 10, 10, 20) == pytest.approx(0.0)
    assert log_likelihood_ratio(3, 3, 0, 3) == pytest.approx(8.3178, abs=1e-4)  # 12 ln 2
    assert log_likelihood_ratio(0, 3, 3, 3) < 0


# --- the command ---------------------------------------------------------------------------------------------


def line(one: Decided) -> dict[str, str]:
    listing = one.listing
    words = {"id": listing.id, "site": listing.site, "seller": listing.seller, "title": listing.title}
    return {**words, "language": "en", "decision": "confirm" if one.confirmed else "reject"}


def run(folder: Path, these: Sequence[Decided], *more: str) -> tuple[int, str]:
    (folder / "d.jsonl").write_text("".join(json.dumps(line(one)) + "\n" for one in these) + "".join(more))
    gold = [(n, title, True) for n, title in enumerate(f"Hermann's tortoise, {n} years, article 10" for n in range(12))]
    rows = [
        {"id": f"g:{n}", "title": title, "language": "en", "gold": {"wildlife": real, "protected": real}}
        for n, title, real in [*gold, (99, "Coral lipstick", False)]
    ]
    (folder / "guard.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = [str(folder / "d.jsonl"), "--guard", str(folder / "guard.jsonl"), "--out", str(folder / "m.json")]
    done = CliRunner().invoke(learn, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_a_model_of_flipped_labels_is_refused_and_not_written(tmp_path: Path, sample: Path) -> None:
    rows = [json.loads(line) for line in sample.read_text(encoding="utf-8").splitlines()]
    (tmp_path / "guard.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[::2]))
    for row in rows:
        row["decision"] = "reject" if row.pop("gold")["protected"] else "confirm"
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[1::2]))
    (tmp_path / "m.json").write_text("the model of yesterday")
    arguments = ["d.jsonl", "--guard", "guard.jsonl", "--out", "m.json"]
    done = CliRunner().invoke(learn, [each if each[:2] == "--" else str(tmp_path / each) for each in arguments])
    assert done.exit_code == EXIT_REFUSED, done.output
    assert "REFUSED" in done.output
    assert (tmp_path / "m.json").read_text() == "the model of yesterday"
    assert not list(tmp_path.glob("*.part"))


def test_a_good_model_is_written_with_its_dead_letters_and_terms(tmp_path: Path) -> None:
    code, said = run(tmp_path, [*TORTOISES, *CORALS, *ads(*CODE_ADS)], "not json\n")
    assert code == EXIT_REJECTED, said
    assert Decision.load(tmp_path / "m.json").version.startswith("1-local+")
    [letter] = (tmp_path / "m.rejected.jsonl").read_text().splitlines()
    assert json.loads(letter)["code"] == "bad_json"
    header, row = (tmp_path / "m.terms" / "en.csv").read_text().splitlines()[:2]
    assert header == "name,taxon,kind,form,ambiguity,confidence,note,reference"
    assert "zorblat" in row
    assert "zorblat" in (tmp_path / "m.terms" / "support.csv").read_text()
    first = (tmp_path / "m.json").read_bytes()
    assert run(tmp_path, [*CORALS[::-1], *TORTOISES, *ads(*CODE_ADS)])[0] == 0
    assert (tmp_path / "m.json").read_bytes() == first
    assert not (tmp_path / "m.rejected.jsonl").exists()
