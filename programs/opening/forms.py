from django import forms

from mentoring.web.forms import LongText, PlainForm
from programs.opening.models import LONGEST


class OpeningForm(PlainForm):
    text = LongText(
        label="Opening text",
        help_text="At most 10,000 characters. Markdown works: ## headings, **bold**, lists. Leave it empty, and "
        "agreements open with what the two have answered.",
        max_length=LONGEST,
        required=False,
        rows=14,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def clean_text(self) -> str:
        """Use the line endings of the database, so that unchanged words don't count as a change."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean_seen(self) -> int:
        return self.cleaned_data.get("seen") or 0

    def show_as_seen(self, version: int) -> None:
        """Show the form again together with this version, so that the next save knows it."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": str(version)}
