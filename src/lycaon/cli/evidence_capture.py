"""``lycaon evidence capture``: the join of collect, which fetches, and evidence, which keeps."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from lycaon import __version__
from lycaon.cli import EXIT_REJECTED
from lycaon.cli.evidence_store import TOOL, custodian, named, needing_playwright, opened, state_of
from lycaon.errors import CollectError

if TYPE_CHECKING:
    from lycaon.collect.recording import Settings
    from lycaon.evidence.log import Custodian
    from lycaon.evidence.store import Store
    from lycaon.values.evidence import Capture


@click.command()
@click.argument("urls", nargs=-1)
@click.option("--from", "source", type=click.File(encoding="utf-8"), help="A file with one address a line.")
@click.option("--browser", is_flag=True, help="With Chromium: screenshot, scripts, built page.")
@click.option("--seller", is_flag=True, help="With the seller's page, as published, in the same capture.")
@click.option("--seller-link", default="", metavar="CSS", help="Selector of the link to it; else schema.org says.")
@click.option("--seller-page", default="", metavar="URL", help="Its address, where the page of the offer names none.")
@click.option(
    "--time-server",
    "time_servers",
    multiple=True,
    metavar="HOST[:PORT]",
    envvar="LYCAON_TIME_SERVERS",
    help="Compare our clock with this NTP server; may be repeated. None is asked unless named.",
)
@click.option("--contact", default="", metavar="ADDRESS", help="Where a site may complain; stands in the user agent.")
@click.option("--language", default="en;q=0.8, *;q=0.5", show_default=True, help="Accept-Language.")
@click.option("--allow", multiple=True, metavar="HOST:PORT", help="A host that is not public, for training.")
@click.option("--attempts", type=click.IntRange(1, 10), default=2, show_default=True, help="Where a site puts us off.")
@click.option("--wait", type=click.FloatRange(0), default=10, show_default=True, help="Seconds between attempts.")
@click.option("--order", default="", help="Name of this job: what was captured under it is not fetched again.")
@named
@click.pass_obj
def capture(
    folder: Path,
    urls: tuple[str, ...],
    source: "TextIO | None",
    browser: bool,
    seller: bool,
    seller_link: str,
    seller_page: str,
    time_servers: tuple[str, ...],
    contact: str,
    language: str,
    allow: tuple[str, ...],
    attempts: int,
    wait: float,
    order: str,
    actor: str,
    role: str,
    reason: str,
) -> None:
    """Capture pages from the public web. What is not the page asked for is kept, and marked with the reason.

    Exit code 0: every page is healthy; 3: some are not, or could not be reached.

    Example: lycaon evidence capture https://market.example/ad/17 --seller --reason "case 12"
    """
    from lycaon.collect.clock import Clocks
    from lycaon.collect.recording import SellerWanted, Settings

    listed = [line.strip() for line in source or () if line.strip() and not line.startswith("#")]
    agent = f"lycaon/{__version__} (evidence capture{f'; {contact}' if contact else ''})"
    if seller_page and len(urls) + len(listed) != 1:
        raise click.UsageError("--seller-page is the page of one seller: capture one address with it")
    wanted = SellerWanted(seller_page, seller_link) if seller or seller_link or seller_page else None
    settings = Settings(
        user_agent=agent,
        language=language,
        allowed=frozenset(allow),
        seller=wanted,
        clocks=Clocks(servers=time_servers),
    )
    unwell = 0
    with opened(folder) as store:
        store.check_named(custodian(actor, role), reason)
        for url in (*urls, *listed):
            whole_order = f"{order} {url}" if order else ""
            if whole_order and store.answered(whole_order):
                continue
            job = _Job(settings, use_browser=browser, reason=reason, order=whole_order, attempts=attempts, wait_s=wait)
            unwell += not job.run(store, url, custodian(actor, role))
    if unwell:
        raise click.exceptions.Exit(EXIT_REJECTED)


@dataclass(frozen=True, slots=True)
class _Job:
    """How each page of a call is captured."""

    settings: "Settings"
    use_browser: bool
    reason: str
    order: str
    attempts: int
    wait_s: float

    def run(self, store: "Store", url: str, who: "Custodian") -> bool:
        """Capture until it is healthy or the attempts are used up; tell whether it is."""
        from lycaon.collect.capture import may_heal

        for attempt in range(self.attempts):
            if attempt:
                time.sleep(self.wait_s)
            with tempfile.TemporaryDirectory() as aside:
                try:
                    found = self._capture(url, Path(aside) / "capture")
                except CollectError as error:
                    click.echo(f"{'-' * 16}  {error}  [{error.code}]", err=True)
                    return False
                click.echo(f"{store.keep(found, Path(aside) / 'capture', who)[:16]}  {state_of(found):9}  {url}")
            if not may_heal(found):
                return found.health.is_healthy
        return False

    def _capture(self, url: str, into: Path) -> "Capture":
        if self.use_browser:
            with needing_playwright():
                from lycaon.collect.browser import capture_rendered as capture_page
        else:
            from lycaon.collect.capture import capture_page
        return capture_page(url, into, self.settings, tool=TOOL, reason=self.reason, order=self.order)
