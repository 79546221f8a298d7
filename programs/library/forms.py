from typing import Any

from django import forms

from mentoring.web.forms import LongText, TextLine
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
    url = forms.URLField(
        label="Address",
        help_text="Where it is found, for example https://example.org/article.",
        max_length=500,
        assume_scheme="https",
        required=False,
        error_messages={
            "invalid": "Enter a whole address, such as https://example.org/article.",
            "max_length": "At most %(limit_value)d characters fit here; these are %(show_value)d.",
        },
    )

    class Meta:
        model = Resource
        fields = ["title", "kind", "area", "about", "url", "minutes"]
        labels = {"kind": "Kind", "area": "Helps with", "minutes": "How many minutes does it take?"}
        help_texts = {"area": "It is offered to mentees who rate themselves lowest there."}
        widgets = {"minutes": forms.NumberInput(attrs={"min": 1, "max": 32767, "inputmode": "numeric"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].widget.attrs.pop("maxlength", None)
        self.fields["area"].choices = [("", "Nothing in particular"), *self.fields["area"].choices[1:]]  # type: ignore[attr-defined]
