"""When a person is free, and whether their calendar takes invitations."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mentoring.web.forms import PlainForm
from pairings.calendars.models import PARTS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PART_NAMES = ("Morning, 8 to 12", "Midday, 12 to 14", "Afternoon, 14 to 18", "Evening, 18 to 21")


class FreeForm(PlainForm):
    """A week as a coarse grid: for each day, the parts in which the person is usually free."""

    def __init__(self, *args: Any, cells: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = set(cells)
        for weekday, name in enumerate(WEEKDAYS):
            own = [(weekday * PARTS + part, words) for part, words in enumerate(PART_NAMES)]
            self.fields[f"day_{weekday}"] = forms.TypedMultipleChoiceField(
                label=name,
                choices=own,
                coerce=int,
                required=False,
                initial=[cell for cell, _ in own if cell in free],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "Choose from the parts of the day."},
            )

    def cells(self) -> list[int]:
        return [cell for chosen in self.cleaned_data.values() for cell in chosen]


class CalendarForm(PlainForm):
    invitations = forms.BooleanField(
        label="Send me an invitation with each planned session",
        required=False,
        help_text="Untick it if your calendar reads the address on this page: otherwise each session may stand there "
        "twice.",
    )
