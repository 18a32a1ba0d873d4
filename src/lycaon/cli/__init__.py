"""``lycaon ...``: one file a command, each thin; a command is only imported when it is called."""

import errno
import gc
import logging
import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from lycaon import __version__
from lycaon.errors import LycaonError

_COMMANDS = {
    "scan": "Scan listings and write findings and a report",
    "demo": "Scan the bundled sample",
    "taxon": "Say what a name means and how it is protected",
    "law": "Explain, list, check and compare rules",
    "eval": "Measure accuracy on labelled listings",
    "learn": "Let decisions of analysts move the model, and propose terms",
    "catalogue": "Check, compare and import catalogues",
    "watch": "Watch sites, politely, and say what appeared, changed, vanished and came back",
    "survey": "Plan, code and publish a census, and say whether trade fell",
    "link": "Group accounts that appear operated together, with every ground",
    "up": "Start the workbench, the web application",
    "take-in": "Hand the findings of a scan or a watch to the workbench",
    "record": "Publish the signed head of the workbench's record, or compare published heads with it",
    "backup": "Write all that the workbench holds to one file",
    "restore": "Make an installation of a backup",
    "retry": "Scan the rejected records of a scan again",
    "evidence": "Keep captures so that a stranger can check them",
    "verify": "Check an evidence bundle",
}

EXIT_FAULT = 1
EXIT_USAGE = 2
EXIT_REJECTED = 3
EXIT_UNFINISHED = 4
EXIT_REFUSED = 5


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        with _not_collecting():
            module = import_module(f"lycaon.cli.{name}")
        # "eval" shadows a builtin, so its function has a longer name.
        command = getattr(module, name, None) or getattr(module, f"{name}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - a programming mistake, found by the first test
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The list must not import every command: its words stand above.
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@contextmanager
def _not_collecting() -> Generator[None]:
    """Keep the collector from looking for garbage among what is imported: there is none, and it costs a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, package_name="lycaon")
def _lycaon() -> None:
    """Find protected wildlife offered for sale, and what the law appears to say about it."""


def main() -> None:
    """Run the command line; the outermost edge, where an error becomes words and an exit code.

    Exit codes: 0 done; 1 a fault of ours; 2 the call or the input is not right; 3 done, but some records were
    rejected; 4 not finished, run the same command again to go on; 5 a model was refused; 130 stopped by hand.
    """
    # Linear algebra, which numpy would start threads for on every core: 30 ms, and nothing here needs them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", level=logging.WARNING)
    sys.exit(_code_of_run())


def _code_of_run() -> int:
    try:
        # Outside its standalone mode click hands the code of an Exit back instead of raising it.
        done: object = _lycaon.main(standalone_mode=False)
        return done if isinstance(done, int) else 0
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped. Run the same command again to go on.")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LycaonError as error:
        _say(f"{error}  [{error.code}]")
        return EXIT_USAGE
    except BrokenPipeError:
        # The reader of our output left, as "| head" does. What Python would still flush at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _refused(error)
    except MemoryError:
        _say("The memory is not enough. What is done stays done: run the same command again, with fewer --workers.")
        return EXIT_UNFINISHED
    except Exception as error:  # noqa: BLE001 - the outermost edge: the one place where a fault becomes words
        return _fault(error)


_OF_THE_CALL = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError, FileExistsError)


def _refused(error: OSError) -> int:
    where = f"{error.filename}: " if error.filename else ""
    if isinstance(error, _OF_THE_CALL) or error.errno == errno.EROFS:
        _say(f"{where}{error.strerror or error}. Choose another path, or change who may read and write it.")
        return EXIT_USAGE
    _say(f"{where}{error.strerror or error}. What is done stays done: run the same command again.")
    return EXIT_UNFINISHED


def _fault(error: Exception) -> int:
    if os.environ.get("LYCAON_TRACEBACK"):
        traceback.print_exception(error)
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(at.filename).name}:{at.lineno}"
    _say(f"This is a fault of ours, not of yours: {type(error).__name__}: {error} ({where}). What is done stays done.")
    _say("Please report it, with what the same command prints when LYCAON_TRACEBACK=1 stands before it.")
    return EXIT_FAULT


def _say(words: str) -> None:
    click.echo(words, err=True)
