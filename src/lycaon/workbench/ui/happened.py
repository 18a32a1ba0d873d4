"""What an act did, said on the page that the act leads to; where it can be undone, the button stands beside it."""

from django.contrib import messages
from django.http import HttpRequest


def happened(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Have the next page say ``words`` under its headline.

    Args:
        request: of the act.
        words: one translated sentence: "Rejected: imitation."
        undo: address that undoes the act when it is posted to, if it can be undone.
    """
    messages.info(request, words, extra_tags=undo)
