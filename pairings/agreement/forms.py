"""The form for the words of an agreement."""

from django import forms

from mentoring.web.forms import LongText, PlainForm
from pairings.agreement.models import AgreementVersion
from pairings.drafts.forms import labels_of


class AgreementForm(PlainForm):
    text = LongText(
        label="How we work together",
        help_text="At most 40,000 characters. Markdown works: ## headings, **bold**, lists.",
        max_length=40_000,
        rows=24,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": "Open this page again."})
    required_messages = {"text": "Write down what you agree on.", "seen": "Open this page again."}

    def clean_text(self) -> str:
        """Line endings as the database keeps them, so that unchanged words don't count as a change."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def show_as_seen(self, version: AgreementVersion) -> None:
        """Mark this version as seen: the page shows it too, so the next save is made knowing it."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(version.number)}


LABELS = labels_of(AgreementForm)
