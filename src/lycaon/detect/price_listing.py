"""What a listing as a whole says of its sums: an auction of many lots, a field that names no sum but words."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from lycaon.detect.asked import ASKED, PriceMention, PriceRole
from lycaon.detect.wording import FieldWords, Wording

_OPENING = frozenset({PriceRole.START, PriceRole.FROM})
_LOT = re.compile(
    r"\b(?:lots?|kavels?|los(?:nr)?|lote|lotto|lotti|лот|nr|poz)\b\.?\s?(?:n[°ro.]{1,2}\s?)?(\d{1,4})\b", re.IGNORECASE
)
_MANY = re.compile(
    r"\b\d{2,4}\s(?:lots|kavels|lose|lotes|lotti|лотов|objets|positionen|nummern|objekt|aukcí|poz[iy]cji)\b",
    re.IGNORECASE,
)
"""How an auctioneer tells the number of lots: "240 lots"."""


def believed(wording: Wording, mentions: Sequence[PriceMention]) -> list[PriceMention]:
    """Return the sums of a listing with those that its whole tells to be none taken out or made estimates."""
    field = wording.field("price")
    if not mentions:
        return []
    if field.tokens and not field.figures and not field.of("price.negotiable"):
        # "By agreement": figures without money are something else.
        return [mention for mention in mentions if mention.sure or mention.role in _OPENING]
    if any(mention.role in _OPENING for mention in mentions) and _has_many_lots(wording.prose):
        return [replace(mention, role=PriceRole.ESTIMATE) if mention.role in ASKED else mention for mention in mentions]
    return list(mentions)


def _has_many_lots(prose: Sequence[FieldWords]) -> bool:
    """Whether several numbered lots are told, or their number: what opens the bidding is the price of none."""
    numbered = {found[1] for words in prose for found in _LOT.finditer(words.text)}
    return len(numbered) > 1 or any(_MANY.search(words.text) for words in prose)
