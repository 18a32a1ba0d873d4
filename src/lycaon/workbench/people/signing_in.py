"""How people sign in: allauth does it; here stand our answers to its questions."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from typing_extensions import override


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
