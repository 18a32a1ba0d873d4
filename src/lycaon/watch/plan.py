"""The plan of a watch, as a YAML file: which sites, from where, how often, how gently, why, and who answers for it.

::

    name: songbirds
    purpose: Monitor offers of wild songbirds for the regional CITES office
    contact: watch@office.example        # stands in the user agent
    begins: 2026-03-02
    every_hours: 24
    sites:
      - id: kleinmarkt
        country: DE
        start: [https://kleinmarkt.example/vogels]
        searches: {address: "https://kleinmarkt.example/search?q={words}", words: [stieglitz, zeisig]}
        profile: kleinmarkt.yaml         # or the profile itself
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast
from urllib.parse import quote_plus, urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from lycaon.errors import FormatError
from lycaon.watch import charter
from lycaon.watch.profile import Profile


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise ValueError(f"{url}: an address of the web begins with http:// or https:// and names no user")
    return url


Address = Annotated[str, AfterValidator(_address)]


class Searches(_Strict):
    """A search of the site itself, asked once for each of some words."""

    address: Address
    words: list[str] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _has_place_for_words(self) -> Self:
        if "{words}" not in self.address:
            raise ValueError(f"{self.address}: says nowhere where the words go; put {{words}} there")
        return self

    @property
    def addresses(self) -> list[str]:
        """The pages to start from."""
        return [self.address.replace("{words}", quote_plus(words)) for words in self.words]


class SitePlan(_Strict):
    """One site of a plan."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,60}$")
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    languages: list[str] = []
    start: list[Address] = []
    searches: Searches | None = None
    also_hosts: list[str] = []
    """other hosts that belong to the site, where its offers may stand"""
    pause_s: float = Field(default=5.0, gt=0, le=3600)
    """between the end of one answer and the next request"""
    most_requests_a_day: int = Field(default=2_000, ge=1)
    most_pages: int = Field(default=50, ge=1, le=1_000)
    """of one list or search"""
    ends: date | None = None
    """last day on which this site is watched"""
    profile: Profile = Profile()

    @property
    def starts(self) -> list[str]:
        """Every page that a walk starts from."""
        return [*self.start, *(self.searches.addresses if self.searches else [])]

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that are asked; with their port where it is not the usual one."""
        return frozenset([*(urlsplit(url).netloc.lower() for url in self.starts), *self.also_hosts])

    @model_validator(mode="after")
    def _starts_somewhere(self) -> Self:
        if not self.starts:
            raise ValueError(f"{self.id}: needs 'start' or 'searches': a page to begin with")
        if self.most_requests_a_day > charter.MOST_A_DAY:
            raise ValueError(f"{self.id}: most_requests_a_day is {charter.MOST_A_DAY} at most, by the charter")
        return self


class Keeping(_Strict):
    """Where candidates are captured, and in whose name."""

    store: Path
    actor: str = Field(min_length=2)
    role: str = "analyst"
    most_a_round: int = Field(default=200, ge=0)
    sellers: bool = False
    """whether the page of the account that offers is captured too; as gently, and only on the plan's hosts"""
    time_servers: list[str] = []
    """NTP servers (``host`` or ``host:port``) that our clock is compared with; none unless named"""


class Plan(_Strict):
    """A whole plan."""

    name: str = Field(min_length=1)
    purpose: str = Field(min_length=10)
    """why; a crawl without a purpose is not lawful"""
    contact: str = Field(min_length=5, pattern=r"^[^\s;()]+$")
    """an e-mail address or a page where a site may complain"""
    begins: date
    every_hours: int = Field(default=24, ge=1, le=24 * 31)
    revisit_days: list[int] = Field(default=[1, 3, 7, 14, 30, 90], min_length=1)
    candidates_from: float = Field(default=0.5, ge=0, le=1)
    """probability that something protected is proposed, from which an offer is captured"""
    evidence: Keeping | None = None
    training_hosts: list[str] = []
    """``host:port`` of test markets on this machine; only they may be asked without the charter's pause"""
    hidden_services: Literal["no", "lawful"] = "no"
    proxy: str = Field(default="", pattern=r"^(socks5h?://(127\.0\.0\.1|localhost|\[::1\]):[0-9]{2,5})?$")
    """for hidden services only, and only where ``lawful_basis`` says why they may be read"""
    lawful_basis: str = ""
    sites: list[SitePlan] = Field(min_length=1)

    @model_validator(mode="after")
    def _keeps_the_charter(self) -> Self:
        if sorted(set(self.revisit_days)) != self.revisit_days or self.revisit_days[0] < 1:
            raise ValueError("revisit_days: days after the first visit, rising, from 1 on")
        for host in self.training_hosts:
            charter.check_training_host(host)
        taken: dict[str, str] = {}
        for site in self.sites:
            for host in site.hosts:
                if taken.setdefault(host, site.id) != site.id:
                    raise ValueError(f"{site.id}: {host} stands under {taken[host]} too; pauses are kept by site")
            self._check_pause(site)
        if len({site.id for site in self.sites}) < len(self.sites):
            raise ValueError("sites: two have the same id")
        self._check_hidden()
        return self

    def _check_pause(self, site: SitePlan) -> None:
        if site.pause_s < charter.LEAST_PAUSE_S and not site.hosts <= set(self.training_hosts):
            raise ValueError(
                f"{site.id}: pause_s is {charter.LEAST_PAUSE_S:g} at least, by the charter; "
                "only training hosts may be asked faster"
            )

    def _check_hidden(self) -> None:
        hidden = any(host.partition(":")[0].endswith(".onion") for site in self.sites for host in site.hosts)
        allowed = self.hidden_services == "lawful" and self.proxy and len(self.lawful_basis) >= 20
        if hidden and not allowed:
            raise ValueError(
                "a hidden service needs hidden_services: lawful, a proxy on this machine (socks5h://127.0.0.1:9050), "
                "and lawful_basis: who permits it, by which law"
            )
        if self.proxy and not hidden:
            raise ValueError(
                "proxy: is for hidden services only; sites of the public web are asked under our own address"
            )

    def round_at(self, now: datetime) -> int:
        """Return the number of the round that is due at an hour: 0 from the day on which the plan begins."""
        start = datetime(self.begins.year, self.begins.month, self.begins.day, tzinfo=UTC)
        return (now - start) // timedelta(hours=self.every_hours)

    def round_begins(self, number: int) -> datetime:
        """Return the hour at which a round is due."""
        start = datetime(self.begins.year, self.begins.month, self.begins.day, tzinfo=UTC)
        return start + number * timedelta(hours=self.every_hours)


def read_plan(path: Path) -> Plan:
    """Read a plan; profiles and the evidence store that it names stand relative to it.

    Raises:
        FormatError: not YAML, or not a plan; the message names the place and what to write there.
        OSError: a file cannot be read.
    """
    data = _mapping(path)
    for site in cast("list[Any]", data["sites"]) if isinstance(data.get("sites"), list) else []:
        if isinstance(site, dict) and isinstance(site.get("profile"), str):
            file = path.parent / site["profile"]
            site["profile"] = {**_mapping(file), "folder": str(file.parent)}
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        lines = (f"{path}: {'.'.join(map(str, one['loc'])) or 'plan'}: {one['msg']}" for one in error.errors())
        raise FormatError("\n".join(lines)) from error
    if plan.evidence and not plan.evidence.store.is_absolute():
        keeping = plan.evidence.model_copy(update={"store": path.parent / plan.evidence.store})
        plan = plan.model_copy(update={"evidence": keeping})
    return plan


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FormatError(f"{path}: not YAML ({error})") from error
    if not isinstance(data, dict):
        raise FormatError(f"{path}: a mapping was expected; docs/watch.md shows one")
    return cast("dict[str, Any]", data)
