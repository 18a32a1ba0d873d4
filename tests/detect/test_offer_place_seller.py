"""What is proposed, where it stands, how far it goes, who offers."""

import pytest
from tests.detect.conftest import Read

from lycaon.detect.extract import Extractors
from lycaon.detect.seller import SellerReader
from lycaon.values.finding import OfferKind, SellerKind, Shipping
from lycaon.values.listing import Listing

K = OfferKind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Ball python for sale", K.SALE), ("Graupapagei abzugeben", K.SALE), ("Vends python regius", K.SALE),
        ("Te koop: ara", K.SALE), ("Vendo yaco", K.SALE), ("Sprzedam żako", K.SALE), ("Продам жако", K.SALE),
        ("出售陆龟", K.SALE), ("Dijual murai batu", K.SALE), ("リクガメお譲りします", K.SALE), ("Cần bán rùa", K.SALE),
        ("ขายเต่า", K.SALE), ("للبيع كاسكو", K.SALE), ("Satılık jako", K.SALE), ("볼파이톤 분양합니다", K.SALE),
        ("WANTED: African grey", K.WANTED), ("Suche Landschildkröte", K.WANTED), ("Recherche femelle boa", K.WANTED),
        ("Gezocht: roodstaart", K.WANTED), ("Busco tortuga", K.WANTED), ("Cerco testuggine", K.WANTED),
        ("Kupię żółwia", K.WANTED), ("Куплю черепаху", K.WANTED), ("求购陆龟", K.WANTED), ("Dicari kura-kura", K.WANTED),
        ("Free to good home, parrot", K.GIFT), ("Papagei sucht neues Zuhause", K.GIFT), ("Looking for a new home", K.GIFT),
        ("à donner contre bons soins", K.GIFT), ("отдам в добрые руки", K.GIFT), ("oddam w dobre ręce", K.GIFT),
        ("Tausche Leopardgecko", K.BARTER), ("Auction, starting bid £50", K.AUCTION), ("Versteigerung, Startgebot 50", K.AUCTION),
        ("Stud service available", K.RENT), ("Hahn als Zuchtleihe", K.RENT), ("Animal encounters for your party", K.DISPLAY),
        ("Papagei entflogen", K.INFO), ("What is this snake?", K.INFO), ("Suche Wohnung in Köln", K.INFO),
        ("Улетел попугай", K.INFO), ("请问这是什么蛇", K.INFO),
    ],
)  # fmt: skip
def test_offer_kind(read: Read, title: str, kind: OfferKind) -> None:
    fact = read(title=title).offer_kind
    assert fact.best is kind
    assert sum(candidate.probability for candidate in fact.candidates) <= 1.001


@pytest.mark.parametrize(
    ("title", "text", "price", "kind"),
    [
        ("Grey parrot needs home", "cage and toys, 650 ono", "£650", K.SALE),
        ("Grey parrot needs home", "adoption fee £50", "£50", K.GIFT),
        ("Graupapagei abzugeben", "in gute Hände, Schutzgebühr 250 €", "", K.GIFT),
        ("Graupapagei abzugeben", "in gute Hände, 250 €", "", K.SALE),
        ("Жако в добрые руки", "с клеткой", "35000 ₽", K.SALE),
        ("Permuto lechuza", "por hurones o vendo en 280 €", "", K.BARTER),
        ("Royal python", "or swaps considered", "£60", K.SALE),
        ("Lot de 12 coquillages", "60 € l'ensemble", "", K.SALE),
        ("Lot 214 - Afrique", "ivoire, estimation 1200 €", "", K.AUCTION),
        ("Nécessaire en ivoire", "acheté 150 € il y a 2 mois", "90 €", K.SALE),
        ("Green iguana", "must go, free but bring a trailer", "£0.00", K.GIFT),
        ("Two leopard geckos", "looking for £60 for everything", "", K.SALE),
        ("Fox stole", "old, reserve £90", "", K.AUCTION),
        ("Cherche saillie pour ara", "je prête ma femelle", "", K.WANTED),
    ],
)
def test_a_sum_decides_between_words(read: Read, title: str, text: str, price: str, kind: OfferKind) -> None:
    assert read(title=title, text=text, price=price).offer_kind.best is kind


def test_not_for_sale_lowers_a_sale(read: Read) -> None:
    def sale(text: str) -> float:
        return next((c.probability for c in read(text).offer_kind.candidates if c.value is K.SALE), 0.0)

    assert sale("this carving is not for sale") < sale("this carving is for sale") / 2


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"place": "Kassel"}, "DE"), ({"place": "Gent"}, "BE-VLG"), ({"place": "Liège"}, "BE-WAL"), ({"place": "Leeds"}, "GB-ENG"),
        ({"place": "Edinburgh"}, "GB-SCT"), ({"place": "Houston, TX"}, "US-TX"), ({"place": "Kraków"}, "PL"),
        ({"place": "Москва"}, "RU"), ({"place": "北京"}, "CN"), ({"place": "台北"}, "TW"), ({"place": "São Paulo - SP"}, "BR"),
        ({"place": "Granada", "language": "es", "price": "20 €"}, "ES"), ({"place": "Perth", "price": "£12"}, "GB-SCT"),
        ({"place": "Hà Nội"}, "VN"), ({"place": "東京都"}, "JP"), ({"place": "Dubai"}, "AE"), ({"place": "Київ"}, "UA"),
        ({"place": "D-34117 Kassel"}, "DE"), ({"place": "AB12 3CD"}, "GB"), ({"url": "https://www.markt.be/a/1"}, "BE"),
        ({"country": "PL"}, "PL"), ({"text": "call +48 600 000 000"}, "PL"), ({"text": "price 500 Kč"}, "CZ"),
        ({"text": "Cena 500 zł, odbiór osobisty w Krakowie"}, "PL"), ({"text": "продам жако, Киев"}, "UA"),
        ({"text": "letter opener, 35 ono", "language": "en"}, "GB"), ({"text": "or best offer, usps", "language": "en"}, "US"),
        ({"text": "navalha, portes e mbway", "language": "pt"}, "PT"), ({"text": "loro, puro andreani", "language": "es"}, "AR"),
        ({"place": "Cádiz", "language": "es"}, "ES"), ({"place": "Norwich", "language": "en"}, "GB-ENG"),
        ({"text": "vendo tortuga, envío a todo Colombia", "language": "es"}, "CO"),
    ],
)  # fmt: skip
def test_country(read: Read, fields: dict[str, str], country: str) -> None:
    assert read(**fields).place.item_country.best == country


def test_nobody_can_tell(read: Read) -> None:
    assert read("x").place.item_country.best is None


@pytest.mark.parametrize(
    ("text", "reach", "postal"),
    [
        ("worldwide shipping", Shipping.WORLDWIDE, True), ("Versand innerhalb der EU", Shipping.EU, True),
        ("Tierversand möglich", Shipping.DOMESTIC, True), ("envoi possible", Shipping.DOMESTIC, True),
        ("collection only", Shipping.COLLECTION, False), ("nur Abholung", Shipping.COLLECTION, False),
        ("remise en main propre", Shipping.COLLECTION, False), ("alleen ophalen", Shipping.COLLECTION, False),
        ("доставка по всему миру", Shipping.WORLDWIDE, True), ("全国包邮", Shipping.DOMESTIC, True),
        ("no international shipping", Shipping.DOMESTIC, True), ("tylko odbiór osobisty", Shipping.COLLECTION, False),
    ],
)  # fmt: skip
def test_dispatch(read: Read, text: str, reach: Shipping, postal: bool) -> None:
    place = read(text).place
    assert (place.ships_to.best, place.postal.best) == (reach, postal)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("visit our shop, VAT included", SellerKind.TRADER), ("Privatverkauf wegen Umzug", SellerKind.PRIVATE),
     ("notre boutique, SIRET 123", SellerKind.TRADER), ("наш зоомагазин", SellerKind.TRADER)],
)  # fmt: skip
def test_seller(read: Read, text: str, kind: SellerKind) -> None:
    assert read(text).seller.kind.best is kind


@pytest.mark.parametrize(
    "text",
    [
        "call 0170-0001234",
        "mail a.b@mail.example",
        "t.me/echsenfan",
        "insta: @echsen_fan",
        "WeChat: echse88",
        "+49 170 0001234",
        "T.ME/echsenfan",
        "Line.Me/~echsenfan",
        "İNSTAGRAM: echsenfan",
        "lıne ıd= echse88",
        "ſkype： echse88",
        "微信号：echse88",
        "Тг: echse88",
    ],
)
def test_contacts_are_hashed(read: Read, text: str) -> None:
    contacts = read(text).seller.contacts
    assert contacts
    assert not any(part in contact for contact in contacts for part in ("0170", "1234", "echse", "a.b"))


def test_a_key_parts_installations(extractors: Extractors) -> None:
    wording = extractors.wording(Listing(id="t:1", text="call 0170-0001234"))
    assert SellerReader(b"one").read(wording).contacts != SellerReader(b"two").read(wording).contacts
    assert SellerReader(b"one").read(wording).contacts == SellerReader(b"one").read(wording).contacts
