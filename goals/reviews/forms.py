"""One decision on one goal in a goal review, with fields for new words in case the decision changes the goal."""

from datetime import date
from typing import Any

from django import forms

from goals.goals.forms import WordsForm
from goals.goals.models import Goal, GoalVersion
from mentoring.web.forms import LongText

Change = GoalVersion.Change
DECISIONS = [
    (Change.REAFFIRM, "Keep it: it is still the right one"),
    (Change.REVISE, "Change it: the goal stays, some of its words or its day change"),
    (Change.REVIVE, "Take it up again: it lay still, now it gets new energy"),
    (Change.REBUILD, "Let it go and write anew: another goal takes its place"),
]
NAMES = list(WordsForm.base_fields)


class DecisionForm(WordsForm):
    field_order = ["change", "reason"]
    required_messages = {
        **WordsForm.required_messages,
        "change": "Choose what becomes of this goal.",
        "reason": "Say why in a few words, so that you both remember.",
    }

    change = forms.ChoiceField(label="What becomes of it?", choices=DECISIONS, widget=forms.RadioSelect)
    reason = LongText(label="Why?", help_text="A few words that you both will read again.", max_length=2000, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, max_value=32767)
    goal = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: Goal, version: int, today: date) -> None:
        first = {name: getattr(of, name) for name in NAMES}
        super().__init__(*args, pairing=of.pairing, today=today, initial=first | {"goal": of.pk, "version": version})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("change") == Change.REBUILD and cleaned.get("title") == self.initial["title"]:
            self.add_error("title", "Write the goal that takes its place.")
        if cleaned.get("change") == Change.REVISE and self._is_as_it_was(cleaned):
            self.add_error("change", "Nothing is changed yet: change its words below, or keep it.")
        return cleaned

    def decision(self) -> dict[str, Any]:
        """The keyword arguments for `goals.reviews.actions.decide`.

        Keeping a goal leaves its words alone, even if somebody typed new ones below.
        """
        keeps = self.cleaned_data["change"] == Change.REAFFIRM
        left_out = {"goal", *(NAMES if keeps else ())}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    def _is_as_it_was(self, cleaned: dict[str, Any]) -> bool:
        if self.errors:
            return False
        return all(_plain(cleaned[name]) == _plain(self.initial[name]) for name in NAMES)


def _plain(value: object) -> object:
    """Browsers send their own line endings; those alone aren't a change."""
    return "\n".join(value.splitlines()).strip() if isinstance(value, str) else value
