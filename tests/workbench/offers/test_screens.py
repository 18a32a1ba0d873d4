"""Screens of offers: what they show, what they hide, and from whom."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from lycaon.evidence.canonical import sha256
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.scan.scanner import Scanner
from lycaon.values.evidence import Acquisition, Capture, CapturedFile, CaptureKind, FileRole
from lycaon.values.listing import Listing
from lycaon.workbench.offers import evidence, queries
from lycaon.workbench.offers.access import offers_for
from lycaon.workbench.offers.actions import keep_capture, take_in
from lycaon.workbench.offers.forms import Wanted
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.queries import Place
from lycaon.workbench.offers.rows import row_of
from lycaon.workbench.offers.states import State
from lycaon.workbench.people.roles import Role

_LISTING = Listing(
    id="site.example:1", site="site.example", url="https://site.example/1", title="Gris du Gabon <b>EAM</b>", seller="plumes_du_sud",
    text="Jeune gris du Gabon <img src=x onerror=alert(1)>, 950 €.", price="950 €", country="FR", language="fr",
)  # fmt: skip


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner.load()


@pytest.fixture
def offer(world, scanner: Scanner) -> Offer:
    analyst = world[Role.ANALYST]
    row = row_of(_LISTING, scanner.scan(_LISTING, today=date(2026, 11, 22)), scanner.catalogue)
    take_in(analyst, [("x:1", row)], tenant=analyst.organisation, source="test")
    return Offer.objects.get()


@pytest.fixture
def analyst(world, browser_of) -> Client:
    return browser_of(world[Role.ANALYST])


PAGES = ("", "verdicts/", "evidence/", "similar/", "seller/")


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_stay_words(page: str, offer: Offer, analyst: Client) -> None:
    told = analyst.get(f"/offers/{offer.reference}/{page}").content.decode()
    assert "<b>EAM" not in told
    assert "<img src=x" not in told
    assert 'style="' not in told


@pytest.mark.parametrize("page", PAGES)
def test_another_house_finds_nothing(page: str, offer: Offer, world, browser_of) -> None:
    stranger = browser_of(world.stranger_lead)
    assert stranger.get(f"/offers/{offer.reference}/{page}").status_code == 404


def test_handle_is_withheld_until_the_offer_is_in_a_case(offer: Offer, analyst: Client) -> None:
    address = f"/offers/{offer.reference}/seller/"
    assert "plumes_du_sud" not in analyst.get(address).content.decode()
    Offer.objects.update(state=State.IN_CASE)
    assert "plumes_du_sud" in analyst.get(address).content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gris", 1),
        ("GABON", 1),
        ("Psittacus", 1),
        ("{reference}", 1),
        ("cacatoès", 0),
        ("%", 0),
        ("'; drop table", 0),
        ("", 1),
    ],
)
def test_offers_are_found_by_title_name_and_reference(words: str, found: int, offer: Offer, world) -> None:
    wanted = Wanted(words=words.format(reference=offer.reference.lower()))
    page = queries.page_of(offers_for(world[Role.ANALYST]), wanted, Place())
    assert len(page.items) == found


def test_pages_follow_each_other_without_gap_or_double(offer: Offer, world, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "A_PAGE", 3)
    fields = {name: getattr(offer, name) for name in ("organisation", "site", "headline")}
    Offer.objects.bulk_create([Offer(reference=f"F-{n}", title=str(n), **fields) for n in range(7)])
    offers = offers_for(world[Role.ANALYST])
    seen, place = [], Place()
    while True:
        page = queries.page_of(offers, Wanted(), place)
        seen += [one.pk for one in page.items]
        if not page.after:
            break
        place = Place.read(page.after, back=False)
    assert seen == sorted((one.pk for one in Offer.objects.all()), reverse=True)
    back = queries.page_of(offers, Wanted(), Place.read(page.before, back=True))
    assert [one.pk for one in back.items] == seen[3:6]
    first = queries.page_of(offers, Wanted(), Place.read(back.before, back=True))
    assert [one.pk for one in first.items] == seen[:3]
    assert not first.before


@pytest.mark.parametrize("text", ["", "x", "-1", "9" * 40, "١٢", "1e3", "1;2"])
def test_a_place_that_cannot_be_read_is_the_start(text: str) -> None:
    assert Place.read(text, back=False) == Place()


@pytest.fixture
def captured(offer: Offer, world, settings, tmp_path: Path) -> Offer:
    from PIL import Image

    settings.EVIDENCE_HOME = str(tmp_path / "store")
    store = Store.create(tmp_path / "store", timezone.now)
    Image.new("RGB", (80, 60), (200, 10, 10)).save(tmp_path / "one.jpg")
    (tmp_path / "two.jpg").write_bytes(b"no picture at all")
    files = tuple(
        CapturedFile(path=name, role=FileRole.IMAGE, media_type="image/jpeg", size=len(data), sha256=sha256(data))
        for name in ("one.jpg", "two.jpg")
        if (data := (tmp_path / name).read_bytes())
    )
    at = timezone.now() - timedelta(hours=1)
    capture = Capture(
        kind=CaptureKind.CAPTURED,
        at=at,
        until=at,
        url=_LISTING.url,
        files=files,
        acquisition=Acquisition(tool="t", reason="r"),
    )
    kept = store.keep(capture, tmp_path, Custodian("A", "analyst"))
    store.close()
    keep_capture(world[Role.ANALYST], offer, kept, kind="captured", at=at)
    return offer


def _views(store_id: str) -> int:
    custody = evidence.custody(store_id)
    assert custody is not None
    assert custody.is_unbroken
    return sum(event.action == "viewed" for event in custody.events)


def test_a_look_at_a_photo_is_written_down_and_a_covered_one_shows_nothing(captured: Offer, analyst: Client) -> None:
    store_id = queries.captures(captured).get().store_id
    address = f"/offers/{captured.reference}/evidence/{store_id}/pictures/1/"
    covered = analyst.get(address)
    assert covered.status_code == 200
    assert covered["Content-Type"] == "image/jpeg"
    assert _views(store_id) == 0
    shown = analyst.get(address + "?as=kept")
    assert shown.status_code == 200
    assert _views(store_id) == 1
    assert shown.content != covered.content


@pytest.mark.parametrize("number", [0, 2, 3, 99])
def test_what_is_no_picture_is_not_sent(number: int, captured: Offer, analyst: Client) -> None:
    store_id = queries.captures(captured).get().store_id
    address = f"/offers/{captured.reference}/evidence/{store_id}/pictures/{number}/"
    assert analyst.get(address).status_code == analyst.get(address + "?as=kept").status_code == 404


def test_a_file_that_was_changed_is_found_and_said(captured: Offer, analyst: Client, settings) -> None:
    address = f"/offers/{captured.reference}/evidence/?check=now"
    assert "2 of 2 files match" in analyst.get(address).content.decode()
    file = max(
        (Path(settings.EVIDENCE_HOME) / "objects").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size
    )
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b"!")
    assert "of 2 files are what the manifest says" in analyst.get(address).content.decode()


def test_a_capture_that_the_store_does_not_know_proves_nothing(
    offer: Offer, world, analyst: Client, settings, tmp_path: Path
) -> None:
    settings.EVIDENCE_HOME = str(tmp_path)
    keep_capture(world[Role.ANALYST], offer, "ab" * 32, kind="captured", at=timezone.now())
    assert "knows no such capture" in analyst.get(f"/offers/{offer.reference}/evidence/").content.decode()
    assert analyst.get(f"/offers/{offer.reference}/evidence/{'cd' * 32}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "most"), [("", 22), ("verdicts/", 18), ("evidence/", 20), ("similar/", 20), ("seller/", 18)]
)
def test_a_page_asks_the_database_a_known_number_of_times(
    page: str, most: int, captured: Offer, analyst: Client, django_assert_max_num_queries
) -> None:
    analyst.get(f"/offers/{captured.reference}/{page}")
    with django_assert_max_num_queries(most):
        assert analyst.get(f"/offers/{captured.reference}/{page}").status_code == 200


def test_the_list_asks_no_more_for_more_rows(offer: Offer, analyst: Client, django_assert_max_num_queries) -> None:
    fields = {name: getattr(offer, name) for name in ("organisation", "site", "headline")}
    Offer.objects.bulk_create([Offer(reference=f"F-Q{n}", title=str(n), **fields) for n in range(60)])
    analyst.get("/offers/")
    with django_assert_max_num_queries(10):
        assert analyst.get("/offers/").content.count(b"data-row") == 50
