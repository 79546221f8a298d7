"""The form for “Does it fit?”."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm
from pairings.fit_checks.models import FitCheck


class FitCheckForm(PlainForm):
    answer = forms.ChoiceField(
        label="How does it fit?",
        choices=FitCheck.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the three."},
    )
    words = LongText(label="Anything the coordinators should know", max_length=4000, required=False)
    required_messages = {"answer": "Choose how it fits."}


def chosen_answer(text: Any) -> str:
    """The answer that a link in the mail stands for; empty if it isn't a valid one."""
    return str(text) if str(text) in FitCheck.Answer.values else ""
