"""Names for objects that appear in addresses and on paper: short to say, impossible to guess."""

import secrets
from typing import ClassVar

from django.apps import apps
from django.db import models

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are taken for others or spell words."""

LENGTH = 12


def new_reference(prefix: str) -> str:
    """Return a new name of 60 random bits: ``C-7K3M9Q2X4TBW``.

    A thousand million objects share one with a probability of about one half; the database refuses the second.
    """
    return f"{prefix}-" + "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


class Referenced(models.Model):
    """An object with a public name. Its number in the table is never shown."""

    prefix: ClassVar[str]
    """One or two capitals that say the kind: ``C`` for a case."""

    reference = models.CharField(max_length=20, unique=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        """Name the object when it is first kept."""
        if not self.reference:
            self.reference = new_reference(self.prefix)
        super().save(*args, **kwargs)  # pyright: ignore[reportArgumentType]

    def __str__(self) -> str:
        return self.reference


def find(reference: str) -> Referenced | None:
    """Return the object that has a name, of whatever app; None where there is none. Who may know of it is not asked."""
    for model in apps.get_models():
        if issubclass(model, Referenced) and reference.startswith(f"{model.prefix}-"):
            found = model.objects.filter(reference=reference).first()
            if found is not None:
                return found
    return None
