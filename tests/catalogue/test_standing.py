"""Where a taxon stands on a day: known cases, and a second, plain implementation of the rule."""

import csv
import hashlib
import shutil
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from lycaon.catalogue import DATA, Catalogue
from lycaon.catalogue.history import history, levels
from lycaon.values.taxonomy import Instrument

TODAY = date(2026, 11, 22)
# species, CITES, EU on 2026-11-22; "-" is not listed. Checked by hand against the Appendices.
SPOT_CHECK = """
Loxodonta africana         I+II A+B | Loxodonta cyclotis      I  A | Elephas maximus          I  A
Manis javanica             I    A   | Panthera tigris         I  A | Panthera leo          I+II A+B
Panthera pardus            I    A   | Leptailurus serval     II  B | Acinonyx jubatus         I  A
Ceratotherium simum        I    A   | Diceros bicornis        I  A | Psittacus erithacus      I  A
Ara ararauna              II    B   | Anodorhynchus hyacinthinus I A | Melopsittacus undulatus - -
Agapornis roseicollis      -    -   | Falco rusticolus        I  A | Buteo buteo             II  A
Testudo hermanni          II    A   | Testudo horsfieldii    II  B | Geochelone elegans       I  A
Malacochersus tornieri     I    A   | Eretmochelys imbricata  I  A | Python regius           II  B
Iguana iguana             II    B   | Gekko gecko            II  B | Physignathus cocincinus II  B
Kinosternon vogti          I    A   | Kinosternon baurii     II  B | Crocodylus porosus    I+II A+B
Varanus komodoensis        I    A   | Dendrobates tinctorius II  B | Giraffa camelopardalis  II  B
Aonyx cinerea              I    A   | Hippopotamus amphibius II  B | Saiga tatarica          II  B
Pantholops hodgsonii       I    A   | Ursus maritimus        II  B | Canis lupus           I+II A+B
Macaca sylvanus            I    A   | Carcharhinus leucas    II  B | Carcharhinus longimanus  I  B
Rhincodon typus            I    B   | Sphyrna lewini         II  B | Huso huso               II  B
Anguilla anguilla         II    B   | Acropora cervicornis   II  B | Corallium rubrum         -  -
Strombus gigas            II    B   | Tridacna gigas         II  B | Poecilotheria metallica II  B
Dalbergia nigra            I    A   | Dalbergia latifolia    II  B | Pterocarpus santalinus  II  B
Handroanthus impetiginosus II   B   | Aquilaria malaccensis  II  B | Paphiopedilum rothschildianum I A
Ariocarpus fissuratus      I    A   | Lophophora williamsii  II  B | Aloe vera                -  -
Encephalartos horridus     I    A   | Okapia johnstoni        I  - | Amblyrhynchus cristatus  I  B
Kinixys homeana            I    B   | Hyaena hyaena         III  C | Bradypus variegatus     II  B
Pavo cristatus           III    C   | Pantherophis guttatus   -  - | Canis familiaris         -  -
"""
CASES = [tuple(cell.rsplit(None, 2)) for line in SPOT_CHECK.strip().splitlines() for cell in line.split("|")]


def stands(catalogue: Catalogue, name: str, instrument: Instrument, on: date, origin: str = "") -> str:
    taxon_id = next(found.taxon_id for found in catalogue.find(name, language="la"))
    places = frozenset(origin.split(";")) if origin else frozenset()
    found = levels(catalogue.standings(taxon_id, instrument, on, origin=places))
    return "+".join(level or "-" for level in found)


@pytest.mark.parametrize(("name", "cites", "eu"), CASES, ids=[case[0] for case in CASES])
def test_spot_check(catalogue: Catalogue, name: str, cites: str, eu: str) -> None:
    assert stands(catalogue, name, Instrument.CITES, TODAY) == cites
    assert stands(catalogue, name, Instrument.EU, TODAY) == eu


@pytest.mark.parametrize(
    ("name", "instrument", "on", "origin", "expected"),
    [
        # the day itself, and the day before
        ("Psittacus erithacus", "CITES", "2017-01-01", "", "II"),
        ("Psittacus erithacus", "CITES", "2017-01-02", "", "I"),
        ("Psittacus erithacus", "EU", "2017-02-03", "", "B"),
        ("Psittacus erithacus", "EU", "2017-02-04", "", "A"),
        # populations: a known origin leaves one branch
        ("Loxodonta africana", "CITES", "2026-11-22", "BW", "II"),
        ("Loxodonta africana", "CITES", "2026-11-22", "KE", "I"),
        ("Loxodonta africana", "CITES", "2026-11-22", "BW;KE", "I+II"),
        ("Loxodonta africana", "CITES", "1996-01-01", "BW", "I"),
        ("Panthera leo", "CITES", "2026-11-22", "IN", "I"),
        ("Panthera leo", "CITES", "2026-11-22", "TZ", "II"),
        # a genus row for Madagascar does not reach a species that does not live there
        ("Dalbergia latifolia", "CITES", "2014-01-01", "", "-"),
        ("Dalbergia louvelii", "CITES", "2014-01-01", "", "II"),
        ("Dalbergia latifolia", "CITES", "2017-01-02", "", "II"),
        # excluded by name from a row of the order
        ("Melopsittacus undulatus", "CITES", "1990-01-01", "", "-"),
        ("Felis catus", "CITES", "2026-11-22", "", "-"),
        # only a subspecies is listed: both branches
        ("Hippotragus niger", "CITES", "2026-11-22", "", "I+-"),
        ("Hippotragus niger", "CITES", "2026-11-22", "TZ", "-"),
        ("Hippotragus niger variani", "CITES", "2026-11-22", "", "I"),
        ("Equus zebra", "CITES", "2026-11-22", "", "II"),
        # the species is listed: its subspecies do not change the answer
        ("Boa constrictor", "CITES", "2026-11-22", "", "II"),
        ("Boa constrictor occidentalis", "CITES", "2026-11-22", "", "I"),
        # groups: all levels of their species
        ("Testudinidae", "CITES", "2026-11-22", "", "I+II"),
        ("Psittaciformes", "CITES", "2026-11-22", "", "I+II+-"),
        ("Animalia", "CITES", "1970-01-01", "", "-"),
    ],
)
def test_days_populations_exclusions_and_groups(
    catalogue: Catalogue, name: str, instrument: str, on: str, origin: str, expected: str
) -> None:
    assert stands(catalogue, name, Instrument(instrument), date.fromisoformat(on), origin) == expected


def test_a_group_counts_its_species(catalogue: Catalogue) -> None:
    family = catalogue.find("Testudinidae", language="la")[0].taxon_id
    branches = catalogue.standings(family, Instrument.CITES, TODAY)
    species = len(catalogue.descendants(family, "species"))
    assert sum(branch.species for branch in branches) == species
    assert [branch.level for branch in branches] == ["II", "I"]
    assert branches[0].share == pytest.approx(branches[0].species / species)


def test_a_group_without_known_species_follows_its_own_row(catalogue: Catalogue) -> None:
    empty = [
        taxon
        for taxon in catalogue.descendants("n-animalia", "genus")
        if not catalogue.descendants(taxon.id)
        and levels(catalogue.standings(taxon.id, Instrument.CITES, TODAY)) == ("II",)
    ]
    assert empty, "some genus of a family listed as a whole has no species in the catalogue"


@pytest.mark.parametrize(("countries_in", "expected"), [("", ("III",)), ("GH", ("II",))])
def test_only_a_limited_row_of_appendix_iii_lets_the_walk_go_on(
    countries_in: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    folder = shutil.copytree(Path(__file__).parent / "small", tmp_path / "data")
    header, order, _ = (folder / "protections.csv").read_text(encoding="utf-8").splitlines()
    row = f"Psittacus erithacus,t1,CITES,III,1990-01-01,,,GH,{countries_in},,,,,,high,own"
    (folder / "protections.csv").write_text(f"{header}\n{order}\n{row}\n", encoding="utf-8")
    small = Catalogue.load(folder, tmp_path / "cache")
    assert levels(small.standings("t1", Instrument.CITES, date(1995, 1, 1))) == expected


def test_history_in_order(catalogue: Catalogue) -> None:
    changes = list(history(catalogue, "t9644", Instrument.CITES))
    assert [(change.on.isoformat(), change.after) for change in changes] == [
        ("1976-02-26", ("III",)),
        ("1981-06-06", ("II",)),
        ("2017-01-02", ("I",)),
    ]
    assert [change.through for change in changes] == ["Psittacidae", "Psittaciformes", ""]


def test_pending_says_ask(catalogue: Catalogue) -> None:
    assert catalogue.pending("t104814")
    assert not catalogue.pending("t9644")


# -- the rule again, straight from the tables and without any of our code


class Plain:
    """The rule as a reader of the page would write it: slow, population by population."""

    def __init__(self) -> None:
        self.taxa = {row["id"]: row for row in _table("taxa.csv")}
        self.rows = defaultdict(list)
        for row in _table("protections.csv"):
            self.rows[row["taxon_id"]].append(row)
        self.range = defaultdict(set)
        for row in _table("range.csv"):
            if not row["status"].startswith("introduced"):
                self.range[row["taxon_id"]].add(row["country"])
        self.children = defaultdict(list)
        for row in self.taxa.values():
            self.children[row["parent_id"]].append(row["id"])

    def answer(self, taxon: str, instrument: str, on: str) -> dict[str, float]:
        rank = self.taxa[taxon]["rank"]
        if rank in {"subspecies", "variety"}:
            return self.of_one(taxon, instrument, on)
        if rank == "species":
            return self.of_species(taxon, instrument, on)
        species = [each for each in self.below(taxon) if self.taxa[each]["rank"] == "species"]
        if not species:
            return self.of_one(taxon, instrument, on)
        total: Counter[str] = Counter()
        for each in species:
            for level, share in self.of_species(each, instrument, on).items():
                total[level] += share / len(species)
        return dict(total)

    def of_species(self, taxon: str, instrument: str, on: str) -> dict[str, float]:
        own = self.of_one(taxon, instrument, on)
        if set(own) != {"-"}:
            return own
        below = {each: [lv for lv in self.of_one(each, instrument, on) if lv != "-"] for each in self.below(taxon)}
        if not any(below.values()):
            return own
        no_others = len(below) > 1 and all(below.values()) and all(self.range[each] for each in below)
        countries = set(self.range[taxon]).union(*(self.range[each] for each in below)) or {"anywhere"}
        shares: Counter[str] = Counter()
        for country in countries:
            here = [lv for each, found in below.items() if country in (self.range[each] or {country}) for lv in found]
            if not here or not no_others:
                here.append("-")
            for level in here:
                shares[level] += 1 / len(here) / len(countries)
        return dict(shares)

    def of_one(self, taxon: str, instrument: str, on: str) -> dict[str, float]:
        lineage = self.lineage(taxon)
        active = []
        for place in lineage:
            here = [
                row
                for row in self.rows[place]
                if row["instrument"] == instrument
                and row["valid_from"] <= on
                and (not row["valid_to"] or on < row["valid_to"])
                and not set(row["excluded_taxa"].split(";")) & set(lineage)
            ]
            active.append(here)
            if any(not row["countries_in"] and not row["countries_out"] for row in here):
                break
        lives = set(self.range[taxon])
        limited = [row for here in active for row in here if row["countries_in"] or row["countries_out"]]
        if not limited:
            populations = {"anywhere"}
        elif lives:
            populations = lives | {c for row in active[0] for c in row["countries_in"].split(";") if c}
        else:
            named = {c for r in limited for c in (r["countries_in"] + ";" + r["countries_out"]).split(";") if c}
            populations = named | {"anywhere"}
        answers = {population: self.of_population(active, population) for population in populations}
        if lives or not limited:
            shares = Counter()
            for rows in answers.values():
                kinds = {(row["level"], row["annotation"]) for row in rows} or {("-", "")}
                for level, _ in kinds:
                    shares[level] += 1 / len(kinds) / len(answers)
            return dict(shares)
        different = {tuple(sorted(str(sorted(row.items())) for row in rows)): rows for rows in answers.values()}
        shares = Counter()
        for rows in different.values():
            kinds = {(row["level"], row["annotation"]) for row in rows} or {("-", "")}
            for level, _ in kinds:
                shares[level] += 1 / len(kinds) / len(different)
        return dict(shares)

    @staticmethod
    def of_population(active: list[list[dict[str, str]]], population: str) -> list[dict[str, str]]:
        weak = []
        for here in active:
            rows = [
                row
                for row in here
                if (not row["countries_in"] or population in row["countries_in"].split(";"))
                and population not in row["countries_out"].split(";")
            ]
            strong = [row for row in rows if not (row["level"] in ("III", "C", "D") and row["countries_in"])]
            if strong:
                return strong
            weak += rows
        return weak

    def lineage(self, taxon: str) -> list[str]:
        found = []
        while taxon:
            found.append(taxon)
            taxon = self.taxa[taxon]["parent_id"]
        return found

    def below(self, taxon: str) -> list[str]:
        found, waiting = [], list(self.children[taxon])
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting += self.children[each]
        return found


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def plain() -> Plain:
    return Plain()


DAYS = ("1980-06-01", "1998-01-01", "2012-03-01", "2017-06-01", "2026-11-22")


def _sample(plain: Plain) -> list[str]:
    """200 taxa: 60 with rows for some populations only, 25 groups, 25 species of listed subspecies, others."""
    limited = [t for t, rows in plain.rows.items() if any(r["countries_in"] or r["countries_out"] for r in rows)]
    groups = [t for t, row in plain.taxa.items() if row["rank"] in {"genus", "family"} and plain.rows[t]]
    others = [t for t, row in plain.taxa.items() if row["rank"] in {"species", "subspecies"}]
    parents = [plain.taxa[t]["parent_id"] for t in plain.rows if plain.taxa[t]["rank"] == "subspecies"]
    chosen = [*_spread(limited, 60), *_spread(groups, 25), *_spread(parents, 25), *_spread(others, 200)]
    return list(dict.fromkeys(chosen))[:200]


def _spread(taxa: list[str], count: int) -> list[str]:
    return sorted(taxa, key=lambda taxon: hashlib.sha256(taxon.encode()).hexdigest())[:count]


@pytest.mark.parametrize("on", DAYS)
def test_two_hundred_taxa_agree_with_the_plain_rule(catalogue: Catalogue, plain: Plain, on: str) -> None:
    sample = _sample(plain)
    assert len(sample) == 200
    for taxon in sample:
        for instrument in Instrument:
            shares: Counter[str] = Counter()
            for branch in catalogue.standings(taxon, instrument, date.fromisoformat(on)):
                shares[branch.level or "-"] += branch.share
            expected = plain.answer(taxon, instrument, on)
            assert dict(shares) == pytest.approx(expected), (plain.taxa[taxon]["scientific_name"], instrument, on)
