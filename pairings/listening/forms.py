"""“Is this what you meant?” and “did you feel heard?”."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, scale_input
from pairings.listening.models import HeardAnswer

FELT = [(1, "Not at all"), (2, "A little"), (3, "Partly"), (4, "Mostly"), (5, "Fully")]


class HeardForm(PlainForm):
    required_messages = {"answer": "Choose yes, nearly or no."}
    answer = forms.ChoiceField(
        label="Is this what you meant?",
        choices=HeardAnswer.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose yes, nearly or no."},
    )
    meant = LongText(label="I meant", max_length=5_000, required=False, rows=3)
    heard = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=50_000)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("answer") == HeardAnswer.Answer.NO and "meant" in found and not found["meant"]:
            self.add_error("meant", "Write what you meant.")
        return found

    def show_as_read(self, heard: str) -> None:
        """Mark these words as read, since the page about to be shown holds them and the next answer will be to them."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "heard": heard}


def first_values(heard: str, said: HeardAnswer | None, *, chosen: str) -> dict[str, str]:
    """`chosen` comes from the link in the mail; if it isn't one of the answers, it is ignored."""
    known = chosen if chosen in HeardAnswer.Answer.values else ""
    answer, meant = (said.answer, said.meant) if said else ("", "")
    return {"heard": heard, "answer": known or answer, "meant": meant}


class FeltForm(PlainForm):
    required_messages = {"rating": "Choose one of the five."}
    rating = forms.TypedChoiceField(
        label="Did you feel heard?",
        choices=FELT,
        coerce=int,
        widget=scale_input(),
        error_messages={"invalid_choice": "Choose one of the five."},
    )
