"""How the sign-in library behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: the national administrator makes accounts."""

    def is_open_for_signup(self, request) -> bool:
        """Never."""
        return False
