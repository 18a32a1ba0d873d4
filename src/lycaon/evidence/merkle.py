"""The Merkle tree of RFC 9162 (section 2.1), over the lines of the log.

A leaf is ``SHA-256(0x00 || line)``, a node ``SHA-256(0x01 || left || right)``; the left part of a tree of n leaves
holds the largest power of two below n. One root speaks for all lines; a proof of log2(n) hashes shows that a line
stands in it (inclusion), or that a later root only added lines to an earlier one (consistency).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(slots=True)
class Frontier:
    """The roots of the whole subtrees of a growing tree: enough to append and to know the root.

    Holds at most log2(n) hashes, largest subtree first.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list[bytes])

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        node, level = leaf, self.size
        while level & 1:
            node = node_hash(self.peaks.pop(), node)
            level >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


@dataclass(slots=True)
class Tree:
    """All nodes of a tree, so that each of many proofs costs log2(n).

    ``levels[k][i]`` is the root of the whole subtree over the leaves ``i * 2**k`` to ``(i + 1) * 2**k``.
    """

    levels: list[list[bytes]]

    @classmethod
    def over(cls, leaves: Sequence[bytes]) -> "Tree":
        """Build it over leaf hashes: about n hashes of work, 64 bytes of memory a leaf."""
        levels = [list(leaves)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
        return cls(levels)

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first ``size`` leaves."""
        size = len(self.levels[0]) if size is None else size
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that leaf ``index`` stands in the tree of the first ``size`` leaves, lowest node first."""
        return self._path(index, 0, size)

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Return the proof that the tree of ``second`` leaves only added to that of ``first`` (0 < first <= second)."""
        return self._sub_proof(first, 0, second, whole=True)

    def _range(self, start: int, stop: int) -> bytes:
        size = stop - start
        level = size.bit_length() - 1
        if size == 1 << level and start % size == 0:
            return self.levels[level][start >> level]
        split = _split(size)
        return node_hash(self._range(start, start + split), self._range(start + split, stop))

    def _path(self, index: int, start: int, stop: int) -> list[bytes]:
        if stop - start == 1:
            return []
        middle = start + _split(stop - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, stop)]
        return [*self._path(index, middle, stop), self._range(start, middle)]

    def _sub_proof(self, first: int, start: int, stop: int, *, whole: bool) -> list[bytes]:
        # RFC 9162, 2.1.4.1: SUBPROOF(m, D[n], b)
        if first == stop:
            return [] if whole else [self._range(start, stop)]
        middle = start + _split(stop - start)
        if first <= middle:
            return [*self._sub_proof(first, start, middle, whole=whole), self._range(middle, stop)]
        return [*self._sub_proof(first, middle, stop, whole=False), self._range(start, middle)]


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def holds_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that a leaf stands at ``index`` in the tree of that root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(step, node)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, step)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def holds_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Tell whether a proof shows that the second tree only added leaves to the first (RFC 9162, 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
