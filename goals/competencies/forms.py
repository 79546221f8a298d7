"""One answer from 1 to 5 in each of the six areas."""

from typing import Any

from django import forms

from goals.competencies.areas import ANSWERS, AREAS
from mentoring.web.forms import PlainForm, scale_input


class AssessmentForm(PlainForm):
    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        """`about`: the mentee's first name, or empty if the mentee is the one answering."""
        super().__init__(*args, **kwargs)
        for area in AREAS:
            sentence = area.theirs.format(name=about) if about else area.own
            self.fields[area.key] = forms.TypedChoiceField(
                label=f"{area.label}: {sentence}",
                choices=ANSWERS,
                coerce=int,
                widget=scale_input(),
                error_messages={
                    "required": f"Choose an answer for “{area.label.lower()}”.",
                    "invalid_choice": f"Choose an answer for “{area.label.lower()}”.",
                },
            )

    def ratings(self) -> dict[str, int]:
        return {area.key: self.cleaned_data[area.key] for area in AREAS}
