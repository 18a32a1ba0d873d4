"""The ways out, read from the running code: where something can reach somebody who is not of the house.

A page that a partner or a stranger may open, a file that is handed over, a mail, a message to another machine. A test
walks every one of them with real objects and looks for what agreements deny; a way out that nobody has walked is red.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.people.roles import STAFF, Role
from lycaon.workbench.project.matrix import doors

_ROOT = Path(__file__).parents[1]

PARTNERS = frozenset(Role) - STAFF
"""Roles that only others have."""

_CALLS = {
    **dict.fromkeys(("EmailMessage", "EmailMultiAlternatives", "send_mail", "mail_admins", "send_messages"), "mail"),
    **dict.fromkeys(("HTTPConnection", "HTTPSConnection", "urlopen", "create_connection"), "network"),
    **dict.fromkeys(("FileResponse", "StreamingHttpResponse", "file", "write_bundle", "write_publication"), "file"),
}
"""What a function calls that hands something over; ``file`` is :func:`lycaon.workbench.correspondence.pages.file`."""
_HEADER = "Content-Disposition"


@dataclass(frozen=True, slots=True, order=True)
class Exit:
    """One way out."""

    name: str
    """Of a page its door, ``correspondence:portal-notice``; else its function, ``correspondence.outbox.message``."""
    way: str
    """``page``, ``file``, ``mail`` or ``network``."""


@cache
def exits() -> tuple[Exit, ...]:
    """Return every way out of the workbench."""
    return tuple(sorted({*_pages(), *_functions()}))


def _pages() -> Iterator[Exit]:
    for door in doors():
        verb = MATRIX.get(door.verb)
        if verb is not None and (verb.is_public or verb.roles & PARTNERS):
            yield Exit(door.name, "page")


def _functions() -> Iterator[Exit]:
    for path in sorted(_ROOT.rglob("*.py")):
        if "migrations" not in path.parts:
            module = ".".join(path.relative_to(_ROOT).with_suffix("").parts)
            for function, way in _handing(ast.parse(path.read_text("utf-8"))):
                yield Exit(f"{module}.{function}", way)


def _handing(module: ast.Module) -> Iterator[tuple[str, str]]:
    for one in ast.walk(module):
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            ways = {way for part in ast.walk(one) if (way := _way(part))}
            yield from ((one.name, way) for way in ways)


def _way(part: ast.AST) -> str:
    if isinstance(part, ast.Call):
        called = part.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        return _CALLS.get(name, "")
    return "file" if isinstance(part, ast.Constant) and part.value == _HEADER else ""
