"""One edition of the catalogue, loaded: the face that other rooms see."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from lycaon.catalogue import cache as cache_folder
from lycaon.catalogue.edition import digest_of_all, digests_of, edition_name, is_compiled, table_files
from lycaon.catalogue.facts import (
    Annotation,
    DomesticForm,
    Lookalike,
    Pending,
    Reservation,
    annotation_of,
    domestic_form_of,
    form_of,
    lookalike_of,
    pending_of,
    range_state_of,
    reservation_of,
)
from lycaon.catalogue.layout import COLUMNS_FILE, FORMAT, TEXT_FORMAT
from lycaon.catalogue.lexicon import Lexicon, phrase_number
from lycaon.catalogue.stamps import known_digests
from lycaon.catalogue.standing import standings
from lycaon.catalogue.store import Store
from lycaon.catalogue.tree import KeptTree
from lycaon.errors import CatalogueError
from lycaon.text import fold
from lycaon.values.taxonomy import Form, Instrument, Name, Protection, RangeState, Standing, Taxon

_HERE = Path(__file__).parent
DATA = _HERE / "data"
"""The tables that are shipped."""
_MAKERS = ("compiler", "compounds", "hiding", "names", "ordinary", "phrases", "spelling", "suggest", "surface")
"""Modules whose code decides what is compiled: a change of one asks for a new compilation, like one of a table."""
_MOST_REMEMBERED = 200_000
_TAXON_OF_PROTECTION = 1
"""Where the taxon stands in a row of ``protections.csv``."""


class Catalogue:
    """Taxa, names, protections and forms of one edition; safe to share between threads.

    Everything is read from mapped files when it is asked for. Ids are those of the tables:
    ``t`` and the Species+ number, or ``n-`` and a slug.
    """

    def __init__(self, folder: Path, edition: str) -> None:
        self.edition = edition
        """The edition and eight hexadecimal digits of the digest of all data files."""
        self.compiled = folder.name
        """A name that changes with whatever names, taxa, protections and forms are made of."""
        self._store = Store.open(folder / COLUMNS_FILE)
        self._ids = self._store.strings("taxon.id")
        self._number = dict(zip(self._ids, range(len(self._ids)), strict=True))
        self._tree = KeptTree(self._store)
        self.lexicon = Lexicon(self._store, folder)
        """All names, found in a text in one pass."""
        self._taxa: dict[int, Taxon] = {}
        self._standings: dict[tuple[str, Instrument, int, frozenset[str]], tuple[Standing, ...]] = {}

    @classmethod
    def load(cls, directory: Path | None = None, cache: Path | None = None) -> "Catalogue":
        """Load a catalogue; at first use of an edition compile it, which takes seconds.

        Args:
            directory: the source tables; None means those that are shipped.
            cache: where compiled catalogues are kept; None means the user's cache folder.

        Raises:
            CatalogueError: the tables break their rules; one line a complaint.
        """
        source = directory or DATA
        digests = known_digests(source, table_files(source))
        tables = {name: digest for name, digest in digests.items() if is_compiled(name)}
        made_by = digests_of(_HERE, (_HERE / f"{name}.py" for name in _MAKERS))
        key = f"{FORMAT}-{TEXT_FORMAT}-{digest_of_all(tables | made_by)[:24]}"
        folder = cache_folder.compiled(key, cache or cache_folder.default_cache(), partial(_compile, source))
        return cls(folder, f"{edition_name(source)}+{digest_of_all(digests)[:8]}")

    # -- taxa

    def taxon(self, taxon_id: str) -> Taxon:
        """The taxon of an id.

        Raises:
            CatalogueError: there is no such taxon.
        """
        number = self._known(taxon_id)
        found = self._taxa.get(number)
        if found is None:
            found = self._taxa[number] = self._read_taxon(number)
        return found

    def __contains__(self, taxon_id: str) -> bool:
        return taxon_id in self._number

    def lineage(self, taxon_id: str) -> tuple[Taxon, ...]:
        """The taxon itself first, its kingdom last."""
        return tuple(self.taxon(self._ids[number]) for number in self._tree.lineage_of(self._known(taxon_id)))

    def line(self, taxon_id: str) -> tuple[str, ...]:
        """The ids of :meth:`lineage`, without reading the taxa: a tenth of the time."""
        return tuple(self._ids[number] for number in self._tree.lineage_of(self._known(taxon_id)))

    def with_all_above(self, taxon_ids: Iterable[str]) -> frozenset[str]:
        """Ids of taxa and of all above any of them; a hundred times quicker than a line for each."""
        found: set[int] = set()
        for taxon_id in taxon_ids:
            number = self._known(taxon_id)
            while number >= 0 and number not in found:
                found.add(number)
                number = self._tree.parent_of(number)
        return frozenset(self._ids[number] for number in found)

    def children(self, taxon_id: str) -> tuple[Taxon, ...]:
        """The taxa right below, by name."""
        parent = self._known(taxon_id)
        return tuple(self.taxon(self._ids[number]) for number in self._tree.children_of(parent))

    def descendants(self, taxon_id: str, rank: str | None = None) -> tuple[Taxon, ...]:
        """All taxa below, of one rank or of any."""
        numbers = self._tree.subtaxa_of(self._known(taxon_id))
        return tuple(
            self.taxon(self._ids[each]) for each in numbers if rank is None or self._tree.rank_of(each) == rank
        )

    def species(self, taxon_id: str) -> tuple[str, ...]:
        """The ids of the species below a taxon, without reading the taxa: a hundredth of the time."""
        return tuple([self._ids[each] for each in self._tree.species_of(self._known(taxon_id))])

    def count_of_species(self, taxon_id: str) -> int:
        """The number of species below a taxon, itself among them if it is one."""
        return self._tree.count_of_species(self._known(taxon_id))

    def scientific_names(self) -> Iterator[tuple[str, str]]:
        """Every taxon's id and accepted name, in the order of the tree; quicker than a Taxon of each."""
        return zip(self._ids, self._store.strings("taxon.name"), strict=True)

    # -- names

    def find(self, words: str, *, language: str | None = None) -> tuple[Name, ...]:
        """The names that are written so, but for case, marks and punctuation."""
        folded = fold(words)
        number = phrase_number(self._store.strings("phrase"), folded) if folded else None
        found = () if number is None else self.lexicon.names_of(number)
        return tuple(name for name in found if language is None or name.language == language)

    def suggest(self, words: str, limit: int = 5) -> tuple[tuple[Name, float], ...]:
        """Names that look like ``words``, with a score in 0..1, the best first, each taxon once."""
        from lycaon.catalogue.suggest import nearest  # noqa: PLC0415  # it needs numpy, and only here

        best: dict[tuple[str, str], tuple[Name, float]] = {}
        for phrase, score in nearest(self._store, fold(words), limit * 4):
            for name in self.lexicon.names_of(phrase):
                best.setdefault((name.taxon_id, name.domestic_form), (name, score))
        return tuple(best.values())[:limit]

    def names(self, taxon_id: str, language: str | None = None) -> tuple[Name, ...]:
        """All names of a taxon: the accepted one first, then synonyms, then the others."""
        number = self._known(taxon_id)
        starts, order = self._store.numbers("name.starts"), self._store.numbers("name.order")
        found = (self.lexicon.name(each) for each in order[starts[number] : starts[number + 1]])
        return tuple(name for name in found if language is None or name.language == language)

    # -- law

    def protections(self, taxon_id: str, instrument: Instrument | None = None) -> tuple[Protection, ...]:
        """The taxon's own rows, of every date, the oldest first."""
        number = self._known(taxon_id)
        wanted = tuple(Instrument) if instrument is None else (instrument,)
        rows = (row for each in wanted for row in self._tree.own_protections(number, each))
        return tuple(sorted(rows, key=lambda row: (row.valid_from, row.instrument, row.level)))

    def standings(
        self, taxon_id: str, instrument: Instrument, on: date, *, origin: frozenset[str] = frozenset()
    ) -> tuple[Standing, ...]:
        """Where a taxon stands on a day: one branch, or several whose shares sum to one.

        Args:
            taxon_id: a taxon of any rank; above species level the answer counts the species below.
            instrument: CITES or EU.
            on: the day asked about.
            origin: countries the specimen may come from; empty means unknown, and every population
                is a branch.

        See :mod:`lycaon.catalogue.standing` for the rule.
        """
        period = bisect_right(self._turns[instrument], on.toordinal())
        key = (taxon_id, instrument, period, origin)
        found = self._standings.get(key)
        if found is None:
            found = standings(self._tree, self._known(taxon_id), instrument, on, origin)
            if len(self._standings) >= _MOST_REMEMBERED:
                self._standings.clear()
            self._standings[key] = found
        return found

    def turn(self, on: date) -> date:
        """The last day until ``on`` on which a protection began or ended: the answers of that day still hold."""
        day = on.toordinal()
        passed = (turns[: bisect_right(turns, day)] for turns in self._turns.values())
        return date.fromordinal(max([turns[-1] for turns in passed if turns], default=1))

    def protected_taxa(self) -> frozenset[str]:
        """Ids of the taxa that have a row of their own in a treaty, of any date."""
        return frozenset(cells[_TAXON_OF_PROTECTION] for cells in self._store.cells_of("protection"))

    def pending(self, taxon_id: str) -> bool:
        """Whether a protection is suspected that nobody could verify: the status is unknown, ask."""
        return bool(self.pending_notes(taxon_id))

    def pending_notes(self, taxon_id: str) -> tuple[Pending, ...]:
        """The evidence behind :meth:`pending`, for the taxon and those above it."""
        return tuple(
            pending_of(cells)
            for number in self._tree.lineage_of(self._known(taxon_id))
            for cells in self._store.rows_of("pending", number)
        )

    def reservations(self, taxon_id: str) -> tuple[Reservation, ...]:
        """Parties that do not apply a CITES protection of this taxon."""
        return tuple(reservation_of(cells) for cells in self._store.rows_of("reservation", self._known(taxon_id)))

    def range_states(self, taxon_id: str) -> tuple[RangeState, ...]:
        """The countries where the taxon lives or lived."""
        return tuple(range_state_of(cells) for cells in self._store.rows_of("range", self._known(taxon_id)))

    def countries_of(self, taxon_ids: Iterable[str], statuses: frozenset[str]) -> frozenset[str] | None:
        """The countries where any of these taxa has one of these statuses; None where no range is known of any.

        The same as :meth:`range_states` says, without a value for each state: a fifth of the time.
        """
        rows = [row for taxon_id in taxon_ids for row in self._store.rows_of("range", self._known(taxon_id))]
        return frozenset([country for _, country, status, _ in rows if status in statuses]) if rows else None

    def annotation_text(self, annotation: str, on: date) -> str | None:
        """The words of ``#15`` and the like on a day, or None where the catalogue has none."""
        for each in self._annotations:
            if each.annotation == annotation and each.valid_from <= on and (not each.valid_to or on < each.valid_to):
                return each.text
        return None

    # -- forms, domestic forms, look-alikes

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """What specimens are traded as, by id."""
        names: dict[str, list[tuple[str, str]]] = {}
        for row in self._store.cells_of("form_name"):
            names.setdefault(row[0], []).append((row[1], row[2]))
        return {row[0]: form_of(row, tuple(names.get(row[0], ()))) for row in self._store.cells_of("form")}

    @cached_property
    def domestic_forms(self) -> Mapping[str, DomesticForm]:
        """What must not be taken for a wild taxon, by id."""
        return {row[0]: domestic_form_of(row) for row in self._store.cells_of("domestic")}

    def domestic_form(self, form_id: str) -> DomesticForm:
        """One domestic form.

        Raises:
            CatalogueError: there is no such form.
        """
        if form_id not in self.domestic_forms:
            raise CatalogueError(f'no domestic form "{form_id}"; see domestic_forms.csv')
        return self.domestic_forms[form_id]

    @cached_property
    def lookalikes(self) -> tuple[Lookalike, ...]:
        """Words beside which a name is probably innocent."""
        return tuple(lookalike_of(row) for row in self._store.cells_of("lookalike"))

    def lookalikes_of(self, term: str, language: str | None = None) -> tuple[Lookalike, ...]:
        """The look-alikes of one term, in one language or in any."""
        found = self._lookalikes_by_term.get(fold(term), ())
        return tuple(each for each in found if language is None or each.language == language)

    # -- reading

    @cached_property
    def _turns(self) -> dict[Instrument, list[int]]:
        # Between two turns of an instrument nothing changes: one cached answer serves every day.
        days: dict[str, set[str]] = {instrument: set() for instrument in Instrument}
        for _, _, instrument, _, valid_from, valid_to, *_ in self._store.cells_of("protection"):
            days[instrument].update((valid_from, valid_to) if valid_to else (valid_from,))
        return {
            instrument: sorted(date.fromisoformat(day).toordinal() for day in days[instrument])
            for instrument in Instrument
        }

    @cached_property
    def _annotations(self) -> tuple[Annotation, ...]:
        return tuple(annotation_of(row) for row in self._store.cells_of("annotation"))

    @cached_property
    def _lookalikes_by_term(self) -> dict[str, list[Lookalike]]:
        found: dict[str, list[Lookalike]] = {}
        for each in self.lookalikes:
            found.setdefault(fold(each.term), []).append(each)
        return found

    def _known(self, taxon_id: str) -> int:
        number = self._number.get(taxon_id)
        if number is None:
            raise CatalogueError(f'no taxon "{taxon_id}"; ids are t and the Species+ number, or n- and a slug')
        return number

    def _read_taxon(self, number: int) -> Taxon:
        above = {self._tree.rank_of(each): each for each in self._tree.lineage_of(number)}
        names = self._store.strings("taxon.name")

        def name_of(*ranks: str) -> str:
            return next((names[above[rank]] for rank in ranks if rank in above), "")

        parent = self._tree.parent_of(number)
        return Taxon(
            id=self._ids[number],
            scientific_name=names[number],
            rank=self._tree.rank_of(number),
            parent_id=None if parent < 0 else self._ids[parent],
            kingdom=name_of("kingdom"),
            group=name_of("class", "phylum"),
            order=name_of("order"),
            family=name_of("family"),
            author=self._store.strings("taxon.author")[number],
            reference=self._store.strings("taxon.reference")[number],
        )


def _compile(source: Path, target: Path) -> None:
    from lycaon.catalogue.compiler import compile_catalogue  # noqa: PLC0415  # needed once an edition

    compile_catalogue(source, target)
