"""From the outside to a Listing: exports, tables, web archives and saved pages.

This room reads; it never judges, and it never goes anywhere it was not sent. What it cannot use comes out
as a :class:`~lycaon.values.listing.Rejected`, in its place in the stream, so that nothing is lost.
"""

from lycaon.collect.mapping import FIELDS, choose, guess
from lycaon.collect.reading import KINDS, Source, kind_of, read_listings

__all__ = ["FIELDS", "KINDS", "Source", "choose", "guess", "kind_of", "read_listings"]
