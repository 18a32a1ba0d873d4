"""Downloads of Species+, the Checklist and Darwin Core archives; what is wrong with them is said."""

import re
import zipfile
from pathlib import Path

import pytest

from lycaon.catalogue import Catalogue
from lycaon.catalogue.diff import diff
from lycaon.catalogue.importers import merge, read_archive, read_history, read_listings
from lycaon.errors import CatalogueError, FormatError

HERE = Path(__file__).parent
SMALL = HERE / "small"
HISTORY = HERE / "imports" / "checklist_history.csv"
LISTINGS = HERE / "imports" / "species_plus_listings.csv"

META = """<?xml version="1.0" encoding="UTF-8"?>
<archive xmlns="http://rs.tdwg.org/dwc/text/">
  <core encoding="UTF-8" fieldsTerminatedBy="\\t" linesTerminatedBy="\\n" fieldsEnclosedBy="" ignoreHeaderLines="1"
        rowType="http://rs.tdwg.org/dwc/terms/Taxon">
    <files><location>Taxon.tsv</location></files>
    <id index="0"/>
    <field index="1" term="http://rs.tdwg.org/dwc/terms/parentNameUsageID"/>
    <field index="2" term="http://rs.tdwg.org/dwc/terms/acceptedNameUsageID"/>
    <field index="3" term="http://rs.tdwg.org/dwc/terms/scientificName"/>
    <field index="4" term="http://rs.tdwg.org/dwc/terms/scientificNameAuthorship"/>
    <field index="5" term="http://rs.tdwg.org/dwc/terms/taxonRank"/>
  </core>
  <extension encoding="UTF-8" fieldsTerminatedBy="\\t" fieldsEnclosedBy="" ignoreHeaderLines="1"
             rowType="http://rs.gbif.org/terms/1.0/VernacularName">
    <files><location>VernacularName.tsv</location></files>
    <coreid index="0"/>
    <field index="1" term="http://purl.org/dc/terms/language"/>
    <field index="2" term="http://rs.tdwg.org/dwc/terms/vernacularName"/>
  </extension>
  <extension encoding="UTF-8" fieldsTerminatedBy="," fieldsEnclosedBy='"' ignoreHeaderLines="1"
             rowType="http://rs.gbif.org/terms/1.0/Distribution">
    <files><location>Distribution.csv</location></files>
    <coreid index="0"/>
    <field index="1" term="http://rs.tdwg.org/dwc/terms/locationID"/>
    <field index="2" term="http://rs.tdwg.org/dwc/terms/establishmentMeans"/>
  </extension>
</archive>
"""
TAXA = """id\tparent\taccepted\tname\tauthor\trank
F\t\t\tPsittacidae\t\tfamily
G\tF\t\tAra\tLacépède, 1799\tgenus
S\tG\t\tAra ararauna (Linnaeus, 1758)\t(Linnaeus, 1758)\tspecies
X\t\tS\tPsittacus ararauna\tLinnaeus, 1758\tspecies
"""
NAMES = "id\tlanguage\tname\nS\teng\tblue-and-gold macaw\nS\tdeu\tGelbbrustara\nS\tKlingon\tnothing\nQ\teng\tnobody\n"
PLACES = 'id,place,means\nS,ISO3166:BR,native\nS,"ISO3166:PR",introduced\nS,TDWG:84,native\n'


def archive(folder: Path, **changed: str | bytes | None) -> Path:
    """A small archive, with some of its files changed or, where None, left out."""
    files = {"meta.xml": META, "Taxon.tsv": TAXA, "VernacularName.tsv": NAMES, "Distribution.csv": PLACES}
    files |= {name.replace("__", "."): content for name, content in changed.items()}
    path = folder / "checklist.zip"
    with zipfile.ZipFile(path, "w") as out:
        for name, content in files.items():
            if content is not None:
                out.writestr(name, content)
    return path


def read(path: Path):
    return read_archive(path, source="gbif-test", licence="CC BY 4.0", retrieved="2026-11-22")


def test_a_history_becomes_periods() -> None:
    found = read_history(HISTORY, retrieved="2026-11-22")
    grey = [(row.level, row.valid_from, row.valid_to, row.party) for row in found.protections if row.key == "1"]
    assert grey == [
        ("III", "1976-02-26", "1981-06-06", "GH"),
        ("II", "1981-06-06", "2017-01-02", ""),
        ("I", "2017-01-02", "", ""),
    ]
    [order] = [row for row in found.protections if row.key == "147"]
    assert order.note == "Excludes Melopsittacus undulatus."


def test_a_history_takes_the_place_of_ours_and_the_difference_is_told(tmp_path: Path) -> None:
    merged = merge(read_history(HISTORY, retrieved="2026-11-22"), SMALL, tmp_path / "new")
    assert (merged.new_taxa, merged.protections) == (2, 5)
    catalogue = Catalogue.load(tmp_path / "new", tmp_path / "cache")
    assert [row.level for row in catalogue.protections("t1")] == ["III", "II", "I"]
    assert catalogue.taxon(catalogue.find("Ara ararauna")[0].taxon_id).family == "Psittacidae"
    lines = list(diff(SMALL, tmp_path / "new"))
    assert lines[:2] == ["Ara (genus) is new", "Ara ararauna (species) is new"]
    assert "Psittacus erithacus moved II -> I (CITES) on 2017-01-02" in lines
    assert "no longer: Psittacus erithacus was listed in I (CITES) on 2017-01-02" in lines


def test_listings_of_today_close_and_open(tmp_path: Path) -> None:
    first = merge(read_listings(LISTINGS, instrument="EU", retrieved="2020-01-01"), SMALL, tmp_path / "one")
    assert first.protections == 1
    later = LISTINGS.read_text(encoding="utf-8").replace(";A;", ";B;")
    (tmp_path / "later.csv").write_text(later, encoding="utf-8")
    found = read_listings(tmp_path / "later.csv", instrument="EU", retrieved="2024-01-01")
    merge(found, tmp_path / "one", tmp_path / "two")
    assert list(diff(tmp_path / "one", tmp_path / "two")) == ["Psittacus erithacus moved A -> B (EU) on 2024-01-01"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("EffectiveAt", "When", "checklist_history.csv:1: no column day (effectiveat/effectivedate/date)"),
        ("06/06/1981", "June", 'checklist_history.csv:2: "June" is not a day'),
        (",II,", ",A,", 'checklist_history.csv:2: "A" is no level of CITES; expected one of I, II, III'),
        (",Psittaciformes,,ORDER", ",,,ORDER", "checklist_history.csv:2: no scientific name"),
        ('"<p>', '"<p', "checklist_history.csv:3: ',' expected after"),
    ],
)
def test_what_is_wrong_with_a_download(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = HISTORY.read_text(encoding="utf-8")
    broken = text.replace('</p>"', "</p>") if old == '"<p>' else text.replace(old, new)
    path = tmp_path / HISTORY.name
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(FormatError, match=re.escape(message)):
        read_history(path, retrieved="2026-11-22")


def test_a_download_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / HISTORY.name
    path.write_bytes(HISTORY.read_text(encoding="utf-8").replace("Ghana", "Côte d'Ivoire").encode("cp1252"))
    with pytest.raises(FormatError, match="is not UTF-8; save it as UTF-8"):
        read_history(path, retrieved="2026-11-22")


def test_an_archive_gives_taxa_names_and_range(tmp_path: Path) -> None:
    found = read(archive(tmp_path))
    species = found.taxa["S"]
    assert (species.scientific_name, species.rank) == ("Ara ararauna", "species")
    assert species.above == (("family", "Psittacidae"), ("genus", "Ara"))
    assert found.synonyms == [("Psittacus ararauna", "S", "Linnaeus, 1758")]
    assert found.names == [("en", "blue-and-gold macaw", "S"), ("de", "Gelbbrustara", "S")]
    assert found.range_states == [("S", "BR", "native"), ("S", "PR", "introduced")]


def test_an_archive_is_brought_into_the_tables(tmp_path: Path) -> None:
    merged = merge(read(archive(tmp_path)), SMALL, tmp_path / "new")
    assert (merged.new_taxa, merged.names, merged.range_states, merged.left_out) == (2, 2, 2, ())
    catalogue = Catalogue.load(tmp_path / "new", tmp_path / "cache")
    [name] = catalogue.find("Gelbbrustara")
    assert name.reference == "gbif-test"
    assert catalogue.find("Psittacus ararauna")[0].taxon_id == name.taxon_id
    with pytest.raises(CatalogueError, match="is not empty; choose a new folder"):
        merge(read(archive(tmp_path)), SMALL, tmp_path / "new")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"meta__xml": None}, "no meta.xml at the top"),
        ({"meta__xml": "<archive"}, "meta.xml is no XML"),
        ({"meta__xml": '<!DOCTYPE a [<!ENTITY b "c">]>' + META}, "declares entities"),
        ({"meta__xml": META.replace("terms/Taxon", "terms/Occurrence")}, "the core is not Taxon"),
        ({"meta__xml": META.replace('scientificName"', 'other"')}, "Taxon.tsv: no column scientificName in meta.xml"),
        ({"Taxon__tsv": None}, "Taxon.tsv: is named in meta.xml but not in the archive"),
        ({"Taxon__tsv": TAXA.encode("utf-16")}, "Taxon.tsv: is not UTF-8, as meta.xml says"),
        ({"Taxon__tsv": TAXA + "S\tG\t\tAra macao\t\tspecies\n"}, 'Taxon.tsv:6: id "S" stands there twice'),
        ({"Taxon__tsv": TAXA.replace("F\t\t\tPsi", "F\tG\t\tPsi")}, "is its own ancestor (parentNameUsageID)"),
        ({"Taxon__tsv": TAXA.replace("X\t\tS", "X\t\tZ")}, '"X" is a synonym of "Z", which is not there'),
        ({"Taxon__tsv": TAXA + "\tG\t\tAra macao\t\tspecies\n"}, "Taxon.tsv:6: no id; every taxon needs one"),
    ],
)
def test_what_is_wrong_with_an_archive(changed: dict[str, str | None], message: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=re.escape(message)):
        read(archive(tmp_path, **changed))


def test_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "checklist.zip"
    path.write_bytes(b"PK but no more")
    with pytest.raises(FormatError, match="not a zip file"):
        read(path)


def test_no_difference_between_the_same_tables() -> None:
    assert list(diff(SMALL, SMALL)) == []


def test_renamed_and_removed(tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(SMALL, tmp_path / "data")
    taxa = (folder / "taxa.csv").read_text(encoding="utf-8")
    (folder / "taxa.csv").write_text(taxa.replace("Melopsittacus undulatus,", "Melopsittacus novus,"), encoding="utf-8")
    (folder / "names" / "en.csv").write_text("name,taxon,variant,ambiguity,confidence,reference\n", encoding="utf-8")
    lines = list(diff(SMALL, folder))
    assert lines[0] == "Melopsittacus undulatus is now called Melopsittacus novus"
    assert lines[-1].startswith("2 common names removed (en): African grey = Psittacus erithacus")
