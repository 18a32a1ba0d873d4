"""One round's crawl on Scrapy: lists are walked, then the ads that are due are looked at.

Scrapy schedules, retries and follows redirects; each request leaves through :class:`lycaon.watch.asking.Asker`, the
only download handler there is: files, FTP, data addresses and S3 have none.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Self, cast

from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from twisted.python.failure import Failure
from typing_extensions import override

from lycaon.errors import PutOffError, TargetRefusedError, UnreachableError
from lycaon.values.evidence import Health
from lycaon.watch.asking import Answer, Asker
from lycaon.watch.offers import looked_at, name_of, read_offer
from lycaon.watch.plan import Plan, SitePlan
from lycaon.watch.profile import read_list
from lycaon.watch.state import State, Walk
from lycaon.watch.visits import Known, Standing, is_due, judge

_LOG = logging.getLogger(__name__)
_RETRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What a crawl works with."""

    plan: Plan
    state: State
    asker: Asker
    number: int
    """of the round"""
    now: Callable[[], datetime]
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(64, "asking"))

    def sites(self) -> list[SitePlan]:
        """Return the sites that are still watched."""
        today = self.now().date()
        return [site for site in self.plan.sites if site.ends is None or today <= site.ends]


def crawl(work: Crawl) -> bool:
    """Walk and look, as far as is due; False where it was stopped before its end.

    Once a process: Scrapy's reactor cannot be started twice.
    """
    for name in ("scrapy", "twisted"):
        logging.getLogger(name).propagate = False  # they log addresses; we log none
    process = CrawlerProcess(_settings(len(work.plan.sites)))
    crawler = process.create_crawler(_Watcher)
    process.crawl(crawler, work=work)
    process.start()
    work.pool.shutdown()
    reason = crawler.stats.get_value("finish_reason") if crawler.stats else None
    return reason == "finished"


def _settings(sites: int) -> dict[str, Any]:
    handler = f"{__name__}.Handler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "ftp": None, "s3": None, "data": None},
        # One at a time a site; the pauses are kept by the gate, which no setting can open.
        "CONCURRENT_REQUESTS": max(16, 2 * sites),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "RETRY_TIMES": _RETRIES,
        "RETRY_EXCEPTIONS": [UnreachableError],
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_MAX_TIMES": 8,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "ROBOTSTXT_OBEY": False,  # by the asker, which writes it down
        "TELNETCONSOLE_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


class Handler(BaseDownloadHandler):
    """Hands every request to the asker, in a thread."""

    lazy = False

    @override
    async def download_request(self, request: Request) -> Response:
        work = cast("_Watcher", self.crawler.spider).work
        asked = cast("list[str]", request.meta.get("redirect_urls", []))
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(
            work.pool, lambda: work.asker.ask(request.url, asked_url=asked[0] if asked else "")
        )
        headers: dict[str, list[str]] = {}
        for name, value in answer.headers:
            headers.setdefault(name, []).append(value)
        kind = responsetypes.from_args(url=answer.url, body=answer.body)
        request.meta["answer"] = answer
        return kind(url=answer.url, status=answer.status, headers=headers, body=answer.body)


class _Watcher(Spider):
    """Walks the lists of each site, then looks at its ads."""

    name = "watch"

    def __init__(self, work: Crawl, **given: Any) -> None:
        super().__init__(**given)
        self.work = work
        self._walking = {site.id: len(site.starts) for site in work.sites()}

    @classmethod
    @override
    def from_crawler(cls, crawler: Crawler, *given: Any, **named: Any) -> Self:
        spider = super().from_crawler(crawler, *given, **named)
        crawler.signals.connect(spider.note_fault, signal=signals.spider_error)
        return spider

    def note_fault(self, failure: Failure, response: Response) -> None:
        """Write down a fault of ours; a list that it broke is ended, so that the ads of the site are looked at."""
        given = response.cb_kwargs
        site = cast("SitePlan", given["site"])
        _LOG.error("page_failed site=%s", site.id, exc_info=failure.value)
        self.work.state.note(self.work.number, site.id, "fault", response.url, type(failure.value).__name__)
        if "start" in given and not self.work.state.walk(self.work.number, site.id, given["start"]):
            for request in self._end_walk(site, Walk(site.id, given["start"], False, given["page"], "fault")):
                cast("Any", self.crawler.engine).crawl(request)

    @override
    async def start(self) -> AsyncIterator[Any]:
        for site in self.work.sites():
            for start in site.starts:
                # A walk that was finished before a kill is not walked again.
                if self.work.state.walk(self.work.number, site.id, start):
                    for request in self._walked(site):
                        yield request
                else:
                    yield self._list(site, start, start, 1)

    # --- lists ---------------------------------------------------------------------------------------------------

    def _list(self, site: SitePlan, start: str, url: str, page: int) -> Request:
        return Request(
            url, callback=self._read_list, errback=self._no_list, dont_filter=True, priority=10,
            meta={"download_slot": site.id}, cb_kwargs={"site": site, "start": start, "page": page},
        )  # fmt: skip

    def _read_list(self, response: Response, site: SitePlan, start: str, page: int) -> Iterator[Request]:
        answer = cast("Answer", response.meta["answer"])
        health, _ = looked_at(answer)
        found = read_list(site.profile, answer.body, answer.text, answer.url) if answer.status == 200 else None
        if found is None or (not found.offers and not health.is_healthy and health.ailment != "empty"):
            yield from self._end_walk(site, Walk(site.id, start, False, page, _said(health) or "not a list"))
            return
        now, state = self.work.now(), self.work.state
        whole = state.last_whole_walk(site.id, self.work.number)
        state.sight(site.id, [(name_of(site, url), url) for url in found.offers], now, not_listed=whole)
        if not found.next or not found.offers:
            yield from self._end_walk(site, Walk(site.id, start, True, page, ""))
        elif page >= site.most_pages:
            yield from self._end_walk(site, Walk(site.id, start, False, page, f"more than {page} pages"))
        else:
            yield self._list(site, start, found.next, page + 1)

    def _no_list(self, failure: Failure) -> Iterator[Request]:
        request = cast("Request", failure.request)  # pyright: ignore[reportAttributeAccessIssue] - Scrapy adds it
        site, start, page = (request.cb_kwargs[name] for name in ("site", "start", "page"))
        sign = self._failed(site, request.url, failure)
        yield from self._end_walk(site, Walk(site.id, start, False, page, sign))

    def _end_walk(self, site: SitePlan, walk: Walk) -> Iterator[Request]:
        self.work.state.end_walk(self.work.number, walk, self.work.now())
        yield from self._walked(site)

    # --- ads -------------------------------------------------------------------------------------------------------

    def _walked(self, site: SitePlan) -> Iterator[Request]:
        """Yield the looks that are due, when the last list of a site has been walked."""
        self._walking[site.id] -= 1
        if self._walking[site.id]:
            return
        state, number, now = self.work.state, self.work.number, self.work.now()
        walks = [state.walk(number, site.id, start) for start in site.starts]
        is_whole = all(walk is not None and walk.is_complete for walk in walks)
        began = state.rounds()[number]
        for ad in state.ads(site.id):
            is_absent = is_whole and ad.last_listed < began
            if ad.checked != number and is_due(ad, now.date(), self.work.plan.revisit_days, is_absent=is_absent):
                yield self._look(site, ad)

    def _look(self, site: SitePlan, ad: Known) -> Request:
        return Request(
            ad.url, callback=self._read_ad, errback=self._no_ad, dont_filter=True,
            meta={"download_slot": site.id}, cb_kwargs={"site": site, "ad": ad.id},
        )  # fmt: skip

    def _read_ad(self, response: Response, site: SitePlan, ad: str) -> None:
        state, now = self.work.state, self.work.now()
        page = read_offer(site, ad, cast("Answer", response.meta["answer"]), now)
        known, events = judge(state.ad(ad), page, now)
        state.looked(self.work.number, known, "gone" if page.says_gone else _said(page.health) or "healthy", events)

    def _no_ad(self, failure: Failure) -> None:
        request = cast("Request", failure.request)  # pyright: ignore[reportAttributeAccessIssue] - Scrapy adds it
        site, name = request.cb_kwargs["site"], request.cb_kwargs["ad"]
        sign = self._failed(site, request.url, failure)
        if isinstance(failure.value, PutOffError):
            return  # stays due
        ad = self.work.state.ad(name)
        if isinstance(failure.value, TargetRefusedError):
            ad = replace(ad, standing=Standing.REFUSED)
        self.work.state.looked(self.work.number, ad, sign, [])

    def _failed(self, site: SitePlan, url: str, failure: Failure) -> str:
        match failure.value:
            case PutOffError() as error:
                self.work.state.note(self.work.number, site.id, "put off", "", str(error))
            case TargetRefusedError() as error:
                self.work.state.note(self.work.number, site.id, "refused", url, str(error))
            case UnreachableError():
                pass
            case other:
                _LOG.error("page_failed site=%s error=%s", site.id, type(other).__name__, exc_info=other)
                return "fault"
        return failure.value.code.rpartition(".")[2]


def _said(health: Health) -> str:
    return health.ailment.value
