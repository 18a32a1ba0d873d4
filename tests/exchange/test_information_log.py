"""Information logs: nothing required is missing, nobody's offers are mixed, the printed page says what the file says."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.errors import FormatError
from lycaon.exchange import information_log as logs
from lycaon.exchange.information_log import Exhibit, Groupable, InformationLog, LoggedAccount, LoggedOffer
from lycaon.exchange.notice import Attachment, LegalBasis, NamedTaxon
from lycaon.look import LANGUAGES
from lycaon.values.verdict import Legality

SEEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
CAPTURE = "9f" * 32
OFFER = LoggedOffer(
    reference="F-1",
    url="https://petites-annonces.example/a/81402771",
    platform="Petites Annonces",
    item_id="81402771",
    title="Gris du Gabon, bagué",
    text="Couple de gris du Gabon. Envoi possible.",
    language="fr",
    posted_on=date(2026, 11, 1),
    first_seen_at=SEEN,
    captured_at=SEEN + timedelta(hours=1),
    price="950 €",
    price_eur=Decimal(950),
    photos=(Attachment(name="1.jpg", media_type="image/jpeg", sha256="ab" * 32),),
    taxon=NamedTaxon(scientific="Psittacus erithacus", common="grey parrot", probability=0.97),
    legality=Legality.PROHIBITED,
    legal_basis=(LegalBasis(rule="FR-09 v3", instrument="Code rural", article="L.214-8 VI"),),
    confidence=0.9,
    missing=("whether the seller is declared",),
    lawful_with=("a SIREN number in the offer",),
    last_visit="up",
    last_visit_at=SEEN,
    capture=CAPTURE,
)
LOG = InformationLog(
    log_id="L-2026-7",
    dated=date(2026, 11, 22),
    organisation="Wildlife desk",
    contact="logs@wildlife-desk.example",
    recipient="Inspectorate",
    legal_basis_for_sharing="agreement A-3",
    tlp="AMBER",
    pap="AMBER",
    agreement_id="A-3",
    reviewers=("P-1", "P-2"),
    summary="An offer of live grey parrots appears prohibited.",
    offers=(OFFER,),
    accounts=(LoggedAccount(platform="Petites Annonces", handle="oiseaux69", capture=CAPTURE),),
    evidence=(Exhibit(capture=CAPTURE, files=7),),
)


def test_a_whole_log_has_no_fault() -> None:
    assert logs.faults(LOG) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        *(
            ({name: ""}, name)
            for name in ("log_id", "contact", "recipient", "legal_basis_for_sharing", "tlp", "agreement_id")
        ),
        ({"reviewers": ("P-1",)}, "reviewers"),
        ({"reviewers": ("P-1", "P-1")}, "reviewers"),
        ({"offers": ()}, "offers"),
    ],
)
def test_what_a_log_lacks_is_named(changes: dict[str, Any], field: str) -> None:
    assert [fault.field for fault in logs.faults(replace(LOG, **changes))] == [field]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"url": ""}, ["url"]),
        ({"captured_at": None}, ["captured_at"]),
        ({"capture": ""}, ["capture"]),
        ({"capture": "00" * 32}, ["evidence"]),
        ({"lawful_with": ()}, ["lawful_with"]),
        ({"last_visit": ""}, ["last_visit"]),
    ],
)
def test_what_an_offer_lacks_is_named_with_the_offer(changes: dict[str, Any], fields: list[str]) -> None:
    found = logs.faults(replace(LOG, offers=(replace(OFFER, **changes),)))
    assert [(fault.offer, fault.field) for fault in found] == [("F-1", field) for field in fields]


def test_an_offer_stands_once_in_a_log() -> None:
    assert [fault.field for fault in logs.faults(replace(LOG, offers=(OFFER, OFFER)))] == ["offers"]


def test_a_log_is_read_back() -> None:
    assert logs.read(logs.written(LOG)) == LOG
    with pytest.raises(FormatError, match="information log"):
        logs.read(b"{}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_log_says_what_the_file_says(language: str) -> None:
    hostile = replace(
        OFFER, reference="F-2", title='#panic("x") *bold* $1$', text="= heading\n@label <tag> \\ " + "y" * 400
    )
    document = logs.printed(replace(LOG, language=language, offers=(OFFER, hostile)))
    assert document == logs.printed(replace(LOG, language=language, offers=(OFFER, hostile)))
    told = " ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(document))
    for part in (
        "Psittacus erithacus",
        "L.214-8 VI",
        "TLP:AMBER",
        "A-3",
        "950 €",
        "oiseaux69",
        '#panic("x") *bold* $1$',
    ):
        assert part in told, part
    assert b"<pdfaid:part>2</pdfaid:part>" in document


OFFERS = st.lists(
    st.builds(
        Groupable,
        reference=st.sampled_from([f"F-{n}" for n in range(40)]),
        authority=st.sampled_from(["FR", "DE", "BE"]),
        account=st.sampled_from(["", "a", "b", "c"]),
        seen_at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    ),
    max_size=60,
    unique_by=lambda offer: offer.reference,
)


@given(OFFERS, st.integers(1, 10))
def test_each_offer_is_told_once_and_never_beside_a_stranger(offers: list[Groupable], most: int) -> None:
    known = {offer.reference: offer for offer in offers}
    groups = logs.grouped(offers, most)
    assert Counter(reference for group in groups for reference in group) == Counter(list(known))
    for group in groups:
        assert 1 <= len(group) <= most
        assert len({known[reference].authority for reference in group}) == 1
        accounts = {known[reference].account for reference in group}
        assert len(accounts) == 1
        assert accounts != {""} or len(group) == 1


def test_the_order_in_which_offers_came_does_not_matter() -> None:
    offers = [Groupable(f"F-{n}", "FR", f"a{n % 7}", SEEN + timedelta(hours=n % 5)) for n in range(60)]
    shuffled = Random(1).sample(offers, len(offers))
    assert logs.grouped(offers) == logs.grouped(shuffled)


def test_the_census_of_2017_makes_as_many_logs_as_it_had_accounts() -> None:
    # 327 offers of 190 accounts: what was sent in 2017.
    offers = [Groupable(f"F-{n}", "FR", f"account {n % 190}", SEEN + timedelta(minutes=n)) for n in range(327)]
    groups = logs.grouped(offers)
    assert len(groups) == 190
    assert sum(map(len, groups)) == 327
