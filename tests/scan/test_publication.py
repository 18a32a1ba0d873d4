"""Advice to platforms: nobody is blocked on a guess, and the same scan gives the same advice."""

from dataclasses import replace
from datetime import date

import pytest

from lycaon.scan.publication import Advice, check
from lycaon.values.finding import Finding
from lycaon.values.scanned import Editions, Scan
from lycaon.values.verdict import DocumentNeeded, Legality, PolicyReading, PolicyResult, Reading, Verdict

DAY = date(2026, 11, 22)


def a_scan(
    legality: Legality | None,
    *,
    sure: float = 0.95,
    wildlife: float = 0.97,
    protected: float = 0.95,
    policy: PolicyResult = PolicyResult.NO_POLICY,
) -> Scan:
    verdict = None
    if legality is not None:
        rest = (1 - sure) / 4
        reading = Reading(
            jurisdiction="FR",
            on=DAY,
            legality=legality,
            probabilities=tuple((one, sure if one is legality else rest) for one in Legality),
            documents=(DocumentNeeded(kind="eu_certificate"), DocumentNeeded(kind="invoice", claimed=True)),
        )
        verdict = Verdict(
            listing_id="x:1", readings=(reading,), policies=(PolicyReading(platform="swapyard", result=policy),)
        )
    return Scan(
        listing_id="x:1", on=DAY, on_basis="posted", finding=Finding(listing_id="x:1"), verdict=verdict,
        wildlife=wildlife, protected=protected, editions=Editions(engine="e", catalogue="c", rules="r", model="m"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scan", "advice", "because"),
    [
        (a_scan(None), Advice.ALLOW, "no_wildlife"),
        (a_scan(Legality.PROHIBITED), Advice.BLOCK, "prohibited"),
        (a_scan(Legality.PROHIBITED, sure=0.8), Advice.HOLD, "may_be_prohibited"),
        (a_scan(Legality.PROHIBITED, protected=0.8), Advice.HOLD, "may_be_prohibited"),
        (a_scan(Legality.PROHIBITED, protected=0.4), Advice.ALLOW, "not_covered"),
        (a_scan(Legality.PROHIBITED, wildlife=0.4), Advice.ALLOW, "no_wildlife"),
        (a_scan(Legality.NEEDS_DOCUMENT), Advice.ASK_DOCUMENT, "document"),
        (a_scan(Legality.UNKNOWN), Advice.HOLD, "unclear"),
        (a_scan(Legality.UNKNOWN, protected=0.4), Advice.ALLOW, "not_covered"),
        (a_scan(Legality.ALLOWED), Advice.ALLOW, "lawful"),
        (a_scan(Legality.NOT_COVERED), Advice.ALLOW, "not_covered"),
        (a_scan(Legality.ALLOWED, policy=PolicyResult.BANNED), Advice.HOLD, "platform_policy"),
        (a_scan(Legality.ALLOWED, policy=PolicyResult.RESTRICTED), Advice.ALLOW, "lawful"),
        (a_scan(Legality.PROHIBITED, policy=PolicyResult.BANNED), Advice.BLOCK, "prohibited"),
    ],
)
def test_advice(scan: Scan, advice: Advice, because: str) -> None:
    checked = check(scan)
    assert (checked.advice, checked.because) == (advice, because)
    assert check(replace(scan)) == checked


def test_only_documents_that_are_not_claimed_are_asked_for() -> None:
    assert check(a_scan(Legality.NEEDS_DOCUMENT)).documents == ("eu_certificate",)
