"""The way to a verdict, step by step, for a person to follow: as text, as JSON, as HTML.

One structure, three renderings: headings with lines. Nothing is computed here that the verdict does not say.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from lycaon.law.judge import Law
from lycaon.law.wording import (
    Messages,
    Words,
    article,
    day_words,
    document_name,
    messages,
    place_words,
    render,
    title,
)
from lycaon.values.verdict import Effect, Reading, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    name: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A verdict told from the first step to the last."""

    language: str
    headline: str
    sections: tuple[Section, ...]
    rules_edition: str
    catalogue_edition: str = ""


def explain(verdict: Verdict, law: Law, language: str = "en", *, catalogue_edition: str = "") -> Explanation:
    """Tell how a verdict was reached."""
    said = messages(language)
    words = render(verdict, language)
    reading = verdict.reading
    sections = [
        Section("sentence", said.section["sentence"], (words.sentence, *words.notes)),
        Section("how", said.section["how"], tuple(_masses(reading, words, said))),
    ]
    if reading is not None:
        sections.append(Section("why", said.section["why"], tuple(_reasons(reading, said))))
        sections.append(Section("facts", said.section["facts"], tuple(_facts(reading, said))))
        sections.append(Section("trace", said.section["trace"], tuple(_steps(reading, law, said))))
    sections.extend(
        Section(name, said.section[name], lines)
        for name, lines in (
            ("change", words.changes),
            ("documents", words.documents),
            ("duties", words.duties),
            ("elsewhere", words.elsewhere),
            ("policy", words.policies),
        )
    )
    return Explanation(
        language=language,
        headline=words.headline,
        sections=tuple(section for section in sections if any(section.lines)),
        rules_edition=law.edition,
        catalogue_edition=catalogue_edition,
    )


def as_text(explanation: Explanation) -> str:
    """The explanation for a terminal or a mail; it is Markdown too."""
    parts = [f"# {explanation.headline}"]
    for section in explanation.sections:
        lines = [line for line in section.lines if line]
        body = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]
        parts.append(f"## {section.heading}\n\n{body}")
    editions = ", ".join(each for each in (explanation.rules_edition, explanation.catalogue_edition) if each)
    return "\n\n".join([*parts, editions]) + "\n"


def as_json(explanation: Explanation, verdict: Verdict) -> bytes:
    """The explanation and the verdict it tells, as one JSON object."""
    return msgspec.json.encode({"explanation": explanation, "verdict": verdict}, order="deterministic")


def as_html(explanation: Explanation) -> str:
    """The explanation as a piece of a page: headings and lists, no style of its own, everything escaped."""
    parts = [
        f'<article class="verdict" lang="{explanation.language}">',
        f"<h1>{_safe(explanation.headline)}</h1>",
    ]
    for section in explanation.sections:
        items = "".join(f"<li>{_safe(line)}</li>" for line in section.lines if line)
        parts.append(f'<section class="{section.name}"><h2>{_safe(section.heading)}</h2><ul>{items}</ul></section>')
    parts.append(f"<footer><code>{_safe(explanation.rules_edition)}</code></footer></article>")
    return "\n".join(parts) + "\n"


def _safe(text: str) -> str:
    return html.escape(text, quote=True)


def _masses(reading: Reading | None, words: Words, said: Messages) -> Iterable[str]:
    if words.certainty:
        yield words.certainty
    if reading is not None and len([mass for _, mass in reading.probabilities if mass >= 0.005]) > 1:
        yield "; ".join(
            f"{said.headline[legality]} {mass * 100:.0f} %" for legality, mass in reading.probabilities if mass >= 0.005
        )


def _reasons(reading: Reading, said: Messages) -> Iterable[str]:
    for reason in reading.reasons:
        if reason.effect is Effect.NOTE:
            continue
        yield _reason(reason, said)


def _reason(reason: Reason, said: Messages) -> str:
    key = "lifted" if reason.exempted_by else "applied"
    line = said.step[key].format(
        rule=reason.rule,
        effect=said.effect[reason.effect],
        title=title(reason, said.language),
        by=reason.exempted_by,
    )
    percent = f" {reason.probability * 100:.0f} %" if reason.probability < 0.995 else ""
    marks = " ".join(
        mark for mark, is_so in (("≈", not reason.confirmed and not reason.draft), ("?", reason.draft)) if is_so
    )
    return f"{line} ({article(reason, said.language)}){percent}{' ' + marks if marks else ''}"


def _facts(reading: Reading, said: Messages) -> Iterable[str]:
    """The facts that the likeliest branch rests on, each once."""
    seen: dict[str, str] = {}
    for reason in reading.reasons:
        for fact in reason.facts:
            if fact.value and fact.name not in _PLAIN:
                seen.setdefault(fact.name, f"{fact.value} ({said.supposed})" if fact.assumed else fact.value)
    if seen:
        yield ", ".join(f"{name} = {value}" for name, value in seen.items())


_PLAIN = frozenset({"role", "offered", "commercial", "for_money", "importing", "exporting", "finished"})
"""Facts that only repeat others; they are left out of the list for people."""


def _steps(reading: Reading, law: Law, said: Messages) -> Iterable[str]:
    basis = said.basis.get(reading.basis_of_day, reading.basis_of_day)
    yield said.step["day"].format(day=day_words(reading.on, said), basis=basis)
    chain = " → ".join(law.places.chain(reading.jurisdiction, reading.on)[:-1])
    place = place_words(reading.jurisdiction, said)
    yield said.step["place"].format(place=place, chain=chain)
    facts = {fact.name: fact.value for reason in reading.reasons for fact in reason.facts if not fact.assumed}
    offered = list(_offered(facts, law, said))
    if offered:
        yield said.step["taxon"].format(facts=", ".join(offered))
    if "annex" in facts or "cites" in facts:
        yield said.step["lists"].format(cites=facts.get("cites", "—"), annex=facts.get("annex", "—"))
    for reason in reading.reasons:
        if reason.effect is Effect.NOTE:
            yield _reason(reason, said)
    for document in reading.documents:
        state = said.confirmed if document.confirmed else said.claimed if document.claimed else said.not_shown
        yield f"{document_name(document.kind, said)}: {state}"
    yield said.step["outcome"].format(headline=said.headline[reading.legality])


def _offered(facts: dict[str, str], law: Law, said: Messages) -> Iterable[str]:
    """The specimen in words: taxon, form, age, how it came to be."""
    if facts.get("taxon"):
        yield facts["taxon"]
    form = law.forms.get(facts.get("form", ""))
    if form is not None:
        yield dict(form.names).get(said.language, form.id)
    if facts.get("made"):
        yield facts["made"]
    if facts.get("origin_code"):
        yield said.answers.get(facts["origin_code"], facts["origin_code"])
