"""Prices as people of each country write them, and what is no price."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detect.conftest import Read

from lycaon.detect.asked import PriceRole
from lycaon.detect.extract import Extractors
from lycaon.values.listing import Listing


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("Preis 1.200,50 €", "1200.50", "EUR"),
        ("prix 1 200,50 €", "1200.50", "EUR"),
        ("Preis CHF 1'200.-", "1200", "CHF"),
        ("250,- €", "250", "EUR"),
        ("£1,250 ono", "1250", "GBP"),
        ("asking $1.5k", "1500", "USD"),
        ("цена 1,5 тыс. руб", "1500", "RUB"),
        ("цена 25 000 ₽ торг", "25000", "RUB"),
        ("售价25万元", "250000", "CNY"),
        ("価格2万5千円", "25000", "JPY"),
        ("harga Rp 1.500.000 nego", "1500000", "IDR"),
        ("jual cucak rowo harga 500rb", "500000", "IDR"),
        ("harga 1jt nego", "1000000", "IDR"),
        ("minyak bulus asli, original, kirim dari Surabaya, 25rb", "25000", "IDR"),
        ("bán chào mào bổi mới, 350k, Đồng Nai", "350000", "VND"),
        ("볼파이톤 수컷 분양, 서류 있음 35만", "350000", "KRW"),
        ("bán rùa giá 3tr5", "3500000", "VND"),
        ("giá 500k", "500000", "VND"),
        ("cena 1200 zł", "1200", "PLN"),
        ("cena 500 Kč", "500", "CZK"),
        ("ár: 25 000 Ft eladó", "25000", "HUF"),
        ("fiyatı 5.000 TL", "5000", "TRY"),
        ("السعر ٥٠٠ ريال", "500", "SAR"),
        ("ราคา 1,200 บาท", "1200", "THB"),
        ("가격 30만원 분양합니다", "300000", "KRW"),
        ("R$ 1.890,00", "1890", "BRL"),
        ("RM 120", "120", "MYR"),
        ("AED 40,000", "40000", "AED"),
        ("vraagprijs 80 euro", "80", "EUR"),
        ("100-150 €", "100", "EUR"),
        ("Stiefel aus Pythonleder, kaum getragen, 120", "120", "EUR"),
        ("aus Opas Nachlass, 14 cm hoch, VB 120", "120", "EUR"),
        ("2 года, с террариумом, 2500, самовывоз", "2500", "RUB"),
        ("2 años, come de todo, 18 mil trato directo en España", "18000", "EUR"),
        ("bán nhẫn, 3tr5, nhận đặt size", "3500000", "VND"),
        ("bán rùa núi vàng, 600/con", "600000", "VND"),
        ("玳瑁梳子3把，发簪2支，民国的，打包1200", "1200", "CNY"),
        ("jag säljer en ödla, 1500:- inkl terrarium", "1500", "SEK"),
        ("vendo tortuga, $ 9.500 mxn", "9500", "MXN"),
        ("vendo loro en Montevideo, $ 9.000", "9000", "UYU"),
        ("vendo loro, U$S 150", "150", "USD"),
        ("vendo cinturón de cuero, $210.000", "210000", "ARS"),
        ("珊瑚のブローチ 58万円→52万円", "520000", "JPY"),
        ("anguilles de la nuit en France, 350 le kg, espèces", "350", "EUR"),
        ("macaw with papers in Mumbai, ₹3.5 lac", "350000", "INR"),
        ("cardellini in Italia, 40 pz, 25 cad", "25", "EUR"),
        ("loro en Madrid, por 80 mil €, seña 20 mil €", "80000", "EUR"),
        ("prix de départ 600 €, je descends à 400 €", "400", "EUR"),
        ("pair 150 €, with cage 200 €", "150", "EUR"),
        ("Licytacja, cena wywoławcza 100 zł, przebicie 5 zł", "100", "PLN"),
        ("Ищу черепаху, не дороже 2000", "2000", "RUB"),
        ("LOT 145, opening bid £220, est £400-£600", "220", "GBP"),
        ("ivory cane, 31k ono", "31000", "GBP"),
        ("papagaio criado à mão, 280 €, gaiola à parte 50 €", "280", "EUR"),
        ("LELANG OB 100rb, kelipatan 25rb, BIN 400rb", "100000", "IDR"),
        ("ball python ~~$200~~ $150", "150", "USD"),
        ("koningspython van 200 euro voor 150 euro", "150", "EUR"),
        ("Startgebot 1 €, Sofortkauf 180 €", "180", "EUR"),
        ("40€/Stk, alle drei 100€", "100", "EUR"),
        ("ciascuno 50 cad", "50", "EUR"),
        ("zweihundertfünfzig Euro, nur Abholung", "250", "EUR"),
        ("vendo loro, dos mil quinientos pesos", "2500", "MXN"),
        ("python royal, prix cent cinquante euros", "150", "EUR"),
        ("pyton, sto pięćdziesiąt złotych", "150", "PLN"),
        ("球蟒出售一千二", "1200", "CNY"),
        ("想养一只绿鬣蜥，预算五百", "500", "CNY"),
        ("bán vòng trầm hương, 2 triệu 2, tặng hộp", "2200000", "VND"),
        ("เต่าซูคาต้า ตัวละ 1,800 กินเก่ง", "1800", "THB"),
        ("femmine adulte, 70 l'una, zona Foggia", "70", "EUR"),
        ("kuda laut kering, isi 10 ekor 150.000, kirim se indonesia", "150000", "IDR"),
        ("iguana hijau, seratus lima puluh ribu", "150000", "IDR"),
        ("vendo guacamaya en Medellín, $1'200.000", "1200000", "COP"),
        ("geb den Königspython für 80 ab", "80", "EUR"),
        ("kestrel flying free to lure. 350 with jesses, Leeds, closed rung", "350", "GBP"),
        ("kongepython 1 år, sælges for 600", "600", "DKK"),
        ("eclectus hen, tenner or zelle $650", "650", "USD"),
        ("1 male 8 weeks, want 500, 18k gold bell", "500", "USD"),
    ],
)  # fmt: skip
def test_sums_are_read(read: Read, text: str, amount: str, currency: str) -> None:
    price = read(text).price.price
    assert price is not None
    assert (price.amount, price.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        "call 0170-0001234", "Tel. +49 170 0001234", "14k gold ring", "18ct gold", "scale 1:18", "born 2019", "2,5 m lang",
        "31kg tortoise", "EAN 4006381333931", "article 10", "size 42", "DE-K-12345/23", "prix sur demande",
        "Versand 8 €", "frais de port 8 €", "ring 5412, year 2019, 120 cm", "bracelet, 40 perles, 2 ans", "grandi: 1.2, 30 la cosa, 40 la altra",
        "RRP 300 £", "NP 250 €", "deposit £50 secures",
    ],
)  # fmt: skip
def test_what_is_no_price(read: Read, text: str) -> None:
    assert read(text).price.price is None


@pytest.mark.parametrize(
    ("text", "role", "per"),
    [
        ("50€ each", PriceRole.EACH, "specimen"), ("je 40 €", PriceRole.EACH, "specimen"),
        ("80 € pièce", PriceRole.EACH, "specimen"), ("50 zł/szt", PriceRole.EACH, "specimen"),
        ("50€/Stk", PriceRole.EACH, "specimen"), ("pro Pärchen 90 €", PriceRole.EACH, "pair"),
        ("40 €/kg", PriceRole.RATE, "kg"), ("zusammen 100 €", PriceRole.WHOLE, ""),
        ("shipping $45", PriceRole.SHIPPING, ""), ("+ 8 € Versand", PriceRole.SHIPPING, ""),
        ("Anzahlung 50 €", PriceRole.DEPOSIT, ""), ("was £90", PriceRole.OLD, ""),
        ("ab 15 €", PriceRole.FROM, ""), ("mise à prix 250 €", PriceRole.START, ""),
        ("estimation 200 €", PriceRole.ESTIMATE, ""),
    ],
)  # fmt: skip
def test_a_sum_has_a_role(read: Read, text: str, role: PriceRole, per: str) -> None:
    [mention] = read(text).price.mentions
    assert (mention.role, mention.per) == (role, per)


def test_the_price_for_all_beats_the_price_of_each(read: Read) -> None:
    price = read("80€ pièce ou 200 € le tout", language="fr").price
    assert price.price is not None
    assert price.unit_price is not None
    assert (price.price.amount, price.unit_price.amount) == (200, 80)


def test_a_list_of_prices_has_none(read: Read) -> None:
    assert read("Acropora 15 €\nEuphyllia 70 €\nMontipora 10 €").price.price is None


@pytest.mark.parametrize("stand_in", ["1", "0", "123", "1234", "11111", "99999", "999999"])
def test_stand_ins_are_marked(read: Read, stand_in: str) -> None:
    price = read("ball python", price=f"{stand_in} €").price.price
    assert price is not None
    assert price.placeholder


def test_the_text_helps_where_the_field_holds_a_stand_in(read: Read) -> None:
    price = read("Preis 250 € VB", price="1 €").price.price
    assert price is not None
    assert (price.amount, price.negotiable) == (250, True)


def test_the_field_of_the_site_wins(read: Read) -> None:
    price = read("Futter kostet 20 €", price="250 €").price.price
    assert price is not None
    assert price.amount == 250


@pytest.mark.parametrize(
    ("place", "language", "currency"),
    [("Toronto", "en", "CAD"), ("Sydney", "en", "AUD"), ("Houston, TX", "en", "USD"), ("", "en", "USD"),
     ("Guadalajara, Jalisco", "es", "MXN"), ("Córdoba", "es", "ARS"), ("Santiago", "es", "CLP"), ("", "es-CL", "CLP"),
     ("Bristol", "en", "USD")],
)  # fmt: skip
def test_the_place_settles_the_dollar(read: Read, place: str, language: str, currency: str) -> None:
    price = read("for sale", price="$ 300", place=place, language=language).price.price
    assert price is not None
    assert price.currency == currency


@pytest.mark.parametrize(
    ("fields", "currency"),
    [({"place": "Norwich"}, "GBP"), ({"place": "York"}, "GBP"), ({"place": "Ludlow, Shropshire"}, "GBP"),
     ({"place": "Bristol"}, "GBP"), ({"place": "Ipswich"}, "GBP"), ({"place": "Bristol, TN"}, "USD"),
     ({"place": "Cambridge, MA"}, "USD"), ({"place": "", "language": "en-GB"}, "GBP")],
)  # fmt: skip
def test_a_bare_figure_is_money_of_the_town(read: Read, fields: dict[str, str], currency: str) -> None:
    price = read("for sale", price="120", **{"language": "en", **fields}).price.price
    assert price is not None
    assert price.currency == currency


def test_euro_at_the_rate_of_the_day(read: Read) -> None:
    price = read("", price="£100").price.price
    assert price is not None
    assert price.euro is not None
    assert price.rate_day is not None
    assert Decimal(110) < price.euro < Decimal(125)
    assert price.rate_day.isoformat() == "2026-05-04"


@given(st.integers(2, 89_999), st.sampled_from(["€", "£", "zł", "kr", "₽"]))
def test_what_is_written_is_read_back(extractors: Extractors, amount: int, sign: str) -> None:
    text = f"for sale, {amount} {sign} only"
    reading = extractors.read(extractors.wording(Listing(id="t:1", text=text)))
    [mention] = reading.price.mentions
    assert mention.money.amount == amount
    assert text[mention.span.start : mention.span.end] == f"{amount} {sign}" == mention.money.as_written


@pytest.mark.parametrize(
    ("price", "text", "language", "asked"),
    [
        ("Estimation 300/500 €", "", "fr", None),
        ("est. £80-120 each", "", "en", None),
        ("$1,100 - 2,400", "", "en", None),  # of several things
        ("50-600", "", "zh", None),
        ("300起", "", "zh", None),
        ("2,000円から", "", "ja", None),
        ("v.a. € 3", "", "nl", None),
        ("100-120 €", "", "de", ("100", "EUR")),  # a range of one thing is asked from its lower end on
        ("168元/250g", "", "zh", ("168", "CNY")),  # no range
        ("150", "vendo barato, 150 euros o par. Whatsapp +244 900 000 012", "pt", ("150", "EUR")),
        ("15€", "10 conques. 15e chaque ou 100 le tout.", "fr", ("100", "EUR")),
        ("₡18.000", "", "es", ("18000", "CRC")),
        ("£12", "20 slings, £12 each or 5 for £50", "en", ("12", "GBP")),
        ("$85", "1 for $85, 2 for $150, or 5+ for $65 ea", "en", ("85", "USD")),
        ("€ 35", "10 stuks, €35 per stuk of €60 per koppel", "nl", ("35", "EUR")),
        ("", "6 halsbandparkieten blauw 40 p/s", "nl", ("40", "EUR")),
        ("90", "£20 a piece or take the lot for 90", "en", ("90", "GBP")),
        ("80 €", "Stück 80 Euro, ab 3 Tieren 70 Euro", "de", ("80", "EUR")),
        ("₹3,50,000", "", "en", ("350000", "INR")),
        ("R$ 400", "Colar com 4 presas. Também tenho um pedaço do couro, mas não vendo.", "pt", ("400", "BRL")),
    ],
)
def test_what_the_field_of_the_site_asks(
    read: Read, price: str, text: str, language: str, asked: tuple[str, str] | None
) -> None:
    told = read(text, price=price, language=language).price.price
    assert (told and (str(told.amount), told.currency)) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Pandinus imperator Weibchen 100 €, Männchen 80",
        "2 boa imperator samen 150 euro, koningspython piebald vrouw 350",
        "Breeding group of azureus, £350 takes them. Also one single male leucomelas 40.",
        "Coppia fischeri blu 50 €, calopsita 25",
        "розелла пара 14 тыс., корелла самец 2500",
        "2.2 m. aurantiaca proven 80 ea. o. pumilio froglets 60 ea.",
        "招夜班保安，工资四千五加夜补",
        "iguana hijau jantan 150rb, betina 200rb",
        "西洋参片，一百克起，种植",
        "buy p4ng0l1n sc4les",
    ],
)
def test_a_list_of_prices_has_none_though_some_name_no_money(read: Read, text: str) -> None:
    assert read(text).price.price is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("ball python, $80, 5 for 300", "80"),
        ("1.1 rainbow boas, prefer together. $325 + ship, $175 if split", "325"),
        ("vogelspin met terra 90 euro, 70 zonder", "90"),
        ("griekse schildpad 80 euro, CB 24", "80"),
        ("croc shoes £300, size 9", "300"),
        ("12 cadres de papillons, 25 € le cadre ou 220 les 12", "220"),
        ("fretboard blanks, $9.50 each, minimum order 10", "9.50"),
        ("Klaviertasten aus Elfenbein 180 €, Blüthner 1898", "180"),
    ],
)
def test_a_bare_figure_that_words_explain_is_no_second_price(read: Read, text: str, amount: str) -> None:
    price = read(text).price.price
    assert price is not None
    assert price.amount == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "Timed auction. Lot 3 mounted owl, lot 9 narwhal tusk cane. Bidding opens at £20, premium 22%",
        "Vente de 180 lots, ivoires et trophées, mise à prix à partir de 30 €",
        "Barbagianni e gheppio, collana 3 fili; ramo grezzo gr. 120",
        "Płomykówka 2 szt. po 700, pustułka 1 szt. 500",
        "mâle et femelle, 60 € le mâle 30 la femelle",
        "Coppia fischeri 40 € la coppia. Ho anche 4 novelli a 15 l'uno",
        "3 tortues de 2023 à 90 €, 5 de 2025 à 60 €",
        "наконечник по 45 тыс за кг; второй по 20 тыс за кг",
        "Stoßzahn, Gutachten über 4.500 €, Gebote bitte schriftlich",
        "zanna, un perito mi ha detto 2000 euro, valuto proposte",
        "futro z rysia, rzeczoznawca mówił 800 zł",
        "клык моржа, оценщик сказал 50 тысяч, жду предложений",
        "Bought in 2019 for 900, make me an offer",
        "Hermanni 2022 a 80, marginata 2021 a 120, tutte con cites",
        "1.2 Phelsuma adultes et 3 juvéniles. 90 le trio, 20 le juvénile",
        "chips grade A 5kg @ 900usd/kg, oud oil 12ml tola 150 usd",
    ],
)
def test_sums_that_are_asked_for_no_single_thing_make_no_price(read: Read, text: str) -> None:
    assert read(text).price.price is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£60 for the snake, £140 with the full 4ft set up", "60"),
        ("45 € das Chamäleon, Terrarium mit Technik nochmal 120 €", "45"),
        ("El gecko 50 €. Si quieres el terrario completo son 70 € más", "50"),
        ("samec 800 Kč, samice 1500 Kč, obě dohromady 2000 Kč", "2000"),
        ("2200 Kč, původně 2800 Kč", "2200"),
        ("achetée 180 €, je la laisse à 100 €", "100"),
        ("python sur pied, 2 cm 120 €", "120"),
        ("smeriglio, al kg 14 €", "14"),
        ("Lot 67, horn cup, starting bid £200", "200"),
    ],
)
def test_the_price_beside_sums_for_cages_and_of_other_days(read: Read, text: str, amount: str) -> None:
    price = read(text).price.price
    assert price is not None
    assert price.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("price", "text", "amount"),
    [
        ("różne", "kontakt po 18, kafle po 60", None),
        ("VB", "je 60, zusammen 150", "150"),
        ("Bieden", "bieden vanaf 50", "50"),
        ("2500", "2500 för båda, ettan pris 1500", "2500"),
    ],
)
def test_a_field_filled_with_words_leaves_figures_without_money_alone(
    read: Read, price: str, text: str, amount: str | None
) -> None:
    told = read(text, price=price).price.price
    assert (told and str(told.amount)) == amount
