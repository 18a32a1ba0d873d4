"""Which ids were seen before: ten million of them in 160 MB."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Hashes = npt.NDArray[np.uint64]


class SeenIds:
    """A set of ids as 64-bit hashes, kept as a few sorted runs that are merged as they grow.

    Two of ten million ids fall together with a probability of about three in a million; such a listing
    would be kept in the dead-letter file as a duplicate, not lost.
    """

    def __init__(self) -> None:
        self._runs: list[_Hashes] = []

    def add(self, ids: Sequence[str]) -> list[bool]:
        """Add ids; return for each whether it had been seen before, in this call or an earlier one.

        >>> seen = SeenIds(); seen.add(["a", "b", "a"]), seen.add(["c", "b"])
        ([False, False, True], [False, True])
        """
        if not ids:
            return []
        hashes = np.fromiter((_hash(name) for name in ids), dtype=np.uint64, count=len(ids))
        run, first, where = np.unique(hashes, return_index=True, return_inverse=True)
        known = np.zeros(len(run), dtype=bool)
        for earlier in self._runs:
            at = np.minimum(np.searchsorted(earlier, run), len(earlier) - 1)
            known |= earlier[at] == run
        again = known[where] | (first[where] != np.arange(len(ids)))
        self._keep(run[~known])
        return again.tolist()

    def _keep(self, run: _Hashes) -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate((self._runs.pop(), run)))
        if len(run):
            self._runs.append(run)


def _hash(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")
