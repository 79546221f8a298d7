"""Forms for thanks and for a look back."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mentoring.web.forms import LongText
from mentoring.web.shared import Stamped
from pairings.farewells.actions import ReflectionAnswer, stamp
from pairings.farewells.models import Reflection, Thanks


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
    """For each of the three questions, a text and whether to share it; everything may stay empty."""

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
    def answers(self) -> dict[str, ReflectionAnswer]:
        known = self.cleaned_data
        return {
            value: ReflectionAnswer(known[value], bool(known[value]) and known[f"{value}_shared"])
            for value in Reflection.Question.values
        }
