"""Forms about coming sessions: propose times, pick one, move, cancel."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from mentoring.accounts.models import User
from mentoring.web import cleaning, dates, links
from mentoring.web.forms import LongText, PlainForm, date_input
from pairings.calendars import clocks
from pairings.times.models import LONGEST, MOST_TIMES, SHORTEST, ProposedTime
from pairings.times.queries import Booked, booked_at

NONE = "none"
LENGTH = "Enter a length from 5 to 480 minutes."
is_https = URLValidator(schemes=["https"])


class PlaceField(LongText):
    """A video link or a place, on one line. A link must be https, because the partner will click it."""

    tidy = staticmethod(cleaning.line)

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="Video link or place",
            max_length=300,
            rows=2,
            required=False,
            help_text="A link of any video service, such as https://meet.example.org/us, or where you meet.",
            **options,
        )

    def clean(self, value: Any) -> str:
        place = str(super().clean(value))
        if "://" in place:
            try:
                is_https(place)
            except ValidationError as error:
                raise ValidationError("Enter the link alone, beginning with https://, or a place in words.") from error
            links.leads_where_it_says(place)
        return place


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label="Length in minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter the length as a whole number of minutes.",
            "min_value": LENGTH,
            "max_value": LENGTH,
        },
    )


def _day(label: str, *, required: bool = True) -> forms.DateField:
    messages = {"invalid": "Enter the day as a date."}
    return forms.DateField(label=label, required=required, widget=date_input(), error_messages=messages)


def _clock(label: str, *, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    messages = {"invalid": "Enter the time as hours and minutes, such as 15:00."}
    return forms.TimeField(label=label, required=required, widget=widget, error_messages=messages)


def _note() -> LongText:
    return LongText(label="Note", max_length=1000, rows=3, required=False)


class _InZone(PlainForm):
    """Days and times by the clock of whoever fills in the form."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)

    def _moment(self, day: date, clock: time, field: str) -> datetime | None:
        try:
            return clocks.at(day, clock, self.zone)
        except clocks.Skipped:
            self.add_error(field, "The clocks go forward over this time on that day. Choose another.")
            return None
        except OverflowError:  # at the first or last day that Python knows
            self.add_error(field, "Choose another day.")
            return None


class ProposeForm(_InZone):
    """Up to three times; once the form is valid, `starts` holds them as moments.

    A time at which the person who proposes has a session of their own is sent only once they have said `anyway`.
    """

    minutes = _minutes()
    place = PlaceField()
    note = _note()
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the partner's open proposal on the page
    anyway = forms.BooleanField(label="Send these times anyway", required=False)
    required_messages = {"minutes": LENGTH, "form_key": "Open this form again."}

    def __init__(self, *args: Any, by: User, partner: User, booked: Sequence[Booked], **kwargs: Any) -> None:
        super().__init__(*args, zone=by.zone, **kwargs)
        self.by, self.partner, self.booked = by, partner, booked
        for number in range(1, MOST_TIMES + 1):
            needed = number == 1
            self.fields[f"day_{number}"] = _day(f"Day {number}", required=needed)
            self.fields[f"clock_{number}"] = _clock(f"Time {number}", required=needed)
        self.fields["day_1"].error_messages["required"] = "Enter a day for the first time."
        self.fields["clock_1"].error_messages["required"] = "Enter when it begins, such as 15:00."
        says = "can pick such a time only once you have moved or canceled your other session."
        self.fields["anyway"].help_text = f"{partner.first_name} {says}"
        self._moments: dict[int, datetime] = {}
        self.clashes: dict[int, Booked] = {}

    @property
    def starts(self) -> list[datetime]:
        return list(self._moments.values())

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each time, which say it by the clocks of both."""
        said = "You entered" if self.is_bound else "Suggested"
        moments = self._moments if self.is_bound else self._initial_moments()
        for number, moment in moments.items():
            self[f"clock_{number}"].help_text = f"{said}: {clocks.when(moment, self.by, self.partner)}"
        return [(self[f"day_{number}"], self[f"clock_{number}"]) for number in range(1, MOST_TIMES + 1)]

    def _initial_moments(self) -> dict[int, datetime]:
        values = {number: (f"day_{number}", f"clock_{number}") for number in range(1, MOST_TIMES + 1)}
        return {
            number: datetime.combine(self.initial[day], self.initial[clock], self.zone)
            for number, (day, clock) in values.items()
            if day in self.initial
        }

    def clean(self) -> dict[str, Any]:
        for number in range(1, MOST_TIMES + 1):
            day, clock = f"day_{number}", f"clock_{number}"
            if day in self.errors or clock in self.errors:
                continue
            values = self.cleaned_data.get(day), self.cleaned_data.get(clock)
            if values[0] and values[1]:
                if moment := self._moment(values[0], values[1], clock):
                    self._moments[number] = moment
            elif values[0] or values[1]:
                self.add_error(clock if values[0] else day, "Give both, the day and the time, or neither.")
        if len(set(self.starts)) < len(self.starts):
            self.add_error(None, "Two of these times are the same.")
        self._say_where_booked()
        return self.cleaned_data

    def _say_where_booked(self) -> None:
        for number, moment in self._moments.items():
            if found := booked_at(moment, self.cleaned_data.get("minutes") or SHORTEST, self.booked):
                self.clashes[number] = found
                if not self.cleaned_data.get("anyway"):
                    span = dates.span(found.starts_at, found.ends_at, self.zone)
                    self.add_error(f"clock_{number}", f"You have a session with {found.partner} on {span}.")

    def proposal(self) -> dict[str, Any]:
        return {
            "starts": self.starts,
            **{name: self.cleaned_data[name] for name in ("minutes", "place", "note", "form_key", "seen")},
        }


def first_times(moments: Sequence[datetime], zone: ZoneInfo) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, moment in enumerate(moments[:MOST_TIMES], 1):
        here = moment.astimezone(zone)
        values |= {f"day_{number}": here.date(), f"clock_{number}": here.time()}
    return values


class PickForm(PlainForm):
    answer = forms.ChoiceField(label="Choose one", widget=forms.RadioSelect)
    required_messages = {"answer": "Choose one of the times, or that none fits."}

    def __init__(self, *args: Any, times: Iterable[tuple[ProposedTime, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.choices = [*((str(time.pk), words) for time, words in times), (NONE, "None of these fits")]  # type: ignore[attr-defined]  # a ChoiceField, above
        field.error_messages["invalid_choice"] = "This time has passed or was changed. Choose another."

    @property
    def picked(self) -> int | None:
        """The id of the chosen time; None if none fits."""
        answer = self.cleaned_data["answer"]
        return None if answer == NONE else int(answer)


class MoveForm(_InZone):
    day = _day("Day")
    clock = _clock("Begins at")
    minutes = _minutes()
    place = PlaceField()
    note = _note()
    word = LongText(label="A word about the change", max_length=300, rows=2, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    required_messages = {
        "day": "Enter the day.",
        "clock": "Enter when it begins, such as 15:00.",
        "minutes": LENGTH,
        "seen": "Open this form again.",
    }

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            self.cleaned_data["starts_at"] = self._moment(self.cleaned_data["day"], self.cleaned_data["clock"], "clock")
        return self.cleaned_data

    def change(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "place", "note", "word", "seen")}


class CancelForm(PlainForm):
    word = LongText(label="A word about it", max_length=300, rows=3, required=False)
