"""“Did you meet?”, behind the link in a mail: yes with day and length, or no with a new day."""

from datetime import date
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, date_input


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

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()


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


class NotHeldForm(PlainForm):
    """A planned session did not take place, and no step waits for another day."""
