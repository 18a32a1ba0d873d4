"""Claims: what sellers say of origin, papers, age and lawfulness, and what they say is not so.

A claim is never taken for a fact. Claims of origin also give CITES source codes, as a belief.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lycaon.catalogue.cues import CueHit
from lycaon.detect.age import AgeKind, AgeMention, AgeReading
from lycaon.detect.wording import FieldWords, Wording
from lycaon.values.finding import Candidate, Claim, ClaimKind, Fact, OriginCode, Span

OLD_UNTIL = 2000
_REACH = 3
"""Tokens between a negation and what it denies: "not (at all really) captive bred"."""

_CODES = {
    ClaimKind.CAPTIVE_BRED: OriginCode.CAPTIVE_BRED,
    ClaimKind.WILD_TAKEN: OriginCode.WILD,
    ClaimKind.RANCHED: OriginCode.RANCHED,
    ClaimKind.PROPAGATED: OriginCode.PROPAGATED,
}
_KINDS = {kind.value: kind for kind in ClaimKind}
_ORIGINS = {code.value: code for code in OriginCode}
_OPPOSITE = {ClaimKind.PAPERS: ClaimKind.NO_PAPERS, ClaimKind.GENUINE: ClaimKind.IMITATION}


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """Claims in the order in which they stand, and the origin code that they amount to."""

    claims: tuple[Claim, ...] = ()
    origin_code: Fact[OriginCode] = Fact()

    def says(self, kind: ClaimKind) -> bool:
        """Whether something is claimed, not denied."""
        return any(claim.kind is kind and not claim.negated for claim in self.claims)


@dataclass(frozen=True, slots=True)
class ClaimReader:
    """Reads claims; all its knowledge stands in the cues of the wording."""

    def read(self, wording: Wording, age: AgeReading | None = None) -> ClaimReading:
        """Return the claims of title and text; a thing dated up to ``OLD_UNTIL`` is claimed to be old."""
        claims = [claim for words in wording.prose for claim in _claims(words)]
        if age is not None:
            claims += [Claim(kind=ClaimKind.OLD, span=mention.span) for mention in age.mentions if _is_old(mention)]
        return ClaimReading(tuple(claims), _origin(wording, claims))


def _is_old(mention: AgeMention) -> bool:
    latest = mention.period.latest
    return mention.kind is AgeKind.MADE and latest is not None and latest.year <= OLD_UNTIL


def is_denied(words: FieldWords, cue: CueHit) -> bool:
    """Whether a negation stands before the words within reach, or right behind them.

    Used for claims, documents and marks alike: "no EU certificate", "keine Papiere", "証明書なし".
    """
    for negation in words.of("negation"):
        if negation.value == "before" and 0 <= cue.first - negation.last <= _REACH:
            if not words.breaks(negation.end, cue.start) and "," not in words.text[negation.end : cue.start]:
                return True
        elif negation.value == "after" and 0 <= negation.first - cue.last <= 1:
            return not words.breaks(cue.end, negation.start)
    return False


def _claims(words: FieldWords) -> Iterator[Claim]:
    for cue in words.of("claim", "document", "mark"):
        kind = _kind(cue)
        if kind is None:
            continue
        span, denied = words.span(cue.start, cue.end), is_denied(words, cue)
        if denied and kind in _OPPOSITE:
            yield Claim(kind=_OPPOSITE[kind], span=span)
        elif not (denied and kind in {ClaimKind.NO_PAPERS, ClaimKind.MARKED}):
            yield Claim(kind=kind, span=span, negated=denied)


def _kind(cue: CueHit) -> ClaimKind | None:
    if cue.family == "claim":
        return _KINDS.get(cue.value)
    if cue.value == "none":
        return None
    return ClaimKind.PAPERS if cue.family == "document" else ClaimKind.MARKED


def _origin(wording: Wording, claims: list[Claim]) -> Fact[OriginCode]:
    """Weigh the codes that were named and those that the claims amount to.

    Where bred and wild stand together ("CB from WC parents") bred is the likelier: sellers name the parents.
    """
    said: dict[OriginCode, list[Span]] = {}
    for words, cue in wording.of("origin"):
        if cue.value in _ORIGINS and not is_denied(words, cue):
            said.setdefault(_ORIGINS[cue.value], []).append(words.span(cue.start, cue.end))
    for claim in claims:
        if claim.kind in _CODES and not claim.negated:
            said.setdefault(_CODES[claim.kind], []).append(claim.span)
    if OriginCode.BORN_CAPTIVE in said:  # F1 is said to be "captive bred" too; F is the narrower code
        said.setdefault(OriginCode.BORN_CAPTIVE, []).extend(said.pop(OriginCode.CAPTIVE_BRED, []))
    if not said:
        return Fact()
    weight = {code: 0.35 if code is OriginCode.WILD and len(said) > 1 else 1.0 for code in said}
    total = sum(weight.values())
    candidates = [Candidate(code, round(0.9 * weight[code] / total, 4)) for code in said]
    ranked = sorted(candidates, key=lambda candidate: -candidate.probability)
    return Fact(tuple(ranked), spans=tuple(span for spans in said.values() for span in spans))
