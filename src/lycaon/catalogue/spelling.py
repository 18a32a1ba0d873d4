"""The ways in which one name is written, from the rules in ``data/spelling/``.

Rules, not word lists: a name is added once, as in a field guide, and is found in the plural, in an oblique
case, without its hyphen, with ``ae`` for ``ä``, abbreviated or misspelt. What is generated is never shown;
it only points back to its name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import Any, cast

from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError

_MOST_FORMS = 24
"""Forms kept of one name: some alternatives of long names multiply."""
_CLOSED_LETTERS = 18
_POSSESSIVE = re.compile(r"['’]s\b")
_DOUBLED = re.compile(r"\b(\w{3,})-\1\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """The end of a word, and what it becomes in each case; each case may have alternatives."""

    ending: re.Pattern[str]
    cases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Inflection:
    """How names of one language change."""

    last: tuple[Rule, ...]
    others: tuple[Rule, ...]
    until: frozenset[str]
    matches: Mapping[str, tuple[str, ...]]
    """Examples: a name and forms that must come out."""
    modifier: re.Pattern[str] | None = None
    """The end of a word that agrees with what stands behind it; the first other word is the head."""

    def forms(self, name: str) -> Iterator[str]:
        """Yield other forms of a casefolded name, case by case.

        >>> rules = (Rule(re.compile("y$"), (("ies",),)), Rule(re.compile("$"), (("s",),)))
        >>> list(Inflection(rules, (), frozenset(), {}).forms("harpy"))
        ['harpies']
        """
        words = name.split(" ")
        end = next((at for at, word in enumerate(words) if at and self._stops(word)), len(words))
        yield from self._changed(words, end)
        if self.modifier:
            # What follows the head may agree with it ("попугай серый") or stand in the genitive ("рог носорога").
            # Nothing tells them apart, and a form that nobody writes costs a row: both are made.
            head = next((at for at, word in enumerate(words) if not self.modifier.search(word)), end) + 1
            if head < end:
                yield from self._changed(words, head)

    def _changed(self, words: Sequence[str], end: int) -> Iterator[str]:
        tables = [_cases(word, self.last if at == end - 1 else self.others) for at, word in enumerate(words[:end])]
        tail = words[end:]
        for case in range(max((len(table) for table in tables), default=0)):
            choices = [
                table[case] if case < len(table) else (word,) for table, word in zip(tables, words[:end], strict=True)
            ]
            for chosen in islice(product(*choices), _MOST_FORMS):
                yield " ".join([*chosen, *tail])

    def _stops(self, word: str) -> bool:
        return word in self.until or word.split("'", maxsplit=1)[0] + "'" in self.until


def _cases(word: str, rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    for rule in rules:
        if rule.ending.search(word):
            return [tuple(rule.ending.sub(form, word, count=1) for form in case) for case in rule.cases]
    return []


class Spelling:
    """All rules, read once for a compilation."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "spelling"
        self._variants = self._yaml("variants.yaml")
        self.inflections = {
            language: self._inflection(language, rules) for language, rules in self._yaml("inflections.yaml").items()
        }
        self._heads = {
            language: tuple(sorted(fields.get("heads", ()), key=len, reverse=True))
            for language, fields in self.compounds.items()
        }

    @cached_property
    def compounds(self) -> dict[str, Any]:
        """The raw rules of ``compounds.yaml``, by language."""
        return self._yaml("compounds.yaml")

    def variants(self, name: str, language: str) -> set[str]:
        """Other ways to write a name of a language, the name itself left out; not folded."""
        base = name.casefold()
        spelt = {base, *self._other_words(base, language)}
        forms = set(spelt)
        inflection = self.inflections.get(language)
        if inflection:
            forms.update(form for each in spelt for form in inflection.forms(each))
        for form in tuple(forms):
            forms.update(self._other_letters(form, language))
            forms.update(self._other_joints(form, language))
        return {form for form in forms if form.strip()} - {base}

    def in_latin(self, name: str, language: str) -> set[str]:
        """A Cyrillic name as it is typed in Latin letters: by the book, and as in messages."""
        table = self._variants["latin"].get(language)
        if table is None:
            return set()
        tables = (table, table | self._variants["latin_in_messages"])
        return {"".join(each.get(letter, letter) for letter in name.casefold()) for each in tables}

    def misspelt(self, name: str) -> set[str]:
        """Frequent ways of getting a folded Latin name wrong, one mistake at a time."""
        words = name.split(" ")
        wrong: set[str] = set()
        for at, word in enumerate(words):
            if len(word) >= self._variants["misspelt"]["least_letters"] and word.isascii() and word.isalpha():
                wrong.update(" ".join([*words[:at], other, *words[at + 1 :]]) for other in self._misspelt(word))
        return wrong

    def _misspelt(self, word: str) -> Iterator[str]:
        rules = self._variants["misspelt"]
        for at in range(1, len(word) - 1):
            if word[at] == word[at + 1]:
                yield word[:at] + word[at + 1 :]
            elif word[at] in rules["doubled"] and word[at - 1] in "aeiou" and word[at + 1] in "aeiou":
                yield word[:at] + word[at] + word[at:]
        for old, new in (*rules["swapped"], *rules["changed"]):
            at = word.find(old)
            while at >= 0:
                if at or len(old) > 1:
                    yield word[:at] + new + word[at + len(old) :]
                at = word.find(old, at + 1)

    def _other_words(self, name: str, language: str) -> Iterator[str]:
        for old, whole, new in self._words.get(language, ()):
            if old in name:
                changed = whole.sub(new, name)
                if changed != name:
                    yield changed

    def _other_letters(self, name: str, language: str) -> Iterator[str]:
        pairs = [pair for pair in self._variants["letters"].get(language, ()) if pair[0] in name]
        if pairs:
            changed = name
            for old, new in pairs:
                changed = changed.replace(old, new)
            yield changed
        if language in self._variants["article"]:
            yield from _with_and_without(self._variants["article"][language], name)
        if language == "zh":
            yield "".join(self._hant.get(character, character) for character in name)
            yield "".join(self._hans.get(character, character) for character in name)
        if language in self._variants["doubled"]:
            yield _DOUBLED.sub(r"\g<1>2", name)
            yield _DOUBLED.sub(r"\1\1", name)

    def _other_joints(self, name: str, language: str) -> Iterator[str]:
        if "-" in name:
            yield name.replace("-", "")
        if _POSSESSIVE.search(name):
            yield _POSSESSIVE.sub("s", name)
            yield _POSSESSIVE.sub("", name)
        parts = name.split(" ")
        if language in self._variants["closed"] and len(parts) == 2 and len(name) <= _CLOSED_LETTERS:
            yield "".join(parts)
        for head in self._heads.get(language, ()):
            if name.endswith(head) and len(name) - len(head) >= 3 and name[-len(head) - 1].isalpha():
                yield f"{name[: -len(head)]} {head}"
                return

    @cached_property
    def _words(self) -> dict[str, list[tuple[str, re.Pattern[str], str]]]:
        return {
            language: [
                (old, re.compile(rf"(?<!\w){re.escape(old)}(?!\w)"), new)
                for pair in pairs
                for old, new in (pair, pair[::-1])
            ]
            for language, pairs in self._variants["words"].items()
        }

    @cached_property
    def _hant(self) -> dict[str, str]:
        return {pair[0]: pair[1] for pair in self._variants["hant"].split()}

    @cached_property
    def _hans(self) -> dict[str, str]:
        return {new: old for old, new in self._hant.items()}

    def _inflection(self, language: str, fields: dict[str, Any]) -> Inflection:
        try:
            return Inflection(
                last=_rules(fields["last"]),
                others=_rules(fields.get("others", ())),
                until=frozenset(fields.get("until", ())),
                matches={name: tuple(forms) for name, forms in fields["matches"].items()},
                modifier=re.compile(f"(?:{fields['modifier']})$") if "modifier" in fields else None,
            )
        except (KeyError, TypeError, ValueError, re.error) as error:
            raise CatalogueError(
                f"spelling/inflections.yaml: {language}: {error!r}; a rule is [ending, [forms]], and matches are needed"
            ) from error

    def _yaml(self, name: str) -> dict[str, Any]:
        path = self._directory / name
        try:
            return cast("dict[str, Any]", read_yaml(path))
        except (OSError, NotYamlError) as error:
            raise CatalogueError(f"spelling/{name}: cannot be read ({error}); mend the YAML") from error


def _rules(raw: Iterable[Sequence[Any]]) -> tuple[Rule, ...]:
    return tuple(
        Rule(re.compile(f"(?:{ending})$"), tuple(tuple(case.split("|")) for case in cases)) for ending, cases in raw
    )


def _with_and_without(article: str, name: str) -> Iterator[str]:
    words = name.split(" ")
    bare = [word.removeprefix(article) if len(word) > len(article) + 2 else word for word in words]
    yield " ".join(bare)
    yield " ".join(article + word for word in bare)
    yield " ".join([article + bare[0], *bare[1:]])
