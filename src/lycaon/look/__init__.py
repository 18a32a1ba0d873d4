"""The look of the house, for every room that shows something: style sheets, symbols, messages.

It knows no species, no law and no page; a page brings its own template and asks here for the rest.
"""

from functools import cache
from importlib.resources import files

from lycaon.look.messages import LANGUAGES, Messages, keys

__all__ = ["LANGUAGES", "Messages", "keys", "look_file"]


@cache
def look_file(name: str) -> str:
    """Return the text of ``tokens.css``, ``base.css``, ``symbols.svg`` or ``house.typ``."""
    return files("lycaon.look").joinpath(name).read_text("utf-8")
