"""The tree of RFC 9162: a plain twin written from the definition, known answers, proofs that hold and that do not."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.evidence.merkle import EMPTY_ROOT, Frontier, Tree, holds_consistency, holds_inclusion, leaf_hash, root_of

# The eight leaves and roots of the test data of Certificate Transparency (RFC 6962 implementations share them).
LEAVES = [
    bytes.fromhex(h)
    for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


@pytest.mark.parametrize(("count", "root"), list(enumerate(ROOTS, start=1)))
def test_known_roots(count: int, root: str) -> None:
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:count]]).hex() == root


def test_nothing_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == by_definition([])


@pytest.mark.parametrize("count", range(1, 34))
def test_every_way_of_making_a_root_agrees(count: int) -> None:
    leaves = leaves_of(count)
    assert root_of(leaves) == by_definition(leaves) == Tree.over(leaves).root()


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_is_proven_and_no_other_place_is(size: int) -> None:
    leaves = leaves_of(size + 3)
    tree, root = Tree.over(leaves), root_of(leaves[:size])
    for index in range(size):
        proof = tree.inclusion(index, size)
        assert holds_inclusion(leaves[index], index, size, proof, root)
        assert not holds_inclusion(leaves[index], index + 1, size, proof, root)
        assert not holds_inclusion(leaf_hash(b"forged"), index, size, proof, root)
        assert not holds_inclusion(leaves[index], index, size, [*proof, root], root)
        if proof:
            assert not holds_inclusion(leaves[index], index, size, proof[:-1], root)


@given(st.integers(1, 70), st.data())
def test_growth_is_proven_and_a_rewritten_past_is_not(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = leaves_of(second)
    proof = Tree.over(leaves).consistency(first, second)
    old, new = root_of(leaves[:first]), root_of(leaves)
    assert holds_consistency(first, second, proof, old, new)
    changed = list(leaves)
    changed[data.draw(st.integers(0, first - 1))] = leaf_hash(b"rewritten")
    assert not holds_consistency(first, second, Tree.over(changed).consistency(first, second), old, root_of(changed))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 2)])
def test_senseless_sizes_hold_nothing(first: int, second: int) -> None:
    root = root_of(leaves_of(3))
    assert not holds_consistency(first, second, [], root, root)
