"""Six offers on three sites, one of them captured, with a photo that was drawn for the purpose."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from lycaon.evidence.canonical import sha256
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.scan.scanner import Scanner
from lycaon.values.evidence import Acquisition, Capture, CapturedFile, CaptureKind, FileRole
from lycaon.values.listing import Listing
from lycaon.workbench.offers.actions import keep_capture, take_in
from lycaon.workbench.offers.models import Offer
from lycaon.workbench.offers.rows import row_of
from lycaon.workbench.people.roles import Role
from tests.browser.seeded import Seeded

_TODAY = date(2026, 11, 22)

LISTINGS = (
    Listing(id="petites-annonces.example:1", site="petites-annonces.example", url="https://petites-annonces.example/a/1",
            title="Bébé gris du Gabon EAM à réserver", seller="plumes_du_sud", place="Lyon", price="950 €", country="FR", language="fr",
            text="Jeune gris du Gabon de 4 mois, élevé à la main, très doux. Né à la maison, bague fermée, papiers CIC à venir.\n\n"
                 "Participation aux frais 950 €, cage comprise. Remise en main propre Lyon ou envoi possible.",
            images=("https://petites-annonces.example/1.jpg",), posted_at=date(2026, 11, 20)),
    Listing(id="troc-volaille.example:2", site="troc-volaille.example", url="https://troc-volaille.example/2",
            title="Bébé gris du Gabon EAM à réserver", seller="sud.aviculture", place="Nîmes", price="900 €", country="FR", language="fr",
            text="Jeune gris du Gabon de 4 mois, élevé à la main, très doux. Né à la maison, bague fermée. 900 €.", posted_at=date(2026, 11, 21)),
    Listing(id="petites-annonces.example:3", site="petites-annonces.example", url="https://petites-annonces.example/a/3",
            title="Défense brute, souvenir de famille, 2 kg", seller="grenier", place="Bordeaux", price="sur demande", country="FR", language="fr",
            text="Défense d'éléphant en ivoire brut, 2 kg, héritage, sans papiers.", posted_at=date(2026, 11, 19)),
    Listing(id="marktplein.example:4", site="marktplein.example", url="https://marktplein.example/4",
            title="Griechische Landschildkröten NZ 2023 mit Papieren", seller="schildi", place="Köln", price="120 €", country="DE", language="de",
            text="Verkaufe 4 Griechische Landschildkröten, Nachzucht 2023, mit EU-Bescheinigung. Nur Abholung.", posted_at=date(2026, 11, 18)),
    Listing(id="marktplein.example:5", site="marktplein.example", url="https://marktplein.example/5",
            title="شاهين فرخ للبيع مع حلقة", seller="saqr", price="", language="ar", text="شاهين فرخ للبيع", posted_at=date(2026, 11, 17)),
    Listing(id="petites-annonces.example:6", site="petites-annonces.example", url="https://petites-annonces.example/a/6",
            title="Couple gris du Gabon reproducteur <script>alert(1)</script>", seller="plumes_du_sud", place="Lyon", price="2 400 €", country="FR",
            language="fr", text="Couple de gris du Gabon, reproducteur. " + "trèslongmotsansfin" * 12, posted_at=date(2026, 10, 2)),
)  # fmt: skip


def seed_offers(seeded: Seeded) -> None:
    """Scan the listings, take them in, capture the first."""
    analyst = seeded.world[Role.ANALYST]
    assert analyst.organisation is not None
    scanner = Scanner.load()
    rows = [
        (f"seed:{n}", row_of(one, scanner.scan(one, today=_TODAY), scanner.catalogue)) for n, one in enumerate(LISTINGS)
    ]
    taken = take_in(analyst, rows, tenant=analyst.organisation, source="seed")
    assert taken.new == len(LISTINGS), taken
    offers = {offer.listings.get().listing_id: offer for offer in Offer.objects.all()}
    for name in (LISTINGS[0].id, LISTINGS[1].id):
        Offer.objects.filter(pk=offers[name].pk).update(group="twins")
    seeded.names["offer"] = offers[LISTINGS[0].id].reference
    seeded.names["offer_hostile"] = offers[LISTINGS[5].id].reference
    seeded.names["offer_bare"] = offers[LISTINGS[4].id].reference
    _capture(analyst, offers[LISTINGS[0].id])


def _capture(analyst, offer: Offer) -> None:
    store = Store.create(Path(settings.EVIDENCE_HOME), timezone.now)
    at = timezone.now() - timedelta(hours=3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text("<p>as served</p>")
        for number in (1, 2):
            _draw(folder / f"photo-{number}.jpg", number)
        files = tuple(
            CapturedFile(path=path.name, role=FileRole.PAGE if path.suffix == ".html" else FileRole.IMAGE,
                         media_type="text/html" if path.suffix == ".html" else "image/jpeg",
                         size=path.stat().st_size, sha256=sha256(path.read_bytes()))
            for path in sorted(folder.iterdir())
        )  # fmt: skip
        capture = Capture(kind=CaptureKind.CAPTURED, at=at, until=at, asked_url=LISTINGS[0].url, url=LISTINGS[0].url, files=files,
                          acquisition=Acquisition(tool="lycaon 0.1", reason="offer found by a scan"))  # fmt: skip
        kept = store.keep(capture, folder, Custodian("Person 2", "analyst"))
    store.seal([kept], Custodian("Person 2", "analyst"), "sealed for the case")
    store.close()
    keep_capture(analyst, offer, kept, kind="captured", at=at)


def _draw(path: Path, number: int) -> None:
    image = Image.new("RGB", (640, 480), (185, 180, 166))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 340, 640, 480), fill=(111, 103, 90))
    draw.ellipse((230, 130 + 10 * number, 420, 400), fill=(91, 95, 99))
    draw.ellipse((340, 60, 460, 190), fill=(91, 95, 99))
    draw.polygon(((455, 120), (500, 140), (455, 165)), fill=(38, 36, 31))
    image.save(path, "JPEG")
