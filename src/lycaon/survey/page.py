"""The report as one HTML file that opens anywhere and asks nothing of the network."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from lycaon.look import look_file
from lycaon.survey.printed import Words
from lycaon.survey.report import Report


def to_html(report: Report) -> str:
    """Return the report as HTML, without a script."""
    styles = look_file("tokens.css") + look_file("base.css") + own_file("survey.css")
    return _template().render(
        report=report,
        t=Words(report.language),
        styles=Markup(styles),  # noqa: S704 - our own files
        symbols=Markup(look_file("symbols.svg")),  # noqa: S704
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(own_file("survey.html"))


@cache
def own_file(name: str) -> str:
    """Return a file of the survey's own look."""
    return files("lycaon.survey").joinpath("look", name).read_text("utf-8")
