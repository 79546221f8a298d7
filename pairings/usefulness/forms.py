"""Was it useful?"""

from django import forms

from mentoring.web.forms import PlainForm
from pairings.usefulness.models import Usefulness


class UsefulForm(PlainForm):
    answer = forms.ChoiceField(
        label="Was it useful?",
        choices=Usefulness.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose yes, partly or no."},
    )
    required_messages = {"answer": "Choose yes, partly or no."}
