"""The form for a pause: until when, and what happens to planned sessions."""

from django import forms

from mentoring.web.forms import PlainForm, date_input


class PauseForm(PlainForm):
    returns_on = forms.DateField(
        label="Back on",
        widget=date_input(),
        help_text="No reminders until then. What is open moves by the days they were away.",
        error_messages={"invalid": "Enter the day as a date."},
    )
    cancels_sessions = forms.BooleanField(
        label="Cancel the sessions planned before that day",
        required=False,
        initial=True,
        help_text="Both get it by mail, and it leaves both calendars. Without the tick the sessions stand.",
    )
    required_messages = {"returns_on": "Enter the day they are back."}
