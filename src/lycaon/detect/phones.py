"""Telephone numbers: where they stand, so that nobody counts or prices them; and where they ring.

They are never kept: ``seller.py`` turns them into keyed hashes.
"""

import re

from lycaon.detect.figures import ascii_digits, each_from

_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00|\(\+?)?[(]?\d[\dxX*•]{0,14}(?:[ .\-/()\u00a0–]{1,3}[\dxX*•]{1,12}){0,8}")
_OPENING = re.compile(r"[\d(+]")
_GROUPED_SUM = re.compile(r"[1-9]\d{0,2}(?:([ .,'’])\d{3})+(?:[.,]\d{1,2})?")


def phone_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of what looks like a telephone number.

    Shy on purpose: it begins with ``+``, ``0`` or a bracket, or is one run of ten digits and more.

    >>> phone_spans("call 0170-0001234, 1.200.000 asked")
    [(5, 17)]
    """
    return [(match.start(), match.start() + len(written)) for match in each_from(_PHONE, _OPENING, text)
            if (written := match[0].rstrip(" .-/(\u00a0–")) and _rings(written)]  # fmt: skip


def phone_digits(written: str) -> str:
    """Return the digits of a telephone number with its leading ``+`` as 00.

    >>> phone_digits("+49 (0)170 000")
    '00490170000'
    """
    plus = "00" if written.lstrip("( ").startswith("+") else ""
    return plus + ascii_digits("".join(sign for sign in written if sign.isdecimal()))


def _rings(written: str) -> bool:
    digits = sum(sign.isdecimal() or sign in "xX*•" for sign in written)
    if not 8 <= digits <= 16 or _GROUPED_SUM.fullmatch(written):
        return False
    if written.startswith(("+", "(")):
        return True
    if written[0] in "0٠０":
        return not written.startswith("0.")
    # 8 (912) 345-67-89, 138 1234 5678, (555) 010-1234
    return 10 <= digits <= 12 and not re.match(r"(?:19|20)\d\d[-./]", written)
