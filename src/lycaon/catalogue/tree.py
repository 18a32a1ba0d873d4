"""The tree of taxa as it is kept: numbers in preorder, what stands above and below each, and its rows of law."""

from datetime import date

from lycaon.catalogue.facts import protection_of
from lycaon.catalogue.rows import RANKS
from lycaon.catalogue.standing import Run, in_force
from lycaon.catalogue.store import Store
from lycaon.values.taxonomy import Instrument, Protection

_SPECIES = RANKS.index("species")
_NOT_NATIVE = frozenset({"introduced", "introduced?"})


class KeptTree:
    """What :class:`lycaon.catalogue.standing.Tree` asks, answered from mapped columns."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ids = store.strings("taxon.id")
        self._parent = store.numbers("taxon.parent")
        self._end = store.numbers("taxon.end")
        self._rank = store.numbers("taxon.rank")
        self._starts = store.numbers("protection.starts")
        self._own: dict[tuple[int, Instrument], tuple[Protection, ...]] = {}

    def lineage_of(self, number: int) -> list[int]:
        """Numbers of the taxon and its ancestors, itself first."""
        found: list[int] = []
        while number >= 0:
            found.append(number)
            number = self._parent[number]
        return found

    def rank_of(self, number: int) -> str:
        """The rank of a taxon."""
        return RANKS[self._rank[number]]

    def children_of(self, number: int) -> list[int]:
        """Numbers of the taxa right below."""
        found: list[int] = []
        each, end = number + 1, self._end[number]
        while each < end:
            found.append(each)
            each = self._end[each]
        return found

    def species_of(self, number: int) -> list[int]:
        """Numbers of the species below a taxon, itself among them if it is one."""
        ranks = self._rank[number : self._end[number]]
        return [each for each, rank in enumerate(ranks, number) if rank == _SPECIES]

    def count_of_species(self, number: int) -> int:
        """How many :meth:`species_of` returns."""
        return bytes(self._rank[number : self._end[number]]).count(_SPECIES)

    def own_protections(self, number: int, instrument: Instrument) -> tuple[Protection, ...]:
        """Rows of one taxon in one instrument."""
        key = (number, instrument)
        found = self._own.get(key)
        if found is None:
            rows = [protection_of(cells) for cells in self._store.rows_of("protection", number)]
            for each in Instrument:
                self._own[(number, each)] = tuple(row for row in rows if row.instrument is each)
            found = self._own[key]
        return found

    def protections_on(self, number: int, instrument: Instrument, on: date) -> tuple[Protection, ...]:
        """Rows of one taxon in one instrument that are in force on a day."""
        rows = self.own_protections(number, instrument)
        return tuple([row for row in rows if in_force(row, on)]) if rows else ()

    def populations_of(self, number: int) -> frozenset[str]:
        """Countries where the taxon is native, or was."""
        rows = self._store.rows_of("range", number)
        return frozenset(country for _, country, status, _ in rows if status not in _NOT_NATIVE)

    def runs_below(self, number: int) -> list[Run]:
        """The species below a group, a genus at a time where they have no rows of their own and no taxa below them."""
        starts, ends = self._starts, self._end
        runs: list[Run] = []
        each, end = number, ends[number]
        while each < end:
            after = ends[each]
            if self._rank[each] == _SPECIES:
                is_plain = starts[each] == starts[each + 1] and after == each + 1
                runs.append(Run(self._parent[each], (each,), is_plain))
                each = after
            elif each + 1 < after and starts[each + 1] == starts[after] and self._are_species(each + 1, after):
                runs.append(Run(each, range(each + 1, after), is_plain=True))
                each = after
            else:
                each += 1
        return runs

    def _are_species(self, first: int, last: int) -> bool:
        return bytes(self._rank[first:last]).count(_SPECIES) == last - first

    def subtaxa_of(self, number: int) -> range:
        """Numbers of all taxa below a taxon."""
        return range(number + 1, self._end[number])

    def parent_of(self, number: int) -> int:
        """Number of the taxon right above."""
        return self._parent[number]

    def id_of(self, number: int) -> str:
        """The id of a number."""
        return self._ids[number]

    def is_group(self, number: int) -> bool:
        """Whether the taxon stands above species level."""
        return self._rank[number] < _SPECIES
