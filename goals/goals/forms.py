import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from goals.goals.examples import Example
from goals.goals.models import Comment, Goal, GoalVersion
from mentoring.web.forms import LongText, PlainForm, TextLine, date_input
from pairings.pair.models import TOO_FAR, Pairing

MILESTONES = 5
BAD_DAY = {"invalid": "Enter the day as a date."}
CHANGES = [
    (GoalVersion.Change.REAFFIRM, "Reaffirm: it is still right as it is"),
    (GoalVersion.Change.REVISE, "Revise: the goal stays, some of its words or its day change"),
    (GoalVersion.Change.REVIVE, "Revive: it lay still, now it gets new energy"),
    (GoalVersion.Change.REBUILD, "Rebuild: it was the wrong goal, this one takes its place"),
]
REOPEN = (GoalVersion.Change.REVIVE, "Revive: open it again")


class WordsForm(PlainForm):
    required_messages = {"title": "Say what you want to be able to do.", "area": "Choose the area it belongs to."}

    title = TextLine(label="What do you want to be able to do?", help_text="One sentence, at most 200 characters.")
    why = LongText(label="Why does it matter to you?", max_length=4000, rows=3, required=False)
    measure = LongText(
        label="How will you know?",
        help_text="Something the two of you can see or count. At most 4,000 characters.",
        max_length=4000,
        rows=3,
        required=False,
    )
    area = forms.ChoiceField(label="Area", choices=Goal.Area.choices)
    due_on = forms.DateField(label="By when?", widget=date_input(), required=False, error_messages=BAD_DAY)
    is_private = forms.BooleanField(
        label="Keep this goal between the two of us",
        help_text="Otherwise the coordinators see its title, whether it is agreed, and how far it has come.",
        required=False,
    )

    def __init__(self, *args: Any, pairing: Pairing, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing, self.today = pairing, today

    def clean_due_on(self) -> date | None:
        return self.day_to_come("due_on")

    def day_to_come(self, name: str) -> date | None:
        day: date | None = self.cleaned_data.get(name)
        if day and day < self.today and day != self.initial.get(name):
            raise forms.ValidationError("Choose a day that is still to come.")
        return _in_reach(day, self.pairing, self.today)

    def show_as_seen(self, version: int) -> bool:
        """Show the form again, with this version as the one that was read. Returns True if that is a newer one."""
        before = self.data.get("version")
        self.data = {**{name: self.data.get(name) for name in self.data}, "version": version}
        return bool(before != str(version))


class ProposeForm(WordsForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        for number in range(1, MILESTONES + 1):
            self.fields[f"milestone_{number}"] = TextLine(label=f"Milestone {number}", required=False)
            self.fields[f"by_{number}"] = forms.DateField(
                label="By when?", widget=date_input(), required=False, error_messages=BAD_DAY
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(1, MILESTONES + 1):
            if cleaned.get(f"by_{number}") and not cleaned.get(f"milestone_{number}"):
                self.add_error(f"milestone_{number}", f"Say what milestone {number} is, or empty its date.")
            try:
                self.day_to_come(f"by_{number}")
            except forms.ValidationError as error:
                self.add_error(f"by_{number}", error)
        return cleaned

    def rows(self) -> Iterator[tuple[BoundField, BoundField]]:
        for number in range(1, MILESTONES + 1):
            yield self[f"milestone_{number}"], self[f"by_{number}"]

    def proposal(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        numbers = range(1, MILESTONES + 1)
        words = {name: cleaned[name] for name in [*WordsForm.base_fields, "form_key"]}
        pairs = [(cleaned[f"milestone_{n}"], cleaned[f"by_{n}"]) for n in numbers if cleaned[f"milestone_{n}"]]
        return {**words, "milestones": pairs}


class ReviseForm(WordsForm):
    """Asks for the kind of change and the reason first, because those are what the partner reads."""

    field_order = ["change", "reason"]
    required_messages = {
        **WordsForm.required_messages,
        "change": "Choose what kind of change this is.",
        "reason": "Say why, so that you both remember.",
    }

    change = forms.ChoiceField(label="What kind of change is this?", widget=forms.RadioSelect)
    reason = LongText(
        label="Why?", help_text="Your partner reads this. At most 2,000 characters.", max_length=2000, rows=2
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].choices = CHANGES if is_open else [REOPEN]  # type: ignore[attr-defined]


class LetGoForm(PlainForm):
    required_messages = {"reason": "Say why, so that you both remember."}
    reason = LongText(
        label="Why do you let it go?",
        help_text="Your partner reads this. At most 2,000 characters.",
        max_length=2000,
        rows=3,
    )


def _in_reach(day: date | None, pairing: Pairing, today: date) -> date | None:
    if day and not pairing.is_in_reach(day, today=today):
        raise forms.ValidationError(TOO_FAR)
    return day


def first_values(example: Example | None) -> dict[str, Any]:
    if example is None:
        return {}
    words = {name: getattr(example, name) for name in ("title", "why", "measure", "area")}
    return words | {f"milestone_{n}": text for n, text in enumerate(example.milestones, start=1)}


SAY = "Write a word or two first."
OPEN_AGAIN = {"invalid": "Open this page again.", "required": "Open this page again."}


class CommentForm(PlainForm):
    required_messages = {"text": SAY, "form_key": OPEN_AGAIN["required"]}

    text = LongText(label="Your words", help_text="At most 1,000 characters.", max_length=1000, rows=3)
    progress = forms.TypedChoiceField(
        label="How far has it come?",
        choices=[("", "No change"), *Comment.Progress.choices],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose how far it has come."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=OPEN_AGAIN)

    def __init__(self, *args: Any, states_progress: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        if not states_progress:
            del self.fields["progress"]


class NotYetForm(PlainForm):
    """What to talk about first; said instead of agreeing, or after having agreed."""

    required_messages = {"text": "Say what you would like to talk about.", "form_key": OPEN_AGAIN["required"]}

    text = LongText(
        label="What would you like to talk about first?", help_text="At most 1,000 characters.", max_length=1000, rows=3
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=OPEN_AGAIN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
