"""Forms to move one step of a pair to another day or to skip it."""

from django import forms

from mentoring.web.forms import LongText, PlainForm, date_input


def _reason() -> LongText:
    return LongText(label="Why?", max_length=300, rows=3, required=False, help_text="One sentence is enough.")


class MoveForm(PlainForm):
    to = forms.DateField(
        label="New day", widget=date_input(), error_messages={"invalid": "Enter the new day as a date."}
    )
    reason = _reason()
    required_messages = {"to": "Enter the new day."}


class SkipForm(PlainForm):
    reason = _reason()
