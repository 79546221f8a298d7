"""The forms to log a session; which fields they have depends on whose side it is."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm, TextLine, date_input
from mentoring.web.shared import Stamped
from pairings.drafts.forms import labels_of
from pairings.logbook.actions import Listening
from pairings.pair.models import Pairing
from pairings.promises.actions import Wish
from pairings.promises.forms import ROWS, PromiseForm
from pairings.sessions.models import SHARES, Session, SessionLog

NOTE_LENGTH = 20_000
MENTORS = ("what_i_heard", "questions_asked", "advice", "talking_share")
LIMIT = "At most 20,000 characters. Markdown works: **bold**, lists, links."


class SessionForm(PlainForm):
    """Day, length and shared words; a mentor is asked first for what they heard."""

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
    questions_asked = LongText(label="Questions I asked", max_length=NOTE_LENGTH, required=False, rows=2)
    shared_notes = LongText(label="What we covered", help_text=LIMIT, max_length=NOTE_LENGTH, required=False)
    advice = LongText(
        label="Advice I gave",
        help_text="Last, and only where it was wanted.",
        max_length=NOTE_LENGTH,
        required=False,
        rows=2,
    )
    talking_share = forms.TypedChoiceField(
        label="How much of the time did I talk?",
        choices=[("", "No estimate"), *((share, f"About {share} %") for share in SHARES)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a share from 0 to 100 percent."},
    )

    def __init__(self, *args: Any, is_mentor: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        self.fields["minutes"].widget.attrs["inputmode"] = "numeric"
        if not is_mentor:
            for name in MENTORS:
                del self.fields[name]

    def words(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if "advice" in self.fields:
            said["listening"] = Listening(said.pop("questions_asked"), said.pop("advice"), said.pop("talking_share"))
        return said


class LogForm(SessionForm):
    private_note = LongText(label="Private note", max_length=NOTE_LENGTH, required=False, rows=3)
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})
    open_question = TextLine(label="A question that stayed open", max_length=200, required=False)
    next_on = forms.DateField(
        label="Next session on",
        required=False,
        widget=date_input(),
        help_text="Moves the step of your next session. You can find a clock time afterwards.",
        error_messages={"invalid": "Enter the day as a date."},
    )

    def __init__(
        self,
        *args: Any,
        pairing: Pairing,
        today: date,
        sides: Sequence[tuple[str, str]],
        every_days: int,
        asks_next: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.pairing = pairing
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["next_on"].widget.attrs["min"] = today.isoformat()
        if not asks_next:
            del self.fields["next_on"]
        self.promises = [
            self._promise(f"promise-{row}", list(sides), today, today + timedelta(days=every_days))
            for row in range(1, ROWS + 1)
        ]

    def _promise(self, prefix: str, sides: list[tuple[str, str]], today: date, due_on: date) -> PromiseForm:
        typed = {name: self.initial.get(f"{prefix}-{name}") for name in PromiseForm.base_fields}
        initial = {"due_on": due_on, **{name: text for name, text in typed.items() if text is not None}}
        data = self.data if self.is_bound else None
        return PromiseForm(
            data, prefix=prefix, pairing=self.pairing, sides=sides, today=today, optional=True, initial=initial
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not all(row.is_valid() for row in self.promises):
            self.add_error(None, "Something is missing in a promise: look below.")
        return found

    def wishes(self) -> list[Wish]:
        return [wish for row in self.promises if (wish := row.wish())]

    @property
    def has_promises(self) -> bool:
        """Whether anything was typed in the promises, so that they are shown unfolded."""
        return any(row["text"].value() or row.errors for row in self.promises)

    def words(self) -> dict[str, Any]:
        return {**super().words(), "promised": self.wishes()}

    def clean_form_key(self) -> uuid.UUID:
        """Accepts only random keys: one that can be worked out could be the key of another pair's answer to a mail."""
        key: uuid.UUID = self.cleaned_data["form_key"]
        if key.version != 4:
            raise forms.ValidationError("Open this form again.")
        return key

    def key_sent(self) -> uuid.UUID | None:
        return getattr(self, "cleaned_data", {}).get("form_key")


class EditForm(Stamped, SessionForm):
    pass


class NoteForm(Stamped):
    text = LongText(
        label="Private note",
        help_text="At most 20,000 characters. Empty it to remove the note.",
        max_length=NOTE_LENGTH,
        required=False,
        rows=8,
    )


def first_values(pairing: Pairing, *, day: date, last: Session | None) -> dict[str, Any]:
    """The day on which they probably met, and the length of the last session."""
    return {
        "held_on": day,
        "minutes": last.minutes if last else pairing.program.session_minutes,
    }


def values_of(session: Session, log: SessionLog, *, seen: str) -> dict[str, Any]:
    return {
        "held_on": session.held_on,
        "minutes": session.minutes,
        "what_i_heard": log.what_i_heard,
        "questions_asked": log.questions_asked,
        "shared_notes": log.shared_notes,
        "advice": log.advice,
        "talking_share": log.talking_share,
        "seen": seen,
    }


ROW_LABELS = {"text": "Promise {}", "side": "Who promises, {}", "due_on": "Until, {}"}
LABELS = labels_of(EditForm, LogForm) | {
    f"promise-{row}-{name}": words.format(row) for name, words in ROW_LABELS.items() for row in range(1, ROWS + 1)
}
