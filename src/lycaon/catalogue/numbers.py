"""How each language writes numbers, units, money, months and periods.

One file a language, ``data/numbers/<lang>.yaml``; ``mul.yaml`` holds what no language owns (symbols, ISO
codes, metric abbreviations). Words that stand alone ("three", "pair", "Victorian") become cues and are
searched with them; words that lean on a figure ("kg", "тыс", "€") are looked up beside that figure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

import msgspec

from lycaon.catalogue.ready import ready
from lycaon.catalogue.yamlfile import NotYamlError, read_yaml
from lycaon.errors import CatalogueError

DATA = Path(__file__).parent / "data"


class NumberFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of numbers; every part may be missing."""

    home: tuple[str, ...] = ()
    """Countries where the language is spoken, the likeliest first; they settle ``$``, ``kr`` and ``¥``."""
    words: dict[int, tuple[str, ...]] = {}
    sums: dict[int, tuple[str, ...]] = {}
    """Words for numbers that are heard in sums of money only, beside ``words``: hundred, quinientos, тысяч."""
    groups: dict[int, tuple[str, ...]] = {}
    """Words for so many specimens at once: pair, trio, dozen."""
    scales: dict[str, tuple[str, ...]] = {}
    """Words behind a figure that multiply it: k, thousand, тыс, 万."""
    units: dict[str, tuple[str, ...]] = {}
    """Words behind a figure that make it a measure; see ``UNITS``."""
    counts: tuple[str, ...] = ()
    """Words behind a figure that make it a number of specimens: pcs, Stück, шт, ekor, 只."""
    bundle: tuple[str, ...] = ()
    """Words between a number of pieces and the sum for them: "2 for £150", "5 voor 60"."""
    alternative: tuple[str, ...] = ()
    """Words that open another way to buy the same: "£12 each or 5 for £50"."""
    money: dict[str, tuple[str, ...]] = {}
    shy_money: dict[str, tuple[str, ...]] = {}
    """Words that are money only where the place or the language uses that currency: R, ft, pounds."""
    months: dict[int, tuple[str, ...]] = {}
    eras: dict[str, tuple[str, ...]] = {}
    """``"1837-1901": [victorian]``: periods that have a name; an open end is left empty."""
    century: tuple[str, ...] = ()
    decade: tuple[str, ...] = ()
    """Words beside a round year that make it a decade: "années 20", "20er Jahre"."""


UNITS: Mapping[str, tuple[str, Decimal]] = {
    "mg": ("g", Decimal("0.001")), "g": ("g", Decimal(1)), "kg": ("kg", Decimal(1)),
    "oz": ("g", Decimal("28.35")), "lb": ("kg", Decimal("0.4536")), "jin": ("kg", Decimal("0.5")),
    "tonne": ("kg", Decimal(1000)), "m3": ("m3", Decimal(1)),
    "ml": ("ml", Decimal(1)), "l": ("ml", Decimal(1000)),
}  # fmt: skip
"""Units in which a quantity is offered: the CITES reporting unit and the factor to it."""

MEASURES = frozenset({
    "mm", "cm", "m", "inch", "foot", "m2", "km", "year", "month", "week", "day", "hour", "minute", "ordinal", "percent",
    "carat", "celsius", "watt", "volt", "size", "generation",
})  # fmt: skip
"""Units that say that a figure counts no specimens."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words of all languages, put together; keys are casefolded."""

    files: Mapping[str, NumberFile]
    sums: Mapping[str, int]
    """Words that make up a sum that is written out."""
    scales: Mapping[str, Decimal]
    units: Mapping[str, str]
    counts: frozenset[str]
    bundle: frozenset[str]
    alternative: frozenset[str]
    money: Mapping[str, tuple[str, ...]]
    """Word or symbol to the currencies it may mean."""
    shy: frozenset[str]
    """Money words that need a place or language of that currency."""
    money_before: frozenset[str]
    """Those that also stand before a figure: symbols and codes, not "won" or "pounds"."""
    _parts: dict[tuple[str, ...], "NumberWords"] = field(
        default_factory=dict[tuple[str, ...], "NumberWords"], compare=False, repr=False
    )
    """Selections by language, made once each; there are few."""
    _joined: dict[str, frozenset[str]] = field(
        default_factory=dict[str, frozenset[str]], init=False, compare=False, repr=False
    )
    """Tables put together, made when first asked for."""

    @property
    def measures(self) -> frozenset[str]:
        """Words that make a figure a measure, a sum or another number."""
        return self._together("measures", self.units, self.money, self.scales)

    @property
    def counted(self) -> frozenset[str]:
        """Words that make a figure a measure, a sum or a number of specimens."""
        return self._together("counted", self.units, self.money, self.counts)

    def _together(self, name: str, *tables: Iterable[str]) -> frozenset[str]:
        found = self._joined.get(name)
        if found is None:
            found = self._joined[name] = frozenset().union(*tables)
        return found

    @classmethod
    def load(cls, directory: Path | None = None) -> "NumberWords":
        """Read ``numbers/*.yaml`` below ``directory``.

        Raises:
            CatalogueError: a file breaks the shape or names an unknown unit.
        """
        paths = sorted(((directory or DATA) / "numbers").glob("*.yaml"))

        def files() -> dict[str, NumberFile]:
            return {path.stem: _read(path) for path in paths}

        return cls.of(ready(dict[str, NumberFile], files, sources=paths, by=(__name__,)))

    @classmethod
    def of(cls, files: Mapping[str, NumberFile]) -> "NumberWords":
        """Put files together, ``mul`` first: its order of currencies decides what a bare symbol means."""
        ordered = sorted(files.items(), key=lambda item: (item[0] != "mul", item[0]))
        money: dict[str, tuple[str, ...]] = {}
        for _, file in ordered:
            for currency, words in (*file.money.items(), *file.shy_money.items()):
                for word in words:
                    known = money.get(word.casefold(), ())
                    money[word.casefold()] = known if currency in known else (*known, currency)
        return cls(
            files=dict(ordered),
            sums={
                w.casefold(): n
                for _, f in ordered
                for table in (f.words, f.sums)
                for n, ws in table.items()
                for w in ws
            },
            scales={w.casefold(): Decimal(n) for _, f in ordered for n, ws in f.scales.items() for w in ws},
            units={w.casefold(): unit for _, f in ordered for unit, ws in f.units.items() for w in ws},
            counts=frozenset(word.casefold() for _, f in ordered for word in f.counts),
            bundle=frozenset(word.casefold() for _, f in ordered for word in f.bundle),
            alternative=frozenset(word.casefold() for _, f in ordered for word in f.alternative),
            money=money,
            shy=frozenset(w.casefold() for _, f in ordered for ws in f.shy_money.values() for w in ws),
            money_before=frozenset(
                word.casefold()
                for table in (_shared(files).money, _shared(files).shy_money)
                for words in table.values()
                for word in words
            ),
        )

    def spoken(self, languages: tuple[str, ...]) -> "NumberWords":
        """Return the words of some languages and of none in particular; all words where none is given.

        "con" counts animals in Vietnamese and means "with" in Italian. Money is kept whole: a złoty is a złoty.
        """
        if not languages:
            return self
        found = self._parts.get(languages)
        if found is None:
            part = NumberWords.of({name: file for name, file in self.files.items() if name in {*languages, "mul"}})
            found = replace(part, money=self.money, shy=self.shy, money_before=self.money_before)
            self._parts[languages] = found
        return found

    def phrases(self) -> Iterator[tuple[str, str, str]]:
        """Yield ``(kind, language, phrase)`` of all words that stand alone."""
        for language, file in self.files.items():
            for family, table in (("number", file.words), ("group", file.groups), ("month", file.months)):
                for number, phrases in table.items():
                    yield from ((f"{family}.{number}", language, phrase) for phrase in phrases)
            for period, phrases in file.eras.items():
                yield from ((f"era.{period}", language, phrase) for phrase in phrases)
            yield from (("century.word", language, phrase) for phrase in file.century)
            yield from (("decade.word", language, phrase) for phrase in file.decade)

    def home(self, language: str) -> tuple[str, ...]:
        """Return the countries of a language, the likeliest first."""
        file = self.files.get(language.partition("-")[0].casefold())
        return file.home if file else ()


def _shared(files: Mapping[str, NumberFile]) -> NumberFile:
    return files.get("mul", NumberFile())


def _read(path: Path) -> NumberFile:
    try:
        file = msgspec.convert(read_yaml(path, words_only=True), NumberFile, strict=False)
    except (NotYamlError, msgspec.ValidationError) as error:
        raise CatalogueError(f"{path}: {error}; docs/catalogue.md shows a whole file") from error
    for unit in file.units:
        if unit not in UNITS and unit not in MEASURES:
            known = ", ".join(sorted({*UNITS, *MEASURES}))
            raise CatalogueError(f"{path}: unknown unit {unit!r}; known are {known}")
    return file
