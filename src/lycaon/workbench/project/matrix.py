"""The permission matrix, read out of the running code: every verb, its roles, and the doors that it opens.

``python -m lycaon.workbench.project.manage permissions`` prints it as a table, with ``--json`` as data.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

from lycaon.workbench.people.doors import verb_of
from lycaon.workbench.people.permissions import MATRIX
from lycaon.workbench.people.roles import Role


@dataclass(frozen=True, slots=True)
class Door:
    """One end-point."""

    name: str
    route: str
    verb: str
    """Empty where it has none, which no end-point may."""


@dataclass(frozen=True, slots=True)
class Row:
    """One verb of the matrix."""

    verb: str
    says: str
    roles: tuple[str, ...]
    """Empty for pages that need no account."""
    doors: tuple[str, ...]


def doors(resolver: URLResolver | None = None, route: str = "/", spaces: tuple[str, ...] = ()) -> Iterator[Door]:
    """Yield every end-point of the workbench, in the order of its addresses."""
    for one in (resolver or get_resolver()).url_patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from doors(one, here, (*spaces, one.namespace) if one.namespace else spaces)
        else:
            verb = verb_of(one.callback)
            yield Door(":".join((*spaces, one.name or here)), here, verb.name if verb else "")


def rows() -> list[Row]:
    """Return the matrix, by name of the verb."""
    opened = list(doors())  # importing the doors declares the verbs
    return [
        Row(
            verb.name,
            verb.says,
            () if verb.is_public else tuple(role.value for role in Role if role in verb.roles),
            tuple(door.route for door in opened if door.verb == verb.name),
        )
        for verb in sorted(MATRIX.values(), key=lambda verb: verb.name)
    ]


def table() -> str:
    """Return the matrix as Markdown: a row a verb, a column a role."""
    head = "| verb | " + " | ".join(role.value.replace("_", " ") for role in Role) + " | end-points |"
    lines = [head, "|---" * (len(Role) + 2) + "|"]
    for row in rows():
        marks = " | ".join("✓" if role.value in row.roles or not row.roles else "" for role in Role)
        lines.append(f"| {row.says} | {marks} | {len(row.doors)} |")
    return "\n".join(lines) + "\n"
