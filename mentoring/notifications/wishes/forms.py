"""Forms about mails: which, how often, when not, and when to be reminded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from mentoring.notifications.planning import kinds
from mentoring.notifications.wishes import later
from mentoring.notifications.wishes.actions import LONGEST
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.pace import Quiet, morning
from mentoring.notifications.wishes.queries import Unwanted
from mentoring.web import dates
from mentoring.web.forms import PlainForm, date_input

PROGRAM, OWN = "program", "own"


@dataclass(frozen=True)
class PreferenceRow:
    """One kind and its checkboxes. A digest has none for the app, where everything in it has been told already."""

    title: str
    by_mail: forms.BoundField
    in_app: forms.BoundField | None


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MailPreferencesForm(PlainForm):
    rhythm = forms.ChoiceField(label="Mails come", choices=MailHabits.Rhythm.choices, widget=forms.RadioSelect)
    quiet = forms.ChoiceField(
        label="Whose quiet hours count",
        choices=[(PROGRAM, "As my programs have set them"), (OWN, "My own")],
        widget=forms.RadioSelect,
        help_text="What falls into them waits until they are over.",
    )
    quiet_from = forms.TimeField(label="Quiet from", widget=time_input())
    quiet_until = forms.TimeField(label="Quiet until", widget=time_input())
    quiet_weekends = forms.BooleanField(label="Saturdays and Sundays, too", required=False)

    required_messages = {
        "rhythm": "Choose how often mails may come.",
        "quiet": "Choose whose quiet hours count.",
        "quiet_from": "Choose when your quiet hours begin.",
        "quiet_until": "Choose when your quiet hours end.",
    }

    def __init__(
        self, *args: Any, concerning: Sequence[kinds.Kind], unwanted: Unwanted, habits: MailHabits, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs, initial=_initial(habits))
        self.kinds = concerning
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].error_messages["invalid"] = "Enter a time such as 20:00."
        for kind in concerning:
            ways = (("mail", unwanted.by_mail), ("app", unwanted.in_app))
            for way, off in ways if kind.prepare else ways[:1]:
                box = forms.BooleanField(label=kind.title, required=False, initial=kind.name not in off)
                self.fields[f"{way}_{kind.name}"] = box

    def groups(self) -> Iterator[tuple[str, list[PreferenceRow]]]:
        rows: dict[str, list[PreferenceRow]] = {}
        for kind in self.kinds:
            row = PreferenceRow(
                kind.title, self[f"mail_{kind.name}"], self[f"app_{kind.name}"] if kind.prepare else None
            )
            rows.setdefault(_group(kind), []).append(row)
        yield from sorted(rows.items(), key=lambda group: GROUPS.index(group[0]))

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("quiet") != OWN:  # not asked for, so they can't be wrong
            for name in ("quiet_from", "quiet_until"):
                self.errors.pop(name, None)
        return super().clean()

    def wanted(self, way: str) -> dict[str, bool]:
        """By kind. `way` is “mail” or “app”."""
        boxes = {kind.name: f"{way}_{kind.name}" for kind in self.kinds}
        return {name: bool(self.cleaned_data[box]) for name, box in boxes.items() if box in self.fields}

    def own_quiet(self) -> Quiet | None:
        chosen = self.cleaned_data
        if chosen["quiet"] != OWN:
            return None
        return Quiet(chosen["quiet_from"], chosen["quiet_until"], chosen["quiet_weekends"])


GROUPS = ["You and your pair", "Programs you coordinate", "Your programs"]


def _group(kind: kinds.Kind) -> str:
    if kind.roles and kind.roles <= kinds.PAIR:
        return GROUPS[0]
    return GROUPS[1] if kind.roles == kinds.COORDINATORS else GROUPS[2]


def _initial(habits: MailHabits) -> dict[str, Any]:
    is_own = habits.quiet_from is not None
    return {
        "rhythm": habits.rhythm,
        "quiet": OWN if is_own else PROGRAM,
        "quiet_from": habits.quiet_from if is_own else Quiet().begins,
        "quiet_until": habits.quiet_until if is_own else Quiet().ends,
        "quiet_weekends": habits.quiet_weekends if is_own else Quiet().weekends,
    }


class WhenField(forms.ChoiceField):
    def valid_value(self, value: Any) -> bool:
        """Accepts a day that isn't offered now, because it may have been when the page was opened."""
        return value == later.OWN or later.day_of(value) is not None


class SnoozeForm(PlainForm):
    """When to be reminded again. `today` is today in the person's time zone."""

    when = WhenField(
        label="Remind me",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose when you want to be reminded."},
    )
    day = forms.DateField(label="A day of my own", widget=date_input())

    required_messages = {"when": "Choose when you want to be reminded.", "day": "Choose a day."}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (choice.day.isoformat(), f"{choice.words}, {dates.day(choice.day)}") for choice in later.choices(today)
        ]
        when, day = self.fields["when"], self.fields["day"]
        assert isinstance(when, WhenField)  # noqa: S101  for the type checker
        when.choices = [*offered, (later.OWN, "On this day")]
        day.error_messages["invalid"] = "Enter a date."
        day.widget.attrs.update(min=(today + timedelta(days=1)).isoformat(), max=(today + LONGEST).isoformat())

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("when") != later.OWN:  # not asked for, so it can't be wrong
            self.errors.pop("day", None)
        return super().clean()

    def until(self, person: Any) -> datetime:
        chosen = later.day_of(self.cleaned_data["when"]) or self.cleaned_data["day"]
        return morning(chosen, person.zone)
