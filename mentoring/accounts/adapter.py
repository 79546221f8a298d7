"""How allauth speaks and writes here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Mails of the sign-in flows are rows first, like every other mail."""
