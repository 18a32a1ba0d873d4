"""How often a token may call: so many times a minute, whatever the number of its threads and of our processes."""

import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest
from ninja.throttling import BaseThrottle
from typing_extensions import override

from lycaon.workbench.api.models import Token

MOST_A_MINUTE = 1_200

_COUNT = """
INSERT INTO api_called AS now (token_id, minute, calls) VALUES (%s, %s, 1)
ON CONFLICT (token_id) DO UPDATE SET
    calls = CASE WHEN now.minute = excluded.minute THEN now.calls + 1 ELSE 1 END, minute = excluded.minute
RETURNING calls
"""
"""One statement, which locks the row of the token: two calls in one instant are two."""


class PerToken(BaseThrottle):
    """Lets so many calls of a token through in each minute of the clock."""

    def __init__(self, most: int = MOST_A_MINUTE, now: Callable[[], float] = time.time) -> None:
        self.most, self._now = most, now

    @override
    def allow_request(self, request: HttpRequest) -> bool:
        token = getattr(request, "auth", None)
        return not isinstance(token, Token) or counted(token.pk, int(self._now()) // 60) <= self.most

    @override
    def wait(self) -> float:
        return 60 - self._now() % 60


def counted(token: int, minute: int) -> int:
    """Count a call of a token; return how many there were in this minute."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [token, minute])
        [calls] = cursor.fetchone() or (0,)
    return int(calls)
