"""Forms behind the links in mails: did you meet, how is it going."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, date_input
from pairings.words import RATINGS


class MetForm(PlainForm):
    held_on = forms.DateField(
        label="Day you met", widget=date_input(), error_messages={"invalid": "Enter the day as a date."}
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=5,
        max_value=480,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter the length as a whole number of minutes.",
            "min_value": "Enter a length from 5 to 480 minutes.",
            "max_value": "Enter a length from 5 to 480 minutes.",
        },
    )
    required_messages = {"held_on": "Enter the day you met.", "minutes": "Enter how long you met, in minutes."}


class NotMetForm(PlainForm):
    to = forms.DateField(
        label="New day", widget=date_input(), error_messages={"invalid": "Enter the new day as a date."}
    )
    reason = LongText(
        label="What came in between",
        max_length=300,
        rows=2,
        required=False,
        help_text="Visible to the coordinators of the program.",
    )
    required_messages = {"to": "Enter the day you want to meet instead."}


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
    """The rating a link in the mail stands for; None for anything that is none."""
    return int(text) if str(text) in {str(value) for value, _ in RATINGS} else None
