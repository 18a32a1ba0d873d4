"""Verdicts in words: plain sentences in four languages, made at the edge from codes and numbers.

Every sentence speaks of an offer and says what *appears*; no sentence speaks of a person. The words stand in
``wording/<language>.yaml``; a language is added as a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lycaon.errors import DataError
from lycaon.law.datafile import Data, read_data
from lycaon.law.vocabulary import DocumentFile
from lycaon.values.verdict import (
    DocumentNeeded,
    Effect,
    Legality,
    MissingFact,
    PolicyReading,
    Reading,
    Reason,
    Verdict,
)

HOME = Path(__file__).parent
CERTAIN = 0.85
_BANDS = ((0.95, "almost"), (0.85, "very"), (0.70, "likely"), (0.60, "more"))
_PROVISIONAL = "EU-34"


class Messages(Data, frozen=True, kw_only=True):
    """What one language file says; the same keys in every language."""

    language: str
    months: tuple[str, ...]
    day: str
    headline: Mapping[str, str]
    probability: Mapping[str, str]
    sentence: Mapping[str, str]
    claimed: str
    confirmed: str
    claimed_number: str
    unknown_format: str
    not_shown: str
    change: str
    answer: str
    unconfirmed: str
    draft: str
    provisional: str
    strictest: str
    cross_border: str
    other_day: str
    other_place: str
    duty_missing: str
    duty_met: str
    keep: str
    policy: Mapping[str, str]
    advice: str
    supposed: str
    or_: str
    section: Mapping[str, str]
    step: Mapping[str, str]
    effect: Mapping[str, str]
    basis: Mapping[str, str]
    confidence: str
    weakest: str
    link: Mapping[str, str]
    questions: Mapping[str, str]
    answers: Mapping[str, str]
    fields: Mapping[str, str]
    places: Mapping[str, str]
    elsewhere: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A verdict in one language, ready for a page or a terminal."""

    language: str
    headline: str
    """Two or three words: "Appears prohibited"."""
    sentence: str
    certainty: str
    """Words and figure together: "How sure: very likely, 91 %."."""
    changes: tuple[str, ...] = ()
    """Each open question with what every answer would mean."""
    documents: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What else a reader must know: not confirmed, provisional, strictest of several places."""
    elsewhere: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    advice: str = ""

    @property
    def text(self) -> str:
        """Everything, a line each."""
        lines = [self.headline, self.sentence, self.certainty]
        for part in (self.changes, self.documents, self.duties, self.notes, self.elsewhere, self.policies):
            lines.extend(part)
        return "\n".join([*lines, self.advice])


def languages() -> tuple[str, ...]:
    """The languages that verdicts can be worded in."""
    return tuple(path.stem for path in sorted((HOME / "wording").glob("*.yaml")))


@cache
def messages(language: str) -> Messages:
    """The messages of a language.

    Raises:
        DataError: there is no such language.
    """
    path = HOME / "wording" / f"{language}.yaml"
    if not path.is_file():
        raise DataError(f"no wording in {language!r}; there is {', '.join(languages())}")
    return read_data(path, Messages)


class _InstrumentFile(Data, frozen=True, kw_only=True):
    instruments: dict[str, dict[str, str]]


@cache
def _instruments() -> _InstrumentFile:
    return read_data(HOME / "instruments.yaml", _InstrumentFile)


@cache
def _documents() -> DocumentFile:
    return read_data(HOME / "documents.yaml", DocumentFile)


def render(verdict: Verdict, language: str = "en") -> Words:
    """Return a verdict in words."""
    said = messages(language)
    reading = verdict.reading
    if reading is None:
        return Words(language=language, headline=said.headline["unknown"], sentence="", certainty="")
    return Words(
        language=language,
        headline=said.headline[reading.legality],
        sentence=sentence(reading, said),
        certainty=_certainty(reading, said),
        changes=tuple(_change(missing, reading, said) for missing in reading.missing),
        documents=tuple(_document(document, reading, said) for document in reading.documents),
        duties=tuple(_duties(reading, said)),
        notes=tuple(_notes(verdict, reading, said)),
        elsewhere=tuple(_elsewhere(verdict, reading, said)),
        policies=tuple(_policy(policy, said) for policy in verdict.policies),
        advice=said.advice,
    )


def sentence(reading: Reading, said: Messages) -> str:
    """The one sentence of a reading."""
    place, day = place_words(reading.jurisdiction, said), day_words(reading.on, said)
    if not reading.law_loaded:
        return said.sentence["no_law"].format(place=place, day=day)
    reason = leading(reading)
    key = _sentence_key(reading, reason)
    if reason is None:
        return said.sentence[key].format(place=place, day=day)
    return said.sentence[key].format(
        place=place,
        day=day,
        rule=title(reason, said.language),
        article=article(reason, said.language),
        document=_asked(reading, said),
    )


def _sentence_key(reading: Reading, reason: Reason | None) -> str:
    legality = reading.legality
    if reason is None:
        return "allowed" if legality is Legality.ALLOWED else "unknown"
    if legality is Legality.PROHIBITED and dict(reading.probabilities)[legality] < CERTAIN:
        return "may_be_prohibited"
    return "allowed_because" if legality is Legality.ALLOWED else legality.value


def leading(reading: Reading) -> Reason | None:
    """The reason that carries the verdict, or None where none does."""
    effects = {
        Legality.PROHIBITED: (Effect.PROHIBIT,),
        Legality.NEEDS_DOCUMENT: (Effect.REQUIRE,),
        Legality.ALLOWED: (Effect.EXEMPT, Effect.REQUIRE, Effect.NOTE),
        Legality.NOT_COVERED: (Effect.NOTE, Effect.EXEMPT),
        Legality.UNKNOWN: (),
    }[reading.legality]
    for effect in effects:
        found = [each for each in reading.reasons if each.effect is effect and not each.exempted_by and not each.draft]
        if found:
            return max(found, key=_weight)
    if reading.legality in {Legality.PROHIBITED, Legality.NEEDS_DOCUMENT}:
        return next((each for each in reading.reasons if each.effect in effects), None)
    return None


def _weight(reason: Reason) -> tuple[bool, float, bool, bool]:
    # A scope note (XX) says only that nothing else speaks; a country's own rule says more than the Union's.
    return (
        reason.jurisdiction != "XX",
        round(reason.probability, 1),
        reason.confirmed,
        reason.jurisdiction != "EU",
    )


def title(reason: Reason, language: str) -> str:
    """A rule's title in a language."""
    titles = dict(reason.title)
    return titles.get(language) or titles["en"]


def article(reason: Reason, language: str) -> str:
    """Where a rule stands, in short: "Arrêté du 16 août 2016, Art. 1"."""
    basis = reason.basis[0]
    name = instrument(basis.instrument, language)
    return f"{name}, {basis.article}" if basis.article else name


def instrument(name: str, language: str) -> str:
    """The name of a law in a language in which it was published, else its own.

    >>> instrument("Regulation (EC) No 338/97", "de"), instrument("Ivory Act 2018", "de")
    ('Verordnung (EG) Nr. 338/97', 'Ivory Act 2018')
    """
    return _instruments().instruments.get(name, {}).get(language, name)


def day_words(day: date, said: Messages) -> str:
    """A day in words.

    >>> day_words(date(2026, 11, 22), messages("fr"))
    '22 novembre 2026'
    """
    return said.day.format(day=day.day, month=said.months[day.month - 1], year=day.year)


def place_words(place: str, said: Messages) -> str:
    """A place with its preposition: "in France"."""
    country = place.partition("-")[0]
    return said.places.get(place) or said.places.get(country) or said.elsewhere.format(code=place)


def band(probability: float) -> str:
    """The code of the words that go with a probability.

    >>> band(0.97), band(0.5)
    ('almost', 'unclear')
    """
    return next((name for least, name in _BANDS if probability >= least), "unclear")


def document_name(kind: str, said: Messages) -> str:
    """What a paper is called."""
    document = _documents().documents.get(kind)
    return kind.replace("_", " ") if document is None else getattr(document, said.language)


def question(fact: str, said: Messages, titles: Mapping[str, str]) -> str:
    """The question behind an open fact."""
    group, _, detail = fact.partition(":")
    if group == "document":
        names = "; ".join(document_name(kind, said) for kind in detail.split("+"))
        return said.questions["document"].format(document=names)
    if group == "rule":
        return said.questions["rule"].format(rule=titles.get(detail, detail))
    return said.questions.get(fact, fact)


def _certainty(reading: Reading, said: Messages) -> str:
    probability = dict(reading.probabilities)[reading.legality]
    if reading.legality is Legality.UNKNOWN:
        return ""
    return said.confidence.format(words=said.probability[band(probability)], percent=round(probability * 100))


def _asked(reading: Reading, said: Messages) -> str:
    reason = leading(reading)
    wanted = [each for each in reading.documents if reason is not None and reason.rule in each.rules]
    return ", ".join(_with_alternatives(document, said) for document in wanted or reading.documents[:1])


def _with_alternatives(document: DocumentNeeded, said: Messages) -> str:
    if document.claimed:
        return document_name(document.kind, said)
    *names, last = (document_name(kind, said) for kind in (document.kind, *document.alternatives))
    return f"{', '.join(names)}{said.or_}{last}" if names else last


def _change(missing: MissingFact, reading: Reading, said: Messages) -> str:
    titles = {reason.rule: title(reason, said.language) for reason in reading.reasons}
    answers = "; ".join(
        said.answer.format(answer=said.answers.get(label, label), legality=said.headline[legality])
        for label, legality in missing.answers
    )
    return f"{said.change.format(question=question(missing.fact, said, titles))} ({answers})"


def _document(document: DocumentNeeded, reading: Reading, said: Messages) -> str:
    name = document_name(document.kind, said)
    if not document.claimed:
        if reading.legality is Legality.ALLOWED:
            return said.keep.format(document=name)
        return f"{_with_alternatives(document, said)}: {said.not_shown}"
    if document.confirmed:
        return f"{name}: {said.confirmed}"
    words = said.claimed_number.format(number=document.number) if document.number else said.claimed
    if document.syntax == "unknown_format":
        words = f"{words} {said.unknown_format}"
    return f"{name}: {words}"


def _duties(reading: Reading, said: Messages) -> list[str]:
    return [
        (said.duty_met if duty.met else said.duty_missing).format(field=said.fields.get(duty.field, duty.field))
        for duty in reading.duties
    ]


def _notes(verdict: Verdict, reading: Reading, said: Messages) -> list[str]:
    notes: list[str] = []
    reason = leading(reading)
    if verdict.headline_because == "strictest_plausible":
        places = dict.fromkeys(place_words(each.jurisdiction, said) for each in verdict.readings)
        notes.append(said.strictest.format(places=", ".join(places)))
    if reading.jurisdiction == "CITES":
        notes.append(said.cross_border)
    if reason is not None and not reason.confirmed:
        notes.append(said.unconfirmed)
    if any(each.draft and each.effect is not Effect.NOTE for each in reading.reasons):
        notes.append(said.draft)
    if any(each.rule == _PROVISIONAL for each in reading.reasons):
        notes.append(said.provisional)
    return notes


def _elsewhere(verdict: Verdict, head: Reading, said: Messages) -> list[str]:
    lines: list[str] = []
    for reading in verdict.readings:
        words = said.headline[reading.legality]
        if reading is head:
            continue
        if reading.on != head.on:
            lines.append(said.other_day.format(day=day_words(reading.on, said), headline=words))
        elif reading.jurisdiction != head.jurisdiction:
            place = place_words(reading.jurisdiction, said)
            lines.append(said.other_place.format(place=place[:1].upper() + place[1:], headline=words))
    return list(dict.fromkeys(lines))


def _policy(policy: PolicyReading, said: Messages) -> str:
    return said.policy[policy.result].format(platform=policy.platform)
