"""A word about a goal, and the answer to a proposal from the mail."""

import uuid
from typing import Any

from django import forms

from goals.models import Comment
from mentoring.web.forms import LongText, PlainForm

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
    """Said instead of agreeing, or after it: what to talk about first."""

    required_messages = {"text": "Say what you would like to talk about.", "form_key": OPEN_AGAIN["required"]}

    text = LongText(
        label="What would you like to talk about first?", help_text="At most 1,000 characters.", max_length=1000, rows=3
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages=OPEN_AGAIN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
