"""The form to choose what goes into the keepsake."""

from typing import Any

from django import forms

from mentoring.web.forms import PlainForm
from pairings.keepsake.queries import Keepsake


class KeepsakeForm(PlainForm):
    pieces = forms.MultipleChoiceField(
        label="What of yours goes in",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from what is shown here."},
    )

    def __init__(self, *args: Any, offered: Keepsake, **kwargs: Any) -> None:
        super().__init__(*args, initial={"pieces": offered.released}, **kwargs)
        self.fields["pieces"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, above
            (value, piece.title) for offer in offered.offers for value, piece in offer.pieces
        ]

    @property
    def chosen(self) -> set[tuple[str, str]]:
        pairs = (value.partition(":") for value in self.cleaned_data["pieces"])
        return {(source, key) for source, _, key in pairs}
