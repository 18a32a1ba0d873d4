"""Which column of an export is which field of a listing: guessed from its name, shown, and overridable."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from lycaon.errors import FormatError

# One line a field, best names first: where a file has several of them, the earlier one wins.
_KNOWN: dict[str, tuple[str, ...]] = {
    "id": ("id", "ad_id", "listing_id", "item_id", "listing", "adid", "itemid", "anzeigennummer", "annonce_id", "sku", "uuid"),
    "site": ("site", "platform", "marketplace", "domain", "website", "plattform", "plateforme"),
    "url": ("url", "link", "href", "permalink", "adresse_url", "listing_url", "page_url", "item_url"),
    "title": (
        "title", "titel", "titre", "titulo", "titolo", "tytul", "name", "headline", "subject", "betreff", "nom", "nombre",
        "nazwa", "заголовок", "название", "标题", "judul", "baslik", "product_name", "item_name",
    ),
    "text": (
        "text", "description", "beschreibung", "descripcion", "descrizione", "descricao", "omschrijving", "beschrijving", "opis",
        "body", "content", "texte", "annonce", "message", "описание", "текст", "描述", "deskripsi", "aciklama", "details",
        "tweet", "full_text", "caption",
    ),
    "price": ("price", "preis", "prix", "precio", "prezzo", "preco", "prijs", "cena", "цена", "价格", "harga", "fiyat", "amount", "asking_price"),
    "currency": ("currency", "waehrung", "wahrung", "devise", "moneda", "valuta", "moeda", "waluta", "валюта", "price_currency", "pricecurrency"),
    "seller": ("seller", "verkaeufer", "verkaufer", "vendeur", "vendedor", "venditore", "verkoper", "sprzedawca", "продавец", "user", "username", "account", "author", "handle", "seller_name", "seller_id"),
    "place": ("place", "location", "ort", "standort", "lieu", "localisation", "ville", "city", "ubicacion", "luogo", "plaats", "miejsce", "lokalizacja", "город", "место", "lokasi", "konum", "address"),
    "language": ("language", "lang", "sprache", "langue", "idioma", "lingua", "taal", "jezyk"),
    "category": ("category", "kategorie", "categorie", "categoria", "rubrik", "rubrique", "категория", "kategori", "breadcrumb", "section"),
    "posted": ("posted", "posted_at", "date", "datum", "published", "published_at", "created", "created_at", "date_posted", "dateposted", "publication_date", "fecha", "data", "дата"),
    "seen": ("seen", "seen_at", "crawled_at", "scraped_at", "retrieved", "retrieved_at", "collected_at", "timestamp", "fetched_at"),
    "images": ("images", "image", "photos", "photo", "image_url", "image_urls", "pictures", "bilder"),
    "country": ("country", "land", "pays", "pais", "paese", "country_code"),
}  # fmt: skip

FIELDS = tuple(_KNOWN)
"""Names that the left side of ``--map FIELD=COLUMN`` may take."""


def guess(columns: Iterable[str]) -> dict[str, str]:
    """Return ``{field: column}`` for the columns whose names are recognised.

    >>> guess(["Titel", "Beschreibung", "Preis (€)", "internal"])
    {'title': 'Titel', 'text': 'Beschreibung', 'price': 'Preis (€)'}
    """
    present: dict[str, str] = {}
    for column in columns:
        present.setdefault(_plain(column), column)
    found: dict[str, str] = {}
    for field, names in _KNOWN.items():
        column = next((present[name] for name in names if name in present), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


def choose(columns: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping to use: what was asked for, and guesses for the rest.

    Raises:
        FormatError: a field or column that was asked for does not exist.
    """
    listed = list(columns)
    for field, column in asked.items():
        if field not in FIELDS:
            raise FormatError(f'--map {field}={column}: there is no field "{field}"; fields are {", ".join(FIELDS)}')
        if column not in listed:
            raise FormatError(f'--map {field}={column}: there is no column "{column}"; columns are {", ".join(listed[:40])}')
    guessed = {field: column for field, column in guess(listed).items() if field not in asked}
    taken = set(asked.values())
    return {**{field: column for field, column in guessed.items() if column not in taken}, **asked}


def _plain(column: str) -> str:
    folded = unicodedata.normalize("NFKD", column).casefold().replace("ß", "ss").replace("ł", "l").replace("ı", "i")
    # A unit in brackets is not part of the name: "Preis (€)", "price [EUR]".
    bare = re.sub(r"[(\[].*?[)\]]", " ", folded)
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "_", kept).strip("_")
