"""The form for kudos."""

import uuid
from typing import Any

from django import forms

from mentoring.web.forms import PlainForm, TextLine
from pairings.kudos.models import LONGEST

# One tap sends one of these.
SUGGESTED = (
    "Thank you for your time.",
    "That took courage.",
    "You listened, and that helped.",
    "I learned something from you.",
    "Well done. I saw how much work it was.",
)


class KudosForm(PlainForm):
    required_messages = {"text": "Write a word, or choose one of the suggestions."}
    text = TextLine(label="Your own words", max_length=LONGEST)
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()

    def renew(self) -> None:
        self.data = {**{name: self.data.get(name) for name in self.data}, "form_key": str(uuid.uuid4())}
