"""``lycaon ...``: one file a command, each thin; a command is only imported when it is called."""

import logging
import sys
from importlib import import_module

import click

from lycaon import __version__
from lycaon.errors import LycaonError

_COMMANDS = {
    "scan": "Scan listings and write findings and a report",
    "demo": "Scan the bundled sample",
    "taxon": "Say what a name means and how it is protected",
    "law": "Explain, list, check and compare rules",
    "eval": "Measure accuracy on labelled listings",
    "catalogue": "Check, compare and import catalogues",
    "retry": "Read the dead letters of a job again",
    "evidence": "Keep captures so that a stranger can check them",
    "verify": "Check an evidence bundle",
}

EXIT_USAGE = 2
EXIT_REJECTED = 3
EXIT_UNFINISHED = 4


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"lycaon.cli.{cmd_name}")
        # "eval" shadows a builtin, so its function has a longer name.
        command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - a programming mistake, found by the first test
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The list must not import every command: its words stand above.
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, package_name="lycaon")
def _lycaon() -> None:
    """Find protected wildlife offered for sale, and what the law appears to say about it."""


def main() -> None:
    """Run the command line; the outermost edge, where an error becomes words and an exit code.

    Exit codes: 0 done; 2 the call or the input is not right; 3 done, but some records were rejected;
    4 not finished, run the same command again to go on; 130 stopped by hand, likewise.
    """
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", level=logging.WARNING)
    try:
        _lycaon.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        _say("Stopped. Run the same command again to go on.")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except LycaonError as error:
        _say(f"{error}  [{error.code}]")
        sys.exit(EXIT_USAGE)
    except OSError as error:
        _say(f"{error.filename or ''}: {error.strerror or error}. What is done stays done: run the same command again.")
        sys.exit(EXIT_UNFINISHED)


def _say(words: str) -> None:
    click.echo(words, err=True)
