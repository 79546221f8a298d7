import uuid
from typing import Any

from django import forms

from goals.goals.models import Goal
from goals.learning.models import LearningItem
from mentoring.web.forms import LongText, PlainForm, TextLine, date_input, scale_input
from mentoring.web.links import LinkField
from pairings.pair.models import Pairing
from programs.library.models import LearningKind, Resource


class GoalChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class ItemForm(PlainForm):
    required_messages = {"title": "Say what it is.", "kind": "Choose what kind it is."}

    title = TextLine(label="What is it?")
    kind = forms.ChoiceField(label="Kind", choices=LearningKind.choices, initial=LearningKind.READING)
    url = LinkField(label="Address", required=False)
    why = LongText(label="Why this?", help_text="At most 500 characters.", max_length=500, rows=2, required=False)
    goal = GoalChoice(
        label="Belongs to",
        queryset=Goal.objects.none(),
        required=False,
        empty_label="No goal in particular",
        error_messages={"invalid_choice": "Choose one of your goals."},
    )

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An item may keep a goal that has been closed since.
        goals = Goal.objects.filter(pairing=pairing)
        self.fields["goal"].queryset = goals.open() | goals.filter(pk=self.initial.get("goal") or 0)  # type: ignore[attr-defined]


class NewItemForm(ItemForm):
    form_key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Open this form again."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()


class DoneForm(PlainForm):
    rating = forms.TypedChoiceField(
        label="How useful was it?",
        choices=LearningItem.Usefulness.choices,
        coerce=int,
        empty_value=None,
        widget=scale_input(),
        required=False,
        error_messages={"invalid_choice": "Choose how useful it was."},
    )
    takeaway = LongText(
        label="What will you do differently?",
        help_text="At most 1,000 characters.",
        max_length=1000,
        rows=3,
        required=False,
    )
    on = forms.DateField(
        label="Day you finished it",
        widget=date_input(),
        required=False,
        error_messages={"invalid": "Enter the day as a date."},
    )


def from_resource(resource: Resource | None) -> dict[str, Any]:
    return {"title": resource.title, "kind": resource.kind, "url": resource.url} if resource else {}


def from_item(item: LearningItem) -> dict[str, Any]:
    words = {name: getattr(item, name) for name in ("title", "kind", "url", "why")}
    return words | {"goal": item.goal_id}
