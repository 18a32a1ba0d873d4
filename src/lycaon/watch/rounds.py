"""One round of a watch: crawl, link, scan, keep, write. Run again after a kill, it goes on where it stood."""

import fcntl
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import lycaon
from lycaon.collect.capture import capture_page
from lycaon.collect.clock import Clocks
from lycaon.collect.recording import SellerWanted, Settings
from lycaon.collect.targets import Resolver, resolve
from lycaon.errors import CollectError, DecisionError, PutOffError
from lycaon.evidence.log import Custodian
from lycaon.evidence.store import Store
from lycaon.scan import Asked, Scanner, scan_batch, to_batch
from lycaon.scan.outputs import json_line
from lycaon.values.evidence import Hints
from lycaon.watch.again import posted_again
from lycaon.watch.asking import Asker
from lycaon.watch.charter import Gate, user_agent
from lycaon.watch.crawling import Crawl, crawl
from lycaon.watch.offers import hints_of
from lycaon.watch.outputs import write_results
from lycaon.watch.plan import Keeping, Plan
from lycaon.watch.state import State, words_of
from lycaon.watch.visits import Known

_MANY = 10
_AT_ONCE = 500  # listings scanned in one go


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a round."""

    number: int
    is_done: bool
    """False where it was stopped, or nothing was due"""
    was_due: bool
    next_at: datetime


def run_round(
    plan: Plan,
    folder: Path,
    now: Callable[[], datetime],
    *,
    load_scanner: Callable[[], Scanner] = Scanner.load,
    resolver: Resolver = resolve,
) -> Round:
    """Do what is due now, and write the results.

    Args:
        plan: of the watch.
        folder: where its memory and its results stand; made if it is not there.
        now: the hour, UTC; a simulated one makes a simulated round. Pauses between requests are always real.
        load_scanner: gives what reads and judges offers; called only where there is something to scan.
        resolver: how a name becomes addresses.

    Raises:
        OSError: the disk is full; what is done stays done.
        EvidenceError: the evidence store that the plan names cannot be used.
    """
    number, begun = plan.round_at(now()), now()
    next_at = plan.round_begins(max(number + 1, 0))
    if number < 0:
        return Round(number, is_done=False, was_due=False, next_at=next_at)
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        state = State(folder / "state.sqlite")
        try:
            if not state.open_round(number, begun):
                return Round(number, is_done=False, was_due=False, next_at=next_at)
            is_done = _Work(plan, folder, state, number, now, resolver).run(load_scanner)
        finally:
            state.close()
    return Round(number, is_done=is_done, was_due=True, next_at=next_at)


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    """Hold the folder: two watches at once would ask every site twice as often."""
    with (folder / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DecisionError(
                f"{folder}: another watch is at work here; wait for it, or choose another --out"
            ) from error
        yield


class _Work:
    def __init__(
        self, plan: Plan, folder: Path, state: State, number: int, now: Callable[[], datetime], resolver: Resolver
    ) -> None:
        self.plan, self.folder, self.state, self.number, self.now = plan, folder, state, number, now
        self._resolver = resolver
        self._clocks: Clocks | None = None  # one for all captures of a round: it asks for the hour once in a while

    def run(self, load_scanner: Callable[[], Scanner]) -> bool:
        gate = Gate(lambda site: self.state.count_request(site, self.now().date().isoformat()))
        with tempfile.TemporaryDirectory(prefix="lycaon-watch-") as aside:
            asker = Asker(
                self.plan, gate, Path(aside), agent=user_agent(lycaon.__version__, self.plan.contact),
                note=lambda *noted: self.state.note(self.number, *noted), resolver=self._resolver,
            )  # fmt: skip
            work = Crawl(plan=self.plan, state=self.state, asker=asker, number=self.number, now=self.now)
            if not crawl(work):
                return False
            self._warn_of_many_gone()
            self.state.linked(list(posted_again(self.state.ads(), self.state.closed_at())))
            self._scan(load_scanner)
            if self.plan.evidence:
                self._keep(self.plan.evidence, asker, Path(aside))
        # In this order: a round that is closed has its results.
        write_results(self.state, self.folder)
        self.state.close_round(self.number, self.now())
        return True

    def _warn_of_many_gone(self) -> None:
        """Write down where half of a site went at once: it may have changed its addresses."""
        looks: dict[str, Counter[str]] = defaultdict(Counter)
        for look in self.state.looks():
            if look.round == self.number:
                looks[look.site][look.health] += look.number
        for site, found in looks.items():
            gone, seen = found["gone"], found["gone"] + found["healthy"]
            if gone >= _MANY and 2 * gone >= seen:
                sign = f"{gone} of {seen} ads that answered are gone: has the site changed its addresses?"
                self.state.note(self.number, site, "many gone", "", sign)

    # --- what is offered --------------------------------------------------------------------------------------

    def _scan(self, load_scanner: Callable[[], Scanner]) -> None:
        waiting = self.state.unscanned()
        if not waiting:
            return
        scanner = load_scanner()
        for at in range(0, len(waiting), _AT_ONCE):
            self.state.scanned(self._results(scanner, waiting[at : at + _AT_ONCE]))

    def _results(self, scanner: Scanner, ads: list[Known]) -> Iterator[tuple[Known, str, float]]:
        batch = to_batch(ad.listing for ad in ads if ad.listing is not None)
        scanned = scan_batch(scanner, batch, Asked(today=self.now().date()))
        rows = {str(row["listing_id"]): row for row in scanned.kept.to_pylist()}
        for ad in ads:
            row = rows.get(ad.id)
            yield ad, json_line(row).decode().rstrip("\n") if row else "", float(row["protected"]) if row else 0.0

    # --- what is kept -----------------------------------------------------------------------------------------

    def _keep(self, keeping: Keeping, asker: Asker, aside: Path) -> None:
        candidates = self.state.candidates(self.plan.candidates_from)[: keeping.most_a_round]
        if not candidates:
            return
        store = Store(keeping.store, self.now)
        try:
            for ad in candidates:
                self._capture(store, keeping, asker, ad, aside / f"capture-{words_of(ad)}-{ad.checked}")
        except PutOffError as error:
            self.state.note(self.number, "", "captures put off", "", str(error))  # they stay candidates
        finally:
            store.close()

    def _settings(self, keeping: Keeping, ad: Known) -> Settings:
        if self._clocks is None:
            self._clocks = Clocks(servers=tuple(keeping.time_servers))
        site = next((site for site in self.plan.sites if site.id == ad.site), None)
        wanted = SellerWanted(selector=site.profile.seller_link if site else "") if keeping.sellers else None
        hints = hints_of(site, ad.id) if site else Hints(id=ad.id, site=ad.site)
        return Settings(user_agent="", seller=wanted, clocks=self._clocks, hints=hints)

    def _capture(self, store: Store, keeping: Keeping, asker: Asker, ad: Known, into: Path) -> None:
        # A capture that met a wall is kept, and tried again in the next round under that round's name.
        order = f"watch {self.plan.name} {ad.id} {words_of(ad)} round {self.number}"
        kept = store.answered(order)
        if kept is None:
            settings = asker.capturing(self._settings(keeping, ad))
            reason = f"watch {self.plan.name}: {self.plan.purpose}"
            try:
                found = capture_page(
                    ad.url, into, settings, tool=f"lycaon {lycaon.__version__}", reason=reason, order=order
                )
            except PutOffError:
                raise
            except CollectError as error:
                self.state.note(self.number, ad.site, "not captured", ad.url, str(error))
                return
            kept = store.keep(found, into, Custodian(keeping.actor, keeping.role))
        health = store.capture(kept).health
        if health.is_healthy:
            self.state.captured(ad, kept)
        else:
            why = "; ".join((health.ailment.value, *health.signs))
            self.state.note(self.number, ad.site, "capture unwell", ad.url, why)


def wait_until(at: datetime, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
    """Wait until an hour, in steps: a laptop may sleep meanwhile."""
    while (left := at - now()) > timedelta(0):
        sleep(min(60.0, left.total_seconds()))
