"""Rows of the compiled columns, turned into values when somebody asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lycaon.values.taxonomy import Confidence, Form, Instrument, Protection, RangeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """The words of a ``#`` annotation during one period; ``valid_to`` itself is no longer covered."""

    annotation: str
    instrument: Instrument
    valid_from: date
    valid_to: date | None
    version: str
    text: str
    confidence: Confidence
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Evidence of a protection that could not be verified. ``probable`` is a guess, never law."""

    taxon_id: str
    instrument: Instrument
    probable: str
    evidence: str
    confidence: Confidence
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A Party that does not apply a CITES protection during one period."""

    party: str
    valid_from: date
    valid_to: date | None
    note: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DomesticForm:
    """A domestic or excluded form, which must not be taken for the wild taxon."""

    id: str
    taxon_id: str
    """Empty where the form has no name of its own (domestic chinchilla)."""
    scientific_name: str
    wild_taxon_id: str
    excluded_from: frozenset[Instrument]
    basis: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """A term that is probably innocent beside one of these words. It lowers a score, it proves nothing."""

    language: str
    term: str
    taxon: str
    """The scientific name (or id) that the term would wrongly suggest; may be empty."""
    meaning: str
    context: tuple[str, ...]
    reference: str


def protection_of(cells: Sequence[str]) -> Protection:
    """A row of ``protections.csv``."""
    (
        _, taxon_id, instrument, level, valid_from, valid_to, upper_bound, party, countries_in, countries_out,
        excluded, annotation, note, parts, confidence, reference,
    ) = cells  # fmt: skip
    return Protection(
        taxon_id=taxon_id,
        instrument=Instrument(instrument),
        level=level,
        valid_from=date.fromisoformat(valid_from),
        valid_to=_day(valid_to),
        from_is_upper_bound=upper_bound == "yes",
        party=party,
        countries_in=_set(countries_in),
        countries_out=_set(countries_out),
        excluded_taxa=_set(excluded),
        annotation=annotation,
        note=note,
        parts=parts,
        confidence=Confidence(confidence),
        reference=reference,
    )


def range_state_of(cells: Sequence[str]) -> RangeState:
    """A row of ``range.csv``."""
    _, country, status, reference = cells
    return RangeState(country=country, status=status, reference=reference)


def pending_of(cells: Sequence[str]) -> Pending:
    """A row of ``protections_pending.csv``."""
    _, taxon_id, instrument, probable, evidence, confidence, reference = cells
    return Pending(
        taxon_id=taxon_id,
        instrument=Instrument(instrument),
        probable=probable,
        evidence=evidence,
        confidence=Confidence(confidence),
        reference=reference,
    )


def reservation_of(cells: Sequence[str]) -> Reservation:
    """A row of ``reservations.csv``."""
    _, _, party, valid_from, valid_to, note, reference = cells
    return Reservation(
        party=party,
        valid_from=date.fromisoformat(valid_from),
        valid_to=_day(valid_to),
        note=note,
        reference=reference,
    )


def annotation_of(cells: Sequence[str]) -> Annotation:
    """A row of ``annotations.csv``."""
    annotation, instrument, valid_from, valid_to, version, text, confidence, reference = cells
    return Annotation(
        annotation=annotation,
        instrument=Instrument(instrument),
        valid_from=date.fromisoformat(valid_from),
        valid_to=_day(valid_to),
        version=version,
        text=text,
        confidence=Confidence(confidence),
        reference=reference,
    )


def domestic_form_of(cells: Sequence[str]) -> DomesticForm:
    """A row of ``domestic_forms.csv``."""
    form_id, taxon_id, scientific_name, wild, excluded_from, basis, reference = cells
    return DomesticForm(
        id=form_id,
        taxon_id=taxon_id,
        scientific_name=scientific_name,
        wild_taxon_id=wild,
        excluded_from=frozenset(Instrument(each) for each in _set(excluded_from)),
        basis=basis,
        reference=reference,
    )


def form_of(cells: Sequence[str], names: tuple[tuple[str, str], ...]) -> Form:
    """A row of ``forms.csv`` with its names."""
    form_id, code, _, group, _, reference = cells
    return Form(id=form_id, code=code, group=group, names=names, reference=reference)


def lookalike_of(cells: Sequence[str]) -> Lookalike:
    """A row of ``lookalikes/<language>.csv``, its language first."""
    language, term, taxon, meaning, context, reference = cells
    return Lookalike(
        language=language,
        term=term,
        taxon=taxon,
        meaning=meaning,
        context=tuple(filter(None, context.split(";"))),
        reference=reference,
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _set(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(";")))
