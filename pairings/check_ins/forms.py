"""The form for a check-in, on its page and behind the link in a mail."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm
from pairings.check_ins.models import RATINGS


class CheckInForm(PlainForm):
    rating = forms.TypedChoiceField(
        label="Choose one",
        choices=[(value, label) for value, label in reversed(RATINGS)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the five."},
    )
    comment = LongText(label="Anything the coordinators should know", max_length=4000, required=False)
    required_messages = {"rating": "Choose how it is going."}


def chosen_rating(text: Any) -> int | None:
    """The rating that a link in the mail stands for; None if it isn't a valid one."""
    return int(text) if str(text) in {str(value) for value, _ in RATINGS} else None
