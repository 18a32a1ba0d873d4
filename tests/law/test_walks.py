"""Three walks that a layperson follows: documents reviewed as a whole; ``LYCAON_WRITE_GOLDEN=1`` rewrites them."""

import os
from datetime import date
from pathlib import Path

import pytest

from lycaon.law import Law
from lycaon.law.vectors import finding_of
from lycaon.law.wording import render

GOLDEN = Path(__file__).parents[1] / "golden" / "law"
ON = date(2026, 11, 22)
Step = tuple[str, dict[str, object], str]

PARROT: list[Step] = [
    ("Eine Züchterin bietet einen Graupapagei an: „Graupapagei, Nachzucht 2024, geschlossener Ring, 900 €“.",
     {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "made": "2024", "marks": ["closed_ring"],
      "seller_kind": "private", "ships_to": "collection"}, "DE"),
    ("Sie ergänzt: „mit EG-Bescheinigung DE-K-12/345“.",
     {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "made": "2024", "marks": ["closed_ring"],
      "seller_kind": "private", "ships_to": "collection", "documents": [{"kind": "eu_certificate", "number": "DE-K-12/345"}]}, "DE"),
    ("Die Behörde bestätigt Bescheinigung und Zuchtnachweis.",
     {"taxon": "Psittacus erithacus", "form": "live", "origin_code": "C", "made": "2024", "marks": ["closed_ring"],
      "seller_kind": "private", "ships_to": "collection",
      "documents": [{"kind": "eu_certificate", "number": "DE-K-12/345", "verified": True}]}, "DE"),
    ("Sie bietet auch zwei Wellensittiche an.",
     {"taxon": "Melopsittacus undulatus", "form": "live", "seller_kind": "private", "ships_to": "collection"}, "DE"),
]  # fmt: skip
BRACELET: list[Step] = [
    ("La famille écrit : « Bracelet ancien en ivoire de ma grand-mère ».",
     {"taxon": "Elephantidae", "form": "ivory_jewellery", "made": "vague", "claims": ["inherited"], "ships_to": "domestic"}, "FR"),
    ("Un expert le date de 1930.",
     {"taxon": "Elephantidae", "form": "ivory_jewellery", "made": "1930", "ships_to": "domestic", "documents": ["expert_report"]}, "FR"),
    ("L’expert se corrige : il date de 1960.",
     {"taxon": "Elephantidae", "form": "ivory_jewellery", "made": "1960", "mass_g": 80, "ships_to": "domestic",
      "documents": ["expert_report"]}, "FR"),
    ("En fin de compte, ce n’est pas de l’ivoire mais une imitation.",
     {"taxon": "Elephantidae", "form": "ivory_jewellery", "material": "claimed_imitation", "ships_to": "domestic"}, "FR"),
]  # fmt: skip
BAG: list[Step] = [
    ("A moderator reads: “Genuine python leather handbag, ships from London to Belgium”.",
     {"taxon": "Python", "form": "leather_large", "worked": "worked"}, "GB-ENG>BE"),
    ("The seller adds an invoice from the shop.",
     {"taxon": "Python", "form": "leather_large", "worked": "worked", "documents": ["invoice"]}, "GB-ENG>BE"),
    ("The seller offers it inside England only.",
     {"taxon": "Python", "form": "leather_large", "worked": "worked", "ships_to": "domestic"}, "GB-ENG"),
]  # fmt: skip
WALKS = [
    ("parrot-breeder-germany", "Ein Papagei in Deutschland", "de", "kleinanzeigen.de", PARROT),
    ("ivory-bracelet-france", "Un bracelet en ivoire en France", "fr", "leboncoin.fr", BRACELET),
    ("python-bag-uk-belgium", "A python bag from England to Belgium", "en", "ebay.co.uk", BAG),
]


def told(law: Law, title: str, language: str, site: str, steps: list[Step]) -> str:
    parts = [f"# {title}"]
    for number, (story, facts, place) in enumerate(steps, 1):
        _, _, market = place.partition(">")
        verdict = law.judge(finding_of(law, facts, place), on=ON, markets=(market,) if market else (), site=site)
        words = render(verdict, language)
        lines = [*words.notes, *words.documents, *words.duties, *words.changes, *words.elsewhere, *words.policies]
        body = "\n".join(f"- {line}" for line in lines)
        parts.append(f"## {number}. {story}\n\n**{words.headline}.** {words.sentence} {words.certainty}\n\n{body}")
    parts.append(f"_{render(verdict, language).advice}_")
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize(("name", "title", "language", "site", "steps"), WALKS, ids=[walk[0] for walk in WALKS])
def test_the_walk_reads_as_reviewed(
    law: Law, name: str, title: str, language: str, site: str, steps: list[Step]
) -> None:
    text = told(law, title, language, site, steps)
    path = GOLDEN / f"{name}.md"
    if os.environ.get("LYCAON_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
