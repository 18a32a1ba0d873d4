"""What an agreement lets through, and that nothing else gets through."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.workbench.people.agreements import (
    Answer,
    Decision,
    FlowTerms,
    Onward,
    Received,
    Transfer,
    decide,
    house_decision,
    paths,
)
from lycaon.workbench.people.labels import PAP, TLP, strictest_pap, strictest_tlp

DAY = date(2026, 11, 22)
DOCUMENT = {"urls": ["u"], "offers": [{"title": "t", "seller": {"handle": "h"}}, {"title": "t2"}], "informant": "Ann"}


def flow(**changes: Any) -> FlowTerms:
    given: dict[str, Any] = {
        "agreement": "G-1", "sender": "O-us", "recipient": "O-them", "object": "notice", "purpose": "removal",
        "fields_allow": ("urls", "offers"), "fields_deny": ("offers.seller",), "tlp_max": TLP.AMBER, "pap_max": PAP.GREEN,
        "starts_on": date(2026, 1, 1), "ends_on": date(2027, 1, 1),
    }  # fmt: skip
    return FlowTerms(**given | changes)


def transfer(**changes: Any) -> Transfer:
    given: dict[str, Any] = {
        "object": "notice", "fields": paths(DOCUMENT), "sender": "O-us", "recipient": "O-them", "recipient_country": "FR",
        "purpose": "removal", "tlp": TLP.AMBER, "pap": PAP.GREEN,
    }  # fmt: skip
    return Transfer(**given | changes)


def test_what_is_allowed_goes_and_the_rest_does_not() -> None:
    decision = decide(transfer(), [flow()], on=DAY)
    assert decision.answer is Answer.REDACT
    assert decision.of(DOCUMENT) == {"urls": ["u"], "offers": [{"title": "t"}, {"title": "t2"}]}
    assert decision.withheld == {"informant", "offers.seller.handle"}


@pytest.mark.parametrize(
    ("of_flow", "of_transfer", "reason"),
    [
        ({"object": "outcome"}, {}, "no_agreement"),
        ({"recipient": "O-else"}, {}, "no_agreement"),
        ({"sender": "O-them", "recipient": "O-us"}, {}, "no_agreement"),  # what they may tell us, we may not tell them
        ({"ends_on": DAY}, {}, "expired"),
        ({"starts_on": date(2026, 11, 23)}, {}, "not_yet"),
        ({}, {"purpose": "marketing"}, "purpose"),
        ({"conditions": frozenset({"two_reviewers"})}, {}, "condition"),
        ({}, {"tlp": TLP.AMBER_STRICT}, "label"),
        ({}, {"pap": PAP.AMBER}, "label"),
        ({}, {"recipient_country": "US"}, "transfer_basis"),
        ({}, {"recipient_country": ""}, "transfer_basis"),
        ({"fields_allow": ("receipt",)}, {}, "nothing_left"),
        ({"fields_allow": ("offer",)}, {}, "nothing_left"),  # no beginning of a word counts
        ({"fields_allow": ()}, {}, "nothing_left"),
    ],
)
def test_what_closes_the_gate(of_flow: dict[str, Any], of_transfer: dict[str, Any], reason: str) -> None:
    decision = decide(transfer(**of_transfer), [flow(**of_flow)], on=DAY)
    assert (decision.answer, decision.reason) == (Answer.DENY, reason)
    assert decision.of(DOCUMENT) == {}


@pytest.mark.parametrize(
    ("of_flow", "of_transfer"),
    [
        ({}, {}),
        ({"ends_on": date(2026, 11, 23)}, {}),
        ({"ends_on": None}, {}),
        ({"starts_on": DAY}, {}),
        ({"conditions": frozenset({"order_signed"})}, {"conditions": frozenset({"order_signed", "two_reviewers"})}),
        ({"transfer_basis": "Art. 49(1)(d)"}, {"recipient_country": "US"}),
        ({}, {"recipient_country": "CH"}),
        ({}, {"tlp": TLP.CLEAR}),
    ],
)
def test_what_opens_it(of_flow: dict[str, Any], of_transfer: dict[str, Any]) -> None:
    assert decide(transfer(**of_transfer), [flow(**of_flow)], on=DAY).answer is Answer.REDACT


def test_nothing_goes_without_an_agreement() -> None:
    assert decide(transfer(), [], on=DAY).reason == "no_agreement"


def test_of_two_agreements_the_wider_speaks_and_of_two_refusals_the_nearer() -> None:
    narrow = flow(agreement="G-2", fields_allow=("urls",))
    assert "offers.title" in decide(transfer(), [narrow, flow()], on=DAY).released
    assert decide(transfer(), [flow(ends_on=DAY), flow(tlp_max=TLP.CLEAR)], on=DAY).reason == "label"


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (Received(originator="O-else", terms=None), "onward"),
        (Received(originator="O-else", terms=flow(onward=Onward.FORBIDDEN)), "onward"),
        (Received(originator="O-else", terms=flow(onward=Onward.WITH_CONSENT)), "onward"),
        (Received(originator="O-else", terms=flow(onward=Onward.WITH_CONSENT), has_consented=True), "fields"),
        (Received(originator="O-else", terms=flow(onward=Onward.LIST, onward_to=frozenset({"O-x"}))), "onward"),
        (Received(originator="O-else", terms=flow(onward=Onward.LIST, onward_to=frozenset({"O-them"}))), "fields"),
        (
            Received(originator="O-else", terms=flow(onward=Onward.LIST, onward_to=frozenset({"O-them"})), tlp=TLP.RED),
            "relabelled",
        ),
        (Received(originator="O-them", terms=None), "fields"),  # they may see what they gave
    ],
)
def test_what_others_gave_goes_on_only_as_they_said(part: Received, reason: str) -> None:
    assert decide(transfer(received=(part,)), [flow()], on=DAY).reason == reason


def test_what_stays_in_the_house_stays_whole_and_keeps_its_label() -> None:
    assert house_decision(transfer(recipient="O-us")).of(DOCUMENT) == DOCUMENT
    lower = Received(originator="O-else", terms=None, tlp=TLP.RED)
    assert house_decision(transfer(recipient="O-us", received=(lower,))).reason == "relabelled"


def test_a_bundle_has_the_label_of_its_strictest_part() -> None:
    assert strictest_tlp([TLP.GREEN, TLP.AMBER_STRICT, TLP.AMBER]) is TLP.AMBER_STRICT
    assert strictest_pap([PAP.CLEAR, PAP.AMBER, PAP.GREEN]) is PAP.AMBER


_KEYS = st.sampled_from(["a", "b", "c", "a.b", "offers", ""])
_LEAVES = st.none() | st.integers() | st.text(max_size=3)
_TREES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3), max_leaves=12
)
_DOCUMENTS = st.dictionaries(_KEYS, _TREES, max_size=4)


@given(_DOCUMENTS, st.integers(0, 2**12))
def test_only_released_paths_are_left(document: dict[str, Any], chosen: int) -> None:
    released = frozenset(path for place, path in enumerate(sorted(paths(document))) if chosen >> place & 1)
    left = Decision(answer=Answer.REDACT, reason="fields", released=released).of(document)
    # A branch of which nothing is left goes with it; nothing comes in that was not there.
    assert paths(left) == released


@given(_DOCUMENTS)
def test_what_is_wholly_released_is_left_as_it_was(document: dict[str, Any]) -> None:
    assert Decision(answer=Answer.ALLOW, reason="", released=paths(document)).of(document) == document
