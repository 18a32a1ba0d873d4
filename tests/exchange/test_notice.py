"""Notices: complete as Article 16(2) asks, exact about the place, readable in four languages."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lycaon.errors import FormatError
from lycaon.exchange import notice as notices
from lycaon.exchange.notice import LegalBasis, NamedTaxon, Notice, NoticeKind, Notifier, RequestedAction
from lycaon.look import LANGUAGES, keys
from lycaon.values.verdict import Legality, PolicyResult

WHOLE = Notice(
    notice_id="N-2026-0419",
    kind=NoticeKind.ILLEGAL_CONTENT,
    platform="Petites Annonces",
    urls=("https://petites-annonces.example/a/81402771",),
    item_id="81402771",
    capture_hash="9f2c" * 16,
    jurisdiction="FR",
    legal_basis=(LegalBasis(rule="FR-09 v3", instrument="Code rural", article="L.214-8 VI"),),
    explanation="The offer asks 950 EUR for a live grey parrot and shows no SIREN number.",
    facts=("gris du Gabon", "950 €"),
    why_evident="the number that the law asks for is not in the offer",
    taxon=NamedTaxon(scientific="Psittacus erithacus", common="grey parrot", probability=0.97),
    language="fr",
    notifier=Notifier(name="A. Lead", email="notices@wildlife-desk.example", organisation="Wildlife desk"),
    good_faith=True,
)


def codes(
    changed: Notice, legality: Legality | None = Legality.PROHIBITED, policy: PolicyResult = PolicyResult.NO_POLICY
) -> list[str]:
    return [fault.code for fault in notices.faults(changed, legality, policy)]


def test_a_whole_notice_has_no_fault() -> None:
    assert codes(WHOLE) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"explanation": "  "}, "explanation_missing"),
        ({"explanation": "x" * 1201}, "explanation_long"),
        ({"facts": ()}, "facts_missing"),
        ({"legal_basis": ()}, "rule_missing"),
        ({"why_evident": ""}, "why_evident_missing"),
        ({"urls": ()}, "address_missing"),
        ({"urls": ("petites-annonces.example/a/1",)}, "address_broken"),
        ({"urls": ("https://[broken/a",)}, "address_broken"),
        ({"urls": ("https://ads.example/search?q=perroquet",)}, "address_search"),
        ({"urls": ("https://ads.example/recherche/?category=9",)}, "address_search"),
        ({"notifier": None}, "name_missing"),
        ({"notifier": Notifier(name="A", email="a@b.example", organisation="")}, "name_missing"),
        ({"notifier": Notifier(name="A", email="nowhere", organisation="Desk")}, "email_missing"),
        ({"good_faith": False}, "not_signed"),
    ],
)
def test_each_missing_content_is_named(changes: dict[str, Any], code: str) -> None:
    assert codes(replace(WHOLE, **changes)) == [code]


@pytest.mark.parametrize(
    ("kind", "legality", "policy", "expected"),
    [
        (NoticeKind.ILLEGAL_CONTENT, Legality.NEEDS_DOCUMENT, PolicyResult.NO_POLICY, ["not_illegal_content"]),
        (NoticeKind.ILLEGAL_CONTENT, Legality.ALLOWED, PolicyResult.BANNED, ["not_illegal_content"]),
        (NoticeKind.ILLEGAL_CONTENT, None, PolicyResult.NO_POLICY, ["not_illegal_content"]),
        (NoticeKind.QUERY, Legality.NEEDS_DOCUMENT, PolicyResult.NO_POLICY, []),
        (NoticeKind.QUERY, Legality.PROHIBITED, PolicyResult.NO_POLICY, []),
        (NoticeKind.QUERY, Legality.ALLOWED, PolicyResult.NO_POLICY, ["not_query"]),
        (NoticeKind.POLICY, Legality.ALLOWED, PolicyResult.BANNED, []),
        (NoticeKind.POLICY, Legality.ALLOWED, PolicyResult.RESTRICTED, ["not_policy"]),
    ],
)
def test_only_what_appears_prohibited_is_called_illegal(
    kind: NoticeKind, legality: Legality | None, policy: PolicyResult, expected: list[str]
) -> None:
    assert codes(replace(WHOLE, kind=kind), legality, policy) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_a_letter_holds_all_that_the_article_asks_for(language: str, kind: NoticeKind) -> None:
    letter = notices.letter(replace(WHOLE, language=language, kind=kind))
    for part in (*WHOLE.urls, WHOLE.explanation, WHOLE.item_id, WHOLE.capture_hash, "notices@wildlife-desk.example"):
        assert part in letter
    assert "{" not in letter
    assert WHOLE.notice_id in notices.subject(replace(WHOLE, language=language, kind=kind))
    assert "Psittacus" not in notices.subject(WHOLE)


def test_a_draft_without_a_signature_does_not_claim_one() -> None:
    assert "bonne foi" in notices.letter(WHOLE)
    assert "bonne foi" not in notices.letter(replace(WHOLE, good_faith=False))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_apologises_and_gives_words_for_the_seller(language: str) -> None:
    sent = notices.sent(replace(WHOLE, language=language), datetime(2026, 11, 20, 9, tzinfo=UTC), "e-mail")
    letter = notices.withdrawal(sent, "le numéro SIREN")
    assert "2026-11-20" in letter
    assert "N-2026-0419" in letter
    assert "Petites Annonces" in letter


def test_every_language_says_the_same() -> None:
    spoken = {language: keys("lycaon.exchange", language) for language in LANGUAGES}
    assert len({frozenset(said) for said in spoken.values()}) == 1
    for key, english in spoken["en"].items():
        places = sorted(part.split("}")[0] for part in english.split("{")[1:])
        for language in LANGUAGES:
            assert sorted(part.split("}")[0] for part in spoken[language][key].split("{")[1:]) == places, (
                language,
                key,
            )


def test_every_fault_has_words() -> None:
    for code in keys("lycaon.exchange", "en"):
        if code.startswith("fault."):
            for language in LANGUAGES:
                assert notices.says(notices.Fault("x", code.removeprefix("fault.")), language)


@given(st.text(max_size=300), st.sampled_from(NoticeKind), st.sampled_from(RequestedAction), st.booleans())
def test_what_is_written_is_read_back(words: str, kind: NoticeKind, action: RequestedAction, signed: bool) -> None:
    words = words.encode("utf-8", "replace").decode()
    notice = replace(WHOLE, explanation=words, kind=kind, requested_action=action, good_faith=signed)
    assert notices.read(notices.written(notice)) == notice
    assert words in notices.letter(notice)


def test_another_document_is_refused_with_its_reason() -> None:
    with pytest.raises(FormatError, match="not a notice"):
        notices.read(b'{"notice_id": 3}')
