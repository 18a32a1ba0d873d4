"""Claims, papers and marks, and their denials."""

import pytest
from tests.detect.conftest import Read

from lycaon.values.finding import ClaimKind, OriginCode

C = ClaimKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("captive bred", C.CAPTIVE_BRED), ("DNZ 2024", C.CAPTIVE_BRED), ("issu de mon élevage", C.CAPTIVE_BRED),
        ("eigen kweek", C.CAPTIVE_BRED), ("домашнее разведение", C.CAPTIVE_BRED), ("人工繁殖个体", C.CAPTIVE_BRED),
        ("hasil penangkaran", C.CAPTIVE_BRED), ("国内CB", C.CAPTIVE_BRED), ("criado em cativeiro", C.CAPTIVE_BRED),
        ("z mojej hodowli", C.CAPTIVE_BRED), ("WC adults", C.WILD_TAKEN), ("Wildfang", C.WILD_TAKEN),
        ("prélevé dans la nature", C.WILD_TAKEN), ("wildvang", C.WILD_TAKEN), ("дикого отлова", C.WILD_TAKEN),
        ("纯野生", C.WILD_TAKEN), ("tangkapan hutan", C.WILD_TAKEN), ("hàng rừng", C.WILD_TAKEN), ("จับป่า", C.WILD_TAKEN),
        ("farm raised", C.RANCHED), ("artificially propagated", C.PROPAGATED), ("issu de semis", C.PROPAGATED),
        ("inherited from my uncle", C.INHERITED), ("aus Nachlass", C.INHERITED), ("по наследству", C.INHERITED),
        ("found dead", C.FOUND_DEAD), ("Totfund", C.FOUND_DEAD), ("echtes Elfenbein", C.GENUINE), ("保真", C.GENUINE),
        ("façon croco", C.IMITATION), ("elfenbeinfarben", C.IMITATION), ("леопардовый принт", C.IMITATION),
        ("with papers", C.PAPERS), ("mit Papieren", C.PAPERS), ("手续齐全", C.PAPERS), ("без документов", C.NO_PAPERS),
        ("sans papiers", C.NO_PAPERS), ("ohne Papiere", C.NO_PAPERS), ("no paperwork", C.NO_PAPERS),
        ("无手续", C.NO_PAPERS), ("証明書なし", C.NO_PAPERS), ("tanpa surat", C.NO_PAPERS), ("belgesiz", C.NO_PAPERS),
        ("geschlossen beringt", C.MARKED), ("pucé", C.MARKED), ("100% legal", C.LAWFUL), ("PM only", C.DISCREET),
        ("懂的来", C.DISCREET), ("ibu, aman terkendali", C.DISCREET), ("bracelet from 1920", C.OLD),
    ],
)  # fmt: skip
def test_claims(read: Read, text: str, kind: ClaimKind) -> None:
    assert read(text).claims.says(kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("not wild caught", C.WILD_TAKEN), ("kein Wildfang", C.WILD_TAKEN), ("pas une imitation", C.IMITATION),
        ("no papers", C.PAPERS), ("unberingt", C.MARKED), ("не дикий отлов", C.WILD_TAKEN), ("illegal", C.LAWFUL),
    ],
)  # fmt: skip
def test_denials(read: Read, text: str, kind: ClaimKind) -> None:
    assert not read(text).claims.says(kind)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CB24", OriginCode.CAPTIVE_BRED), ("WC", OriginCode.WILD), ("farm raised", OriginCode.RANCHED),
        ("nursery grown", OriginCode.PROPAGATED), ("CB F1", OriginCode.BORN_CAPTIVE), ("F2", OriginCode.CAPTIVE_BRED),
        ("Nachzucht von WF Eltern", OriginCode.CAPTIVE_BRED), ("人工繁殖", OriginCode.CAPTIVE_BRED),
    ],
)  # fmt: skip
def test_origin_codes(read: Read, text: str, code: OriginCode) -> None:
    fact = read(text).claims.origin_code
    assert fact.best is code
    assert sum(candidate.probability for candidate in fact.candidates) <= 1


@pytest.mark.parametrize(
    ("text", "kind", "number", "denied"),
    [
        ("EG-Bescheinigung Nr. DE-K-12/345 vorhanden", "eu_certificate", "DE-K-12/345", False),
        ("CIC n° FR2106912345-K", "eu_certificate", "FR2106912345-K", False),
        ("kein CITES-Zertifikat", "eu_certificate", "", True),
        ("Article 10 certificate no. 612345/01", "eu_certificate", "612345/01", False),
        ("permit 19FR001234/20", "cites_permit", "19FR001234/20", False),
        ("mit Rechnung", "invoice", "", False),
        ("attestation de cession", "breeder_declaration", "", False),
        ("Ivory Act registration A1B2C3D4", "ivory_registration", "A1B2C3D4", False),
    ],
)  # fmt: skip
def test_papers(read: Read, text: str, kind: str, number: str, denied: bool) -> None:
    found = {(claim.kind, claim.number, claim.denied) for claim in read(text).documents}
    assert (kind, number, denied) in found


def test_the_syntax_of_a_number_is_told(read: Read) -> None:
    [claim] = [claim for claim in read("CIC n° FR2106912345-K").documents if claim.number]
    assert claim.syntax == "well_formed"


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Chip 276098102345678", "microchip", "276098102345678"), ("pucé 250 269 604 123 456", "microchip", "250269604123456"),
        ("transponder 985112345678903", "microchip", "985112345678903"), ("Ring Nr. DE-AZ 21 123", "closed_ring", "DE-AZ 21 123"),
        ("label HUS/C/BG/2024/0123", "caviar_label", "HUS/C/BG/2024/0123"), ("offen beringt", "split_ring", ""),
    ],
)  # fmt: skip
def test_marks(read: Read, text: str, kind: str, number: str) -> None:
    assert (kind, number) in {(mark.kind, mark.number) for mark in read(text).marks}


@pytest.mark.parametrize("text", ["unberingt", "not microchipped", "order 276098102345678 today", "call 0170 0001234"])
def test_no_marks(read: Read, text: str) -> None:
    assert read(text).marks == ()
