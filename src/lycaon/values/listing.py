"""A listing: one advertisement as one site published it at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

TextField = Literal["title", "text", "price", "place", "seller", "category"]
"""The fields of a listing that hold a seller's words, in the order in which they are read."""

TEXT_FIELDS: tuple[TextField, ...] = ("title", "text", "price", "place", "seller", "category")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One ad as one site published it at one moment.

    ``id`` is ``site:ad-id`` and names the same ad in every room. Words stand exactly as published:
    spans count code points of these very strings. Missing is ``""`` for words and ``None`` for the rest.
    """

    id: str
    site: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    language: str = ""
    """BCP 47 tag as claimed by the site or export; a hint, never relied upon."""
    seller: str = ""
    """The handle as published; an account, never a person."""
    place: str = ""
    price: str = ""
    """As written, with its currency where the site gives one apart ("1.200,50 EUR")."""
    category: str = ""
    images: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What else the source said, unread; the only dictionary that travels."""
    posted_at: date | None = None
    seen_at: datetime | None = None
    """When we or the exporter saw it; aware, UTC."""
    country: str = ""
    """ISO 3166-1 alpha-2 main market of the site, where the source says so."""
    capture: str = ""
    """Id of the sealed capture this was read from, if any."""

    def words(self, name: TextField) -> str:
        """Return the seller's words in one field.

        >>> Listing(id="x:1", title="Parrot").words("title")
        'Parrot'
        """
        match name:
            case "title":
                return self.title
            case "text":
                return self.text
            case "price":
                return self.price
            case "place":
                return self.place
            case "seller":
                return self.seller
            case "category":
                return self.category


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record we could not use: kept, with its reason, so that nothing is lost."""

    where: str
    """File and position a person can find again: ``ads.csv:row 17``, ``crawl.warc.gz:record 5 at byte 90213``."""
    code: str
    """Stable and short: ``bad_json``, ``no_text``, ``duplicate_id``, ``too_large`` and so on."""
    reason: str
    hint: str = ""
    """What the person can do about it."""
    raw: str = ""
    """The record as it came, cut at 64 KiB; bytes that are not UTF-8 stand as ``\\xNN``."""
