"""A photo as a page shows it: covered until asked for, one at a time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One photo of a listing.

    The server sends the covered file already blurred: covering is not left to the style sheet. The address that
    shows the photo answers a GET with the same figure, ``shown``; without a script the link is a link.
    """

    number: int
    total: int
    covered_url: str
    """Image, blurred by the server."""
    shown_url: str = ""
    """Image as kept, faces and plates blurred; only read where ``shown``."""
    toggle_url: str
    """Page or fragment with the photo shown, or covered again."""
    caption: str = ""
    """What the photo adds."""
    shown: bool = False
