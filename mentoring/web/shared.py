"""Forms for things that may be open in several places at once: nobody overwrites what they haven't seen."""

import hashlib
from datetime import date, time
from typing import Any

from django import forms
from django.utils.choices import flatten_choices

from mentoring.web import dates
from mentoring.web.forms import ModelForm, PlainForm

MEANWHILE = "Somebody has changed “{}” meanwhile. What you typed is kept here; save again to put it in place of theirs."
# What an action says if the saved words are no longer those that were `seen`.
SAVED_ELSEWHERE = (
    "You have saved other words in another window. Both are on this page, nothing is lost: "
    "put together what you want to keep, and save again."
)


class Stamped(PlainForm):
    """For words that are saved as a whole; `seen` tells which version was on this page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def show_as_seen(self, stamp: str) -> bool:
        """Mark the newest words as seen, because the page about to be shown includes them.

        Returns True if they differ from the words that were on the page.
        """
        before = self.data.get("seen", "")
        self.data = dict(self.data.items()) | {"seen": stamp}
        return bool(before != stamp)


class SharedForm(ModelForm):
    """For one row that several people may change. `seen` tells, field by field, what was on this person's page.

    If they left a field alone, somebody else's change stays. If both changed it, the saved value is shown next to what
    this person typed, which stays. A new row has no `seen`.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = {name: getattr(self.instance, name) for name in self._meta.fields or ()}
        if self.instance.pk:
            self.fields["seen"].initial = _written({name: mark(value) for name, value in self.stands.items()})
        else:
            del self.fields["seen"]

    def clean(self) -> dict[str, Any]:
        seen = _read(self.cleaned_data.pop("seen", ""))
        for name, stands in self.stands.items():
            if seen.get(name, mark(stands)) != mark(stands) != mark(self._typed(name)):
                self._settle(name, stands, seen)
        return super().clean() or self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.stands}

    def _typed(self, name: str) -> Any:
        return self.cleaned_data[name] if name in self.cleaned_data else self.data.get(name, "")

    def _settle(self, name: str, stands: Any, seen: dict[str, str]) -> None:
        """Change `data` as well, so the page that comes back shows the saved value and counts it as seen."""
        field, data = self.fields[name], dict(self.data.items())
        if mark(self._typed(name)) == seen[name]:
            self.errors.pop(name, None)  # the value on the page may no longer be a choice
            self.cleaned_data[name] = stands
            data[name] = self._sent(field, stands)
        elif name in self.errors:
            return
        else:
            self.add_error(name, MEANWHILE.format(self[name].label))
            self[name].help_text = f"Saved meanwhile: {self._in_words(field, stands)}"
        seen[name] = mark(stands)
        self.data = data | {"seen": _written(seen)}

    def _sent(self, field: forms.Field, value: Any) -> Any:
        if isinstance(value, bool):
            return value
        return str(value or "") if isinstance(field, forms.ChoiceField) else field.widget.format_value(value) or ""

    def _in_words(self, field: forms.Field, value: Any) -> str:
        if isinstance(field, forms.ChoiceField):
            return f"“{dict(flatten_choices(list(field.choices))).get(value, value)}”"  # type: ignore[arg-type]  # the stubs
        if isinstance(value, date):
            return dates.bare_day(value)
        if isinstance(value, time):
            return dates.clock(value)
        return f"“{value}”" if value not in ("", None) else "nothing"


def mark(value: Any) -> str:
    """A short hash of a value, so that no page has to carry a long text twice.

    Ignores how lines end, because a browser without JavaScript sends other line ends than it was given.
    """
    text = str("" if value is None else value).replace("\r\n", "\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _written(marks: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in marks.items())


def _read(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition("=") for part in text.split() if "=" in part)}
