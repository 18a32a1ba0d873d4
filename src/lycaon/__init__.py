"""Lycaon finds protected wildlife offered for sale online and says what the law appears to say about it.

The way through is ``collect`` → Listing → ``detect`` → Finding → ``law`` → Verdict; ``scan`` joins the
last two. Read ``docs/tour.md`` first, then ``lycaon.values``.
"""

__version__ = "0.1.0"
