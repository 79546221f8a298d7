"""The form for a few honest lines about oneself."""

from django import forms

from mentoring.web.forms import LongText, PlainForm


class IntroductionForm(PlainForm):
    text = LongText(
        label="About me, for you",
        help_text="Who you are outside your job title, what made you say yes, when you could meet. "
        "A few honest lines are better than a curriculum vitae.",
        max_length=4000,
        rows=8,
    )
    reach = LongText(
        label="How to reach me",
        help_text="What works for you, and when. It is shown only while you are a pair.",
        max_length=500,
        required=False,
        rows=2,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    required_messages = {"text": "Write a few lines about yourself."}

    def clean_seen(self) -> int:
        return self.cleaned_data.get("seen") or 0

    def show_as_seen(self, version: int) -> None:
        """Mark this version as seen: the page shows it too, so the next save is made knowing it."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(version)}
