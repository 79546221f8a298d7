"""Forms to send a message, to report one, and to close a report."""

import uuid
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm

LONGEST = 5_000


class MessageForm(PlainForm):
    required_messages = {"text": "Write something first."}
    text = LongText(label="Your message", max_length=LONGEST, rows=3)
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})
    newest = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, newest: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["newest"].initial = newest


class ReportForm(PlainForm):
    why = LongText(label="What should the coordinators know about it?", max_length=2_000, rows=3, required=False)


class NoteForm(PlainForm):
    """Closes a report or a concern."""

    required_messages = {"note": "Write a note: without one it can’t be closed."}
    note = LongText(label="Your note", max_length=LONGEST, rows=4)
