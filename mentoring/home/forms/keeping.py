"""For how long each kind of thing is kept."""

from typing import Any

from django import forms

from mentoring import retention
from mentoring.web.forms import PlainForm

FOR_EVER = "ever"
WHICH = "Choose one of the times on the list."


def _key(days: int | None) -> str:
    return FOR_EVER if days is None else str(days)


class KeepingForm(PlainForm):
    def __init__(self, *args: Any, kept_for: dict[str, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in retention.kinds():
            self.fields[kind.name] = forms.ChoiceField(
                label=kind.title,
                help_text=kind.means,
                choices=[(_key(days), retention.SPANS[days]) for days in kind.spans],
                initial=_key(kept_for[kind.name]),
                error_messages={"required": WHICH, "invalid_choice": WHICH},
            )

    @property
    def chosen(self) -> dict[str, int | None]:
        return {name: None if value == FOR_EVER else int(value) for name, value in self.cleaned_data.items()}
