"""From a Listing to a Finding: what is offered, in what form and number, at what price, with what claims.

This room reads words and believes them with a probability. It never asks the law, keeps nothing and reaches
nothing outside the listing it was given.
"""

from lycaon.detect.reader import Reader

__all__ = ["Reader"]
