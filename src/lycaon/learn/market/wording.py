"""The words of the test market: what sites say, and offers made of the bundled sample and sellers' small talk."""

import json
import random
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from lycaon.learn.sample import sample_path

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    labels: dict[str, str]
    says: dict[str, str]
    """what sites say, by occasion: consent, login, captcha, gone, soft_404, busy"""
    places: tuple[str, ...]
    names: tuple[str, ...]
    kin: tuple[str, ...]
    sentences: tuple[str, ...]
    lowered: str
    models: tuple[tuple[str, str], ...]
    """titles and first sentences of the bundled sample, wildlife and innocent"""

    def offer(self, chance: random.Random) -> tuple[str, str]:
        """Return a title and a text that no other offer has."""
        title, opening = chance.choice(self.models)
        small_talk = chance.sample(self.sentences, chance.randint(4, 6))
        return title, " ".join([opening, *(self._filled(sentence, chance) for sentence in small_talk)])

    def edited(self, text: str, chance: random.Random) -> str:
        """Return a text with one sentence more: a seller's second thought."""
        if self.lowered not in text and chance.random() < 0.5:
            return f"{text} {self.lowered}"
        return f"{text} {self._filled(chance.choice(self.sentences), chance)}"

    @staticmethod
    def price(chance: random.Random) -> int:
        """Return a price, in whole units."""
        return round(chance.lognormvariate(4, 1)) + 3

    def _filled(self, sentence: str, chance: random.Random) -> str:
        def slot(match: re.Match[str]) -> str:
            match match[1]:
                case "place":
                    return chance.choice(self.places)
                case "name":
                    return chance.choice(self.names)
                case "kin":
                    return chance.choice(self.kin)
                case "year":
                    return str(chance.randint(1951, 2025))
                case "hour":
                    return str(chance.randint(17, 21))
                case _:
                    return str(chance.randint(2, 399))

        return _SLOT.sub(slot, sentence)


@cache
def words_of(language: str) -> Wording:
    """Return the words of a language: en, fr, de or nl."""
    text = files("lycaon.learn.market").joinpath("words", f"{language}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return Wording(
        labels=data["labels"],
        says={name: data[name] for name in ("consent", "login", "captcha", "gone", "soft_404", "busy")},
        places=tuple(data["places"]),
        names=tuple(data["names"]),
        kin=tuple(data["kin"]),
        sentences=tuple(data["sentences"]),
        lowered=data["lowered"],
        models=_models(language),
    )


def _models(language: str) -> tuple[tuple[str, str], ...]:
    with sample_path() as path:
        sample = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return tuple(
        (one["title"], " ".join(_SENTENCE.findall(one["text"])[:2]).replace("\n", " ").strip())
        for one in sample
        if one["language"] == language and one["gold"]["offer_kind"] in {"sale", "auction"}
    )
