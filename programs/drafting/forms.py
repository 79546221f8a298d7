"""Forms for the steps of a journey, their ladders, and the words of their reminders."""

from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, UncutText
from programs.journey import wording
from programs.journey.drafts import RungDraft, StepDraft
from programs.journey.models import Rung, Step

LONGEST = 3653  # ten years: no program lasts longer
BEFORE, ON, AFTER = "before", "on", "after"


class SeenForm(PlainForm):
    """Sends back what was on the screen, so that nobody changes what they haven't seen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def show_as_seen(self, seen: str) -> None:
        """Show the form again: `seen` is the journey as it is now, and everything that was typed stays."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": seen}


class StepForm(SeenForm):
    required_messages = {
        "title": "Give the step a title.",
        "doer": "Choose who does it.",
        "first_day": "Enter how many days after the match it is due; 0 is the day itself.",
    }

    title = UncutText(
        label="Title", help_text="As the pairs and the mails call it. At most 120 characters.", max_length=120
    )
    doer = forms.ChoiceField(label="Who does it?", choices=Step.Doer.choices, widget=forms.RadioSelect)
    first_day = forms.IntegerField(
        label="Days after the match",
        help_text="When it is due for the first time. 0 is the day of the match.",
        min_value=0,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    every_days = forms.IntegerField(
        label="Repeated every so many days",
        help_text="7 means every week. Leave it empty for a step that happens once.",
        min_value=1,
        max_value=LONGEST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    guide = LongText(
        label="Guide",
        help_text="What to do, in a few sentences. Mentors and mentees read it in the journey and in the reminders "
        "that use it. At most 4,000 characters.",
        max_length=4000,
        rows=6,
        required=False,
    )
    enabled = forms.BooleanField(
        label="The step is on",
        help_text="Switched off it is asked of nobody, and pairs keep what they have done of it.",
        required=False,
    )

    field_order = ["title", "doer", "first_day", "every_days", "guide", "enabled", "seen"]

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Step.Kind.SESSION:
            rhythm = self.fields["every_days"]
            rhythm.required = True
            rhythm.help_text = "7 means every week, 14 every other week. It is the rhythm of the whole program."
            rhythm.error_messages["required"] = "Sessions repeat: choose a rhythm from 1 to 90 days."

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @staticmethod
    def initial_for(step: StepDraft, seen: str) -> dict[str, Any]:
        names = ("title", "doer", "first_day", "every_days", "guide", "enabled")
        return {**{name: getattr(step, name) for name in names}, "seen": seen}


class RungForm(SeenForm):
    required_messages = {
        "side": "Choose whether it goes out before, on or after the day.",
        "audience": "Choose who gets it.",
    }

    side = forms.ChoiceField(
        label="When does it go out?",
        choices=[
            (BEFORE, "Days before the day"),
            (ON, "On the day"),
            (AFTER, "Days after the day, if it is still open"),
        ],
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label="How many days before or after?",
        help_text="Up to 30 before, up to 90 after. It goes out at nine in the morning where the person is.",
        min_value=1,
        max_value=90,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    audience = forms.ChoiceField(label="Who gets it?", widget=forms.RadioSelect)

    field_order = ["side", "days", "audience", "seen"]

    def __init__(self, *args: Any, doer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, Rung(step=Step(doer=doer), audience=value).to_whom) for value in Rung.Audience.values]
        words = {"doer": f"Whoever does the step: {choices[0][1]}", "both": "Mentor and mentee"}
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (value, words.get(value, whom[0].upper() + whom[1:])) for value, whom in choices
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("side") in (BEFORE, AFTER) and "days" in cleaned and not cleaned["days"]:
            self.add_error("days", "Enter how many days.")
        elif cleaned.get("side") == BEFORE and (cleaned.get("days") or 0) > 30:
            self.add_error("days", "A reminder goes out from 30 days before to 90 days after the day.")
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        days = {BEFORE: -1, ON: 0, AFTER: 1}[self.cleaned_data["side"]] * (self.cleaned_data["days"] or 0)
        return {"offset_days": days, "audience": self.cleaned_data["audience"]}

    @staticmethod
    def initial_for(rung: RungDraft | None, seen: str) -> dict[str, Any]:
        if rung is None:
            return {"side": AFTER, "audience": "doer", "seen": seen}
        side = BEFORE if rung.offset_days < 0 else AFTER if rung.offset_days else ON
        return {"side": side, "days": abs(rung.offset_days) or None, "audience": rung.audience, "seen": seen}


class WordingForm(SeenForm):
    """A part that is left empty takes the default wording."""

    subject = UncutText(label="Subject", help_text="At most 200 characters.", max_length=200, required=False)
    text = LongText(
        label="Text",
        help_text="Plain text; an empty line begins a new paragraph. The greeting stands before it, the buttons and "
        "links after it: they stay whatever you write. At most 4,000 characters.",
        max_length=4000,
        rows=9,
        required=False,
    )

    field_order = ["subject", "text", "seen"]

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def _known(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        if sentences := wording.problems(typed):
            raise forms.ValidationError([forms.ValidationError(sentence) for sentence in sentences])
        return typed

    @property
    def values(self) -> dict[str, Any]:
        own = wording.own(self.kind, self.cleaned_data["subject"], self.cleaned_data["text"])
        return {"subject": own.subject, "text": own.text}

    @property
    def typed(self) -> wording.Wording:
        """The words on the screen, even if they are wrong; empty parts take the default."""
        return wording.effective(self.kind, self._on_screen("subject"), self._on_screen("text"))

    def _on_screen(self, name: str) -> str:
        """As much of it as can be kept."""
        most: int = self.fields[name].max_length  # type: ignore[attr-defined]  # an UncutText, above
        return str(self[name].value() or "")[:most]

    @staticmethod
    def initial_for(kind: str, rung: RungDraft, seen: str) -> dict[str, Any]:
        shown = wording.effective(kind, rung.subject, rung.text)
        return {"subject": shown.subject, "text": shown.text, "seen": seen}
