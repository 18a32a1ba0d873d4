"""``lycaon learn market``: serve the test market on this machine."""

import time
from pathlib import Path

import click

from lycaon.errors import SetupError


@click.command()
@click.option("--port", type=click.IntRange(0, 65_000), default=8400, show_default=True,
              help="Of the control page; the sites stand on the ports after it. 0: any free ports.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--offers", type=click.IntRange(1, 100_000), default=300, show_default=True)
@click.option("--days", type=click.IntRange(2, 1_000), default=30, show_default=True, help="Length of the story.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed tells the same story.")
@click.option("--site", "sites", multiple=True, help="Only these sites (may be repeated); five of them unless said.")
@click.option("--seconds-a-day", type=click.FloatRange(1), help="Turn the calendar by itself.")
@click.option("--truth", type=click.Path(dir_okay=False, path_type=Path), help="Write what really happens there.")
@click.option("--plan", type=click.Path(dir_okay=False, path_type=Path), help="Write a plan for 'lycaon watch' there.")
def market(
    port: int,
    host: str,
    offers: int,
    days: int,
    seed: int,
    sites: tuple[str, ...],
    seconds_a_day: float | None,
    truth: Path | None,
    plan: Path | None,
) -> None:
    """Serve sites of our own that behave like real ones: walls, blocks, edits, deletions, re-posts.

    Example: lycaon learn market --port 8400 --plan plan.yaml, then, beside it: lycaon watch plan.yaml
    """
    import yaml

    from lycaon.learn.market import CHARACTERS, Market, plan_of, tell
    from lycaon.values.codec import to_json

    known = {character.name: character for character in CHARACTERS}
    if unknown := [name for name in sites if name not in known]:
        raise SetupError(f"--site {unknown[0]}: there is no such site; there are {', '.join(known)}")
    story = tell([known[name] for name in sites] or CHARACTERS[:5], offers=offers, days=days, seed=seed)
    if truth:
        truth.write_bytes(b"".join(to_json(told) + b"\n" for told in story.truth()))
    with Market(story, host=host, port=port) as served:
        if plan:
            plan.write_text(
                yaml.safe_dump(plan_of(story, served.hosts, pause_s=0.1), allow_unicode=True, sort_keys=False)
            )
        click.echo(f"control  http://{served.control}/")
        for name, address in served.hosts.items():
            click.echo(f"{name:<18} http://{address}/")
        while True:
            time.sleep(seconds_a_day or 3600)
            if seconds_a_day and served.day < days - 1:
                served.day += 1
                click.echo(f"day {served.day}")
