"""The forms to write feedback, and to rate and answer it."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from mentoring.web.forms import LongText, PlainForm, TextLine, scale_input
from pairings.drafts.forms import labels_of
from pairings.feedback.actions import SAYS_SOMETHING
from pairings.feedback.checks import Words
from pairings.feedback.models import LONGEST, LONGEST_STEP, USEFUL, WORDS

ONE_OF_FIVE = "Choose one of the five."


class ComposeForm(PlainForm):
    """Four parts; one of them is enough to send it."""

    strength = LongText(
        label="A strength that you have seen", help_text="What works, and where you saw it.", max_length=LONGEST,
        rows=2, required=False,
    )  # fmt: skip
    situation = LongText(
        label="A situation, and what they did in it",
        help_text="When and where it was, and what you saw or heard.",
        max_length=LONGEST,
        rows=3,
        required=False,
    )
    effect = LongText(
        label="The effect it had", help_text="On you, on others, on the work.", max_length=LONGEST, rows=2,
        required=False,
    )  # fmt: skip
    next_step = TextLine(
        label="One next step",
        help_text="Small enough to try in the next two weeks. They can make it a promise or a milestone in one tap.",
        max_length=LONGEST_STEP,
        required=False,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not any(found.get(name) or name in self.errors for name in WORDS):
            self.add_error(None, SAYS_SOMETHING)
        return found

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in WORDS})

    def renew(self) -> None:
        """The same text under a new key, so that it can be sent as another feedback."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "form_key": str(uuid.uuid4())}


def typed(sent: QueryDict) -> Words:
    """What is in the fields while somebody writes, valid or not; as much of it as could be sent."""
    most = {name: LONGEST_STEP if name == "next_step" else LONGEST for name in WORDS}
    return Words(**{name: str(sent.get(name, ""))[:limit] for name, limit in most.items()})


class RespondForm(PlainForm):
    rating = forms.TypedChoiceField(
        label="How useful is it to you?",
        choices=USEFUL,
        coerce=int,
        empty_value=None,
        required=False,
        widget=scale_input(),
        error_messages={"invalid_choice": ONE_OF_FIVE},
    )
    answer = LongText(label="A word back", max_length=LONGEST, rows=2, required=False)


class UsefulForm(PlainForm):
    required_messages = {"rating": ONE_OF_FIVE}
    rating = forms.TypedChoiceField(
        label="How useful is it to you?",
        choices=USEFUL,
        coerce=int,
        widget=scale_input(),
        error_messages={"invalid_choice": ONE_OF_FIVE},
    )


LABELS = labels_of(ComposeForm)
