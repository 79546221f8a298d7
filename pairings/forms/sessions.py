"""Logging a session: who it is for decides what is asked."""

import uuid
from datetime import date
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, date_input
from pairings.models import Pairing, Session, SessionLog

NOTE_LENGTH = 20_000
LIMIT = "At most 20,000 characters. Markdown works: **bold**, lists, links."


class SessionForm(PlainForm):
    """Date, length and shared words; the mentor is asked first for what was heard."""

    required_messages = {
        "held_on": "Enter the day you met.",
        "minutes": "Enter how many minutes you met for.",
    }

    held_on = forms.DateField(
        label="Day you met", widget=date_input(), error_messages={"invalid": "Enter the day as a date."}
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=5,
        max_value=480,
        error_messages={
            "invalid": "Enter the length as a whole number of minutes.",
            "min_value": "Enter a length from 5 to 480 minutes.",
            "max_value": "Enter a length from 5 to 480 minutes.",
        },
    )
    what_i_heard = LongText(
        label="What I heard",
        help_text="First what your mentee told you, in their words; advice can wait.",
        max_length=NOTE_LENGTH,
        required=False,
    )
    shared_notes = LongText(label="What we covered", help_text=LIMIT, max_length=NOTE_LENGTH, required=False)

    def __init__(self, *args: Any, is_mentor: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        self.fields["minutes"].widget.attrs["inputmode"] = "numeric"
        if not is_mentor:
            del self.fields["what_i_heard"]


class LogForm(SessionForm):
    private_note = LongText(label="Private note", max_length=NOTE_LENGTH, required=False, rows=3)
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()

    def clean_form_key(self) -> uuid.UUID:
        """Only keys like those made here: one that can be worked out is the answer to a mail of some other pair."""
        key: uuid.UUID = self.cleaned_data["form_key"]
        if key.version != 4:
            raise forms.ValidationError("Open this form again.")
        return key

    def key_sent(self) -> uuid.UUID | None:
        """The key that came with the form, if one did."""
        return getattr(self, "cleaned_data", {}).get("form_key")


class EditForm(SessionForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def show_as_seen(self, fingerprint: str) -> bool:
        """The page about to be shown holds the log of this fingerprint. True where it isn't the one that was read."""
        before = self.data.get("seen")
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": fingerprint}
        return bool(before != fingerprint)


class NoteForm(PlainForm):
    text = LongText(
        label="Private note",
        help_text="At most 20,000 characters. Empty it to remove the note.",
        max_length=NOTE_LENGTH,
        required=False,
        rows=8,
    )


def first_values(pairing: Pairing, *, today: date, due_on: date | None, last: Session | None) -> dict[str, Any]:
    """What we know already: the day it was due or today, and as long as last time."""
    day = min(due_on, today) if due_on else today
    return {
        "held_on": max(day, pairing.started_on),
        "minutes": last.minutes if last else pairing.program.session_minutes,
    }


def values_of(session: Session, log: SessionLog, *, seen: str) -> dict[str, Any]:
    return {
        "held_on": session.held_on,
        "minutes": session.minutes,
        "what_i_heard": log.what_i_heard,
        "shared_notes": log.shared_notes,
        "seen": seen,
    }
