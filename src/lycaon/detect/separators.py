"""Signs that sellers put between and into the letters of a word."""

from collections.abc import Collection

APART = frozenset(" .-_*·•|/~,+:;=^#–—−‑‐♥❤★☆✦\u00a0\u2002\u2003\u2009\u200a\u202f\u3000")
"""Those between letters that are written one by one: "i v o r y", "i;v;o;r;y"."""
INSIDE = frozenset(".*_~|·•^+()[]{}○〇◯●□×＊")
"""Those inside a word that goes on behind them: "iv.ory", "iv(o)ry"."""
BLOTS = frozenset("○〇◯●□×＊")
"""Those that stand for a letter which is not said, where words are written without blanks."""


def pattern_of(signs: Collection[str]) -> str:
    r"""Return a class of regular expressions (of Python, and of RE2 alike) that any of the signs matches.

    >>> pattern_of("-.")
    '[\\-.]'
    """
    return "[" + "".join(f"\\{sign}" if sign in "-^[]\\" else sign for sign in sorted(signs)) + "]"
