"""Every rule's own vectors, as written beside it."""

import msgspec
import pytest

from lycaon.law import Law
from lycaon.law.vectors import check


def test_every_vector_of_every_rule_comes_out_as_written(law: Law) -> None:
    wrong = [
        f"{rule.where} {rule.id}: {dict(vector.facts)} in {vector.place} on {vector.on}: {said}"
        for rule in law.rules
        for vector in rule.rule.vectors
        if (said := check(law, rule, vector))
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_vectors(law: Law) -> None:
    assert sum(len(rule.rule.vectors) for rule in law.rules) >= 300


def test_every_rule_has_a_source_and_a_day(law: Law) -> None:
    for rule in law.rules:
        assert rule.basis
        assert all(basis.instrument and basis.url and basis.article for basis in rule.basis), rule.id
        assert rule.rule.valid_from


@pytest.mark.parametrize(
    "country",
    ["FR", "DE", "BE", "NL", "GB", "CH", "IT", "HU", "ES", "PL", "RU", "US", "CN", "AU", "CA", "NZ"],
)
def test_every_promised_country_has_rules(law: Law, country: str) -> None:
    assert any(rule.jurisdiction == country for rule in law.rules)


def test_a_wrong_vector_is_noticed(law: Law) -> None:
    rule = next(rule for rule in law.rules if rule.id == "EU-01")
    vector = msgspec.structs.replace(rule.rule.vectors[0], legality="allowed", applies=False)
    said = check(law, rule, vector)
    assert "allowed expected, got needs_document" in said
    assert "the rule applies" in said
