"""Forms for the organization and its first administrator."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password

from mentoring.accounts.forms.words import (
    ADDRESS_INVALID,
    ADDRESS_MISSING,
    NEW_PASSWORD_HELP,
    NEW_PASSWORD_MISSING,
    ZoneField,
)
from mentoring.accounts.models import User
from mentoring.web.forms import PlainForm, TextLine

HUE = "Choose a hue from 0 to 359."
LONGEST = "longest"
IDLE_MISSING = "Choose one of the times on the list."
IDLE = {1: "After a day", 7: "After a week", 14: "After two weeks", 30: "After 30 days"}
HOUR, DAY = 3600, 24 * 3600


def _long(seconds: int) -> str:
    for unit, name in ((DAY, "days"), (HOUR, "hours")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return f"{seconds // 60} minutes"


def _offered() -> list[tuple[int | str, str]]:
    longest = settings.SESSION_COOKIE_AGE
    shorter: list[tuple[int | str, str]] = [(days, label) for days, label in IDLE.items() if days * DAY < longest]
    return [*shorter, (LONGEST, f"After {_long(longest)} (the longest)")]


def _days(chosen: str) -> int | None:
    return None if chosen == LONGEST else int(chosen)


class OrganisationForm(PlainForm):
    name = TextLine(
        label="Name of the organisation",
        max_length=120,
        help_text="Stands at the top of every page and in every mail.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    hue = forms.IntegerField(
        label="Colour",
        min_value=0,
        max_value=359,
        initial=258,
        help_text="Text stays easy to read whichever you choose.",
        widget=forms.NumberInput(attrs={"type": "range", "data-hue": "", "class": "hue"}),
        error_messages={"min_value": HUE, "max_value": HUE, "invalid": HUE},
    )
    time_zone = ZoneField(help_text="For everybody who hasn't chosen one, and for new programs.")
    idle_days = forms.TypedChoiceField(
        label="Sign people out",
        choices=_offered,
        coerce=_days,
        help_text="When they haven’t used a device for that long. Short is safer where people share one.",
        error_messages={"invalid_choice": IDLE_MISSING},
    )

    required_messages = {
        "name": "Enter the name of your organisation.",
        "hue": HUE,
        "time_zone": "Choose a time zone.",
        "idle_days": IDLE_MISSING,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("idle_days") not in dict(_offered()):  # none was chosen, or the server allows less by now
            self.initial["idle_days"] = LONGEST


class SetupForm(PlainForm):
    organisation = TextLine(
        label="Name of the organisation",
        max_length=120,
        help_text="Stands at the top of every page and in every mail.",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    hue = OrganisationForm.base_fields["hue"]
    time_zone = ZoneField(guess=True, help_text="For you and, until they choose another, for everybody.", initial="UTC")
    name = TextLine(label="Your name", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"invalid": ADDRESS_INVALID},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=NEW_PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    required_messages = {
        "organisation": "Enter the name of your organisation.",
        "hue": HUE,
        "time_zone": "Choose a time zone.",
        "name": "Enter your name.",
        "email": ADDRESS_MISSING,
        "password": NEW_PASSWORD_MISSING,
    }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        password = values.get("password")
        if password:
            try:
                validate_password(password, User(name=values.get("name", ""), email=values.get("email", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return values
