"""A new account, only for people who were invited or come from the organization's identity provider."""

from typing import Any

import allauth.account.forms as account
import allauth.socialaccount.forms as social
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms

from mentoring.accounts import invited, proof, queries
from mentoring.accounts.forms.words import (
    ADDRESS_MISSING,
    CALLED_HELP,
    NEW_PASSWORD_HELP,
    NEW_PASSWORD_MISSING,
    Plain,
    ZoneField,
    called_field,
)
from mentoring.web.forms import TextLine

MESSAGES = {
    "name": "Enter your name.",
    "email": ADDRESS_MISSING,
    "password1": NEW_PASSWORD_MISSING,
    "time_zone": "Choose your time zone.",
}
HELP = {
    "name": "First and last name, as the people in your program know you.",
    "called": CALLED_HELP,
    "password1": NEW_PASSWORD_HELP,
    "time_zone": "Dates and times are shown in this zone.",
}
LABELS = {"email": "E-mail address", "password1": "Password"}
HAS_ACCOUNT = "You already have an account with this address. Sign in instead."


def name_field() -> TextLine:
    return TextLine(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class TakesOver(forms.Form):
    """An account that nobody has proven is in nobody's way: the adapters' `save_user` takes it over."""

    def validate_unique_email(self, value: str) -> str:
        return value if proof.unproven(value) else str(super().validate_unique_email(value))  # type: ignore[misc]


class SignupForm(Plain, TakesOver, account.SignupForm):  # type: ignore[misc]  # allauth has no types
    """The address is the invited one and can't be changed, because the invitation proves no other."""

    name = name_field()
    called = called_field()
    time_zone = ZoneField(guess=True)
    field_order = ["name", "called", "email", "password1", "time_zone"]
    labels = LABELS
    help_texts = {**HELP, "email": "The address you were invited at. You can change it later."}
    required_messages = MESSAGES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = queries.default_zone()
        self.fields["email"].initial = invited.address(context.request)
        self.fields["email"].widget.attrs.update(readonly=True, autocomplete="username")

    def clean_email(self) -> str:
        address = self.cleaned_data["email"] = invited.address(context.request)
        checked = str(super().clean_email())
        if self.account_already_exists or EmailAddress.objects.is_verified(address):
            raise forms.ValidationError(HAS_ACCOUNT)
        return checked


class ProviderSignupForm(Plain, TakesOver, social.SignupForm):  # type: ignore[misc]
    """Shown only if the identity provider leaves something open."""

    name = name_field()
    called = called_field()
    time_zone = ZoneField(guess=True)
    field_order = ["name", "called", "email", "time_zone"]
    labels = LABELS
    help_texts = HELP
    required_messages = MESSAGES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = queries.default_zone()
        self.fields["name"].initial = self.sociallogin.user.name
        self.fields["called"].initial = self.sociallogin.user.called
        self.invited_address = invited.address(context.request)
        self.initial["email"] = self.initial.get("email") or self.invited_address

    @property
    def differs(self) -> bool:
        """From the invited address, that is; the page says what happens then."""
        known = self.sociallogin.user.email
        return bool(self.invited_address and known and known != self.invited_address)
