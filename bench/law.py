"""How fast offers are judged: single candidates, and offers with all their uncertainty.

Run: ``python bench/law.py``. Figures are for one core.
"""

import itertools
import random
import time
from dataclasses import replace
from datetime import date

from lycaon.catalogue import Catalogue
from lycaon.law import Law
from lycaon.law.vectors import finding_of
from lycaon.values.finding import Candidate, Fact, Finding, TaxonRef

ON = date(2026, 1, 10)
TAXA = ("Loxodonta africana", "Psittacus erithacus", "Testudo hermanni", "Python regius", "Panthera pardus", "Aquilaria malaccensis",
        "Hippopotamus amphibius", "Leptailurus serval", "Huso huso", "Buteo buteo")  # fmt: skip
FORMS = ("live", "ivory_carving", "garment", "taxidermy", "caviar", "chips", "tooth", "leather_small")
PLACES = ("FR", "DE", "AT", "NL", "GB-ENG", "CH")


def main() -> None:
    law = Law.load(Catalogue.load())
    _report("single candidate, all facts stated", law, list(_settled(law, 6000)))
    _report("offer, full enumeration", law, list(_uncertain(law, 3000)))


def _report(name: str, law: Law, findings: list[Finding]) -> None:
    for finding in findings[:300]:
        law.judge(finding, on=ON)
    started = time.process_time()
    for finding in findings:
        law.judge(finding, on=ON)
    seconds = time.process_time() - started
    print(f"{name}: {len(findings) / seconds:,.0f} a second ({len(findings)} findings, {seconds:.2f} s of one core)")


def _settled(law: Law, count: int) -> list[Finding]:
    chosen = itertools.islice(itertools.cycle(itertools.product(TAXA, FORMS, PLACES)), count)
    found: list[Finding] = []
    for number, (taxon, form, place) in enumerate(chosen):
        made = str(1900 + number % 120)
        facts: dict[str, object] = {
            "taxon": taxon, "form": form, "made": made, "origin_code": "C", "seller_kind": "private", "postal": False,
            "ships_to": "domestic", "mass_g": 50 + number % 300, "ivory_share": 0.5, "origin_country": "KE",
        }  # fmt: skip
        found.append(finding_of(law, facts, place))
    return found


def _uncertain(law: Law, count: int) -> list[Finding]:
    dice = random.Random(7)
    refs = {taxon: finding_of(law, {"taxon": taxon}).lots[0].taxon.best for taxon in TAXA}
    found: list[Finding] = []
    for number in range(count):
        place = dice.choice(PLACES)
        finding = finding_of(law, {}, place)
        lot = finding.lots[0]
        taxa = dice.sample(TAXA, 3)
        lot = replace(
            lot,
            taxon=Fact(tuple(_candidates([refs[taxon] for taxon in taxa], (0.7, 0.2, 0.08)))),
            form=Fact(tuple(_candidates(dice.sample(FORMS, 2), (0.75, 0.2)))),
        )
        found.append(replace(finding, listing_id=f"bench:{number}", lots=(lot,)))
    return found


def _candidates(values: list[TaxonRef | None] | list[str], masses: tuple[float, ...]) -> list[Candidate[object]]:
    return [Candidate(value, mass) for value, mass in zip(values, masses, strict=True)]


if __name__ == "__main__":
    main()
