"""All extractors together: one call reads everything of a listing but its species.

extractors = Extractors.load()
words = extractors.wording(listing)
extract = extractors.read(words, names=spans_of_names)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from lycaon.catalogue.catalogue import DATA
from lycaon.catalogue.countries import Countries
from lycaon.catalogue.cues import Cues
from lycaon.catalogue.hiding import Hiding
from lycaon.catalogue.numbers import NumberWords
from lycaon.catalogue.numbers_of_documents import check
from lycaon.catalogue.rates import Rates
from lycaon.detect.age import AgeReader, AgeReading
from lycaon.detect.asked import PriceReading
from lycaon.detect.claims import ClaimReader, ClaimReading
from lycaon.detect.disguise import DisguiseReader, Undone
from lycaon.detect.documents import DocumentReader
from lycaon.detect.marks import MarkReader
from lycaon.detect.offer_kind import OfferKindReader
from lycaon.detect.place import PlaceReader, PlaceReading
from lycaon.detect.price import PriceReader
from lycaon.detect.quantity import QuantityReader
from lycaon.detect.seller import SellerReader, SellerReading
from lycaon.detect.tally import QuantityReading
from lycaon.detect.wording import Heard, Wording, WordingReader
from lycaon.values.finding import DocumentClaim, Fact, Mark, OfferKind, Span
from lycaon.values.listing import Listing, TextField

CONTACT_KEY = b"lycaon contacts"
"""Key of contact hashes where an installation sets none. It is public: such hashes hide a number from a glance
and let equal ones be found, they do not keep a secret."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read out of one listing beside its species."""

    price: PriceReading
    quantity: QuantityReading
    age: AgeReading
    claims: ClaimReading
    documents: tuple[DocumentClaim, ...]
    marks: tuple[Mark, ...]
    offer_kind: Fact[OfferKind]
    seller: SellerReading
    place: PlaceReading


@dataclass(frozen=True, slots=True)
class Extractors:
    """The extractors with their knowledge. Thread-safe; loading takes about half a second."""

    words: WordingReader
    price: PriceReader
    quantity: QuantityReader
    age: AgeReader
    claims: ClaimReader
    documents: DocumentReader
    marks: MarkReader
    offer_kind: OfferKindReader
    seller: SellerReader
    place: PlaceReader
    disguise: DisguiseReader

    @classmethod
    def load(
        cls,
        directory: Path | None = None,
        *,
        check: Callable[[str, str], str] = check,
        contact_key: bytes = CONTACT_KEY,
    ) -> "Extractors":
        """Load cues, numbers, countries and rates from the catalogue's data.

        Args:
            directory: the catalogue's data; the bundled one by default.
            check: tells of a kind and number of a paper or mark whether the number is well formed.
            contact_key: key of the hashes of contacts.

        Raises:
            CatalogueError: a file of the data breaks its shape.
        """
        cues, numbers = Cues.load(directory), NumberWords.load(directory)
        countries, rates = Countries.load(directory), Rates.load(directory)
        return cls(
            words=WordingReader(cues, numbers),
            price=PriceReader(numbers, countries, rates),
            quantity=QuantityReader(numbers),
            age=AgeReader(numbers),
            claims=ClaimReader(),
            documents=DocumentReader(check),
            marks=MarkReader(check),
            offer_kind=OfferKindReader(),
            seller=SellerReader(contact_key),
            place=PlaceReader(countries, numbers),
            disguise=DisguiseReader.of(cues, Hiding(directory or DATA)),
        )

    def wording(self, listing: Listing) -> Wording:
        """Cut a listing into words; cues (care, equipment, stages of life) are of use to other readers too."""
        return self.words.read(listing)

    def heard(self, listing: Listing) -> Heard:
        """Cut a listing into words and tell its language; what follows may need no more."""
        return self.words.hear(listing)

    def undisguised(self, listing: Listing, field: TextField) -> Undone:
        """Return one field with its disguises undone."""
        return self.disguise.read(listing.words(field))

    def _counts(self, wording: Wording, span: Span) -> bool:
        return self.quantity.counts_at(wording.field(span.field).text, span.end)

    def read(self, wording: Wording, *, names: Sequence[Span] = ()) -> Extract:
        """Read everything but the species. ``names``: where specimens are named, so that counts find them."""
        place = self.place.read(wording)
        price = self.price.read(wording, places=place.likely)
        age = self.age.read(wording)
        documents, marks = self.documents.read(wording), self.marks.read(wording)
        seller = self.seller.read(wording)
        taken = [
            *(mention.span for mention in price.mentions),
            *(
                mention.span
                for mention in age.mentions
                if not mention.period.vague and not self._counts(wording, mention.span)
            ),
            *(paper.span for paper in documents if paper.span and paper.number),
            *(mark.span for mark in marks if mark.span and mark.number),
            *seller.spans,
        ]
        kind = self.offer_kind.read(wording, price)
        if kind.best is OfferKind.INFO:  # a reward, a ticket, an hour's work: nothing is asked for a specimen
            price = replace(price, price=None, unit_price=None)
        return Extract(
            price=price,
            quantity=self.quantity.read(wording, names=names, taken=taken),
            age=age,
            claims=self.claims.read(wording, age),
            documents=documents,
            marks=marks,
            offer_kind=kind,
            seller=seller,
            place=place,
        )
