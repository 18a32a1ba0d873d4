"""Every screen of the workbench: one line each. ``{name}`` in an address is what ``seed.py`` made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A page, and who looks at it."""

    name: str
    address: str
    role: str = "analyst"
    """Empty: somebody who has not signed in."""
    status: int = 200


SCREENS = (
    Screen("today", "/"),
    Screen("today-lead", "/", "lead"),
    Screen("today-officer", "/", "authority_officer"),
    Screen("keys", "/keys/"),
    Screen("not-found", "/nothing-here/", status=404),
    Screen("log-in", "/account/log-in/", ""),
    Screen("password-reset", "/account/password/reset/", ""),
    Screen("password-change", "/account/password/change/"),
    Screen("second-factor", "/account/second-factor/"),
    Screen("sessions", "/account/sessions/"),
)
