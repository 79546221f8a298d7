"""One more point for the agenda."""

import uuid
from typing import Any

from django import forms

from mentoring.web.forms import PlainForm, TextLine
from pairings.agenda.models import AgendaItem

LONGEST = 200


class PointForm(PlainForm):
    required_messages = {"text": "Write what you want to talk about."}
    text = TextLine(label="What do you want to talk about?", max_length=LONGEST)
    kind = forms.ChoiceField(choices=AgendaItem.Kind.choices, required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or str(AgendaItem.Kind.POINT)

    @staticmethod
    def next() -> "PointForm":
        """An empty form with the focus in it, since whoever has added a point often adds another."""
        form = PointForm()
        form.fields["text"].widget.attrs["data-focus"] = ""
        return form


class StateForm(PlainForm):
    state = forms.ChoiceField(choices=AgendaItem.State.choices)
