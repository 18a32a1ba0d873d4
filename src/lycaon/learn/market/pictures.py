"""Small pictures made of nothing but a seed: a coloured shape on a coloured ground, as PNG."""

import struct
import zlib
from typing import Final

from lycaon.learn.market.story import draw

SIDE: Final = 64


def picture(*basis: object) -> bytes:
    r"""Return a PNG of 64 by 64 points that follows from the words given.

    >>> picture("swapyard:1", 1)[:4]
    b'\x89PNG'
    """
    ground, shape = (
        tuple(int(40 + 180 * draw(*basis, which, part)) for part in "rgb") for which in ("ground", "shape")
    )
    middle = [16 + 32 * draw(*basis, axis) for axis in "xy"]
    radius = 8 + 14 * draw(*basis, "radius")
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes(shape if (x - middle[0]) ** 2 + (y - middle[1]) ** 2 < radius**2 else ground) for x in range(SIDE)
        )
        for y in range(SIDE)
    )
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    )
