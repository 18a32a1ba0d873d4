"""What stands beside a listing: what was read, what the law appears to say, and what would change it."""

from dataclasses import dataclass

from lycaon.catalogue import Catalogue
from lycaon.law import wording
from lycaon.report.words import Words
from lycaon.values.finding import Lot, Quantity
from lycaon.values.scanned import Scan
from lycaon.values.taxonomy import Instrument, NameKind
from lycaon.values.verdict import Effect, Legality, PolicyResult, Reading, Reason

_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One rule: its title, where it stands, and whether it awaits confirmation."""

    words: str
    basis: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The gloss of one offer."""

    likelihood: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    reasons: tuple[Reasoned, ...] = ()
    """What decides: bans, documents, exemptions."""
    notes: tuple[Reasoned, ...] = ()
    """What is good to know beside it."""
    remarks: tuple[str, ...] = ()
    """What else a reader must know: not confirmed, provisional, another day or place."""
    documents: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    policies: tuple[str, ...] = ()


class Gloss:
    """Words the gloss of scans in one language."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self._catalogue, self._words = catalogue, words
        self._said = wording.messages(words.language)

    def of(self, scan: Scan) -> Told:
        """Return the gloss of one scan."""
        verdict = scan.verdict
        reading = verdict.reading if verdict else None
        facts = tuple((label, value) for label, value in self._facts(scan) if value)
        if scan.wildlife < _LIKELY:
            # A weak sign must not carry a verdict's badge: most such offers have nothing to do with wildlife.
            words = self._words("weak_sign", percent=self._words.percent(scan.wildlife))
            return Told(likelihood=self._words("likelihood.unclear"), sentence=words, facts=facts)
        if verdict is None or reading is None:
            return Told(
                likelihood=self._words.likelihood(scan.wildlife), sentence=self._words("not_judged"), facts=facts
            )
        said = wording.render(verdict, self._words.language)
        titles = {reason.rule: wording.title(reason, self._words.language) for reason in reading.reasons}
        return Told(
            likelihood=self._likelihood(reading),
            sentence=said.sentence,
            facts=facts,
            reasons=tuple(self._reason(reason) for reason in reading.reasons if _decides(reason)),
            notes=tuple(self._reason(reason) for reason in reading.reasons if not _decides(reason)),
            remarks=(*said.notes, *said.elsewhere),
            documents=said.documents,
            duties=said.duties,
            missing=tuple(
                (wording.question(missing.fact, self._said, titles), self._answers(missing.answers))
                for missing in reading.missing[:4]
            ),
            policies=tuple(
                words
                for policy, words in zip(verdict.policies, said.policies, strict=True)
                if policy.result is not PolicyResult.NO_POLICY
            ),
        )

    def read_as(self, scan: Scan) -> str:
        """Return species and form in a few words."""
        for lot in scan.finding.lots:
            more = f" +{len(scan.finding.lots) - 1}" if len(scan.finding.lots) > 1 else ""
            return ", ".join(part for part in (self._taxon(lot), self._form(lot)) if part) + more
        return self._words("none")

    def quantity(self, scan: Scan) -> str:
        """Return the quantity of the principal lot: ``2``, ``1-2``, ``2 kg``."""
        for lot in scan.finding.lots[:1]:
            if lot.quantity.best is not None:
                return _quantity(lot.quantity.best)
        return ""

    def group(self, taxon_id: object) -> str:
        """Return the order of an animal, or the family of a plant: the level at which people speak of the trade."""
        if taxon_id is None:
            return "?"
        line = self._catalogue.lineage(str(taxon_id))
        wanted = "family" if line[0].kingdom == "Plantae" else "order"
        taxon = next((one for one in line if one.rank == wanted), line[0])
        return self._words.group(taxon.scientific_name)

    def _common(self, taxon_id: str) -> str:
        names = self._catalogue.names(taxon_id, self._words.language)
        common = next((name.text for name in names if name.kind is NameKind.COMMON), "")
        return common[:1].upper() + common[1:]

    def _facts(self, scan: Scan) -> list[tuple[str, str]]:
        words, finding = self._words, scan.finding
        lot = finding.lots[0] if finding.lots else Lot()
        price = finding.price
        return [
            (words("fact.probability"), words.percent(scan.wildlife)),
            (words("fact.taxon"), "; ".join(dict.fromkeys(self._taxon_in_words(one) for one in finding.lots))),
            (words("fact.protection"), self._protection(lot, scan)),
            (words("fact.form"), self._form(lot)),
            (words("fact.quantity"), self.quantity(scan)),
            (words("fact.price"), _price(price.as_written, price.euro) if price else ""),
            (words("fact.country"), finding.item_country.best or finding.seller_country.best or ""),
            (words("fact.day"), scan.on.isoformat()),
        ]

    def _taxon(self, lot: Lot) -> str:
        taxon = lot.taxon.best
        if taxon is None:
            return ""
        if taxon.domestic_form:
            return f"{taxon.scientific_name} ({taxon.domestic_form})"
        return taxon.scientific_name

    def _taxon_in_words(self, lot: Lot) -> str:
        taxon = lot.taxon.best
        common = self._common(taxon.id) if taxon else ""
        return f"{common}, {self._taxon(lot)}" if common else self._taxon(lot)

    def _form(self, lot: Lot) -> str:
        form = self._catalogue.forms.get(lot.form.best or "")
        return dict(form.names).get(self._words.language, dict(form.names)["en"]) if form else ""

    def _protection(self, lot: Lot, scan: Scan) -> str:
        taxon = lot.taxon.best
        if taxon is None or taxon.domestic_form:
            return ""
        places = frozenset((lot.origin_country.best,)) if lot.origin_country.best else frozenset[str]()
        parts: list[str] = []
        for instrument in Instrument:
            standings = self._catalogue.standings(taxon.id, instrument, scan.on, origin=places)
            levels = sorted({standing.level for standing in standings if standing.level})
            if levels:
                parts.append(f"{instrument} {'/'.join(levels)}")
        return " · ".join(parts)

    def _likelihood(self, reading: Reading) -> str:
        probabilities = dict(reading.probabilities)
        told = probabilities.get(reading.legality, 0.0)
        if reading.legality is not Legality.UNKNOWN:
            return f"{self._words.likelihood(told)} {self._words.percent(told)}"
        rest = [(value, legality) for legality, value in probabilities.items() if legality is not Legality.UNKNOWN]
        most, legality = max(rest, default=(0.0, Legality.UNKNOWN))
        if most < 0.05:
            return self._words("likelihood.unclear")
        return self._words("most_likely", verdict=self._words(f"verdict.{legality}"), percent=self._words.percent(most))

    def _reason(self, reason: Reason) -> Reasoned:
        basis = "; ".join(
            f"{wording.instrument(one.instrument, self._words.language)} {one.article}".strip() for one in reason.basis
        )
        return Reasoned(wording.title(reason, self._words.language), basis, not reason.confirmed)

    def _answers(self, answers: tuple[tuple[str, Legality], ...]) -> str:
        """Return every answer with its verdict; answers of one verdict are told together."""
        by_legality: dict[Legality, list[str]] = {}
        for answer, legality in answers:
            by_legality.setdefault(legality, []).append(self._said.answers.get(answer, answer))
        return "; ".join(
            f"{', '.join(told)} → {self._words(f'verdict.{legality}')}" for legality, told in by_legality.items()
        )


def _decides(reason: Reason) -> bool:
    return reason.effect is not Effect.NOTE and not reason.exempted_by


def _quantity(quantity: Quantity) -> str:
    least, best = quantity.least.normalize(), quantity.best.normalize()
    count = f"{best:f}" if least == best else f"{least:f}\u2013{best:f}"
    return count if quantity.unit == "specimen" else f"{count}\u00a0{quantity.unit}"


def _price(written: str, euro: object) -> str:
    return written if euro is None or "€" in written or "EUR" in written else f"{written} (≈ {euro:.0f}\u00a0€)"
