from typing import Any

from django import forms

from mentoring.web.forms import LongText, TextLine
from mentoring.web.links import LinkField
from mentoring.web.shared import SharedForm
from programs.library.models import Resource


class ResourceForm(SharedForm):
    required_messages = {"title": "Enter a title.", "kind": "Choose what it is."}

    title = TextLine(label="Title")
    about = LongText(
        label="What is it good for?",
        help_text="Mentors and mentees read this. At most 1,000 characters.",
        max_length=1000,
        rows=3,
        required=False,
    )
    url = LinkField(
        label="Address", help_text="Where it is found, for example https://example.org/article.", required=False
    )

    class Meta:
        model = Resource
        fields = ["title", "kind", "area", "about", "url", "minutes"]
        labels = {"kind": "Kind", "area": "Helps with", "minutes": "How many minutes does it take?"}
        help_texts = {"area": "It is offered to mentees who rate themselves lowest there."}
        widgets = {"minutes": forms.NumberInput(attrs={"min": 1, "max": 32767, "inputmode": "numeric"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Nothing in particular"), *self.fields["area"].choices[1:]]  # type: ignore[attr-defined]
