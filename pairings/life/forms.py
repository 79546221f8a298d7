"""Forms to start a pair, set its rhythm and end it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator

from mentoring.web.forms import LongText, PlainForm, date_input
from pairings.pair.models import Pairing
from programs.program.models import Membership
from programs.program.namesakes import told_apart


class Names(ModelChoiceIterator):  # type: ignore[type-arg]  # generic only in the stubs
    """Loads only the names: a program has hundreds of people, and only the chosen one needs the rest of the row."""

    field: "MenteeField"

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label)
        yield from ((row["pk"], self.field.label_of(row)) for row in self.queryset.values(*self.field.shown))


class MenteeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    iterator = Names
    shown: tuple[str, ...] = ("pk", "user_id", "user__name", "user__email")
    namesakes: Mapping[int, str] = {}  # id → address

    def label_of(self, row: dict[str, Any]) -> str:
        return told_apart(row["user__name"] or row["user__email"], row["user_id"], self.namesakes)


class MentorField(MenteeField):
    shown = (*MenteeField.shown, "taken", "capacity")

    def label_of(self, row: dict[str, Any]) -> str:
        return f"{super().label_of(row)} (has {row['taken']} of {row['capacity']})"


class PairForm(PlainForm):
    mentor = MentorField(
        queryset=Membership.objects.none(),
        empty_label="Choose a mentor",
        help_text="Mentors with a free place, and how many mentees they have.",
        error_messages={"invalid_choice": "This mentor has no free place any more. Choose another."},
    )
    mentee = MenteeField(
        queryset=Membership.objects.none(),
        empty_label="Choose a mentee",
        help_text="Mentees who have no mentor yet.",
        error_messages={"invalid_choice": "This mentee has a mentor by now. Choose another."},
    )
    started_on = forms.DateField(
        label="First day",
        widget=date_input(),
        help_text="The steps of the journey count from this day. Both get a mail now.",
        error_messages={"invalid": "Enter the first day as a date."},
    )

    required_messages = {
        "mentor": "Choose a mentor.",
        "mentee": "Choose a mentee.",
        "started_on": "Enter their first day as a pair.",
    }

    def __init__(
        self,
        *args: Any,
        mentors: QuerySet[Membership],
        mentees: QuerySet[Membership],
        namesakes: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mentor", "mentee"):
            self.fields[name].namesakes = namesakes  # type: ignore[attr-defined]  # a MenteeField, above
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]  # a ModelChoiceField, above
        self.fields["mentee"].queryset = mentees  # type: ignore[attr-defined]


class RhythmForm(PlainForm):
    every_days = forms.IntegerField(
        label="Days between two sessions",
        min_value=1,
        max_value=90,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Enter a whole number of days.",
            "min_value": "Choose a rhythm from 1 to 90 days.",
            "max_value": "Choose a rhythm from 1 to 90 days.",
        },
    )

    def __init__(self, *args: Any, program_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["every_days"].help_text = f"Leave it empty for the program’s: every {program_days} days."


class EndForm(PlainForm):
    ending = forms.ChoiceField(
        label="How does it end?",
        choices=Pairing.Ending.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose how it ends."},
    )
    reason = LongText(
        label="Anything to remember about it",
        max_length=300,
        rows=3,
        required=False,
        help_text="Visible to the coordinators of the program, not to the pair.",
    )
    required_messages = {"ending": "Choose how it ends."}
