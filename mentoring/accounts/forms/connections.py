"""Disconnecting an account from an identity provider."""

from typing import Any

import allauth.socialaccount.forms as social
from allauth.socialaccount.adapter import get_adapter

from mentoring.accounts.forms.words import Plain


class DisconnectForm(Plain, social.DisconnectForm):  # type: ignore[misc]  # allauth has no types
    """Of a provider that is no longer set up, nothing is shown: there is nothing left to come in by."""

    fields: dict[str, Any]
    accounts: Any
    required_messages = {"account": "Choose what you want to disconnect."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = get_adapter().list_providers(self.request)
        self.accounts = self.accounts.filter(provider__in=[provider.sub_id for provider in self.providers])
        self.fields["account"].queryset = self.accounts

    @property
    def unconnected(self) -> list[Any]:
        connected = {account.provider for account in self.accounts}
        return [provider for provider in self.providers if provider.sub_id not in connected]
