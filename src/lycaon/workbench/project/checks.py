"""What must hold before real people depend on an installation."""


def register_checks() -> None:
    """Hand the checks to Django."""
