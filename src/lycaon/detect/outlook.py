"""What is not read yet may still speak for a naming: how much at most, so that a batch can stop early.

Most texts that hold a word of the catalogue sell ordinary goods, and the name, the words around it, the shelf say so.
Prices, counts, claims, papers and marks take half of the time of reading, and each can add one named feature at most.
Where the sum of all that they may add leaves every naming below what is kept, nobody needs to read them.
"""

from collections.abc import Iterator

from lycaon.detect.bareness import may_be_bare
from lycaon.detect.documents import has_permit
from lycaon.detect.marks import has_mark_number
from lycaon.detect.wording import Wording
from lycaon.values.finding import ClaimKind

_KINDS = {kind.value: kind for kind in ClaimKind}
_DATING = ("era", "century", "decade", "age")
"""Families of cues that may date a thing without a figure."""
_TURNED = {ClaimKind.PAPERS: ClaimKind.NO_PAPERS, ClaimKind.GENUINE: ClaimKind.IMITATION}
"""What a claim becomes where it is denied."""


def may_add(wording: Wording, style: str) -> Iterator[str]:
    """Yield each feature that the rest of a listing may add to a naming of this style; its value is 1 at most.

    Too many do no harm, one too few would lose an offer: the tests hold this against what is read in the end.
    """
    numeric = any(words.numeric for words in wording.prose)
    kinds = _claims(wording, numeric=numeric)
    for kind in kinds:
        if kind is ClaimKind.IMITATION:
            yield "claim.imitation.near"
            yield "claim.imitation.far"
        else:
            yield f"claim.{kind}"
            if style == "stuff":
                yield f"claim.{kind}.stuff"
    if ClaimKind.PAPERS in kinds or any(map(has_permit, wording.prose)):
        yield "documents"
    if ClaimKind.MARKED in kinds or any(map(has_mark_number, wording.prose)):
        yield "marks"
    yield from ("offer.info", "offer.said", "priced", f"counted.{style}")
    if may_be_bare(wording):
        yield f"bare.{style}"


def _claims(wording: Wording, *, numeric: bool) -> set[ClaimKind]:
    kinds = {_KINDS[cue.value] for _, cue in wording.of("claim") if cue.value in _KINDS}
    if wording.says("document"):
        kinds.add(ClaimKind.PAPERS)
    if wording.says("mark"):
        kinds.add(ClaimKind.MARKED)
    if numeric or wording.says(*_DATING):
        kinds.add(ClaimKind.OLD)
    return kinds | {_TURNED[kind] for kind in kinds if kind in _TURNED}
