"""A plan for the watch that fits the test market: ``lycaon watch`` can be tried with it at once."""

from collections.abc import Mapping
from typing import Any

from lycaon.learn.market.characters import Character
from lycaon.learn.market.story import FIRST_DAY, Story
from lycaon.learn.market.wording import words_of


def plan_of(story: Story, hosts: Mapping[str, str], *, pause_s: float = 1.0) -> dict[str, Any]:
    """Return a plan as data, to be written as YAML.

    Args:
        story: whose sites are watched.
        hosts: ``host:port`` of each site.
        pause_s: between two requests to a site; sites of training may be asked faster than the public web.
    """
    return {
        "name": "test market",
        "purpose": "Training on invented offers",
        "contact": "training@lycaon.example",
        "begins": FIRST_DAY.isoformat(),
        "every_hours": 24,
        "training_hosts": sorted(hosts.values()),
        "sites": [_site(site, hosts[site.name], pause_s) for site in story.sites],
    }


def _site(site: Character, host: str, pause_s: float) -> dict[str, Any]:
    start = {"pages": "/list", "search": "/search?q=", "scroll": "/feed.json"}[site.browsing]
    profile: dict[str, Any] = {"ad_id": r"/(?:a|go|reserved)/([0-9]+)"}
    if site.browsing == "scroll":
        profile["feed"] = {"offers": "offers", "url": "url", "next": "next"}
    else:
        profile |= {"offers": "ul.results a.offer", "next": "a.next"}
    if site.markup in {"none", "open_graph"}:
        profile["fields"] = {
            "title": "h1.title", "text": ".description", "price": "p.price", "seller": "dd.seller",
            "place": "dd.place", "images": "article img",
        }  # fmt: skip
    if site.ending == "soft_404":
        profile["says_gone"] = [words_of(site.language).says["gone"].split(".")[0]]
    return {
        "id": site.name,
        "country": site.country,
        "languages": [site.language],
        "start": [f"http://{host}{start}"],
        "pause_s": pause_s,
        "most_requests_a_day": 20_000,
        "profile": profile,
    }
