"""allauth's forms in our words."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mentoring.accounts import calling, zones
from mentoring.web.forms import TextLine, apply_required_messages

ADDRESS_INVALID = "Enter an e-mail address such as name@example.org."
ADDRESS_MISSING = "Enter your e-mail address."
PASSWORD_MISSING = "Enter your password."  # noqa: S105
NEW_PASSWORD_MISSING = "Choose a password."  # noqa: S105
CODE_MISSING = "Enter the code."
CALLED_HELP = "In emails and on your pair’s pages. If it’s empty, we use your first name."
NEW_PASSWORD_HELP = "At least 12 characters. Three or four words in a row are easy to keep in mind."  # noqa: S105


def called_field() -> TextLine:
    """Where there is a script, it follows the name as that is typed (js/called.js)."""
    titles = json.dumps({"titles": sorted(calling.TITLES), "dotted": sorted(calling.WITH_A_DOT)})
    return TextLine(
        label="What should we call you?",
        max_length=150,
        required=False,
        help_text=CALLED_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "data-called": titles}),
    )


class Plain(forms.Form):
    """Mix this into a form of allauth, as the first base: our labels, help and messages, and no placeholders."""

    labels: dict[str, str] = {}
    help_texts: dict[str, str] = {}
    required_messages: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.help_texts.get(name, "")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = ADDRESS_INVALID
        apply_required_messages(self)


class ZoneSelect(forms.Select):
    """Four hundred options, the same for everyone except for the chosen one, so we render them once per choice."""

    template_name = "accounts/zone_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)  # Select's own would gather all options again
        context["widget"]["options"] = options(*self.format_value(value))
        return context


@lru_cache(maxsize=100)
def options(chosen: str = "") -> SafeString:
    """Keeps a zone that isn't listed (a browser's old name for one), so that saving never changes it."""
    groups = [(region, _options(cities, chosen)) for region, cities in zones.choices()]
    unlisted = [(chosen, chosen)] if chosen and chosen not in zones.names() else []
    return format_html(
        "{}{}", _options(unlisted, chosen), format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)
    )


def _options(cities: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    rows = ((name, flatatt({"selected": name == chosen}), city) for name, city in cities)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


class ZoneField(forms.ChoiceField):
    """A time zone. With `guess=True`, the page's script selects the browser's zone, and the person can change it."""

    widget = ZoneSelect
    default_error_messages = {"invalid_choice": "Choose a time zone such as Europe/Berlin."}

    def __init__(self, *, guess: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Time zone")
        super().__init__(choices=zones.choices, **kwargs)
        if guess:
            self.widget.attrs["data-guess-zone"] = ""

    def valid_value(self, value: Any) -> bool:
        return zones.is_known(str(value))
