"""Is this the page that was asked for? Block pages, walls, soft 404s and empty shells are not, whatever their status.

What to look for is data (``health.yaml``). Of the two mistakes we prefer to call a page sick that is not: it is kept
all the same, and a person looks again; a block page that is taken for an offer is evidence of nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field

from lycaon.values.evidence import Ailment, Health

_SHORTEST = 60
"""Characters; a page that shows fewer, and no picture, shows nothing."""
_LOGIN_PATH = re.compile(r"/(log-?in|sign-?in|auth|connexion|anmelden|inloggen|accounts?/login)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came, as far as it helps to judge."""

    asked_url: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    title: str = ""
    text: str = ""
    """what a reader sees"""
    html: str = ""
    pictures: int = 0
    password_fields: int = 0
    is_page: bool = True
    """False for a picture or a PDF that was asked for as such"""
    cut: str = ""


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    ailment: Ailment
    where: str = Field(alias="in", pattern="^(title|text|html|server)$")
    longest: int | None = None
    status: tuple[int, ...] = ()
    pattern: str
    matches: tuple[str, ...]
    not_: tuple[str, ...] = Field(alias="not")

    def sign(self, seen: Seen) -> str | None:
        """Return the words that decide, or None."""
        if self.status and seen.status not in self.status:
            return None
        if self.longest is not None and len(seen.text) > self.longest:
            return None
        if not self.pattern:
            return f"HTTP status {seen.status}"
        found = compiled(self.pattern).search(self._words(seen))
        return f"{self.id}: {found[0][:80].strip()}" if found else None

    def _words(self, seen: Seen) -> str:
        match self.where:
            case "title":
                return seen.title
            case "html":
                return seen.html
            case "server":
                return "\n".join(f"{key.lower()}: {value.lower()}" for key, value in seen.headers)
            case _:
                return f"{seen.title}\n{seen.text}"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the table, ready to search."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def rules() -> Sequence[_Rule]:
    """Return the table."""
    text = files("lycaon.collect").joinpath("health.yaml").read_text(encoding="utf-8")
    return [_Rule.model_validate(rule) for rule in yaml.safe_load(text)]


def health_of(seen: Seen) -> Health:
    """Judge what came.

    >>> health_of(Seen(asked_url="https://m.example/a/1", url="https://m.example/a/1", status=404)).ailment.value
    'gone'
    """
    if seen.cut:
        return Health(ailment=Ailment.TRUNCATED, signs=(f"the answer was cut: {seen.cut}",))
    if not seen.is_page and seen.status < 400:
        return Health()
    for rule in rules():
        if (sign := rule.sign(seen)) is not None:
            return Health(ailment=rule.ailment, signs=(sign,))
    if _led_to_login(seen):
        return Health(ailment=Ailment.LOGIN_WALL, signs=(f"led to {urlsplit(seen.url).path}",))
    if _led_home(seen):
        return Health(ailment=Ailment.SOFT_404, signs=("a page of an offer led to the start page",))
    if len(seen.text) < _SHORTEST and not seen.pictures:
        return Health(ailment=Ailment.EMPTY, signs=(f"{len(seen.text)} characters, no pictures",))
    return Health()


def _led_to_login(seen: Seen) -> bool:
    moved = urlsplit(seen.asked_url).path != urlsplit(seen.url).path
    if moved and _LOGIN_PATH.search(urlsplit(seen.url).path):
        return True
    return bool(seen.password_fields) and len(seen.text) < 600


def _led_home(seen: Seen) -> bool:
    return urlsplit(seen.asked_url).path.strip("/") != "" and urlsplit(seen.url).path.strip("/") == ""
