"""The decision: knowledge first, training no further than listings insist, the same file every time."""

from pathlib import Path

import msgspec
import pytest

from lycaon.catalogue import Catalogue
from lycaon.detect.decision import MODEL_FILE, Decision, ModelFile, model_bytes, prior_weights, read_model
from lycaon.detect.epithets import Epithets
from lycaon.detect.train import Example, train, update
from lycaon.errors import CatalogueError
from lycaon.text import tokens

EXAMPLES = [
    *[Example("en", ({"bias": 1.0, "good": 1.0}, {"bias": 1.0}), True) for _ in range(30)],
    *[Example("en", ({"bias": 1.0, "bad": 1.0},), False) for _ in range(30)],
]
PRIOR = {"bias": -1.0, "good": 0.5, "bad": 0.0, "silent": 2.5}


def test_training_moves_what_listings_speak_of_and_leaves_the_rest() -> None:
    model = train(EXAMPLES, prior=PRIOR, stiffness=1.0)
    assert model.weights["good"] > PRIOR["good"]
    assert model.weights["bad"] < PRIOR["bad"]
    assert model.weights["silent"] == PRIOR["silent"]


def test_the_stiffer_the_nearer_to_knowledge() -> None:
    loose, stiff = (train(EXAMPLES, prior=PRIOR, stiffness=each).weights["good"] for each in (0.5, 50.0))
    assert loose > stiff > PRIOR["good"]


def test_training_is_reproducible() -> None:
    assert train(EXAMPLES, prior=PRIOR) == train(EXAMPLES, prior=PRIOR)


def test_an_update_without_decisions_changes_nothing() -> None:
    bundled = read_model()
    updated = update(bundled, [])
    assert model_bytes(updated) == model_bytes(bundled)


def test_an_update_moves_towards_the_decisions_and_keeps_slope_and_intercept() -> None:
    model = ModelFile("1", {**PRIOR, "bias": -1.0}, slope=1.2, intercept=-0.7, trained_on={"en": 5})
    near, far = (update(model, EXAMPLES, stiffness=each) for each in (50.0, 0.5))
    assert far.weights["good"] > near.weights["good"] > PRIOR["good"]
    assert far.weights["silent"] == PRIOR["silent"]
    assert (far.slope, far.intercept, far.trained_on) == (1.2, -0.7, {"en": 65})
    assert model_bytes(far) == model_bytes(update(model, EXAMPLES, stiffness=0.5))


def test_reasons_are_signed_and_the_strongest_comes_first() -> None:
    decision = Decision("test", {"bias": -9.0, "weak": 0.1, "for": 1.0, "against": -2.0})
    assert decision.reasons({"bias": 1.0, "weak": 1.0, "for": 1.0, "against": 1.0}) == ("-against", "+for")


def test_a_bad_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text("{}")
    with pytest.raises(CatalogueError, match=r"model\.json: not a model"):
        Decision.load(path)
    path.write_bytes(model_bytes(ModelFile("1", {}, slope=0.0)))
    with pytest.raises(CatalogueError, match=r"slope is 0\.0, and must be above 0"):
        Decision.load(path)


def test_the_bundled_model_knows_every_prior() -> None:
    model = msgspec.json.decode(MODEL_FILE.read_bytes(), type=ModelFile)
    assert prior_weights().keys() <= model.weights.keys()
    assert model.slope > 0


@pytest.mark.parametrize(
    ("text", "genera", "names"),
    [
        ("E. horridus sucker", (), ["Encephalartos horridus"]),
        ("Paph rothschildianum", (), ["Paphiopedilum rothschildianum"]),
        ("A. retusus 6cm", ("ariocarpus",), ["Ariocarpus retusus"]),
        ("a retusus leaf", (), []),
        ("Dr. Hermanni", (), []),
        ("retusus", (), []),
        ("the media", (), []),
        ("paph rothschildianum", (), ["Paphiopedilum rothschildianum"]),
    ],
)
def test_short_species_names(catalogue: Catalogue, text: str, genera: tuple[str, ...], names: list[str]) -> None:
    hits = Epithets(catalogue).find(text, tokens(text), frozenset(genera))
    assert [name.text for hit in hits for name in hit.names] == names
