"""What the law appears to say about an offer: rules as dated data, three-valued logic, reasons.

``Law.load(catalogue).judge(finding, on=day)`` gives a :class:`lycaon.values.Verdict`. This room reads no
words and knows no species: findings come from ``detect``, protections from the catalogue. It speaks of an
offer, always of what appears, and never of a person.
"""

from lycaon.law.judge import Law

__all__ = ["Law"]
