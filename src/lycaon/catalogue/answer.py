"""Everything the catalogue says about a name on a day, gathered for a command, a page or a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lycaon.catalogue.catalogue import Catalogue
from lycaon.catalogue.facts import Pending, Reservation
from lycaon.catalogue.history import Change, history
from lycaon.values.taxonomy import Ambiguity, Instrument, Name, NameKind, RangeState, Standing, Taxon

_KINDS = (NameKind.ACCEPTED, NameKind.SYNONYM, NameKind.DOMESTIC, NameKind.COMMON, NameKind.TRADE)
_AMBIGUITIES = (Ambiguity.LOW, Ambiguity.MEDIUM, Ambiguity.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One taxon that the words may mean, and what is known of it on the day."""

    taxon: Taxon
    lineage: tuple[Taxon, ...]
    matched: tuple[Name, ...]
    """The names that the words match, the surest first."""
    names: tuple[Name, ...]
    domestic_form: str
    """The id of the domestic form that the words mean, or empty."""
    species: int
    """How many species of the catalogue stand below; 0 for a species or subspecies."""
    standings: dict[Instrument, tuple[Standing, ...]]
    annotations: dict[str, str]
    history: tuple[Change, ...]
    range_states: tuple[RangeState, ...]
    pending: tuple[Pending, ...]
    reservations: tuple[Reservation, ...]
    """Those in force on the day."""


def answers(
    catalogue: Catalogue,
    words: str,
    on: date,
    *,
    origin: frozenset[str] = frozenset(),
    language: str | None = None,
) -> list[Answer]:
    """What ``words`` may mean, the likeliest first; empty when no taxon is called so.

    Args:
        catalogue: where to look.
        words: a scientific, common or trade name, or the id of a taxon.
        on: the day asked about.
        origin: countries the specimen comes from, where that is known.
        language: names of this language come first.
    """
    if words in catalogue:
        return [_answer(catalogue, words, (), on, origin)]
    found: dict[str, list[Name]] = {}
    for name in sorted(catalogue.find(words), key=lambda name: _likeliness(name, language)):
        if name.taxon_id:
            found.setdefault(name.taxon_id, []).append(name)
    return [_answer(catalogue, taxon_id, tuple(names), on, origin) for taxon_id, names in found.items()]


def _likeliness(name: Name, language: str | None) -> tuple[bool, int, int]:
    kind = _KINDS.index(name.kind) if name.kind in _KINDS else len(_KINDS)
    other_language = language is not None and name.language not in {language, "la"}
    return other_language, kind, _AMBIGUITIES.index(name.ambiguity)


def _answer(catalogue: Catalogue, taxon_id: str, matched: tuple[Name, ...], on: date, origin: frozenset[str]) -> Answer:
    found = {each: catalogue.standings(taxon_id, each, on, origin=origin) for each in Instrument}
    return Answer(
        taxon=catalogue.taxon(taxon_id),
        lineage=catalogue.lineage(taxon_id),
        matched=matched,
        names=catalogue.names(taxon_id),
        domestic_form=next((name.domestic_form for name in matched if name.domestic_form), ""),
        species=len(catalogue.descendants(taxon_id, "species")),
        standings=found,
        annotations=_annotations(catalogue, found.values(), on),
        history=tuple(change for each in Instrument for change in history(catalogue, taxon_id, each)),
        range_states=catalogue.range_states(taxon_id),
        pending=catalogue.pending_notes(taxon_id),
        reservations=tuple(
            each
            for each in catalogue.reservations(taxon_id)
            if each.valid_from <= on and (each.valid_to is None or on < each.valid_to)
        ),
    )


def _annotations(catalogue: Catalogue, found: Iterable[tuple[Standing, ...]], on: date) -> dict[str, str]:
    wanted = sorted({branch.annotation for branches in found for branch in branches if branch.annotation})
    texts = {each: catalogue.annotation_text(each, on) for each in wanted}
    return {each: text for each, text in texts.items() if text is not None}
