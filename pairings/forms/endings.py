"""Forms of the ending: thanks, reflection, the ways to end early, what comes next, the keepsake."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mentoring.web.forms import LongText, PlainForm
from mentoring.web.shared import Stamped
from pairings.actions.farewells import Answer, stamp
from pairings.models import EndingWish, Reflection, Thanks
from pairings.queries.keepsake import Keepsake


class ThanksForm(Stamped):
    text = LongText(
        label="Thank you for…",
        help_text="One thing they did, when it was, and what it changed for you. One sentence is enough.",
        max_length=4000,
        rows=8,
    )
    required_messages = {"text": "Write what you want to thank for. One sentence is enough."}

    @classmethod
    def of(cls, data: Any, mine: Thanks | None) -> "ThanksForm":
        return cls(data, initial={"text": mine.text if mine else "", "seen": stamp(mine)})


class ReflectionForm(Stamped):
    """A text and “share it” for each of the three questions; all of it may stay empty."""

    def __init__(self, *args: Any, partner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Reflection.Question.choices:
            self.fields[value] = LongText(label=str(label), max_length=4000, required=False)
            self.fields[f"{value}_shared"] = forms.BooleanField(
                label=f"Share this answer with {partner}", required=False
            )

    @classmethod
    def of(cls, data: Any, mine: Iterable[Reflection], partner: str) -> "ReflectionForm":
        rows = list(mine)
        initial: dict[str, Any] = {"seen": stamp(*rows)}
        for row in rows:
            initial |= {row.question: row.text, f"{row.question}_shared": row.is_shared}
        return cls(data, initial=initial, partner=partner)

    @property
    def answers(self) -> dict[str, Answer]:
        known = self.cleaned_data
        return {
            value: Answer(known[value], bool(known[value]) and known[f"{value}_shared"])
            for value in Reflection.Question.values
        }


class ProposalForm(PlainForm):
    word = LongText(
        label="A word for your partner",
        help_text="If you like: why now, and what was good.",
        max_length=1000,
        rows=4,
        required=False,
    )


class DepartureForm(PlainForm):
    words = LongText(
        label="Anything the coordinators should know",
        help_text="You needn’t give a reason.",
        max_length=4000,
        required=False,
    )


class WishForm(PlainForm):
    wish = forms.ChoiceField(
        label="What would you like?",
        choices=EndingWish.Wish.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two."},
    )
    words = LongText(label="A note to the coordinators", max_length=4000, required=False)
    required_messages = {"wish": "Choose what you would like."}


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
