"""The form for a concern, and whether the partner may read it. Before it is sent, the page shows who will get it."""

import uuid
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm

LONGEST = 5_000


class ConcernForm(PlainForm):
    required_messages = {"text": "Write what worries you.", "is_shared": "Choose whether your partner may read it."}
    text = LongText(
        label="What worries you?",
        max_length=LONGEST,
        rows=8,
        help_text="What happened, when, and what you would like to happen now. A few lines are enough.",
    )
    is_shared = forms.TypedChoiceField(
        label="Shall your partner be told?",
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="no",
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, partner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        shared = self.fields["is_shared"]
        assert isinstance(shared, forms.ChoiceField)  # noqa: S101  for the type checker
        shared.label = f"Shall {partner} be told?"
        shared.choices = [
            ("no", f"No, {partner} doesn’t learn of it"),
            ("yes", f"Yes, {partner} may read it, too"),
        ]

    @property
    def fits(self) -> bool:
        """Whether every field is valid, even if the form was refused because the recipients have changed."""
        return self.is_bound and not any(self.errors.get(name) for name in self.fields)
