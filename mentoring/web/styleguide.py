"""Every component in every state on one page, for people who build pages. All its data is made up."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from mentoring.web import render
from mentoring.web.forms import LongText, PlainForm, date_input, mark, pick_input, scale_input

LONG_NAME = "Wilhelmina Konstantinopoulou-Vanderbergensteinhausen"
TEXT = """We talked about **presenting** and what makes it hard.

- Sam speaks first next time
- A [talk](https://example.org/talk) to watch

You want to be heard before you are judged."""


class SessionForm(PlainForm):
    held_on = forms.DateField(label="When did you meet?", widget=date_input())
    minutes = forms.IntegerField(label="How long, in minutes?", help_text="A rough number is fine.", min_value=5)
    mood = forms.ChoiceField(
        label="How did it go?",
        choices=[("1", "Rough"), ("2", "So-so"), ("3", "Fine"), ("4", "Good"), ("5", "Great")],
        widget=scale_input(),
    )
    length = forms.ChoiceField(
        label="How long?",
        choices=[("30", "30 min"), ("60", "60 min"), ("", "Other")],
        widget=pick_input(),
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="What was it about?",
        choices=[("goals", "Goals"), ("feedback", "Feedback"), ("work", "Something at work that can’t wait")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(label="Where?", choices=[("", "Choose a place"), ("video", "Video call")], required=False)
    notes = LongText(
        label="Anything to remember for next time?", help_text="You and Priya see this.", max_length=120, required=False
    )
    file = forms.FileField(label="A file", required=False)
    agreed = forms.BooleanField(label="We agreed on the next date", help_text="Tick it once both have it written down.")

    required_messages = {
        "held_on": "Enter the day you met.",
        "minutes": "Enter how long it took; a rough number is fine.",
        "mood": "Choose how it went.",
        "agreed": "Agree on the next date first.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mark(self.fields["notes"], "Only you", icon="lock")


@require_http_methods(["GET", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """For administrators, and for everyone while DEBUG is on; otherwise raises Http404."""
    if not (settings.DEBUG or getattr(request.user, "is_administrator", False)):
        raise Http404
    form = SessionForm(request.POST, request.FILES) if request.method == "POST" else SessionForm()
    if form.is_valid():
        return render.done(request, "styleguide", "The session was saved.")
    return render.form_page(request, "styleguide/gallery.html", {"form": form, **_samples()})


def _samples() -> dict[str, Any]:
    wrong = SessionForm({"minutes": "2", "notes": "x" * 130}, auto_id="wrong_%s")
    wrong.add_error(None, "You can log a session only until the program ends.")
    return {
        "wrong": SimpleNamespace(form=wrong),
        "arranged": SessionForm(auto_id="arranged_%s"),
        "page": Paginator(range(230), 50).page(2),
        "when": datetime(2026, 12, 1, 14, 0, tzinfo=UTC),
        "long_name": LONG_NAME,
        "text": TEXT,
        "tones": ["neutral", "accent", "ok", "warn", "danger"],
        "next_step": SimpleNamespace(
            headline="How did Tuesday with Priya go?",
            detail="Four questions, about two minutes. Priya has already shared hers.",
            label="Log the session",
            url="#forms",
            escape_label="We didn’t meet",
            escape_url="#forms",
            program="Women in Engineering",
        ),
    }
