"""What every shape is made of."""

from typing import Annotated, Generic, TypeVar

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints, model_validator

_T = TypeVar("_T")


def _kept(text: str) -> str:
    # PostgreSQL keeps no NUL.
    return text.replace("\x00", "\ufffd")


Kept = AfterValidator(_kept)
Words = Annotated[str, StringConstraints(max_length=100_000), Kept]
Short = Annotated[str, StringConstraints(max_length=2_000), Kept]
Line = Annotated[str, StringConstraints(max_length=300), Kept]
Label = Annotated[str, StringConstraints(max_length=80), Kept]
Reference = Annotated[str, StringConstraints(max_length=20, pattern=r"^[A-Z]{1,2}-[0-9A-Z]+$")]
References = Annotated[list[Reference], Field(min_length=1, max_length=500)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256."""

Name = Annotated[str, AfterValidator(lambda text: text.replace("\x00", "")[:80])]
"""A name in an address: of nobody, where it is none that we gave."""
After = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,18}$")]
"""Where a page begins: ``next`` of the page before."""
Size = Annotated[int, Field(ge=1, le=200)]


class Told(Schema):
    """What comes in: an object of JSON. Without this a word is read as its own title."""

    @model_validator(mode="before")
    @classmethod
    def _is_object(cls, values: object) -> object:
        if not isinstance(getattr(values, "_obj", values), dict):
            raise ValueError("an object is expected")  # noqa: TRY004 - this becomes an answer, not an error
        return values


class Page(Schema, Generic[_T]):
    """Some of a list, and where the rest begins."""

    items: list[_T]
    next: str | None
    """Value of ``after`` for the next page; null at the end."""


class ReasonIn(Told):
    """A reason, in words that the next person understands."""

    reason: Short


class Problem(Schema):
    """What went wrong, and what helps."""

    code: str
    says: str
