"""Forms to make a promise, change one and let one go."""

import uuid
from datetime import date
from typing import Any

from django import forms

from mentoring.web.forms import PlainForm, TextLine, date_input
from mentoring.web.shared import Stamped
from pairings.pair.models import TOO_FAR, Pairing
from pairings.promises.actions import LONGEST, Wish

ROWS = 3  # how many promises fit in the form of a session


class PromiseForm(PlainForm):
    """One promise. In the form of a session (`optional`), an empty row is no promise."""

    required_messages = {
        "side": "Choose who promises it.",
        "text": "Write what is promised.",
        "due_on": "Choose the day until which it is promised.",
    }
    side = forms.ChoiceField(label="Who promises", error_messages={"invalid_choice": "Choose one of the two."})
    text = TextLine(label="What is promised", max_length=LONGEST)
    due_on = forms.DateField(label="Until", widget=date_input(), error_messages={"invalid": "Enter a day."})

    def __init__(
        self,
        *args: Any,
        pairing: Pairing,
        sides: list[tuple[str, str]],
        today: date,
        optional: bool = False,
        **kwargs: Any,
    ):
        super().__init__(*args, empty_permitted=optional, use_required_attribute=not optional, **kwargs)
        self.pairing, self.today = pairing, today
        side = self.fields["side"]
        assert isinstance(side, forms.ChoiceField)  # noqa: S101  for the type checker
        side.choices = sides
        self.fields["due_on"].widget.attrs["min"] = today.isoformat()

    def has_changed(self) -> bool:
        """Side and day are filled in from the start, so only words make a promise."""
        return bool(str(self["text"].value() or "").strip())

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day and day < self.today:
            raise forms.ValidationError("Choose today or a day to come.")
        if day and not self.pairing.is_in_reach(day, today=self.today):
            raise forms.ValidationError(TOO_FAR)
        return day

    def wish(self) -> Wish | None:
        said = self.cleaned_data
        return Wish(said["side"], said["text"], said["due_on"]) if said.get("text") else None


class MakeForm(PromiseForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()


class ChangeForm(Stamped):
    """A day that is past may stay, but a new day can't be past; the action checks that."""

    required_messages = {"text": "Write what is promised.", "due_on": "Choose the day until which it is promised."}
    text = TextLine(label="What is promised", max_length=LONGEST)
    due_on = forms.DateField(label="Until", widget=date_input(), error_messages={"invalid": "Enter a day."})


class LetGoForm(PlainForm):
    required_messages = {"word": "Say in a word why it is let go."}
    word = TextLine(label="Why it is let go", max_length=LONGEST, help_text="A word is enough: plans change.")
