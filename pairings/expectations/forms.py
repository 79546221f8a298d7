"""The form with five questions about what somebody expects."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from mentoring.web.forms import LongText, PlainForm
from pairings.expectations.models import Expectation


class ExpectationForm(PlainForm):
    """For a draft, everything may be empty; to hand in, all five questions must be answered."""

    hopes = LongText(
        label="1. What I hope for",
        help_text="What should be different for you at the end?",
        max_length=3000,
    )
    rhythm = forms.ChoiceField(
        label="2. How often I would like to meet",
        choices=Expectation.Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the rhythms."},
    )
    ways = forms.MultipleChoiceField(
        label="3. How we reach each other",
        help_text="Choose all that suit you.",
        choices=Expectation.Way.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the ways shown."},
    )
    reach = LongText(
        label="What matters to me there",
        help_text="For example: no messages after eight, or an answer within two days.",
        max_length=1000,
        required=False,
        rows=2,
    )
    between_us = LongText(
        label="4. What stays between us",
        help_text="What may be told to others, and what not?",
        max_length=3000,
    )
    would_stop = LongText(
        label="5. What would make me stop",
        help_text="Saying it early is what keeps it from happening.",
        max_length=3000,
    )
    window = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this page again."})
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    required_messages = {
        "hopes": "Say what you hope for.",
        "rhythm": "Choose how often you would like to meet.",
        "ways": "Choose how you would like to be reached.",
        "between_us": "Say what stays between you.",
        "would_stop": "Say what would make you stop.",
        "window": "Open this page again.",
    }
    ANSWERS = ("hopes", "rhythm", "ways", "reach", "between_us", "would_stop")

    def __init__(self, *args: Any, is_draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"].initial = uuid.uuid4()
        if is_draft:
            for name in self.ANSWERS:
                self.fields[name].required = False

    def clean_seen(self) -> int:
        return self.cleaned_data.get("seen") or 0

    def clean(self) -> dict[str, Any]:
        """Puts the ways in the order of the list, so that the same choice is always the same answer."""
        cleaned = super().clean() or {}
        chosen = cleaned.get("ways") or []
        return {**cleaned, "ways": [value for value in Expectation.Way.values if value in chosen]}

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.ANSWERS}

    def show_as_seen(self, version: int) -> None:
        """Mark this version as seen: the page shows it too, so the next save is made knowing it."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = str(version)
        self.data = data


def values_of(saved: Expectation | None) -> dict[str, Any]:
    if saved is None:
        return {}
    return {**{name: getattr(saved, name) for name in ExpectationForm.ANSWERS}, "seen": saved.version}
