"""When the pair of a preview starts, and whether it does anything."""

from datetime import date
from typing import Any

from django import forms

from mentoring.web.forms import PlainForm, date_input
from programs.forecast.calculation import Reading
from programs.forecast.queries import Question


class PreviewForm(PlainForm):
    """Which pair to preview. Sent by GET, so that people can bookmark it."""

    required_messages = {"start": "Choose the day on which the pair starts."}

    start = forms.DateField(
        label="A pair that starts on", widget=date_input(), error_messages={"invalid": "Enter the day as a date."}
    )
    reading = forms.ChoiceField(label="if", choices=[(reading.value, reading.words) for reading in Reading])

    def __init__(self, *args: Any, first: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_start(self) -> date:
        day: date = self.cleaned_data["start"]
        if not self.first <= day < self.last:
            raise forms.ValidationError("Choose a day from today to the day before the program’s last.")
        return day

    @property
    def question(self) -> Question:
        """What was chosen; the defaults if nothing was, or if the choice is invalid."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Question(chosen.get("start", self.first), Reading(chosen.get("reading", Reading.ON_TIME)))
